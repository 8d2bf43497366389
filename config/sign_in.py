"""How staff sign in: a password of 15 characters or more and a second factor, or a passkey."""

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "eligibility.staff.passwords.NotOfThisPlace"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["eligibility.staff.backend.StaffBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"username"}, ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION, ACCOUNT_SESSION_REMEMBER = "none", False
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours are atomic: eligibility/staff/tries.py
ACCOUNT_ADAPTER = "eligibility.staff.sign_in.StaffSignIn"
ACCOUNT_FORMS = {
    "login": "eligibility.staff.forms.SignIn",
    "reauthenticate": "eligibility.staff.forms.PasswordAgain",
    "change_password": "eligibility.staff.forms.NewPassword",
}
MFA_ADAPTER = "eligibility.staff.factors.SecondFactor"
MFA_FORMS = {
    "authenticate": "eligibility.staff.forms.Code",
    "reauthenticate": "eligibility.staff.forms.CodeAgain",
    "activate_totp": "eligibility.staff.forms.SetUpApp",
    "add_webauthn": "eligibility.staff.forms.SetUpPasskey",
    "login_webauthn": "eligibility.staff.forms.Passkey",
    "authenticate_webauthn": "eligibility.staff.forms.PasskeyStep",
    "reauthenticate_webauthn": "eligibility.staff.forms.PasskeyAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER, MFA_TOTP_TOLERANCE = "Candor", 1  # a slow hand or clock: half a minute

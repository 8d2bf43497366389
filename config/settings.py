"""Every setting, from the environment. A bad value stops the start and says which one and why.

CANDOR_MODE is `production` unless it says `demo` (one machine, its own database, sample data) or
`test`. Demo mode refuses any host but this machine and any database but its own, so a demo account
can never exist beside real patients.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.database import checked_database
from config.kept import checked_days
from config.mail import checked_addresses, checked_mail_server, checked_public_url
from config.names import checked_base
from config.secrets import checked_data_keys, checked_hosts, checked_secret_key
from config.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env("CANDOR_MODE", default="production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"CANDOR_MODE is {MODE!r}. Use production, demo or test.")
PRODUCTION, DEMO = MODE == "production", MODE == "demo"

# --- Secrets ---------------------------------------------------------------------------------
SECRET_KEY = checked_secret_key("SECRET_KEY", env("SECRET_KEY", default=""))
SECRET_KEY_FALLBACKS = [
    checked_secret_key("SECRET_KEY_FALLBACKS", key)
    for key in env.list("SECRET_KEY_FALLBACKS", default=[])
]
DATA_KEYS = checked_data_keys(env("DATA_KEYS", default=""), SECRET_KEY)
ALLOWED_HOSTS = checked_hosts(env.list("ALLOWED_HOSTS", default=[]), production=PRODUCTION)
DEBUG = False

# --- What this clinic is called --------------------------------------------------------------
CLINIC_NAME = env("CLINIC_NAME", default="") or _("the clinic")
EMERGENCY_NUMBER = env("EMERGENCY_NUMBER", default="911")
FUNDED_BY = env("FUNDED_BY", default="") or _(
    "The clinic that runs this copy. No maker or seller of cells."
)
# The address that all names in FHIR begin with: a clinic's own, so that they are the clinic's. It
# identifies, and need not open anything. Chosen once, for it is in everything that was exported.
FHIR_BASE = checked_base("FHIR_BASE", env("FHIR_BASE", default="https://candor.example/fhir"))

# --- What is left open is locked, so that the next person at this device does not see it --------
IDLE_MINUTES = env("IDLE_MINUTES", default="30")
if IDLE_MINUTES not in ("0", "15", "30", "60"):
    raise ImproperlyConfigured(
        f"IDLE_MINUTES is {IDLE_MINUTES!r}. Use 15, 30 or 60, or 0 for never. The pages warn two "
        "minutes before, and the style sheet knows these times only."
    )
IDLE_MINUTES = int(IDLE_MINUTES)

# --- A tablet in the clinic: a process of its own with KIOSK=1, beside the one for all others ----
KIOSK = env.bool("KIOSK", default=False)
KIOSK_MINUTES = env.int("KIOSK_MINUTES", default=2)
if not 1 <= KIOSK_MINUTES <= 5:
    raise ImproperlyConfigured(
        f"KIOSK_MINUTES is {KIOSK_MINUTES}. Use 1 to 5: after so long on one page, a tablet clears "
        "itself. A patient who asks for more time has ten times as long."
    )
if KIOSK:
    IDLE_MINUTES = 0  # nothing is locked where all is wiped

# --- How long the clinic keeps what patients sent. `manage.py purge` erases what is past it -------
RETENTION = {
    # Days after the last review of a closed one.
    "closed": checked_days("KEEP_CLOSED_DAYS", env("KEEP_CLOSED_DAYS", default="365")),
    # Days after the last review of one that nobody closed, or since it came if it has none.
    "open": checked_days("KEEP_OPEN_DAYS", env("KEEP_OPEN_DAYS", default="730")),
}

# --- Who is told by e-mail that something came. `manage.py notify` sends it, from a timer ---------
NOTIFY = checked_addresses("NOTIFY", env.list("NOTIFY", default=[]))
PUBLIC_URL = checked_public_url(
    "PUBLIC_URL", env("PUBLIC_URL", default=""), needed=bool(NOTIFY), production=PRODUCTION
)
vars().update(
    checked_mail_server(
        "EMAIL_URL", env("EMAIL_URL", default=""), needed=bool(NOTIFY) and PRODUCTION
    )
)
MAIL_FROM = checked_addresses("MAIL_FROM", env.list("MAIL_FROM", default=[]))
DEFAULT_FROM_EMAIL = [*MAIL_FROM, f"candor@{urlsplit(PUBLIC_URL).hostname or 'localhost'}"][0]
CLINIC_LANGUAGE = env("CLINIC_LANGUAGE", default="en")
if CLINIC_LANGUAGE not in ("en", "es"):
    raise ImproperlyConfigured(
        f"CLINIC_LANGUAGE is {CLINIC_LANGUAGE!r}. Use en or es: the mails to NOTIFY are in it."
    )

# --- The application -------------------------------------------------------------------------
INSTALLED_APPS = [
    "eligibility.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "formtools",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.humanize",
    "eligibility",
]
MIDDLEWARE = [
    "eligibility.security.logs.AccessLine",
    "django.middleware.security.SecurityMiddleware",
    "eligibility.security.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "eligibility.security.headers.Policy",
    "eligibility.security.health.Health",
    "eligibility.security.packing.Pack",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "eligibility.security.kiosk.Kiosk",
    "eligibility.security.limits.SmallBodies",
    "eligibility.security.outage.TryAgain",
    "eligibility.wizard.idle.KeepOpen",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "eligibility.staff.session.StaffUser",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "eligibility.review.recorded.RecordEveryLook",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eligibility.pages.clinic",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "eligibility.summary.drawn_notes",
            ],
        },
    }
]

# --- Database --------------------------------------------------------------------------------
if DEMO and "DATABASE_URL" in env:
    raise ImproperlyConfigured(
        "CANDOR_MODE=demo is for trying Candor out and keeps its own database, but DATABASE_URL is "
        "set. Demo accounts must never sit beside real patients. Unset one of the two."
    )
(BASE_DIR / "var" / "static").mkdir(parents=True, exist_ok=True)
DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR}/var/{MODE}.sqlite3")
DATABASES = {"default": checked_database(DATABASE, production=PRODUCTION)}

# --- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "eligibility" / "locale"]
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="UTC")
FORMAT_MODULE_PATH = ["config.formats"]

# --- Static files ----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "staticfiles": {
        "BACKEND": "config.storage.StaticFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
}

# --- Limits and cookies ----------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}staff"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "eligibility.errors.csrf_failure"
SESSION_COOKIE_AGE = 24 * 60 * 60  # sessions of staff end after 12 hours, and can then say why
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Headers ---------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(alive|ready)/$"]  # asked from beside the process, without TLS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],  # else Lighthouse cannot read robots.txt; forms may go there anyway
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- How staff sign in: config/sign_in.py --------------------------------------------------------
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost

# --- Logging: one JSON object a line, of known keys; what happened and where, never to whom ------
STDERR = {"handlers": ["stderr"], "level": "WARNING", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "eligibility.security.logs.one_line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": STDERR,
        "django.server": STDERR,
        "gunicorn.error": STDERR,
        # One line a request. On one's own machine it would be in the way.
        "eligibility.security.logs": {"level": "INFO" if PRODUCTION else "WARNING"},
        # Leaves copies of the head of the access log where the database cannot reach them.
        "eligibility.audit": {"level": "INFO"},
    },
}

"""A signed-in person with all their rights, in one query a request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

# One row for each right: the person's own, by a role, or by a role in an emergency that has not
# ended; one row without a right if there is none.
PERSON = """
SELECT person.*, kind.app_label AS of_app, allowed.codename AS allowed,
  EXISTS (SELECT 1 FROM mfa_authenticator AS factor
          WHERE factor.user_id = person.id AND factor.type IN ('totp', 'webauthn')) AS with_factor,
  EXISTS (SELECT 1 FROM eligibility_firstpassword AS first
          WHERE first.user_id = person.id) AS with_first_password
FROM auth_user AS person
LEFT JOIN auth_permission AS allowed ON allowed.id IN (
  SELECT permission_id FROM auth_user_user_permissions WHERE user_id = %s
  UNION ALL
  SELECT given.permission_id FROM auth_user_groups AS role
  JOIN auth_group_permissions AS given ON given.group_id = role.group_id
  WHERE role.user_id = %s
  UNION ALL
  SELECT given.permission_id FROM eligibility_emergencyaccess AS emergency
  JOIN auth_group_permissions AS given ON given.group_id = emergency.role_id
  WHERE emergency.user_id = %s AND emergency.until > %s)
LEFT JOIN django_content_type AS kind ON kind.id = allowed.content_type_id
WHERE person.id = %s
"""


class StaffBackend(AuthenticationBackend):
    """Knows people by user name and password. Whom it looks up for a request carries `rights`,
    `has_factor`: whether a second factor is set up, and `has_own_password`: whether no one else
    made the password."""

    def get_user(self, user_id: Any) -> User | None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        rows = list(User.objects.raw(PERSON, [user_id, user_id, user_id, now, user_id]))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person = rows[0]
        person.has_factor = bool(person.with_factor)
        made = person.with_first_password and person.has_usable_password()
        person.has_own_password = not made
        person.rights = {f"{row.of_app}.{row.allowed}" for row in rows if row.allowed}
        return person

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As always, but without a query for whom `get_user` has brought."""
        known: set[str] | None = getattr(user_obj, "rights", None)
        if known is None or user_obj.is_superuser:
            return set(super().get_all_permissions(user_obj, obj))
        return known if obj is None and user_obj.is_active else set()

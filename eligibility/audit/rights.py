"""Who changed what staff may do, whichever page it was done on."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from eligibility.audit.recording import Action, person, record
from eligibility.security.logs import now_answered

CHANGES = {
    User.groups.through: "roles",
    User.user_permissions.through: "own_rights",
    Group.permissions.through: "rights_of_a_role",
}
KINDS = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}
ACCOUNT = ("is_active", "is_staff", "is_superuser")


def given_or_taken(sender: Any, instance: Any, action: str, pk_set: Any, **more: Any) -> None:
    """`of` is the number of the person, or of the role whose rights are others now. What is done on
    the server itself, such as by `first_staff`, is no request of anybody."""
    request = now_answered.get()
    if request is None or action not in KINDS or (pk_set is not None and not pk_set):
        return
    record(
        Action.ROLES,
        person(request),
        kind=f"{CHANGES[sender]}_{KINDS[action]}",
        of=instance.pk,
    )


for through in CHANGES:
    m2m_changed.connect(given_or_taken, through, dispatch_uid=f"audit {CHANGES[through]}")


@receiver(pre_save, sender=User, dispatch_uid="audit account")
def account(instance: User, update_fields: Any, **more: Any) -> None:
    """Whether someone may sign in at all, and may do everything."""
    request = now_answered.get()
    if request is None or (update_fields is not None and not set(update_fields) & set(ACCOUNT)):
        return
    before = User.objects.filter(pk=instance.pk).values_list(*ACCOUNT).first()
    if before and before != tuple(getattr(instance, name) for name in ACCOUNT):
        record(Action.ROLES, person(request), kind="account", of=instance.pk)


@receiver(post_save, sender=User, dispatch_uid="audit new account")
def new_account(instance: User, created: bool, **more: Any) -> None:
    """Someone new, who may sign in from now on."""
    if created and (request := now_answered.get()):
        record(Action.ROLES, person(request), kind="account_made", of=instance.pk)


@receiver(pre_delete, sender=User, dispatch_uid="audit account gone")
@receiver(pre_delete, sender=Group, dispatch_uid="audit role gone")
def gone(instance: User | Group, **more: Any) -> None:
    """A person or a role, and with it all that they could do."""
    if request := now_answered.get():
        kind = "account_gone" if isinstance(instance, User) else "role_gone"
        record(Action.ROLES, person(request), kind=kind, of=instance.pk)

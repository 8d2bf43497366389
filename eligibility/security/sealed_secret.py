"""Secrets that other people's tables keep for us: sealed as our own fields are, for one purpose."""

from typing import cast

from eligibility.security.sealed import Sealed, SealedField


class SealedSecret(SealedField):
    """Seals text as a field does, but belongs to no model: a library stores it where it likes, and
    does not say of which record it is. So it is bound to its purpose and key, and to no record."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    @property
    def place(self) -> str:
        """The purpose, as in messages and in what every secret is bound to."""
        return f"secret.{self.purpose}"

    def _bound_to(self, pk: object, key_id: str) -> bytes:
        return "\0".join(("sealed 1", self.place, key_id)).encode()

    def seal_text(self, text: str) -> str:
        """`text` under the first key, to be stored."""
        return cast(Sealed, self.seal(text, self.place)).text

    def open_text(self, stored: str) -> str:
        """The text that was sealed for this purpose. Raises CannotRead for any other."""
        return str(self.open(Sealed(self.place, stored), self.place))

    def key_id(self, stored: str) -> str:
        """The id of the key it was sealed with, or "?" if it is no sealed secret."""
        return Sealed(self.place, stored).key_id

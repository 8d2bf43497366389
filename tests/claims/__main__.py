"""`python -m tests.claims` compares docs/compliance.md with the marks; --write writes it anew."""

import sys

from tests.claims import ROOT
from tests.claims.marked import collect
from tests.claims.page import page, problems

DOCUMENT = ROOT / "docs" / "compliance.md"


def main() -> None:
    """Exits with what is wrong, if anything is."""
    shown = collect()
    if wrong := problems(shown):
        sys.exit("\n".join(wrong))
    if "--write" in sys.argv:
        DOCUMENT.write_text(page(shown), encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != page(shown):
        sys.exit("docs/compliance.md is old. Run `python -m tests.claims --write`.")


if __name__ == "__main__":
    main()

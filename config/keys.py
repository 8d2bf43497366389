"""Fresh secrets as environment lines: `python -m config.keys production > somewhere-safe.env`."""

import base64
import secrets
import sys


def fresh(mode: str) -> dict[str, str]:
    """The secrets a process needs, new, from the operating system's generator."""
    return {
        "CANDOR_MODE": mode,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


if __name__ == "__main__":
    for name, value in fresh(sys.argv[1] if len(sys.argv) > 1 else "demo").items():
        sys.stdout.write(f"{name}={value}\n")

"""Static files for production: style sheets are stored short, hashed and packed."""

from typing import Any

import rcssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """What `collectstatic` fills. The style sheet is fetched on every first visit, so each byte of
    it counts; in the repository it stays easy to read."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        """Shortens the style sheets that were collected, then does as whitenoise does with them,
        instead of with their sources."""
        for name in [name for name in paths if name.endswith(".css") and not dry_run]:
            with self.open(name) as file:
                text = file.read().decode("utf-8")
            with self.open(name, "wb") as file:
                file.write(rcssmin.cssmin(text).encode("utf-8"))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

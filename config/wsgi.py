"""The WSGI entry point: what gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from eligibility.keys.canary import check_at_start  # noqa: E402 (needs the settings)
from eligibility.security.patience import have_patience  # noqa: E402
from eligibility.summary.typesetter import Typesetter  # noqa: E402

have_patience()
Typesetter.waits = 3  # then the thread is needed for a page
check_at_start()

"""HTTP in production: synchronous views run several times faster here than over ASGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# After a downtime, what is past its time goes before anybody can ask for it.
from config.starting import behind_walls, catch_up  # noqa: E402  needs the apps

behind_walls()
catch_up()

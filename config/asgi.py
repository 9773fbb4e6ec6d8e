"""Sockets under /ws/, and HTTP too where one process does everything."""

import os

from channels.routing import ProtocolTypeRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

http = get_asgi_application()

# These import models, which exist only after the line above.
from config.sockets import Sockets  # noqa: E402
from config.starting import behind_walls, catch_up  # noqa: E402

behind_walls()

# After a downtime, what is past its time goes before anybody can ask for it.
catch_up()

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(Sockets()),
    }
)

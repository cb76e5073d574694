"""The ASGI application: HTTP through the admission gate, live sockets beside it. For Daphne and uvicorn."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
_django = get_asgi_application()

# The rest needs the applications loaded.
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware, SessionMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from ecabinet.admission import Application, gate  # noqa: E402
from ecabinet.background import WithBackground  # noqa: E402
from ecabinet.bodies import BoundedBody  # noqa: E402
from ecabinet.journal.live import LiveConsumer  # noqa: E402
from ecabinet.origin import SameOrigin  # noqa: E402

_live = URLRouter(
    [
        path("api/meetings/<uuid:subject>/live", LiveConsumer.as_asgi(kind="meeting")),
        path("api/circulations/<uuid:subject>/live", LiveConsumer.as_asgi(kind="circulation")),
    ]
)
_sockets = SameOrigin(CookieMiddleware(SessionMiddleware(_live)))
_http = BoundedBody(gate(cast(Application, _django)), settings.UPLOAD_LIMIT_BYTES)
application = WithBackground(ProtocolTypeRouter({"http": _http, "websocket": _sockets}))

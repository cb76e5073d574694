"""The web process: Daphne with this product's address, certificate and limits."""

import os

# Daphne installs its reactor when it is imported, before anything else may.
from daphne.server import Server  # isort: skip

from ecabinet import env

CLOSE_TIMEOUT_SECONDS = 2


def endpoint() -> str:
    """Twisted's description of where to listen: plain, or TLS 1.2 and later where TLS_CERT is given."""
    host = env.text("HOST", "127.0.0.1").replace(":", r"\:")
    where = f"{env.number('PORT', 8000)}:interface={host}"
    certificate, key = env.text("TLS_CERT"), env.text("TLS_KEY")
    if not certificate:
        return f"tcp:{where}"
    return f"ssl:{where}:privateKey={key}:certKey={certificate}"


def main() -> None:
    """Serve until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecabinet.settings")
    from ecabinet.asgi import application

    behind_proxy = env.flag("BEHIND_PROXY")
    Server(
        application,
        endpoints=[endpoint()],
        verbosity=0,
        server_name="e-Cabinet",
        application_close_timeout=CLOSE_TIMEOUT_SECONDS,
        websocket_max_message_size=64 * 1024,
        websocket_max_frame_size=64 * 1024,
        proxy_forwarded_address_header="X-Forwarded-For" if behind_proxy else None,
        proxy_forwarded_port_header="X-Forwarded-Port" if behind_proxy else None,
        proxy_forwarded_proto_header="X-Forwarded-Proto" if behind_proxy else None,
    ).run()


if __name__ == "__main__":
    main()

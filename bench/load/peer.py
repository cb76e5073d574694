"""What the field does: a Channels consumer in a group, one `group_send` for every event, on Daphne and Redis.

    python -m bench.load.peer PORT REDIS_URL LAYER      LAYER: core or pubsub (of channels_redis)

GET /live opens a socket; POST / sends its body to all of them. Nobody is signed in and nothing is kept, which
is less than the product does for an event.
"""

import sys
from typing import Any

import daphne.server  # isort: skip  first, because it installs its reactor
from django.conf import settings

LAYERS = {
    "core": "channels_redis.core.RedisChannelLayer",
    "pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}
GROUP, MOST_WAITING = "meeting", 10_000


def main() -> int:
    """Serve until SIGTERM."""
    port, redis_url, layer = sys.argv[1:]
    config = {"hosts": [redis_url], "capacity": MOST_WAITING}
    settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": LAYERS[layer], "CONFIG": config}})
    endpoints = [f"tcp:{port}:interface=127.0.0.1"]
    daphne.server.Server(_application(), endpoints=endpoints, verbosity=0).run()
    return 0


def _application() -> Any:
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.layers import get_channel_layer
    from channels.routing import ProtocolTypeRouter

    class Screen(AsyncWebsocketConsumer):  # type: ignore[misc]
        groups = [GROUP]

        async def news(self, message: dict[str, Any]) -> None:
            await self.send(text_data=message["text"])

    async def publish(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        await get_channel_layer().group_send(GROUP, {"type": "news", "text": body.decode()})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return ProtocolTypeRouter({"http": publish, "websocket": Screen.as_asgi()})


if __name__ == "__main__":
    raise SystemExit(main())

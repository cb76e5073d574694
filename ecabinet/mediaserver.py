"""Where the media server is for the processes of this product, whom calls to it trust, and who signs."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from ecabinet import env


def api_url() -> str:
    """The http or https address of the media server, as seen from this machine, without a slash at its end.

    It is the configured server or cluster, which may lie under a path of a proxy, or the embedded one beside
    us, which speaks TLS exactly when it has a certificate (signaling/README.md: TLS_CERT).
    """
    if settings.LIVEKIT_URL:
        return as_scheme(settings.LIVEKIT_URL, "http").rstrip("/")
    scheme = "https" if env.text("TLS_CERT") else "http"
    return f"{scheme}://{env.own_host(settings.HOST)}:{settings.MEDIA_PORT}"


def as_scheme(url: str, kind: str) -> str:
    """The same address for WebSockets (`kind` ws) or for HTTP (http), as secure as it was."""
    parts = urlsplit(url)
    secure = parts.scheme in {"wss", "https"}
    return parts._replace(scheme=f"{kind}s" if secure else kind).geturl()


def trusted() -> ssl.SSLContext:
    """Whom the calls trust: the usual authorities and, where there is one, the office's own."""
    context = ssl.create_default_context()
    own = Path(env.text("TLS_CA") or Path(settings.DATA) / "tls" / "ca.crt")
    if own.exists():
        context.load_verify_locations(cafile=own)
    return context


def signing_keys() -> dict[str, str]:
    """Every key that the media server may sign with, and its secret: ours, and those of LIVEKIT_KEYS."""
    return {**settings.LIVEKIT_KEYS, settings.LIVEKIT_API_KEY: settings.LIVEKIT_API_SECRET}

"""The STUN and TURN servers that clients are told of, with credentials that TURN servers check themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass

from livekit.protocol.rtc import ICEServer

# A TURN server checks the time when a client first uses the credential, which may be late in a long
# meeting; coturn's authors advise a day.
DEFAULT_LIFETIME = 86400


class IceSettingsError(ValueError):
    """The servers cannot be told to clients as configured; the text names the variable."""


@dataclass(frozen=True)
class IceSettings:
    """Addresses as in RFC 7064 and RFC 7065. `lifetime` of a credential is in seconds.

    With `secret` every client gets a credential of its own (coturn's `use-auth-secret`), without it
    all get `username` and `password`. Raises IceSettingsError.
    """

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    secret: str = ""
    username: str = ""
    password: str = ""
    lifetime: int = DEFAULT_LIFETIME

    def __post_init__(self) -> None:
        _check("MEDIA_STUN_URLS", self.stun_urls, ("stun:", "stuns:"))
        _check("MEDIA_TURN_URLS", self.turn_urls, ("turn:", "turns:"))
        if self.turn_urls and not self.secret and not (self.username and self.password):
            raise IceSettingsError(
                "MEDIA_TURN_URLS needs MEDIA_TURN_SECRET, or MEDIA_TURN_USERNAME and MEDIA_TURN_PASSWORD"
            )

    def servers(self, user: str) -> list[ICEServer]:
        """What to tell one client; `user` is what the TURN server logs of it, without a colon."""
        found = []
        if self.stun_urls:
            found.append(ICEServer(urls=self.stun_urls))
        if self.turn_urls:
            name, credential = self._credential(user)
            found.append(ICEServer(urls=self.turn_urls, username=name, credential=credential))
        return found

    def _credential(self, user: str) -> tuple[str, str]:
        if not self.secret:
            return self.username, self.password
        name = f"{int(time.time()) + self.lifetime}:{user}"
        return name, shared_secret_credential(self.secret, name)


def _check(variable: str, urls: tuple[str, ...], schemes: tuple[str, ...]) -> None:
    for url in urls:
        if not url.startswith(schemes):
            raise IceSettingsError(f"{variable}: {url!r} does not begin with {' or '.join(schemes)}")


def shared_secret_credential(secret: str, username: str) -> str:
    """The password of a `time:user` name (draft-uberti-behave-turn-rest-00, as coturn computes it)."""
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


NO_ICE_SERVERS = IceSettings()

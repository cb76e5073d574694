"""Random identifiers in the form LiveKit clients expect: a prefix that tells the kind, then letters."""

import secrets
import string

_ALPHABET = string.ascii_letters + string.digits


def new_sid(prefix: str) -> str:
    """A fresh identifier: PA_ participant, RM_ room, TR_ track, EV_ event."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(12))

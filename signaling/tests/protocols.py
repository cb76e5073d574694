"""The two protocols of LiveKit's clients: one peer connection for both directions (v1), one for each (v0)."""

import os

import pytest

# How a line fails is told by the transport and not by the number of peer connections: the older protocol,
# whose media other tests of SDK and browser prove for every change, meets the failures in make torture.
_SHOWN = [True, False] if os.environ.get("TORTURE") else [True]
ON_BAD_WAYS = pytest.mark.parametrize("single", _SHOWN, ids=["v1", "v0"][: len(_SHOWN)])

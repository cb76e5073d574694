"""What one peer may send here: bytes and datagrams per interval, and how many streams."""

from __future__ import annotations

# libsrtp keeps state for every SSRC that was ever authentic, and looks it up one by one.
MAX_STREAMS = 1024


class Intake:
    """Counts what a peer sends and refuses what is over its share.

    `renew` gives it a new share; unused shares are kept up to one second's worth. `bytes_in` and
    `refused` only grow.
    """

    def __init__(self, bytes_per_second: int, datagrams_per_second: int) -> None:
        self._rate = bytes_per_second, datagrams_per_second
        self._bytes = float(bytes_per_second)
        self._datagrams = float(datagrams_per_second)
        self._ssrcs: set[bytes] = set()
        self.bytes_in = 0
        self.refused = 0

    def renew(self, seconds: float) -> None:
        """Add the share of the time that passed."""
        self._bytes = min(self._bytes + self._rate[0] * seconds, self._rate[0])
        self._datagrams = min(self._datagrams + self._rate[1] * seconds, self._rate[1])

    def takes(self, datagram: bytes) -> bool:
        """Whether a datagram is within the share."""
        if self._bytes <= 0 or self._datagrams <= 0:
            self.refused += 1
            return False
        size = len(datagram)
        self._bytes -= size
        self._datagrams -= 1
        self.bytes_in += size
        return True

    def knows(self, ssrc: bytes) -> bool:
        """Whether packets of an SSRC (in network order) may still be decrypted: a known one, or room left."""
        return ssrc in self._ssrcs or len(self._ssrcs) < MAX_STREAMS

    def authentic(self, ssrc: bytes) -> None:
        """Note an SSRC of which a packet was authentic."""
        self._ssrcs.add(ssrc)

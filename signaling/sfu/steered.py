"""What steers a stream to one subscriber from outside; every change takes effect at once."""

from __future__ import annotations

from abc import ABC, abstractmethod

# The value of `allowed_quality` that stops a video for lack of bandwidth (as LiveKit numbers OFF).
OFF = 3


class Steered(ABC):
    """The wishes of the client, the limits of its line, and the header extensions it negotiated."""

    def __init__(self) -> None:
        self._paused = True
        self._disabled = False
        self._max_quality = 2
        self._allowed_quality = 2
        self._abs_send_time_id = 0
        self._dependency_id = 0

    @abstractmethod
    def flow_changed(self) -> None:
        """Whether packets may be sent, or which layer is best, may have changed."""

    @abstractmethod
    def route_changed(self) -> None:
        """How packets are written or reach the peer has changed."""

    @abstractmethod
    def restart(self) -> None:
        """Wait for a keyframe again."""

    @property
    def flowing(self) -> bool:
        """Whether packets may be sent now."""
        return not (self._paused or self._disabled or self._allowed_quality == OFF)

    @property
    def ceiling(self) -> int:
        """The highest quality both the client wishes for and the bandwidth allows."""
        return min(self._max_quality, self._allowed_quality)

    @property
    def paused(self) -> bool:
        """Whether nothing is sent because the subscriber's connection is not up."""
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        self.flow_changed()

    @property
    def disabled(self) -> bool:
        """Whether nothing is sent because the subscriber does not want it now."""
        return self._disabled

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        self._disabled = disabled
        self.flow_changed()

    @property
    def max_quality(self) -> int:
        """The highest quality the client wishes for, 0 to 2."""
        return self._max_quality

    @max_quality.setter
    def max_quality(self, quality: int) -> None:
        self._max_quality = quality
        self.flow_changed()

    @property
    def allowed_quality(self) -> int:
        """The highest quality the bandwidth allows (0 to 2), OFF when it allows no picture at all."""
        return self._allowed_quality

    @allowed_quality.setter
    def allowed_quality(self, quality: int) -> None:
        before, self._allowed_quality = self._allowed_quality, quality
        if quality != before:
            self.flow_changed()
            if before == OFF:
                self.restart()

    @property
    def abs_send_time_id(self) -> int:
        """The id under which video packets carry abs-send-time, 0 when they do not."""
        return self._abs_send_time_id

    @abs_send_time_id.setter
    def abs_send_time_id(self, identifier: int) -> None:
        if identifier != self._abs_send_time_id:
            self._abs_send_time_id = identifier
            self.route_changed()

    @property
    def dependency_id(self) -> int:
        """The id under which AV1's dependency descriptors are passed on, 0 when they are not."""
        return self._dependency_id

    @dependency_id.setter
    def dependency_id(self, identifier: int) -> None:
        if identifier != self._dependency_id:
            self._dependency_id = identifier
            self.route_changed()

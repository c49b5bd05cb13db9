"""Choose the streams worth waiting for, so that a wait costs what lives and not all that could.

A blocking read is registered on each of its streams every time. Partitions with running auctions, or with an entry a
moment ago, are waited for; the others are looked at several times a second without waiting.
"""

from collections.abc import Collection, Iterable
from typing import Final

from server.kit import clock
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.ledger.streams import count_auctions

# The first entry of a partition that had been quiet waits so long at most.
SWEEP_SECONDS: Final = 0.2
QUIET_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 1.0


class Attention:
    """What one reader waits for."""

    def __init__(self) -> None:
        self._until: dict[Partition, float] = {}
        self._sweep_at = 0.0
        self._look_at = 0.0

    async def look(self, lane: Lane, partitions: Collection[Partition]) -> None:
        """Learn, once a second, where auctions run.

        Raises:
            LaneDownError: the connection is lost.

        """
        if clock.monotonic() < self._look_at:
            return
        counts = await count_auctions(lane, list(partitions))
        self.heard(partition for partition, count in zip(partitions, counts, strict=True) if count)
        self._look_at = clock.monotonic() + LOOK_SECONDS

    def heard(self, partitions: Iterable[Partition]) -> None:
        """Something is going on there."""
        until = clock.monotonic() + QUIET_SECONDS
        for partition in partitions:
            self._until[partition] = until

    def sweeps(self) -> bool:
        """Whether it is time to look at all of them; then it is some time before it is again."""
        now = clock.monotonic()
        if now < self._sweep_at:
            return False
        self._sweep_at = now + SWEEP_SECONDS
        return True

    def awake(self, partitions: Iterable[Partition]) -> list[Partition]:
        """Those of `partitions` to wait for."""
        now = clock.monotonic()
        return [partition for partition in partitions if self._until.get(partition, 0.0) > now]

    def seconds_left(self, most: float) -> float:
        """How long to wait before the next sweep."""
        return max(0.001, min(most, self._sweep_at - clock.monotonic()))

"""What a committer knows of a partition it holds."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from server.kit import clock
from server.kit.ids import AuctionId
from server.kit.partitions import Partition
from server.ledger.chain import Head
from server.ledger.checkpoint import Checkpoint
from server.ledger.entry import Entry

# Auctions whose chain's end is kept at hand, per partition.
HEADS_MAX: Final = 2_000
PAUSE_SECONDS_MIN: Final = 0.05
PAUSE_SECONDS_MAX: Final = 2.0
RECONNECT_SECONDS_MAX: Final = 0.4
DOUBLINGS_MAX: Final = 10


def reconnect_seconds(failures: int) -> float:
    """How long to wait before a lost server is tried again: people wait behind it, so never long."""
    return min(RECONNECT_SECONDS_MAX, pause_seconds(failures))


def pause_seconds(failures: int) -> float:
    """How long to leave alone what failed so many times in a row."""
    return min(PAUSE_SECONDS_MAX, PAUSE_SECONDS_MIN * 2.0 ** min(failures, DOUBLINGS_MAX))


class Held:
    """A partition: its checkpoint, the ends of its auctions' chains, and whether it is resting after a failure."""

    def __init__(self, checkpoint: Checkpoint, *, rebuilt: bool) -> None:
        self.checkpoint = checkpoint
        self.heads: dict[AuctionId, Head] = {}
        self.failures = 0
        self.rests_until = 0.0
        # Until what a rebuild journaled is committed, the time that bidders lost must stay on record.
        self.good = not rebuilt
        # Somebody else took it, or its books are rebuilt: another object stands for it, or none.
        self.gone = False

    @property
    def partition(self) -> Partition:
        """Which one it is."""
        return self.checkpoint.partition

    @property
    def resting(self) -> bool:
        """Whether its last failure is too fresh to try again."""
        return clock.monotonic() < self.rests_until

    def rest(self) -> None:
        """Leave the partition alone, longer after each failure."""
        self.failures += 1
        self.rests_until = clock.monotonic() + pause_seconds(self.failures)

    def committed(self, checkpoint: Checkpoint, heads: Mapping[AuctionId, Head]) -> None:
        """Go on from what is in the ledger now."""
        self.checkpoint = checkpoint
        self.failures = 0
        self.good = True
        if len(self.heads) > HEADS_MAX:
            self.heads.clear()
        self.heads.update(heads)


class Work(Struct, frozen=True, kw_only=True):
    """What came after a position in the journal of a partition; `last_journal_id` is that of the last, whatever it was.

    `more`: there probably is more already. `fault`: it makes no sense.
    """

    held: Held
    after_journal_id: str
    entries: Sequence[Entry]
    last_journal_id: str
    more: bool = False
    fault: Exception | None = None

    @property
    def is_next(self) -> bool:
        """Whether it may be committed now: nothing went wrong with what was before it."""
        held = self.held
        ready = self.fault is None and not held.gone and not held.resting
        return ready and held.checkpoint.last_journal_id == self.after_journal_id

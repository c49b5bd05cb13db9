"""One decision of a book as its journal tells it: an event, or a refusal.

`public` is what every invited pro may know, `private` what only the dealer may, `result` what the sender is told;
all three are JSON that the ledger keeps byte for byte and never looks into.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from server.kit.ids import AuctionId, CommandId

ACCEPTED: Final = "accepted"

# The order in which a book writes them; the reader is quicker for it, and copes with any other.
FIELDS: Final = (b"e", b"a", b"k", b"s", b"p", b"v", b"t", b"l", b"c", b"m", b"w", b"h", b"o", b"u", b"x", b"r")
NAMES: Final = list(FIELDS)
# The texts among them come first; the last three are JSON. Texts are decoded all at once.
TEXTS: Final = 13
SEPARATOR: Final = "\x1f"
_SEPARATOR: Final = SEPARATOR.encode()
AUCTION_ID_LENGTH: Final = 36

# Decisions that come by the thousand and that nobody settles: everything else goes to the settling handlers.
BIDDING_KINDS: Final = frozenset({
    "bid_placed",
    "maximum_set",
    "maximum_cancelled",
    "quote_received",
    "quote_declined",
})  # fmt: skip


class MalformedEntryError(ValueError):
    """A journal holds what no book writes; its partition stands still until somebody looks."""


class EntryKey(NamedTuple):
    """What tells an entry from every other: a book that went back in time gives the places it gave before to others."""

    journal_id: str
    command_id: CommandId


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """A decision. `journal_id` is its position in the partition, of the form "milliseconds-number"."""

    journal_id: str
    epoch: int
    auction_id: AuctionId
    kind: str
    seq: int
    pro_seq: int
    visible: bool
    at_ms: int
    lot: int | None
    command_id: CommandId
    sender: str
    pro_id: str
    content_hash: str
    outcome: str
    public: bytes
    private: bytes
    result: bytes

    @property
    def accepted(self) -> bool:
        """Whether it is an event, which raised the auction's seq, and no refusal."""
        return self.outcome == ACCEPTED

    @property
    def key(self) -> EntryKey:
        """Its place and its command, which is what one waits for."""
        return EntryKey(self.journal_id, self.command_id)

    @property
    def position(self) -> tuple[int, int]:
        """Its place among all entries of the partition, to compare."""
        return position_of(self.journal_id)


def position_of(journal_id: str) -> tuple[int, int]:
    """A stream's id as two numbers that compare as the stream does: "17-9" is before "17-10"."""
    ms, _, number = journal_id.partition("-")
    return int(ms), int(number or 0)


def parse_entry(journal_id: bytes, fields: Sequence[bytes]) -> Entry:
    """Read an entry from the flat list of names and values a stream gives.

    Raises:
        ValueError: a field is missing, unknown, or not what its column takes (`MalformedEntryError` says which).

    """
    values = fields[1::2] if fields[::2] == NAMES else _in_order(journal_id, fields)
    words = _SEPARATOR.join(values[:TEXTS]).decode().split(SEPARATOR)
    if len(words) != TEXTS:
        raise MalformedEntryError(f"entry {journal_id!r} makes no sense: {fields!r}")
    epoch, auction, kind, seq, pro_seq, visible, at_ms, lot, command, sender, pro, digest, outcome = words
    numbers = epoch + seq + pro_seq + visible + at_ms + (lot or "0")
    if len(auction) != AUCTION_ID_LENGTH or not kind or not outcome or not numbers.isdecimal():
        raise MalformedEntryError(f"entry {journal_id!r} makes no sense: {fields!r}")
    return Entry(
        journal_id=journal_id.decode(),
        epoch=int(epoch),
        auction_id=AuctionId(auction),
        kind=kind,
        seq=int(seq),
        pro_seq=int(pro_seq),
        visible=visible == "1",
        at_ms=int(at_ms),
        lot=int(lot) if lot else None,
        command_id=CommandId(command),
        sender=sender,
        pro_id=pro,
        content_hash=digest,
        outcome=outcome,
        public=values[13],
        private=values[14],
        result=values[15],
    )


def entry_fields(entry: Entry) -> list[bytes]:
    """The flat list `parse_entry` reads: what a rebuilt feed is filled with."""
    texts = (
        str(entry.epoch),
        entry.auction_id,
        entry.kind,
        str(entry.seq),
        str(entry.pro_seq),
        "1" if entry.visible else "0",
        str(entry.at_ms),
        "" if entry.lot is None else str(entry.lot),
        entry.command_id,
        entry.sender,
        entry.pro_id,
        entry.content_hash,
        entry.outcome,
    )
    values = [*(text.encode() for text in texts), entry.public, entry.private, entry.result]
    return [part for pair in zip(FIELDS, values, strict=True) for part in pair]


def _in_order(journal_id: bytes, fields: Sequence[bytes]) -> list[bytes]:
    named = dict(zip(fields[::2], fields[1::2], strict=True))
    if named.keys() != set(FIELDS):
        raise MalformedEntryError(f"entry {journal_id!r} has the fields {sorted(named)!r}")
    return [named[name] for name in FIELDS]

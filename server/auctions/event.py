"""Read what the order book writes: entries of the journal, their public and private bodies, results and definitions.

`public` is what every invited pro may know; `private` is for the selling dealer and for rebuilding. Both are absolute:
they hold the whole resulting state, so the last body of a lot says all about it. Amounts are cents incl. VAT (0: none,
nobody), times Unix milliseconds of the book's clock (0: none), an empty string is nobody or nothing.
"""

from enum import StrEnum
from typing import Literal

import msgspec
from msgspec import Struct

from server.kit.ids import AuctionId, CommandId, EntityId, MemberId, ProId
from server.kit.money import Cents
from server.ledger.entry import Entry

Format = Literal["ascending", "sealed"]
State = Literal["scheduled", "open", "paused", "closed", "cancelled"]
# "" while the lot is open; "ended" is all that a public body of a sealed lot says, whatever the outcome.
LotOutcome = Literal["", "sold", "reserve_not_met", "no_bid", "cancelled", "ended"]
ProStatus = Literal["invited", "answered", "declined"]
# "lower" is a maximum set below one's own standing one.
ActKind = Literal["bid", "maximum", "lower", "cancel", "quote", "decline"]


class Kind(StrEnum):
    """What an entry tells; a refused command has the kind it would have had. The last line is the book's own."""

    AUCTION_SCHEDULED = "auction_scheduled"
    AUCTION_OPENED = "auction_opened"
    BID_PLACED = "bid_placed"
    MAXIMUM_SET = "maximum_set"
    MAXIMUM_CANCELLED = "maximum_cancelled"
    QUOTE_RECEIVED = "quote_received"
    QUOTE_DECLINED = "quote_declined"
    AUCTION_ENDING_SOON = "auction_ending_soon"
    LOT_CLOSED = "lot_closed"
    AUCTION_CLOSED = "auction_closed"
    AUCTION_CANCELLED = "auction_cancelled"
    AUCTION_PAUSED = "auction_paused"
    AUCTION_RESUMED = "auction_resumed"
    AUCTION_EXTENDED = "auction_extended"
    RESERVE_LOWERED = "reserve_lowered"
    BID_VOIDED = "bid_voided"
    RECOVERED = "recovered"


class PublicLot(Struct, frozen=True, kw_only=True):
    """What pros may know of a lot; of a sealed one little more than its end. `bids` counts the moves they were told."""

    lot: int
    price_cents: Cents
    next_min_cents: Cents
    bids: int
    bidders: int
    ends_at_ms: int
    extended: bool
    reserve_met: bool
    leader_alias: int
    outcome: LotOutcome
    reason: str = ""


class PublicAuction(Struct, frozen=True, kw_only=True):
    """What pros may know of an auction; `ends_at_ms` is its planned end, each lot has its own."""

    state: State
    starts_at_ms: int
    ends_at_ms: int
    lots: tuple[PublicLot, ...]
    reason: str = ""


class LotState(Struct, frozen=True, kw_only=True):
    """All of a lot; in the sealed format the price is the best quote and the leader who gave it."""

    lot: int
    starting_price_cents: Cents
    reserve_cents: Cents
    price_cents: Cents
    leader_pro: ProId
    leader_member: MemberId
    leader_alias: int
    leader_maximum_cents: Cents
    bids: int
    bidders: int
    ends_at_ms: int
    extended_ms: int
    outcome: LotOutcome


class AuctionState(Struct, frozen=True, kw_only=True):
    """All of an auction but its lots and pros; `answered` pros of `invited` ones have an alias, 1..answered."""

    format: Format
    state: State
    entity: EntityId
    minimum_raise_cents: Cents
    window_ms: int
    extension_ms: int
    cap_ms: int
    reminder_ms: int
    starts_at_ms: int
    ends_at_ms: int
    paused_at_ms: int
    lots: int
    open_lots: int
    invited: int
    answered: int
    seq: int
    pro_seq: int
    last_ms: int


class Act(Struct, frozen=True, kw_only=True):
    """What a pro did to a lot, under which reserve; `counted` where pros were told, `alias` numbers bidders."""

    kind: ActKind
    pro: ProId
    member: MemberId
    alias: int
    amount_cents: Cents
    reserve_cents: Cents
    command: CommandId
    counted: bool


class PrivateLot(Struct, frozen=True, kw_only=True):
    """A lot after an entry about it, the act that brought it there, and who lost the lead by it.

    `automatic`: a standing maximum answered `act`, so its owner leads at `lot.price_cents`. `voided` is the act that a
    manager took back, and `acts` are then all that remain, in order.
    """

    lot: LotState
    invited: int
    answered: int
    act: Act | None = None
    automatic: bool = False
    outbid_pro: ProId = ProId("")
    outbid_member: MemberId = MemberId("")
    voided: Act | None = None
    acts: tuple[Act, ...] = ()
    reason: str = ""


class PrivateAuction(Struct, frozen=True, kw_only=True):
    """An auction with all its lots after an entry about it; `limits` (pro -> limit) only where it is scheduled."""

    auction: AuctionState
    lots: tuple[LotState, ...]
    limits: dict[ProId, Cents | None] | None = None
    reason: str = ""


class Result(Struct, frozen=True, kw_only=True):
    """What the sender of a command about a lot is told, accepted or not; `available_cents` when a limit refused it.

    `seq` is the position in the sender's own room: a pro must not learn how many entries are hidden from it.
    """

    amount_cents: Cents | None = None
    price_cents: Cents
    next_min_cents: Cents
    leading: bool
    ends_at_ms: int
    seq: int
    available_cents: Cents | None = None


AUCTION_KINDS = frozenset(
    {
        Kind.AUCTION_SCHEDULED,
        Kind.AUCTION_OPENED,
        Kind.AUCTION_ENDING_SOON,
        Kind.AUCTION_CLOSED,
        Kind.AUCTION_CANCELLED,
        Kind.AUCTION_PAUSED,
        Kind.AUCTION_RESUMED,
        Kind.AUCTION_EXTENDED,
        Kind.RECOVERED,
    }
)

_public_auction: msgspec.json.Decoder[PublicAuction] = msgspec.json.Decoder(PublicAuction)
_public_lot: msgspec.json.Decoder[PublicLot] = msgspec.json.Decoder(PublicLot)
_private_auction: msgspec.json.Decoder[PrivateAuction] = msgspec.json.Decoder(PrivateAuction)
_private_lot: msgspec.json.Decoder[PrivateLot] = msgspec.json.Decoder(PrivateLot)
_result: msgspec.json.Decoder[Result] = msgspec.json.Decoder(Result)


def entry_of(journal_id: str, fields: dict[bytes, bytes]) -> Entry:
    """An entry from the stream of the journal or of the feed."""
    text = {name.decode(): value.decode() for name, value in fields.items() if name not in {b"u", b"x", b"r"}}
    return Entry(
        journal_id=journal_id,
        epoch=int(text["e"]),
        auction_id=AuctionId(text["a"]),
        kind=Kind(text["k"]),
        seq=int(text["s"]),
        pro_seq=int(text["p"]),
        visible=text["v"] == "1",
        at_ms=int(text["t"]),
        lot=int(text["l"]) if text["l"] else None,
        command_id=CommandId(text["c"]),
        sender=MemberId(text["m"]),
        pro_id=ProId(text["w"]),
        content_hash=text["h"],
        outcome=text["o"],
        public=fields[b"u"],
        private=fields[b"x"],
        result=fields[b"r"],
    )


def public_body(entry: Entry) -> PublicAuction | PublicLot:
    """The public body of an accepted entry."""
    return _public_auction.decode(entry.public) if entry.kind in AUCTION_KINDS else _public_lot.decode(entry.public)


def private_body(entry: Entry) -> PrivateAuction | PrivateLot:
    """The private body of an accepted entry."""
    return _private_auction.decode(entry.private) if entry.kind in AUCTION_KINDS else _private_lot.decode(entry.private)


def result_body(result: bytes) -> Result | None:
    """What the sender was told of the lot; None for commands about a whole auction."""
    return None if result == b"{}" else _result.decode(result)

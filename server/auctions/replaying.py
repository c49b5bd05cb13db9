"""Read an auction's past: its history as lines, and its events as they were told (domain 7.13)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal
from server.auctions import views
from server.auctions.context import AuctionContext
from server.auctions.event import Kind, PrivateLot
from server.auctions.lot_views import alias
from server.auctions.own_lots import cut
from server.auctions.picture import Body, Picture
from server.auctions.seeing import plain_event, viewer_of
from server.auctions.snapshots import read_context, read_entries
from server.kit.ids import AuctionId, CommandId
from server.kit.money import Cents
from server.ledger.chain import PUBLIC_BIDDING_KIND
from server.ledger.entry import BIDDING_KINDS, Entry
from server.protocol.dealer_events import DealerEvent
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.lots import Party
from server.protocol.pro_events import ProEvent
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page, decode_cursor, encode_cursor

T = TypeVar("T")

# A maximum never shows, to nobody (domain 7.10): what it moved is the line of the bid that moved it.
SECRET_KINDS = frozenset({Kind.MAXIMUM_SET, Kind.MAXIMUM_CANCELLED})


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """A line of the dealer's history; an automatic step has the `seq` of what it answers.

    `command_id` names the bid, for voiding it; `voided` if that was done since. `by` is the manager who acted, and of
    a lowered reserve `amount_cents` is the new one.
    """

    seq: int
    at_ms: int
    kind: str
    lot: int | None
    pro: Party | None = None
    member: Party | None = None
    amount_cents: Cents | None = None
    price_cents: Cents | None = None
    automatic: bool = False
    reason: str | None = None
    command_id: CommandId | None = None
    voided: bool = False
    by: Party | None = None


class ProHistoryEntry(Struct, frozen=True, kw_only=True):
    """A line of what pros were told: the leader by its pseudonym, and the number in it."""

    seq: int
    at_ms: int
    kind: str
    lot: int | None
    leader_alias: str | None = None
    leader_number: int | None = None
    price_cents: Cents | None = None
    reason: str | None = None


async def history(
    resources: Resources,
    principal: Principal,
    auction_id: AuctionId,
    lots: Collection[int] | None,
    *,
    limit: int,
    cursor: str | None,
) -> Page[HistoryEntry] | Page[ProHistoryEntry]:
    """What happened, newest first; which `lots` this one may see (None: all) is the caller's question."""
    context = await read_context(resources.postgres, auction_id)
    entries = await read_entries(resources.postgres, auction_id, after_seq=0)
    if not isinstance(principal, DealerUser):
        told = [line for step in _steps(entries) for line in _pro_lines(*step)]
        return _page([line for line in told if _concerns(line.lot, lots)], limit, cursor)
    viewer = viewer_of(principal, format=context.format, asked_by=context.asked_by)
    unpriced = viewer == "dealer_plain" and context.format == "sealed"
    managers = await _managers(resources, entries)
    lines = [
        _unpriced(line) if unpriced else line
        for step in _steps(entries)
        for line in _dealer_lines(context, managers, *step)
    ]
    voided = {body.voided.command for _, _, body in _steps(entries) if isinstance(body, PrivateLot) and body.voided}
    marked = [replace(line, voided=line.command_id is not None and line.command_id in voided) for line in lines]
    return _page(marked, limit, cursor)


async def events(
    resources: Resources,
    principal: Principal,
    auction_id: AuctionId,
    lots: Collection[int] | None,
    *,
    limit: int,
    cursor: str | None,
) -> Page[DealerEvent | ProEvent]:
    """Every event of the auction, or of these `lots`, from its first, as this audience was told it, to play it back."""
    context = await read_context(resources.postgres, auction_id)
    entries = await read_entries(resources.postgres, auction_id, after_seq=0)
    match viewer_of(principal, format=context.format, asked_by=context.asked_by):
        case "dealer":
            tell = views.dealer_event
        case "dealer_plain":
            tell = _plain_event
        case "pro":
            tell = views.pro_event if lots is None else partial(_own_event, lots)
    after = _place(cursor)
    told = [event for picture, entry, body in _steps(entries) if (event := tell(context, picture, entry, body))]
    later = [event for event in told if after is None or event.seq > after]
    more = encode_cursor((later[limit - 1].seq, "")) if len(later) > limit else None
    return Page(items=later[:limit], next_cursor=more, total=len(told))


def _plain_event(context: AuctionContext, picture: Picture, entry: Entry, body: Body) -> DealerEvent:
    return plain_event(views.dealer_event(context, picture, entry, body), sealed=context.format == "sealed")


def _own_event(
    lots: Collection[int], context: AuctionContext, picture: Picture, entry: Entry, body: Body
) -> ProEvent | None:
    """What a pro is told whose connection ended."""
    event = views.pro_event(context, picture, entry, body)
    return None if event is None else cut(event, lots)


def _concerns(lot: int | None, lots: Collection[int] | None) -> bool:
    """Whether a line is of these lots, or of the whole auction."""
    return lot is None or lots is None or lot in lots


def _unpriced(line: HistoryEntry) -> HistoryEntry:
    """An answer to a sealed request without its price; of the end, not who won."""
    known = replace(line, amount_cents=None, price_cents=None)
    return replace(known, pro=None) if line.kind == Kind.LOT_CLOSED else known


def _steps(entries: Sequence[Entry]) -> Iterator[tuple[Picture, Entry, Body]]:
    """Each entry with its body and the picture after it; the picture is the same one, moving on."""
    if not entries:
        return
    picture = Picture(entries[0].auction_id, epoch=entries[0].epoch)
    for entry in entries:
        yield picture, entry, picture.apply(entry)


async def _managers(resources: Resources, entries: Sequence[Entry]) -> Mapping[str, Party]:
    """The dealer's users who acted on the auction."""
    acted = sorted({entry.sender for entry in entries if entry.sender and not entry.pro_id})
    rows = await resources.postgres.fetch(
        """
        SELECT dealer_user.id::text, account.name FROM dealer_user JOIN account ON account.id = dealer_user.account_id
        WHERE dealer_user.id = ANY($1::uuid[])
        """,
        acted,
    )
    return {row["id"]: Party(id=row["id"], name=row["name"]) for row in rows}


def _dealer_lines(
    context: AuctionContext, managers: Mapping[str, Party], picture: Picture, entry: Entry, body: Body
) -> Iterator[HistoryEntry]:
    """What the entry says by itself, then what a standing maximum answered."""
    if not entry.visible and entry.kind in SECRET_KINDS:
        return
    by = managers.get(entry.sender)
    if not isinstance(body, PrivateLot):
        yield HistoryEntry(
            seq=entry.seq, at_ms=entry.at_ms, kind=entry.kind, lot=None, reason=body.reason or None, by=by
        )
        return
    steps = [step for step in picture.lots[body.lot.lot].steps if step.seq == entry.seq]
    if not any(step.command_id for step in steps):
        yield _plain_line(context, entry, body, by)
    for step in reversed(steps):
        yield HistoryEntry(
            seq=entry.seq,
            at_ms=entry.at_ms,
            kind=Kind.BID_PLACED,
            lot=entry.lot,
            pro=context.pro(step.act.pro),
            member=context.member(step.act.member),
            amount_cents=step.amount_cents,
            price_cents=step.price_cents,
            automatic=step.automatic,
            command_id=step.command_id or None,
        )


def _plain_line(context: AuctionContext, entry: Entry, body: PrivateLot, by: Party | None) -> HistoryEntry:
    """A close, an answer to a sealed request, or what a manager did."""
    acting = body.act or body.voided
    pro_id = acting.pro if acting else body.lot.leader_pro
    lowered = body.lot.reserve_cents if entry.kind == Kind.RESERVE_LOWERED else None
    return HistoryEntry(
        seq=entry.seq,
        at_ms=entry.at_ms,
        kind=entry.kind,
        lot=entry.lot,
        pro=context.pro(pro_id) if pro_id else None,
        member=context.member(body.act.member) if body.act else None,
        amount_cents=acting.amount_cents if acting and acting.kind != "decline" else lowered,
        price_cents=body.lot.price_cents or None,
        reason=body.reason or None,
        command_id=body.act.command if body.act else None,
        by=by,
    )


def _pro_lines(picture: Picture, entry: Entry, body: Body) -> Iterator[ProHistoryEntry]:
    if not entry.visible:
        return
    told = picture.lots[body.lot.lot].public if isinstance(body, PrivateLot) else None
    yield ProHistoryEntry(
        seq=entry.pro_seq,
        at_ms=entry.at_ms,
        kind=PUBLIC_BIDDING_KIND if entry.kind in BIDDING_KINDS else entry.kind,
        lot=entry.lot,
        leader_alias=alias(told.leader_alias) if told else None,
        leader_number=(told.leader_alias or None) if told else None,
        price_cents=(told.price_cents or None) if told else None,
        reason=(told.reason if told else picture.reason) or None,
    )


def _page(lines: Sequence[T], limit: int, cursor: str | None) -> Page[T]:
    """Newest first; a line's place from the beginning never changes, so that it makes the cursor."""
    after = _place(cursor)
    until = len(lines) if after is None else max(0, min(after, len(lines)))
    start = max(0, until - limit)
    more = encode_cursor((start, "")) if start > 0 else None
    return Page(items=list(reversed(lines[start:until])), next_cursor=more, total=len(lines))


def _place(cursor: str | None) -> int | None:
    key = decode_cursor(cursor)
    if key is None:
        return None
    if not isinstance(key[0], int):
        raise Refusal(Code.INVALID, errors=[field_error("cursor", Fault.NO_CURSOR)])
    return key[0]

"""Notify people of what becomes of a quotation, in the transaction of the fact (domain 4.6, 4.7, 8.1).

What a pro reads hangs on nothing that another pro said; the dealer's side reads prices and names.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.auctions.event import Act, AuctionState, LotState
from server.auctions.messages import auction_message
from server.auctions.notifying import minutes_left
from server.auctions.picture import Stand
from server.auctions.snapshots import read_picture
from server.kit import clock
from server.kit.ids import AuctionId, ProId, TradeInId
from server.kit.postgres import Connection
from server.ledger.entry import Entry
from server.notifications import recipients
from server.notifications.message import Recipient
from server.notifications.sending import send
from server.notifications.wording.facts import Fact


class Subject(Struct, frozen=True, kw_only=True):
    """The car that is quoted, by name."""

    trade_in_id: TradeInId
    car: str


async def opened(connection: Connection, entry: Entry, state: AuctionState) -> None:
    """Every invited pro is asked, at the same instant (domain 2.6)."""
    facts = {"minutes": minutes_left(state, at=clock.from_ms(entry.at_ms))}
    invited = await recipients.concerned_members(connection, entry.auction_id)
    await _send(connection, entry, "quotation_opened", invited, facts)


async def ending_soon(connection: Connection, entry: Entry, state: AuctionState) -> None:
    """Pros that haven't answered are reminded."""
    answered = await said(connection, entry.auction_id)
    members = await recipients.invited_members(connection, entry.auction_id)
    silent = [member for pro_id, found in members.items() if pro_id not in answered for member in found]
    facts = {"minutes": minutes_left(state, at=clock.from_ms(entry.at_ms))}
    await _send(connection, entry, "quotation_ending_soon", silent, facts)


async def closed(connection: Connection, entry: Entry, state: AuctionState, lot: LotState) -> None:
    """Who decides hears the best price, or that there is none; pros that gave a price that it is over."""
    counts: Mapping[str, Fact] = {"invited": state.invited, "answered": state.answered}
    deciders = await recipients.quotation_deciders(connection, entry.auction_id)
    if lot.leader_pro:
        name = await connection.fetchval(
            "SELECT pro_name(entity_id, $2) FROM auction WHERE id = $1", entry.auction_id, lot.leader_pro
        )
        best = {**counts, "total_cents": lot.price_cents, "pro": str(name)}
        await _send(connection, entry, "quotation_ended", deciders, best)
    else:
        await _send(connection, entry, "quotation_without_quote", deciders, counts)
    quoted = {
        pro for pro, stand in (await said(connection, entry.auction_id)).items() if stand.amount_cents is not None
    }
    members = await recipients.invited_members(connection, entry.auction_id)
    pros = [member for pro_id, found in members.items() if pro_id in quoted for member in found]
    await _send(connection, entry, "quotation_closed", pros, {})


async def cancelled(connection: Connection, entry: Entry, *, reason: str) -> None:
    """The dealer took its request back, and why."""
    to = [
        *await recipients.concerned_members(connection, entry.auction_id),
        *await recipients.quotation_deciders(connection, entry.auction_id),
    ]
    await _send(connection, entry, "quotation_cancelled", to, {"reason": reason})


async def voided(connection: Connection, entry: Entry, act: Act, *, reason: str) -> None:
    """The dealer took a pro's quote out, and why."""
    members = await recipients.members_of_pro(connection, act.pro)
    await _send(connection, entry, "quote_voided", members, {"reason": reason})


async def said(connection: Connection, auction_id: AuctionId) -> Mapping[ProId, Stand]:
    """What each pro said last."""
    picture = await read_picture(connection, auction_id)
    return {pro: stands[-1] for lot in picture.lots.values() for pro, stands in lot.said.items()}


async def _send(
    connection: Connection, entry: Entry, kind: str, to: Sequence[Recipient], facts: Mapping[str, Fact]
) -> None:
    subject = await _subject(connection, entry.auction_id)
    message = await auction_message(
        connection,
        entry.auction_id,
        kind,
        to,
        {**facts, "car": subject.car, "trade_in_id": subject.trade_in_id},
        at=clock.from_ms(entry.at_ms),
        links={"dealer": f"/reprises/{subject.trade_in_id}", "pro": f"/cotations/{entry.auction_id}"},
    )
    await send(connection, message)


async def _subject(connection: Connection, auction_id: AuctionId) -> Subject:
    row = await connection.fetchrow(
        "SELECT subject_id::text, make || ' ' || model AS car FROM quoted_car WHERE auction_id = $1", auction_id
    )
    assert row is not None, f"quotation {auction_id} has no car"
    return Subject(trade_in_id=TradeInId(row["subject_id"]), car=row["car"])

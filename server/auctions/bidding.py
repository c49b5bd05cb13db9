"""Take a pro's command to the book and answer it once its outcome is committed (domain 7.5, I9).

    BidResult              the one outcome, accepted or refused, the same for every repeat
    Refusal not_found      no such auction for this pro
    Refusal forbidden      a viewer, or a dealer
    Refusal unavailable    the book can't be asked now: repeat with the same command id

Whoever calls decides how long to wait; the command goes on to be decided whether or not somebody waits.
"""

from typing import assert_never

from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.rights import may_commit_money
from server.auctions.book import Address, BookUnavailableError, OrderBook
from server.auctions.decision import NO_DECISION_ID, Decision
from server.auctions.event import Result, result_body
from server.auctions.snapshots import check_access
from server.auctions.trading import Trading
from server.kit.ids import AuctionId, CommandId, ProId
from server.kit.money import Cents
from server.ledger.entry import Entry
from server.ledger.feed import PassedOverError
from server.ledger.reading import outcome
from server.protocol.commands import AuctionCommand, CancelMaximum, CommandStatus, Decline, PlaceBid, Quote, SetMaximum
from server.protocol.refusals import Code, Refusal
from server.protocol.replies import BidResult

NOTHING = Result(price_cents=Cents(0), next_min_cents=Cents(0), leading=False, ends_at_ms=0, seq=0)


async def decide(trading: Trading, principal: Principal, command: AuctionCommand) -> BidResult:
    """The outcome of a bid, maximum, quote or decline, committed."""
    if not isinstance(principal, ProMember) or not may_commit_money(principal):
        raise Refusal(Code.FORBIDDEN)
    admission = await trading.admissions.find(command.auction_id, principal.pro_id)
    if admission is None or not admission.invited:
        raise Refusal(Code.NOT_FOUND)
    address = Address(
        partition=admission.partition,
        auction_id=command.auction_id,
        epoch=command.epoch,
        command_id=command.command_id,
        sender=principal.member_id,
        pro_id=principal.pro_id,
        lot=command.lot,
    )
    try:
        if not admission.connected:
            return await _after_the_connection(trading, address)
        decision = await _ask(trading.book, address, command)
        return await _answered(trading, address, decision)
    except (BookUnavailableError, PassedOverError) as error:
        raise Refusal(Code.UNAVAILABLE) from error


async def command_status(trading: Trading, principal: Principal, asked: CommandStatus) -> BidResult:
    """What became of a command of this member or user: its committed outcome, or `unknown` (it may be sent again).

    Whoever was invited may ask: what it did stands when its connection ends (domain 2.3).
    """
    if isinstance(principal, DealerUser):
        await check_access(trading.resources.postgres, principal, asked.auction_id)
        sender, pro_id = principal.user_id, None
    else:
        sender, pro_id = principal.member_id, principal.pro_id
    admission = await trading.admissions.find(asked.auction_id, pro_id)
    if admission is None or not (pro_id is None or admission.invited):
        raise Refusal(Code.NOT_FOUND)
    address = Address(
        partition=admission.partition,
        auction_id=asked.auction_id,
        epoch=0,
        command_id=asked.command_id,
        sender=sender,
        pro_id=pro_id or ProId(""),
    )
    entry = await _committed_entry(trading, address)
    if entry is None:
        try:
            decision = await trading.book.seen(address)
            if decision is not None:
                await trading.committed(address.partition, decision.key)
                entry = await _committed_entry(trading, address)
        except (BookUnavailableError, PassedOverError) as error:
            raise Refusal(Code.UNAVAILABLE) from error
    if entry is None:
        return _unknown(asked.auction_id, asked.command_id)
    return _of_entry(entry)


async def _ask(book: OrderBook, address: Address, command: AuctionCommand) -> Decision:
    match command:
        case PlaceBid():
            return await book.place_bid(
                address,
                amount_cents=command.amount_cents,
                guard=command.guard,
                seen_price_cents=command.seen_price_cents,
                confirm_large=command.confirm_large,
            )
        case SetMaximum():
            return await book.set_maximum(address, maximum_cents=command.maximum_cents)
        case CancelMaximum():
            return await book.cancel_maximum(address)
        case Quote():
            return await book.quote(address, amount_cents=command.amount_cents)
        case Decline():
            return await book.decline(address)
        case _ as never:
            assert_never(never)


async def _answered(trading: Trading, address: Address, decision: Decision) -> BidResult:
    match decision.status:
        case "ok":
            if decision.journal_id != NO_DECISION_ID:
                await trading.committed(address.partition, decision.key)
            return _of_decision(address, decision)
        case "mismatch":
            return _refused(address, Code.COMMAND_MISMATCH)
        case "stale_epoch":
            return _refused(address, Code.STALE_EPOCH)
        case "no_book":
            return await _without_book(trading, address)
        case _ as never:
            assert_never(never)


async def _without_book(trading: Trading, address: Address) -> BidResult:
    """The book forgets an auction some hours after its end, and knows it a moment after its making."""
    entry = await _committed_entry(trading, address)
    if entry is not None:
        return _of_entry(entry)
    state = await trading.resources.postgres.fetchval("SELECT state FROM auction WHERE id = $1", address.auction_id)
    if state in {"closed", "cancelled"}:
        return _refused(address, Code.CLOSED)
    raise Refusal(Code.UNAVAILABLE)


async def _after_the_connection(trading: Trading, address: Address) -> BidResult:
    """A pro whose connection ended: what it did stands, once committed; nothing new is taken (domain 2.3, 7.5)."""
    first = await trading.book.seen(address)
    if first is None:
        return _refused(address, Code.NOT_INVITED)
    await trading.committed(address.partition, first.key)
    return _of_decision(address, first)


async def _committed_entry(trading: Trading, address: Address) -> Entry | None:
    async with trading.resources.postgres.acquire() as connection:
        return await outcome(
            connection, auction_id=address.auction_id, sender=address.sender, command_id=address.command_id
        )


def _of_decision(address: Address, decision: Decision) -> BidResult:
    return _result(
        auction_id=address.auction_id,
        command_id=address.command_id,
        lot=address.lot,
        outcome=decision.outcome,
        epoch=address.epoch,
        at_ms=decision.at_ms,
        told=decision.result or NOTHING,
        repeated=decision.repeated,
    )


def _of_entry(entry: Entry) -> BidResult:
    """The outcome as the ledger keeps it: always one that was given before."""
    return _result(
        auction_id=entry.auction_id,
        command_id=entry.command_id,
        lot=entry.lot or 1,
        outcome=entry.outcome,
        epoch=entry.epoch,
        at_ms=entry.at_ms,
        told=result_body(entry.result) or NOTHING,
        repeated=True,
    )


def _result(
    *,
    auction_id: AuctionId,
    command_id: CommandId,
    lot: int,
    outcome: str,
    epoch: int,
    at_ms: int,
    told: Result,
    repeated: bool,
) -> BidResult:
    accepted = outcome == "accepted"
    return BidResult(
        command_id=command_id,
        auction_id=auction_id,
        lot=lot,
        status="accepted" if accepted else "refused",
        code=None if accepted else Code(outcome),
        epoch=epoch,
        seq=told.seq,
        amount_cents=told.amount_cents,
        available_cents=told.available_cents,
        price_cents=told.price_cents,
        next_min_cents=told.next_min_cents,
        leading=told.leading,
        ends_at_ms=told.ends_at_ms,
        decided_at_ms=at_ms,
        repeated=repeated,
    )


def _refused(address: Address, code: Code) -> BidResult:
    """A no that the book didn't need to write down; it says nothing of the lot."""
    return BidResult(
        command_id=address.command_id,
        auction_id=address.auction_id,
        lot=address.lot,
        status="refused",
        code=code,
        epoch=address.epoch,
        seq=0,
        price_cents=Cents(0),
        next_min_cents=Cents(0),
        leading=False,
        ends_at_ms=0,
        decided_at_ms=0,
        repeated=False,
    )


def _unknown(auction_id: AuctionId, command_id: CommandId) -> BidResult:
    return BidResult(
        command_id=command_id,
        auction_id=auction_id,
        lot=1,
        status="unknown",
        epoch=0,
        seq=0,
        price_cents=Cents(0),
        next_min_cents=Cents(0),
        leading=False,
        ends_at_ms=0,
        decided_at_ms=0,
        repeated=False,
    )

"""The nightly audit: silent about an honest evening, and loud about each thing that must never happen."""

from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest
import pytest_asyncio
from msgspec import Struct, structs

from server.auctions.auditing import audit, audit_auction, check_history
from server.auctions.event import Kind
from server.kit import clock
from server.kit.ids import AuctionId
from server.ledger.entry import Entry
from server.ledger.reading import history
from server.resources import Resources
from tests.auctions.sale import House, a_house


class Past(Struct, frozen=True, kw_only=True):
    """A lot that was bid on twice and sold, and its entries."""

    house: House
    auction: AuctionId
    entries: Sequence[Entry]


@pytest_asyncio.fixture(scope="module")
async def past(resources: Resources) -> AsyncIterator[Past]:
    async with a_house(resources) as house:
        auction = await house.auction(await house.car(), duration_seconds=10)
        await house.bid(house.alice, auction, 500_000)
        await house.bid(house.bob, auction, 510_000)
        await house.bid(house.alice, auction, 100)
        await house.closed(auction)
        async with house.resources.postgres.acquire() as connection:
            entries = [entry async for page in history(connection, auction) for entry in page]
        yield Past(house=house, auction=auction, entries=entries)


async def test_an_honest_evening_gives_no_finding(past: Past) -> None:
    assert {entry.kind for entry in past.entries} >= {Kind.BID_PLACED, Kind.LOT_CLOSED, Kind.AUCTION_CLOSED}
    async with past.house.resources.postgres.acquire() as connection:
        assert await audit_auction(connection, past.auction) == []
        assert await audit(connection, since=clock.from_ms(0)) == []


async def test_each_broken_invariant_is_found(past: Past) -> None:
    entries = past.entries
    bid = next(place for place, entry in enumerate(entries) if entry.kind == Kind.BID_PLACED)
    close = next(place for place, entry in enumerate(entries) if entry.kind == Kind.LOT_CLOSED)
    assert check_history(entries) == []
    assert _codes(entries, bid, epoch=0) == {"I11"}
    assert _codes(entries, bid, seq=99) == {"I5"}
    assert _codes(entries, bid, at_ms=entries[close].at_ms) == {"I12"}
    assert _codes(entries, close, at_ms=entries[bid].at_ms) == {"I12"}
    assert "I1" in _codes(entries, bid + 1, private=entries[bid].private)
    assert "I3" in _codes(entries, close, private=_with_price(entries[close].private, 1))
    again = structs.replace(entries[bid], seq=entries[close].seq + 1)
    assert any(finding.startswith("I3") for finding in check_history([*entries[: close + 1], again]))


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE offer_line SET amount_cents = amount_cents + 1", "I3"),
        ("DELETE FROM offer_line", "I3"),
        ("UPDATE lot SET outcome = 'no_bid' WHERE auction_id = $1", "I13"),
        ("UPDATE lot SET outcome = NULL, closed_at = NULL WHERE auction_id = $1", "I13"),
    ],
)
async def test_what_was_settled_otherwise_than_decided_is_found(past: Past, tampering: str, code: str) -> None:
    async with past.house.resources.postgres.acquire() as connection:
        undone = connection.transaction()
        await undone.start()
        await connection.execute(tampering, *((past.auction,) if "$1" in tampering else ()))
        findings = await audit_auction(connection, past.auction)
        await undone.rollback()
    assert any(f": {code}: " in finding for finding in findings), findings


def _codes(entries: Sequence[Entry], place: int, **changes: object) -> set[str]:
    changed = [*entries[:place], structs.replace(entries[place], **changes), *entries[place + 1 :]]
    return {finding.split(":")[0] for finding in check_history(changed)}


def _with_price(private: bytes, price_cents: int) -> bytes:
    body = msgspec.json.decode(private)
    body["lot"]["price_cents"] = price_cents
    return msgspec.json.encode(body)

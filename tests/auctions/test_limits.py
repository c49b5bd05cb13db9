"""What a pro may lead with at an entity counts over its open auctions, and is free once they are over ("Limits")."""

from collections.abc import AsyncIterator

import pytest_asyncio

from server.accounts.principal import ProMember
from server.kit.ids import AuctionId
from server.protocol.refusals import Code
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.organisation import a_member, a_pro

LIMIT = 600_000


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def limited(house: House, cents: int | None = LIMIT) -> ProMember:
    """The member of a fresh pro with this limit at the entity."""
    pool = house.resources.postgres
    pro_id = await a_pro(pool, house.dealer)
    await pool.execute("UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", pro_id, cents)
    return await a_member(pool, pro_id)


async def test_a_sold_lot_counts_until_its_auction_is_over(house: House) -> None:
    member = await limited(house)
    first = await house.auction(await house.car(), duration_seconds=10)
    second = await house.auction(await house.car())
    assert (await house.bid(member, first, 500_000)).status == "accepted"
    over = await house.bid(member, second, 500_000)
    assert (over.code, over.available_cents) == (Code.LIMIT_EXCEEDED, 100_000)
    await house.closed(first)
    assert (await house.bid(member, second, 500_000)).leading


async def test_a_maximum_counts_whole_and_only_once(house: House) -> None:
    member = await limited(house)
    auction = await house.auction(await house.car())
    assert (await house.maximum(member, auction, LIMIT + 1)).available_cents == LIMIT
    assert (await house.maximum(member, auction, LIMIT)).leading
    over = await house.maximum(member, auction, LIMIT + 1)
    assert (over.code, over.available_cents) == (Code.LIMIT_EXCEEDED, LIMIT)
    assert (await house.maximum(member, auction, LIMIT - 1)).status == "accepted"


async def test_a_limit_of_nothing_takes_nothing_and_none_takes_all(house: House) -> None:
    nothing, free = await limited(house, 0), await limited(house, None)
    auction = await house.auction(await house.car())
    assert (await house.bid(nothing, auction, 500_000)).code == Code.LIMIT_EXCEEDED
    assert (await house.bid(free, auction, 500_000)).leading


async def test_a_refused_bid_holds_nothing(house: House) -> None:
    member = await limited(house)
    auction: AuctionId = await house.auction(await house.car(), await house.car())
    assert (await house.bid(member, auction, 499_999)).code == Code.AMOUNT_TOO_LOW
    assert (await house.bid(member, auction, 500_000, lot=2)).leading

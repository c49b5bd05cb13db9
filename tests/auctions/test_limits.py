"""What a pro leads with at an entity and has won there counts, until it is freed (domain "Limits")."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from server.accounts.principal import ProMember
from server.auctions.limiting import DONE, read_limits
from server.auctions.limits import Place
from server.auctions.trading import limits_changed
from server.auctions.unselling import cancel_sale
from server.kit.ids import AuctionId
from server.kit.lane import Lane
from server.kit.money import Cents
from server.kit.partitions import partition_of
from server.kit.postgres import transaction
from server.partners.connecting import disconnect
from server.protocol.refusals import Code
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.organisation import a_member, a_pro
from tests.waiting import until

LIMIT = 600_000


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


@asynccontextmanager
async def a_lane(resources: Resources) -> AsyncGenerator[Lane]:
    lane = Lane(resources.settings.valkey_url)
    yield lane
    await lane.aclose()


async def limited(house: House, cents: int | None = LIMIT) -> ProMember:
    """The member of a fresh pro with this limit at the entity."""
    pool = house.resources.postgres
    pro_id = await a_pro(pool, house.dealer)
    await pool.execute("UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", pro_id, cents)
    return await a_member(pool, pro_id)


async def won(house: House, member: ProMember) -> AuctionId:
    """An auction that the member led and won at 5 000.00, with the maximum at its limit."""
    auction = await house.auction(await house.car())
    assert (await house.maximum(member, auction, LIMIT)).leading
    assert (await house.end(auction)).lots[0].outcome == "sold"
    return auction


async def left(house: House, member: ProMember, auction: AuctionId) -> Cents | None:
    """What of its limit is left, None: enough for a first bid."""
    told = await house.bid(member, auction, 500_000)
    assert told.leading == (told.code is None)
    return told.available_cents


async def test_what_was_won_counts_until_the_sale_is_cancelled(house: House) -> None:
    member = await limited(house)
    auction, other = await won(house, member), await house.auction(await house.car())
    assert await left(house, member, other) == 100_000
    await cancel_sale(house.trading, house.manager, auction, 1, reason="Véhicule retiré")
    assert await left(house, member, other) is None


@pytest.mark.parametrize(
    "done",
    [
        "UPDATE offer SET state = 'ordered' WHERE auction_id = $1",
        "UPDATE vehicle SET status = 'exited' WHERE id IN (SELECT vehicle_id FROM lot_vehicle WHERE auction_id = $1)",
    ],
    ids=["ordered", "gone without an order"],
)
async def test_what_was_won_counts_until_it_is(house: House, done: str) -> None:
    member = await limited(house)
    auction, other = await won(house, member), await house.auction(await house.car())
    assert await left(house, member, other) == 100_000
    await house.resources.postgres.execute(done, auction)
    partition = partition_of(house.dealer.entity_id)

    async def is_freed() -> bool:
        return Place(auction, 1) not in await house.trading.book.won(partition)

    await until(is_freed)
    assert await left(house, member, other) is None


async def test_each_second_only_the_lots_that_a_book_names_are_read(house: House) -> None:
    auction = await house.auction(await house.car())
    async with transaction(house.resources.postgres) as connection:
        # Tables as small as these are read whole otherwise.
        await connection.execute("SET LOCAL enable_seqscan = off")
        rows = await connection.fetch(f"EXPLAIN {DONE}", [auction], [1])
    plan = "\n".join(row[0] for row in rows)
    assert "Seq Scan" not in plan, plan
    for index in ("lot_pkey", "auction_pkey", "offer_pkey"):
        assert f"using {index} on" in plan, plan


async def test_what_was_won_and_the_limits_outlive_the_book(house: House) -> None:
    """A limit that nobody told the book of is read with the rest when it is rebuilt."""
    member = await limited(house)
    await won(house, member)
    other = await house.auction(await house.car())
    pool = house.resources.postgres
    await pool.execute("UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", member.pro_id, 1_000_000)
    partition = partition_of(house.dealer.entity_id)
    epoch = await house.trading.book.epoch(partition)
    async with a_lane(house.resources) as lane:
        await lane.call("FLUSHALL")

    async def is_rebuilt() -> bool:
        return (await house.seen_by(member, other)).epoch > (epoch or 0)

    await until(is_rebuilt)
    assert (await house.bid(member, other, 500_001)).available_cents == 500_000
    assert (await house.bid(member, other, 500_000)).leading


async def test_a_limit_that_a_book_missed_is_told_again(house: House) -> None:
    member = await limited(house)
    auction = await house.auction(await house.car())
    await house.resources.postgres.execute(
        "UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", member.pro_id, 500_000
    )

    async def is_told() -> bool:
        return (await house.maximum(member, auction, LIMIT + 1)).available_cents == 500_000

    await until(is_told)


async def test_a_member_that_came_since_goes_by_its_limit(house: House) -> None:
    member = await limited(house)
    auction = await house.auction(await house.car())
    pool = house.resources.postgres
    late = await a_member(pool, member.pro_id, limit_cents=Cents(500_000))
    await limits_changed(house.trading, member.pro_id)
    over = await house.bid(late, auction, 500_001)
    assert (over.code, over.available_cents) == (Code.LIMIT_EXCEEDED, 500_000)
    await pool.execute("UPDATE pro_member SET limit_cents = NULL WHERE id = $1", late.member_id)
    await limits_changed(house.trading, member.pro_id)
    assert (await house.bid(late, auction, 500_001)).leading


async def test_a_limit_is_of_a_connection_that_lasts(house: House) -> None:
    member = await limited(house)
    pool = house.resources.postgres
    (told,) = await read_limits(pool, pro_ids=[member.pro_id])
    assert told.limits[member.pro_id] == LIMIT
    async with transaction(pool) as connection:
        assert await disconnect(connection, pro_id=member.pro_id, entity_id=house.dealer.entity_id)
    assert await read_limits(pool, pro_ids=[member.pro_id]) == []


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

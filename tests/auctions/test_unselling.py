"""A sale is cancelled before the order: its offer, its cars, its pro (domain 7.9)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from server.auctions.positions import my_bids
from server.auctions.queries import AuctionFilter, find_auctions
from server.auctions.snapshots import watch
from server.auctions.unselling import cancel_sale
from server.kit.ids import AuctionId, OfferId, VehicleId
from server.offers.purchases import find_purchases
from server.offers.queries import find_offer
from server.protocol.refusals import Code, Refusal
from server.realtime.own_room import own_position
from server.resources import Resources
from server.stock.chronicle import history
from tests.auctions.sale import House, a_house


class Sold(Struct, kw_only=True):
    """An auction of four lots: three won by Alice, one without a bid; and one of a single lot."""

    house: House
    auction: AuctionId
    single: AuctionId


@pytest_asyncio.fixture(scope="module")
async def sold(resources: Resources) -> AsyncIterator[Sold]:
    async with a_house(resources) as house:
        auction = await house.auction(*[await house.car() for _ in range(4)])
        single = await house.auction(await house.car())
        for lot in (1, 2, 3):
            await house.bid(house.alice, auction, 500_000 + lot, lot=lot)
        await house.bid(house.bob, single, 600_000)
        await house.end(auction)
        await house.end(single)
        yield Sold(house=house, auction=auction, single=single)


async def refusal(sold: Sold, lot: int, *, reason: str = "Véhicule retiré", auction: AuctionId | None = None) -> Code:
    house, auction_id = sold.house, auction or sold.auction
    before = await house.seen_by_dealer(auction_id)
    with pytest.raises(Refusal) as refused:
        await cancel_sale(house.trading, house.manager, auction_id, lot, reason=reason)
    assert await house.seen_by_dealer(auction_id) == before
    return refused.value.code


async def test_what_cannot_be_cancelled_stays_as_it_is(sold: Sold) -> None:
    assert await refusal(sold, 4) == Code.NOT_SOLD
    assert await refusal(sold, 9) == Code.NOT_FOUND
    assert await refusal(sold, 1, reason="") == Code.REASON_REQUIRED
    stranger = replace(sold.house.manager, entity_ids=frozenset())
    with pytest.raises(Refusal) as refused:
        await cancel_sale(sold.house.trading, stranger, sold.auction, 1, reason="x")
    assert refused.value.code == Code.NOT_FOUND
    pool = sold.house.resources.postgres
    await pool.execute("UPDATE offer SET state = 'ordered' WHERE auction_id = $1", sold.auction)
    assert await refusal(sold, 1) == Code.ORDERED
    await pool.execute("UPDATE offer SET state = 'in_progress' WHERE auction_id = $1", sold.auction)


async def test_one_lot_of_an_offer_goes_and_the_others_stay(sold: Sold) -> None:
    house = sold.house
    lot = (await house.seen_by_dealer(sold.auction)).lots[1]
    assert lot.offer_id is not None
    copies = [cancel_sale(house.trading, house.manager, sold.auction, 2, reason="Vice caché") for _ in range(5)]
    await asyncio.gather(*copies)
    offer = await find_offer(house.resources.postgres, OfferId(lot.offer_id))
    assert offer is not None
    assert (offer.state, offer.total_cents) == ("in_progress", 500_001 + 500_003)
    assert [line.cancelled_reason for line in offer.lines] == [None, "Vice caché", None]
    assert sum(line.amount_cents for line in offer.lines if line.cancelled_reason is None) == offer.total_cents
    car = await house.resources.postgres.fetchrow(
        """
        SELECT status, reserved_for_pro_id, EXISTS (SELECT FROM vehicle_engagement e WHERE e.vehicle_id = v.id) AS taken
        FROM vehicle v WHERE id = $1
        """,
        lot.vehicles[0].id,
    )
    assert car is not None
    assert tuple(car) == ("for_sale", None, False)
    told = await house.resources.postgres.fetch(
        "SELECT facts ->> 'reason' FROM notification WHERE kind = 'sale_cancelled' AND subject_id = $1", sold.auction
    )
    assert [row[0] for row in told] == ["Vice caché"]
    seen = (await house.seen_by(house.alice, sold.auction)).lots[1]
    assert (seen.outcome, seen.standing) == ("sale_cancelled", "sale_cancelled")
    assert "sale_cancelled" in {bid.standing for bid in await my_bids(house.trading.pictures, house.alice.pro_id)}
    assert (await house.auction(lot.vehicles[0].id)) != sold.auction
    watched = await watch(house.resources.postgres, sold.auction)
    standings = [own_position(watched, lot, house.alice.pro_id).standing for lot in (1, 2, 3)]
    assert standings == ["won", "sale_cancelled", "won"]


async def test_totals_and_history_say_that_the_sale_is_cancelled(sold: Sold) -> None:
    house = sold.house
    seen = await house.seen_by_dealer(sold.auction)
    assert (seen.totals.lots_with_offer, seen.totals.last_offers_cents) == (2, 500_001 + 500_003)
    wanted = AuctionFilter(entity_ids=[house.dealer.entity_id])
    rows = (
        await find_auctions(house.resources.postgres, wanted, sort="starts_at", limit=10, cursor=None, margins=True)
    ).items
    assert next(row for row in rows if row.id == sold.auction).totals == seen.totals
    page = await history(house.resources.postgres, VehicleId(seen.lots[1].vehicles[0].id), limit=1, cursor=None)
    (event,) = (one for one in page.items if one.kind == "sale_cancelled")
    assert (event.actor, {change.field: (change.before, change.after) for change in event.changes}) == (
        "Camille Dubois",
        {
            "reserved_for": ("Top Used Cars", None),
            "reason": (None, "Vice caché"),
        },
    )


@pytest.mark.parametrize("status", ["delivery", "exited"])
async def test_a_car_that_is_on_its_way_or_gone_stays_sold(sold: Sold, status: str) -> None:
    pool, car = sold.house.resources.postgres, (await sold.house.seen_by_dealer(sold.auction)).lots[0].vehicles[0].id
    await pool.execute("UPDATE vehicle SET status = $2 WHERE id = $1", car, status)
    assert await refusal(sold, 1) == Code.NOT_MOVABLE
    assert await pool.fetchval("SELECT reserved_for_pro_id::text FROM vehicle WHERE id = $1", car)
    await pool.execute("UPDATE vehicle SET status = 'for_sale' WHERE id = $1", car)


async def test_an_offer_without_cars_left_is_abandoned(sold: Sold) -> None:
    house = sold.house
    await cancel_sale(house.trading, house.manager, sold.single, 1, reason="Accident")
    lot = (await house.seen_by_dealer(sold.single)).lots[0]
    assert lot.offer_id is not None
    offer = await find_offer(house.resources.postgres, OfferId(lot.offer_id))
    assert offer is not None
    assert (offer.state, offer.abandoned_reason, len(offer.lines)) == ("abandoned", "Accident", 1)
    bought = await find_purchases(house.resources.postgres, house.bob.pro_id, limit=10, cursor=None)
    assert [(car.state, car.cancelled_reason, car.amount_cents, car.vehicle_status) for car in bought.items] == [
        ("abandoned", "Accident", 600_000, None)
    ]


async def test_purchases_are_paged_car_by_car(sold: Sold) -> None:
    pool, pro = sold.house.resources.postgres, sold.house.alice.pro_id
    seen: list[tuple[int | None, str | None]] = []
    cursor: str | None = None
    for _ in range(10):
        page = await find_purchases(pool, pro, limit=1, cursor=cursor)
        seen += [(car.amount_cents, car.cancelled_reason) for car in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [(500_001, None), (500_002, "Vice caché"), (500_003, None)]
    assert page.items[0].entity.name == "Groupe Essai Mâcon"

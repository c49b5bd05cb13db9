"""Auctions reach the book once, whoever dies in between, and open and end by its clock."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.auctions import creating
from server.auctions.managing import Cancel, manage
from server.auctions.opening import open_in_book
from server.kit import clock
from server.kit.ids import CommandId, new_id
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from tests.auctions.sale import House, a_form, a_house
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def test_an_auction_whose_maker_died_before_the_book_knew_opens_all_the_same(house: House) -> None:
    made = await creating.create(
        house.resources, house.manager, a_form(house.dealer, await house.car()), idempotency_key=None
    )

    async def is_open() -> bool:
        return await house.state(made.id) == "open"

    await until(is_open)
    assert (await house.bid(house.alice, made.id, 500_000)).status == "accepted"


async def test_asking_twice_opens_it_once(house: House) -> None:
    auction = await house.auction(await house.car())
    again = await open_in_book(house.resources.postgres, house.trading.book, auction)
    assert again is not None, "limits read anew are no other auction"
    kinds = await house.resources.postgres.fetch("SELECT kind FROM ledger WHERE auction_id = $1 ORDER BY seq", auction)
    assert [row["kind"] for row in kinds] == ["auction_scheduled", "auction_opened"]


async def test_a_scheduled_auction_takes_no_bid_and_is_announced(house: House) -> None:
    form = a_form(house.dealer, await house.car(), starts_at=clock.now() + timedelta(hours=2))
    made = await creating.create(house.resources, house.manager, form, idempotency_key=None)
    opened = await open_in_book(house.resources.postgres, house.trading.book, made.id)
    assert opened is not None
    await house.trading.committed(opened.partition, opened.key)
    early = await house.bid(house.alice, made.id, 500_000)
    assert (early.status, early.code) == ("refused", Code.NOT_OPEN)
    told = await house.resources.postgres.fetch(
        "SELECT kind, facts ->> 'place' AS place FROM notification"
        " WHERE account_id = $1 AND facts ->> 'auction_id' = $2",
        house.alice.account_id,
        made.id,
    )
    assert [row["kind"] for row in told] == ["auction_announced"]
    assert told[0]["place"].endswith(", 12, rue de l’Essai, 71000 Mâcon, 03 85 00 00 00")


async def test_everybody_invited_is_told_at_the_same_instant(house: House) -> None:
    auction = await house.auction(await house.car())
    told = await house.resources.postgres.fetch(
        "SELECT DISTINCT created_at, xmin::text FROM notification WHERE facts ->> 'auction_id' = $1", auction
    )
    assert len(told) == 1


async def test_an_auction_without_bids_is_cancelled_freely_and_frees_its_cars(house: House) -> None:
    car = await house.car()
    auction = await house.auction(car)
    await manage(house.trading, house.manager, auction, Cancel(reason=""), command_id=CommandId(new_id()))
    assert await house.state(auction) == "cancelled"
    assert (await house.seen_by(house.alice, auction)).auction.state == "cancelled"
    engaged = await house.resources.postgres.fetchval(
        "SELECT count(*) FROM vehicle_engagement WHERE vehicle_id = $1", car
    )
    assert engaged == 0
    assert (await house.bid(house.alice, auction, 500_000)).code == Code.CLOSED


async def test_with_bids_a_reason_is_needed_and_told(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    with pytest.raises(Refusal) as refused:
        await manage(house.trading, house.manager, auction, Cancel(reason=""), command_id=CommandId(new_id()))
    assert refused.value.code == Code.REASON_REQUIRED
    cancel, command_id = Cancel(reason="Véhicule accidenté"), CommandId(new_id())
    for _ in range(2):
        await manage(house.trading, house.manager, auction, cancel, command_id=command_id)
    told = await house.resources.postgres.fetchval(
        "SELECT facts ->> 'reason' FROM notification WHERE account_id = $1 AND kind = 'auction_cancelled'"
        " AND facts ->> 'auction_id' = $2",
        house.alice.account_id,
        auction,
    )
    assert told == "Véhicule accidenté"
    assert (await house.seen_by(house.alice, auction)).lots[0].standing == "auction_cancelled"
    assert (await house.seen_by(house.bob, auction)).lots[0].standing == "none"


async def test_another_dealer_cannot_cancel(house: House) -> None:
    auction = await house.auction(await house.car())
    stranger = replace(house.manager, entity_ids=frozenset())
    with pytest.raises(Refusal) as refused:
        await manage(house.trading, stranger, auction, Cancel(reason=""), command_id=CommandId(new_id()))
    assert refused.value.code == Code.NOT_FOUND

"""Two pros bid on the real book, ledger and feed; the dealer and both see what they may."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.kit.ids import new_id
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.organisation import a_member, a_pro


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def test_a_bid_is_answered_once_committed_and_seen_by_all(house: House) -> None:
    auction = await house.auction(await house.car())
    result = await house.bid(house.alice, auction, 500_000)
    assert (result.status, result.price_cents, result.next_min_cents, result.leading) == (
        "accepted",
        500_000,
        505_000,
        True,
    )
    seen = (await house.seen_by(house.bob, auction)).lots[0]
    assert (seen.price_cents, seen.bids, seen.leader_alias, seen.standing) == (500_000, 1, "Enchérisseur 1", "none")
    mine = (await house.seen_by(house.alice, auction)).lots[0]
    assert (mine.standing, mine.my_bid_cents) == ("leading", 500_000)
    dealer = (await house.seen_by_dealer(auction)).lots[0]
    assert dealer.leader is not None
    assert dealer.leader.name == "Top Used Cars"


async def test_a_higher_bid_takes_the_lead(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    assert (await house.bid(house.bob, auction, 505_000)).leading
    mine = (await house.seen_by(house.alice, auction)).lots[0]
    assert (mine.standing, mine.my_bid_cents, mine.price_cents) == ("outbid", 500_000, 505_000)
    assert [row.price_cents for row in mine.history] == [505_000, 500_000]


async def test_a_bid_below_the_raise_is_refused_with_the_least_amount(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    low = await house.bid(house.bob, auction, 504_999)
    assert (low.status, low.code, low.next_min_cents) == ("refused", Code.AMOUNT_TOO_LOW, 505_000)
    assert (await house.seen_by_dealer(auction)).lots[0].bids == 1


async def test_nobody_outbids_himself(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    assert (await house.bid(house.alice, auction, 600_000)).code == Code.ALREADY_LEADING


async def test_the_same_command_twice_has_one_outcome(house: House) -> None:
    auction = await house.auction(await house.car())
    command_id = new_id()
    first = await house.bid(house.alice, auction, 500_000, command_id=command_id)
    again = await house.bid(house.alice, auction, 500_000, command_id=command_id)
    assert again.repeated
    assert (again.status, again.seq, again.price_cents) == (first.status, first.seq, first.price_cents)
    assert (await house.bid(house.alice, auction, 700_000, command_id=command_id)).code == Code.COMMAND_MISMATCH


async def test_a_pro_that_was_not_invited_finds_nothing(house: House) -> None:
    auction = await house.auction(await house.car())
    stranger = await a_member(house.resources.postgres, await a_pro(house.resources.postgres))
    with pytest.raises(Refusal) as refused:
        await house.bid(stranger, auction, 500_000)
    assert refused.value.code == Code.NOT_FOUND

"""Some minutes before the end people are reminded once: all who are invited, or who haven't answered (domain 8.1)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.auctions import bidding, opening
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.money import Cents
from server.protocol.commands import Quote
from server.resources import Resources
from tests.auctions.hastening import hasten
from tests.auctions.sale import House, a_house
from tests.waiting import until

REMINDER_MS = 300_000
SOON_MS = REMINDER_MS + 1_000


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "REMINDER_MS", REMINDER_MS)
        async with a_house(resources) as house:
            yield house


async def reminded(house: House, auction: AuctionId, kind: str) -> list[str]:
    async def told() -> list[str]:
        rows = await house.resources.postgres.fetch(
            "SELECT account_id::text FROM notification WHERE subject_id = $1 AND kind = $2", auction, kind
        )
        return [row["account_id"] for row in rows]

    return await until(told)


async def test_everybody_invited_is_reminded_of_a_sale(house: House) -> None:
    auction = await house.auction(await house.car())
    await hasten(house.trading, auction, left_ms=SOON_MS)
    told = await reminded(house, auction, "auction_ending_soon")
    assert sorted(told) == sorted([house.alice.account_id, house.bob.account_id])
    await house.end(auction)
    assert len(await reminded(house, auction, "auction_ending_soon")) == 2


async def test_only_who_has_not_answered_is_reminded_of_a_quotation(house: House) -> None:
    auction = await house.quotation()
    command = Quote(
        id=1,
        command_id=CommandId(new_id()),
        auction_id=auction,
        lot=1,
        epoch=(await house.seen_by(house.alice, auction)).epoch,
        amount_cents=Cents(300_000),
    )
    assert (await bidding.decide(house.trading, house.alice, command)).status == "accepted"
    await hasten(house.trading, auction, left_ms=SOON_MS)
    assert await reminded(house, auction, "quotation_ending_soon") == [house.bob.account_id]


async def test_a_short_auction_is_not_reminded_of(house: House) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "REMINDER_MS", 600_000)
        auction = await house.auction(await house.car(), duration_seconds=600)
    await house.end(auction)
    kinds = await house.resources.postgres.fetch("SELECT kind FROM ledger WHERE auction_id = $1", auction)
    assert "auction_ending_soon" not in {row["kind"] for row in kinds}

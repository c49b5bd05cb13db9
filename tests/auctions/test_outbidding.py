"""Who was outbid is written to once, unless it leads again or the lot is over (domain 8.1)."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.auctions import outbidding
from server.auctions.outbidding import tell_outbid
from server.kit.ids import AuctionId
from server.kit.partitions import partition_of
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def letters(house: House, auction: AuctionId, channel: str) -> list[str]:
    rows = await house.resources.postgres.fetch(
        "SELECT recipient FROM outbox WHERE subject_id = $1 AND kind = 'outbid' AND channel = $2 ORDER BY id",
        auction,
        channel,
    )
    return [row["recipient"] for row in rows]


async def told(house: House, auction: AuctionId) -> None:
    """Until the ledger has been read to its end for those who were outbid."""

    async def read() -> bool:
        await tell_outbid(house.resources.postgres, [partition_of(house.dealer.entity_id)])
        return bool(
            await house.resources.postgres.fetchval(
                """
                SELECT position.journal_id = last.journal_id FROM outbid_position position
                JOIN LATERAL (SELECT journal_id FROM ledger WHERE ledger.partition = position.partition
                    ORDER BY split_part(journal_id, '-', 1)::bigint DESC, split_part(journal_id, '-', 2)::bigint DESC
                    LIMIT 1) AS last ON true
                WHERE position.partition = $1
                """,
                partition_of(house.dealer.entity_id),
            )
        )

    await until(read)


async def test_who_lost_the_lead_is_written_to_once(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    await house.bid(house.bob, auction, 505_000)
    for _ in range(3):
        await told(house, auction)
    assert await letters(house, auction, "mail") == [house.alice.email]
    assert await letters(house, auction, "live") == [f"me:{house.alice.account_id}"]
    facts = json.loads(
        await house.resources.postgres.fetchval(
            "SELECT facts FROM notification WHERE subject_id = $1 AND kind = 'outbid'", auction
        )
    )
    assert facts["total_cents"] == 505_000


async def test_who_leads_again_by_then_needs_no_letter(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    await house.bid(house.bob, auction, 505_000)
    await house.bid(house.alice, auction, 510_000)
    await told(house, auction)
    assert f"me:{house.alice.account_id}" not in await letters(house, auction, "live")
    assert await letters(house, auction, "live") == [f"me:{house.bob.account_id}"]


async def test_a_second_mail_about_the_same_lot_waits_a_while(house: House) -> None:
    auction = await house.auction(await house.car())
    amount = 500_000
    for _ in range(2):
        await house.bid(house.alice, auction, amount)
        await house.bid(house.bob, auction, amount + 5_000)
        await told(house, auction)
        amount += 10_000
    assert await letters(house, auction, "live") == [f"me:{house.alice.account_id}"] * 2
    assert await letters(house, auction, "mail") == [house.alice.email]


async def test_a_bid_that_a_maximum_answered_outbids_nobody(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.maximum(house.alice, auction, 900_000)
    await house.bid(house.bob, auction, 600_000)
    await told(house, auction)
    assert await letters(house, auction, "live") == []


async def test_pages_however_small_tell_everybody_once(house: House) -> None:
    auction = await house.auction(await house.car(), await house.car(), await house.car())
    for lot in (1, 2, 3):
        await house.bid(house.alice, auction, 500_000, lot=lot)
        await house.bid(house.bob, auction, 505_000, lot=lot)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbidding, "ENTRIES_MAX", 2)
        while await tell_outbid(house.resources.postgres, [partition_of(house.dealer.entity_id)]):
            pass
    await told(house, auction)
    assert await letters(house, auction, "live") == [f"me:{house.alice.account_id}"] * 3


async def test_once_the_auction_is_over_nobody_is_told_of_it_any_more(house: House) -> None:
    auction = await house.auction(await house.car(), duration_seconds=10)
    await house.bid(house.alice, auction, 500_000)
    await house.closed(auction)
    await house.resources.postgres.execute("UPDATE outbid_position SET journal_id = '0-0'")
    await told(house, auction)
    assert await letters(house, auction, "live") == []

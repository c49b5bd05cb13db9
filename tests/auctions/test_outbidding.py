"""Who was outbid is written to once, unless it leads again or the lot is over (domain 8.1)."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from server.auctions import outbid_messages, outbidding
from server.auctions.attendance import attending, note_attendance
from server.auctions.outbid_messages import Attending
from server.auctions.outbidding import notify_outbid
from server.kit import clock
from server.kit.ids import AccountId, AuctionId, new_id
from server.kit.lane import Lane
from server.kit.partitions import partition_of
from server.kit.postgres import transaction
from server.notifications.wording.phrase import phrase
from server.resources import Resources
from tests.auctions.sale import House, a_house
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def messages(house: House, auction: AuctionId, channel: str) -> list[str]:
    rows = await house.resources.postgres.fetch(
        "SELECT recipient FROM outbox WHERE subject_id = $1 AND kind = 'outbid' AND channel = $2 ORDER BY id",
        auction,
        channel,
    )
    return [row["recipient"] for row in rows]


async def nobody(_auction: AuctionId) -> frozenset[AccountId]:
    return frozenset()


async def told(house: House, auction: AuctionId, present: Attending = nobody) -> None:
    """Until the ledger has been read to its end for those who were outbid."""

    async def read() -> bool:
        await notify_outbid(house.resources.postgres, [partition_of(house.dealer.entity_id)], present)
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
    assert await messages(house, auction, "mail") == [house.alice.email]
    assert await messages(house, auction, "live") == [f"me:{house.alice.account_id}"]
    facts = json.loads(
        await house.resources.postgres.fetchval(
            "SELECT facts FROM notification WHERE subject_id = $1 AND kind = 'outbid'", auction
        )
    )
    assert facts["total_cents"] == 505_000


async def test_who_leads_again_by_then_needs_no_message(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    await house.bid(house.bob, auction, 505_000)
    await house.bid(house.alice, auction, 510_000)
    await told(house, auction)
    assert f"me:{house.alice.account_id}" not in await messages(house, auction, "live")
    assert await messages(house, auction, "live") == [f"me:{house.bob.account_id}"]


async def mails(house: House, auction: AuctionId) -> list[dict[str, Any]]:
    rows = await house.resources.postgres.fetch(
        "SELECT body FROM outbox WHERE subject_id = $1 AND kind = 'outbid' AND channel = 'mail' ORDER BY id", auction
    )
    return [json.loads(row["body"])["facts"] for row in rows]


async def later(house: House, seconds: float, present: Attending = nobody) -> None:
    """What a reader of the ledger does so many seconds from now."""
    async with transaction(house.resources.postgres) as connection:
        await outbid_messages.write_gathered(
            connection,
            [partition_of(house.dealer.entity_id)],
            present,
            now=clock.now() + timedelta(seconds=seconds),
        )


async def test_a_message_names_the_car_and_its_price(house: House) -> None:
    auction = await house.auction(await house.guide_car("GD250GH"))
    await house.bid(house.alice, auction, 1_450_000)
    await house.bid(house.bob, auction, 1_460_000)
    await told(house, auction)
    (facts,) = await mails(house, auction)
    title, body = phrase("outbid", "fr", facts)
    assert title == "OPEL MOKKA\u00a0: enchère dépassée à 14\u202f600,00\u00a0€"
    assert body.startswith("Vente n°\u00a0")


async def test_later_mails_of_a_sale_are_gathered_into_one(house: House) -> None:
    auction = await house.auction(*[await house.car() for _ in range(3)])
    for lot in (1, 2, 3):
        await house.bid(house.alice, auction, 500_000, lot=lot)
    for lot in (1, 2, 3):
        await house.bid(house.bob, auction, 505_000, lot=lot)
        await told(house, auction)
    assert len(await messages(house, auction, "live")) == 3
    assert [facts["lots"] for facts in await mails(house, auction)] == [[await number(house, auction, 1)]]
    await later(house, 200)
    assert len(await mails(house, auction)) == 1
    await later(house, 301)
    assert [len(facts["lots"]) for facts in await mails(house, auction)] == [1, 2]
    await later(house, 900)
    assert len(await mails(house, auction)) == 2


async def test_what_was_taken_back_meanwhile_is_in_no_mail(house: House) -> None:
    auction = await house.auction(*[await house.car() for _ in range(3)])
    for lot in (1, 2, 3):
        await house.bid(house.alice, auction, 500_000, lot=lot)
    for lot in (1, 2, 3):
        await house.bid(house.bob, auction, 505_000, lot=lot)
        await told(house, auction)
    await house.bid(house.alice, auction, 510_000, lot=2)
    await later(house, 301)
    assert [facts["lots"] for facts in await mails(house, auction)][1:] == [[await number(house, auction, 3)]]


async def outbid_in_the_room(house: House) -> tuple[AuctionId, Attending]:
    """Alice is outbid while she looks; the auction, and what says so as long as she does."""
    auction = await house.auction(await house.car())

    async def alice(_auction: AuctionId) -> frozenset[AccountId]:
        return frozenset({house.alice.account_id})

    await house.bid(house.alice, auction, 500_000)
    await house.bid(house.bob, auction, 505_000)
    await told(house, auction, alice)
    return auction, alice


async def test_who_is_in_the_room_is_mailed_only_when_gone_and_still_outbid(house: House) -> None:
    auction, _ = await outbid_in_the_room(house)
    assert await messages(house, auction, "live") == [f"me:{house.alice.account_id}"]
    await later(house, 20)
    assert await mails(house, auction) == []
    await later(house, 31)
    assert len(await mails(house, auction)) == 1


async def test_who_stays_in_the_room_is_never_mailed(house: House) -> None:
    auction, alice = await outbid_in_the_room(house)
    for seconds in (31, 62, 500, 901):
        await later(house, seconds, alice)
    assert await mails(house, auction) == []


async def test_who_leaves_the_room_long_after_is_mailed_then(house: House) -> None:
    auction, alice = await outbid_in_the_room(house)
    await later(house, 31, alice)
    await later(house, 100, alice)
    await later(house, 120)
    assert await mails(house, auction) == []
    await later(house, 131)
    assert len(await mails(house, auction)) == 1


async def test_what_is_no_longer_lost_waits_no_longer(house: House) -> None:
    auction, alice = await outbid_in_the_room(house)
    await house.bid(house.alice, auction, 510_000)
    await later(house, 31, alice)
    waiting = "SELECT count(*) FROM outbid_waiting WHERE auction_id = $1"
    assert await house.resources.postgres.fetchval(waiting, auction) == 0
    assert await mails(house, auction) == []


async def test_attendance_is_noted_and_forgotten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    auction = AuctionId(new_id())
    async with aclosing(Lane(house.resources.settings.valkey_url)) as lane:
        await note_attendance(lane, auction, [house.alice.account_id])
        assert await attending(lane, auction) == {house.alice.account_id}
        noted_at = clock.now_ms()
        monkeypatch.setattr(clock, "now_ms", lambda: noted_at + 12_001)
        assert await attending(lane, auction) == frozenset()


async def number(house: House, auction: AuctionId, lot: int) -> str:
    return str(
        await house.resources.postgres.fetchval(
            "SELECT number FROM lot WHERE auction_id = $1 AND lot = $2", auction, lot
        )
    )


async def test_a_bid_that_a_maximum_answered_outbids_nobody(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.maximum(house.alice, auction, 900_000)
    await house.bid(house.bob, auction, 600_000)
    await told(house, auction)
    assert await messages(house, auction, "live") == []


async def test_pages_however_small_tell_everybody_once(house: House) -> None:
    auction = await house.auction(await house.car(), await house.car(), await house.car())
    for lot in (1, 2, 3):
        await house.bid(house.alice, auction, 500_000, lot=lot)
        await house.bid(house.bob, auction, 505_000, lot=lot)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbidding, "ENTRIES_MAX", 2)
        while await notify_outbid(house.resources.postgres, [partition_of(house.dealer.entity_id)], nobody):
            pass
    await told(house, auction)
    assert await messages(house, auction, "live") == [f"me:{house.alice.account_id}"] * 3


async def test_once_the_auction_is_over_nobody_is_told_of_it_any_more(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    await house.end(auction)
    await house.resources.postgres.execute("UPDATE outbid_position SET journal_id = '0-0'")
    await told(house, auction)
    assert await messages(house, auction, "live") == []

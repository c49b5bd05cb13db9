"""Who is invited is settled when a sale opens: connections and lists change until then (domain 2.6, 2.7, 2.3)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from server import auctions
from server.accounts.principal import ProMember
from server.auctions import bidding, creating, snapshots
from server.auctions.fairness import fairness
from server.kit import clock
from server.kit.ids import AuctionId, CommandId, DistributionListId, ProId, new_id
from server.kit.money import Cents
from server.kit.partitions import partition_of
from server.kit.postgres import transaction
from server.partners import lists
from server.partners.connecting import connect
from server.partners.professional import DistributionListChange, NewDistributionList
from server.protocol.commands import PlaceBid
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from tests.auctions.sale import House, a_form, a_house
from tests.organisation import a_member, a_pro

BY_LIST = Path(auctions.__file__).parent / "piccolo_migrations" / "by_list.sql"
END = "UPDATE connection SET ended_at = now() WHERE pro_id = $1 AND entity_id = $2"
# Long enough to change what is connected before the book's alarm; the three auctions wait at the same time.
AHEAD = timedelta(seconds=3)


class Evening(Struct, kw_only=True):
    """Three auctions that were scheduled, and opened after who is connected and listed had changed."""

    house: House
    coming: ProMember
    leaving: ProMember
    for_all: AuctionId
    for_a_list: AuctionId
    for_a_lost_list: AuctionId
    listed_before: bool = True


@pytest_asyncio.fixture(scope="module")
async def evening(resources: Resources) -> AsyncIterator[Evening]:
    async with a_house(resources) as house:
        pool, entity_id, alice, bob = resources.postgres, house.dealer.entity_id, house.alice.pro_id, house.bob.pro_id
        evening = Evening(
            house=house,
            coming=await a_member(pool, await a_pro(pool, name="Arrive avant")),
            leaving=await a_member(pool, await a_pro(pool, house.dealer, name="Part avant")),
            for_all=await scheduled(house),
            for_a_list=await scheduled(house, changing := await a_list(house, alice, name="Change")),
            for_a_lost_list=await scheduled(house, lost := await a_list(house, alice, name="Disparaît")),
        )
        # Who tries before the opening is let in no longer for it.
        for pro_id, auction in ((alice, evening.for_a_list), (evening.leaving.pro_id, evening.for_all)):
            early = await house.trading.admissions.find(auction, pro_id)
            assert early is not None
            assert (early.invited, early.connected) == (True, True)
        async with transaction(pool) as connection:
            await connect(connection, pro_id=evening.coming.pro_id, entity_id=entity_id)
            await connection.execute(END, evening.leaving.pro_id, entity_id)
            change = DistributionListChange(version=1, pro_ids=[bob])
            await lists.change(connection, changing, change, entity_ids=[entity_id])
            await lists.remove(connection, lost, entity_ids=[entity_id])
        with pytest.raises(Refusal):
            await house.seen_by(evening.coming, evening.for_all)  # nobody is let in before
        yet = await house.trading.admissions.find(evening.for_a_list, alice)
        assert yet is not None
        evening.listed_before = yet.invited
        for auction in (evening.for_all, evening.for_a_list, evening.for_a_lost_list):
            await house.opened(auction)
        yield evening


async def scheduled(
    house: House, list_id: DistributionListId | None = None, *, starts_at: datetime | None = None
) -> AuctionId:
    form = a_form(house.dealer, await house.car(), starts_at=starts_at or clock.now() + AHEAD)
    form = replace(form, distribution_list_id=list_id)
    return (await creating.create(house.resources, house.manager, form, idempotency_key=None)).id


async def a_list(house: House, *pro_ids: ProId, name: str) -> DistributionListId:
    async with transaction(house.resources.postgres) as connection:
        new = NewDistributionList(entity_id=house.dealer.entity_id, name=name, pro_ids=list(pro_ids))
        return (await lists.create(connection, new, entity_ids=[house.dealer.entity_id])).id


async def told(house: House, auction_id: AuctionId, *members: ProMember) -> list[bool]:
    """Which of them know that it opened."""
    rows = await house.resources.postgres.fetch(
        "SELECT account_id::text FROM notification WHERE kind = 'auction_started' AND subject_id = $1", auction_id
    )
    return [member.account_id in {row["account_id"] for row in rows} for member in members]


async def test_connections_count_as_they_are_when_it_opens(evening: Evening) -> None:
    house, auction = evening.house, evening.for_all
    assert await told(house, auction, house.alice, evening.coming, evening.leaving) == [True, True, False]
    assert (await house.bid(evening.coming, auction, 500_000)).leading
    with pytest.raises(Refusal) as refused:
        await house.seen_by(evening.leaving, auction)
    assert refused.value.code == Code.NOT_FOUND
    admission = await house.trading.admissions.find(auction, evening.leaving.pro_id)
    assert admission is not None
    assert not admission.invited
    leader = (await house.seen_by_dealer(auction)).lots[0].leader
    assert leader is not None
    assert leader.name == "Arrive avant"


async def test_the_record_of_fairness_names_who_was_told(evening: Evening) -> None:
    named = {one.pro.name for one in (await fairness(evening.house.resources.postgres, evening.for_all)).pros}
    assert named == {"Top Used Cars", "SARL La Bonne Occaze", "Arrive avant"}


async def test_the_chosen_list_counts_as_it_is_when_it_opens(evening: Evening) -> None:
    house = evening.house
    assert await told(house, evening.for_a_list, house.alice, house.bob) == [False, True]


async def test_who_was_removed_from_the_list_and_tried_before_may_not_bid(evening: Evening) -> None:
    """Nor in the moment when the book is open and who is invited isn't written yet."""
    assert not evening.listed_before
    house, auction = evening.house, evening.for_a_list
    epoch = await house.trading.book.epoch(partition_of(house.dealer.entity_id))
    bid = PlaceBid(
        id=1, command_id=CommandId(new_id()), auction_id=auction, lot=1, epoch=epoch or 0, amount_cents=Cents(500_000)
    )
    with pytest.raises(Refusal) as refused:
        await bidding.decide(house.trading, house.alice, bid)
    assert refused.value.code == Code.NOT_FOUND


async def test_a_list_that_is_gone_keeps_whom_it_invited(evening: Evening) -> None:
    house = evening.house
    assert await told(house, evening.for_a_lost_list, house.alice, house.bob) == [True, False]


async def test_who_leads_when_its_connection_ends_sees_those_lots_on(evening: Evening) -> None:
    house = evening.house
    pool, entity_id = house.resources.postgres, house.dealer.entity_id
    leader = await a_member(pool, await a_pro(pool, house.dealer, name="En tête"))
    loser = await a_member(pool, await a_pro(pool, house.dealer, name="Dépassé"))
    auction = await house.auction(await house.car(), await house.car())
    await house.bid(loser, auction, 500_000, lot=2)
    await house.bid(leader, auction, 510_000, lot=2)
    for member in (leader, loser):
        await pool.execute(END, member.pro_id, entity_id)
    seen = await house.seen_by(leader, auction)
    assert [(lot.lot, lot.standing, lot.my_bid_cents) for lot in seen.lots] == [(2, "leading", 510_000)]
    with pytest.raises(Refusal) as refused:
        await snapshots.snapshot(house.trading.pictures, loser, auction)
    assert refused.value.code == Code.NOT_FOUND
    await house.bid(house.alice, auction, 520_000, lot=2)
    with pytest.raises(Refusal):
        await snapshots.snapshot(house.trading.pictures, leader, auction)


async def test_a_list_that_was_deleted_before_the_upgrade_still_says_who_is_invited(evening: Evening) -> None:
    house = evening.house
    later = clock.now() + timedelta(days=1)
    for_all = await scheduled(house, starts_at=later)
    gone = await scheduled(house, lost := await a_list(house, house.alice.pro_id, name="Perdue"), starts_at=later)
    async with house.resources.postgres.acquire() as connection:
        trial = connection.transaction()
        await trial.start()
        await lists.remove(connection, lost, entity_ids=[house.dealer.entity_id])
        await connection.execute("ALTER TABLE auction DROP COLUMN by_list")
        await connection.execute(BY_LIST.read_text(encoding="utf-8"))
        rows = await connection.fetch("SELECT id::text, by_list FROM auction WHERE id = ANY($1)", [for_all, gone])
        await trial.rollback()
    assert {row["id"]: row["by_list"] for row in rows} == {for_all: False, gone: True}

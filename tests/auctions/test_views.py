"""A random evening as everybody sees it: snapshot + events = snapshot, no hole in the numbers, no secret for pros."""

import random
from collections.abc import AsyncIterator

import msgspec
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import ProMember
from server.auctions import lot_views, views
from server.auctions.auction import AuctionVehicleForm
from server.auctions.book import Address
from server.auctions.context import AuctionContext
from server.auctions.picture import Picture
from server.auctions.seeing import plain_event, plain_snapshot
from server.auctions.snapshots import read_context, read_entries
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.money import Cents
from server.kit.partitions import partition_of
from server.ledger.entry import Entry
from server.protocol.scalars import Standing
from server.resources import Resources
from tests.auctions.reducing import reduce_dealer, reduce_position, reduce_pro
from tests.auctions.sale import House, a_car, a_house

RESERVE_CANARY = 777_777_77
COST_CANARY = 111_119_91


class Evening(Struct, kw_only=True):
    """An auction of two lots, its entries, and who bid."""

    context: AuctionContext
    entries: list[Entry]
    members: tuple[ProMember, ...]


@pytest_asyncio.fixture(scope="module")
async def evening(resources: Resources, seed: int) -> AsyncIterator[Evening]:
    async with a_house(resources) as house:
        dice = random.Random(seed)
        lines = [
            AuctionVehicleForm(
                vehicle_id=await house.car(a_car(trade_price_cents=500_000, purchase_price_cents=COST_CANARY)),
                reserve_cents=Cents(reserve),
            )
            for reserve in (RESERVE_CANARY, 900_000)
        ]
        auction_id = await house.auction(*lines, duration_seconds=10)
        for _ in range(60):
            await _act(house, auction_id, dice)
        await house.closed(auction_id)
        yield Evening(
            context=await read_context(resources.postgres, auction_id),
            entries=await read_entries(resources.postgres, auction_id, after_seq=0),
            members=(house.alice, house.bob),
        )


async def _act(house: House, auction_id: AuctionId, dice: random.Random) -> None:
    """A bid or a maximum somewhat above the price, as often refused as not."""
    member, lot = dice.choice((house.alice, house.bob)), dice.randint(1, 2)
    snapshot = await house.seen_by(member, auction_id)
    amount = Cents(snapshot.lots[lot - 1].next_min_cents + dice.choice((-1, 0, 0, 1, 5_000, 12_345, 40_000)))
    if dice.random() < 0.5:
        await house.bid(member, auction_id, amount, lot=lot)
        return
    address = Address(
        partition=partition_of(house.dealer.entity_id),
        auction_id=auction_id,
        epoch=snapshot.epoch,
        command_id=CommandId(new_id()),
        sender=member.member_id,
        pro_id=member.pro_id,
        lot=lot,
    )
    decision = await house.trading.book.set_maximum(address, maximum_cents=amount)
    await house.trading.committed(address.partition, decision.key)


def test_the_dealers_snapshot_and_every_event_give_the_next_snapshot(evening: Evening) -> None:
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    seen = lot_views.dealer_snapshot(evening.context, picture)
    for entry in evening.entries:
        body = picture.apply(entry)
        event = views.dealer_event(evening.context, picture, entry, body)
        assert event.seq == seen.seq + 1
        before, seen = seen, reduce_dealer(seen, event)
        fresh = lot_views.dealer_snapshot(evening.context, picture)
        # Times of the whole auction and offers come with rows; the room's events carry each lot's own.
        assert difference(seen, fresh) == [], f"{entry.kind} after {before.seq}"


def test_a_user_without_the_right_follows_the_auction_and_no_byte_says_what_a_car_cost_or_earns(
    evening: Evening,
) -> None:
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    seen = plain_snapshot(lot_views.dealer_snapshot(evening.context, picture))
    written = [msgspec.json.encode(seen)]
    for entry in evening.entries:
        body = picture.apply(entry)
        event = plain_event(views.dealer_event(evening.context, picture, entry, body), sealed=False)
        seen = reduce_dealer(seen, event)
        fresh = plain_snapshot(lot_views.dealer_snapshot(evening.context, picture))
        assert difference(seen, fresh) == [], entry.kind
        written += [msgspec.json.encode(event), msgspec.json.encode(fresh)]
    spoken = b"".join(written).decode()
    whole = lot_views.dealer_snapshot(evening.context, picture)
    margins = [margin for margin in (whole.totals.margin, *(lot.margin for lot in whole.lots)) if margin]
    secrets = [COST_CANARY, *(cents for margin in margins for cents in (margin.real_cents, margin.final_cents))]
    assert len(secrets) == 7
    assert [secret for secret in secrets if secret and str(secret) in spoken] == []
    for name in ("margin", "purchase_price_cents", "costs_cents", "net_cents"):
        assert f'"{name}":' not in spoken, name
    assert str(RESERVE_CANARY) in spoken


def test_a_pros_snapshot_and_every_event_give_the_next_snapshot(evening: Evening) -> None:
    for member in evening.members:
        picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
        seen = lot_views.pro_snapshot(evening.context, picture, member.pro_id)
        for entry in evening.entries:
            body = picture.apply(entry)
            event = views.pro_event(evening.context, picture, entry, body)
            if event is not None:
                assert event.seq == seen.seq + 1
                seen = reduce_pro(seen, event)
            for position in views.positions(picture, entry, body).get(member.pro_id, ()):
                seen = reduce_position(seen, position)
            fresh = lot_views.pro_snapshot(evening.context, picture, member.pro_id)
            assert difference(seen, fresh) == [], entry.kind


def test_pros_are_told_nothing_of_what_is_hidden(evening: Evening) -> None:
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    hidden = 0
    for entry in evening.entries:
        body = picture.apply(entry)
        hidden += not entry.visible
        assert (views.pro_event(evening.context, picture, entry, body) is None) == (not entry.visible)
    assert hidden > 0


def test_no_secret_is_in_any_byte_for_pros(evening: Evening) -> None:
    alice, bob = evening.members
    secrets = [
        str(RESERVE_CANARY),
        str(COST_CANARY),
        bob.pro_id,
        bob.member_id,
        bob.name,
        *(party.name for party in evening.context.pros.values()),
    ]
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    written: list[bytes] = []
    for entry in evening.entries:
        body = picture.apply(entry)
        event = views.pro_event(evening.context, picture, entry, body)
        positions = views.positions(picture, entry, body).get(alice.pro_id, [])
        written += [msgspec.json.encode(said) for said in (event, *positions) if said is not None]
        written.append(msgspec.json.encode(lot_views.pro_snapshot(evening.context, picture, alice.pro_id)))
    spoken = b"".join(written).decode()
    assert [secret for secret in secrets if secret in spoken] == []
    assert '"leader_alias":"Enchérisseur 1"' in spoken


def test_at_the_end_one_has_won_or_was_highest_and_the_other_lost(evening: Evening) -> None:
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    for entry in evening.entries:
        picture.apply(entry)
    standings: list[set[Standing]] = []
    for rank in (1, 2):
        lot = picture.lots[rank]
        standings.append({lot_views.standing(lot, member.pro_id) for member in evening.members})
    assert standings[0] == {"highest_below_reserve", "lost"}
    assert picture.lots[1].state.outcome == "reserve_not_met"
    assert picture.lots[2].state.outcome in {"sold", "reserve_not_met"}
    best = "won" if picture.lots[2].state.outcome == "sold" else "highest_below_reserve"
    assert standings[1] == {best, "lost"}


def test_a_pro_knows_its_own_number_from_its_first_bid_whoever_leads(evening: Evening) -> None:
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    for member in evening.members:
        assert lot_views.pro_snapshot(evening.context, picture, member.pro_id).my_number is None
    for entry in evening.entries:
        picture.apply(entry)
    numbers = [lot_views.pro_snapshot(evening.context, picture, member.pro_id).my_number for member in evening.members]
    assert sorted(number or 0 for number in numbers) == [1, 2]
    led = {step.leader_pro: step.leader_alias for lot in picture.lots.values() for step in lot.steps}
    assert {member.pro_id: number for member, number in zip(evening.members, numbers, strict=True)} == led


def difference(seen: object, fresh: object) -> list[str]:
    """Where two snapshots differ, apart from the times of the whole auction, which come with its rows."""
    one, other = (msgspec.to_builtins(snapshot) for snapshot in (seen, fresh))
    for plain in (one, other):
        plain["auction"].pop("starts_at_ms")
        plain["auction"].pop("ends_at_ms")
    found = [
        f"{name}: {one.get(name)} / {other.get(name)}"
        for name in one
        if name != "lots" and one.get(name) != other.get(name)
    ]
    for mine, theirs in zip(one["lots"], other["lots"], strict=True):
        names = sorted(set(mine) | set(theirs))
        found += [
            f"{name}: {mine.get(name)} / {theirs.get(name)}" for name in names if mine.get(name) != theirs.get(name)
        ]
    return found

"""A manager acts on a running auction: once per command, told to all, in the rows; a refusal changes nothing."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.auctions.auction import AuctionVehicleForm
from server.auctions.managing import Act, Cancel, Extend, LowerReserve, Pause, Resume, VoidBid, manage
from server.auctions.replaying import HistoryEntry, history
from server.auctions.snapshots import read_entries
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.money import Cents
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from tests.auctions.sale import House, a_house

RESERVE = Cents(900_000)


@pytest_asyncio.fixture(scope="module")
async def house(resources: Resources) -> AsyncIterator[House]:
    async with a_house(resources) as house:
        yield house


async def act(house: House, auction: AuctionId, what: Act, *, command_id: str | None = None) -> None:
    await manage(house.trading, house.manager, auction, what, command_id=CommandId(command_id or new_id()))


async def refusal(house: House, auction: AuctionId, what: Act) -> Code:
    """The code of a refusal that changed nothing."""
    before = await house.seen_by_dealer(auction), len(await entries(house, auction))
    with pytest.raises(Refusal) as refused:
        await act(house, auction, what)
    assert (await house.seen_by_dealer(auction), len(await entries(house, auction))) == before
    return refused.value.code


async def entries(house: House, auction: AuctionId) -> list[str]:
    return [entry.kind for entry in await read_entries(house.resources.postgres, auction, after_seq=0)]


async def lines(house: House, auction: AuctionId) -> list[HistoryEntry]:
    page = await history(house.resources, house.manager, auction, None, limit=50, cursor=None)
    return [line for line in page.items if isinstance(line, HistoryEntry)]


async def reserved(house: House) -> AuctionId:
    return await house.auction(AuctionVehicleForm(vehicle_id=await house.car(), reserve_cents=RESERVE))


async def test_a_pause_stops_bids_and_the_clock(house: House) -> None:
    auction = await house.auction(await house.car())
    ends_at_ms = (await house.seen_by(house.alice, auction)).lots[0].ends_at_ms
    assert await refusal(house, auction, Resume()) == Code.NOT_PAUSED
    await act(house, auction, Pause())
    seen = await house.seen_by(house.alice, auction)
    assert (seen.auction.state, seen.auction.paused) == ("open", True)
    assert (await house.bid(house.alice, auction, 500_000)).code == Code.PAUSED
    assert await refusal(house, auction, Pause()) == Code.PAUSED
    assert await house.resources.postgres.fetchval("SELECT paused_at IS NOT NULL FROM auction WHERE id = $1", auction)
    await act(house, auction, Resume())
    seen = await house.seen_by(house.alice, auction)
    assert (seen.auction.paused, seen.lots[0].ends_at_ms > ends_at_ms) == (False, True)
    assert await house.resources.postgres.fetchval("SELECT paused_at IS NULL FROM auction WHERE id = $1", auction)
    assert (await house.bid(house.alice, auction, 500_000)).status == "accepted"


async def test_an_extension_moves_every_end_once(house: House) -> None:
    auction = await house.auction(await house.car(), await house.car())
    before = await house.seen_by_dealer(auction)
    command_id = new_id()
    for _ in range(3):
        await act(house, auction, Extend(by_seconds=90), command_id=command_id)
    after = await house.seen_by_dealer(auction)
    assert [lot.ends_at_ms - old.ends_at_ms for lot, old in zip(after.lots, before.lots, strict=True)] == [90_000] * 2
    row = await house.resources.postgres.fetchval("SELECT ends_at - starts_at FROM auction WHERE id = $1", auction)
    assert row.total_seconds() == 690
    with pytest.raises(Refusal) as refused:
        await act(house, auction, Extend(by_seconds=91), command_id=command_id)
    assert refused.value.code == Code.COMMAND_MISMATCH


async def test_copies_of_an_act_at_the_same_time_do_it_once(house: House) -> None:
    auction = await house.auction(await house.car())
    command_id = new_id()
    await asyncio.gather(*(act(house, auction, Extend(by_seconds=60), command_id=command_id) for _ in range(8)))
    assert (await entries(house, auction)).count("auction_extended") == 1


async def test_a_reserve_goes_down_only_and_its_row_with_it(house: House) -> None:
    auction = await reserved(house)
    for reserve in (RESERVE, Cents(RESERVE + 1)):
        assert await refusal(house, auction, LowerReserve(lot=1, reserve_cents=reserve)) == Code.RESERVE_NOT_LOWER
    assert await refusal(house, auction, LowerReserve(lot=2, reserve_cents=Cents(0))) == Code.NOT_FOUND
    await act(house, auction, LowerReserve(lot=1, reserve_cents=Cents(800_000)))
    assert await _reserve_row(house, auction) == 800_000
    await act(house, auction, LowerReserve(lot=1, reserve_cents=Cents(0)))
    assert await refusal(house, auction, LowerReserve(lot=1, reserve_cents=Cents(0))) == Code.NO_RESERVE
    assert await _reserve_row(house, auction) is None
    assert (await house.seen_by_dealer(auction)).lots[0].reserve_cents is None


async def test_the_price_jumps_to_a_lowered_reserve_within_the_leaders_maximum(house: House) -> None:
    auction = await reserved(house)
    await house.maximum(house.alice, auction, 850_000)
    assert (await house.seen_by(house.bob, auction)).lots[0].price_cents == 500_000
    await act(house, auction, LowerReserve(lot=1, reserve_cents=Cents(820_000)))
    (lot,) = (await house.seen_by(house.bob, auction)).lots
    assert (lot.price_cents, lot.reserve_met, lot.leader_alias) == (820_000, True, "Enchérisseur 1")
    assert [row.price_cents for row in lot.history] == [820_000, 500_000]
    automatic, lowered = (await lines(house, auction))[:2]
    assert (automatic.automatic, automatic.amount_cents, automatic.pro and automatic.pro.name) == (
        True,
        820_000,
        "Top Used Cars",
    )
    assert (lowered.kind, lowered.amount_cents, lowered.by and lowered.by.name) == (
        "reserve_lowered",
        820_000,
        house.manager.name,
    )


async def test_a_voided_bid_leaves_the_price_of_the_others(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 500_000)
    voided = (await house.bid(house.bob, auction, 700_000)).command_id
    nobody = VoidBid(lot=1, command_id=CommandId(new_id()), reason="Erreur de saisie")
    assert await refusal(house, auction, nobody) == Code.NOT_FOUND
    assert await refusal(house, auction, VoidBid(lot=1, command_id=voided, reason="")) == Code.REASON_REQUIRED
    await act(house, auction, VoidBid(lot=1, command_id=voided, reason="Erreur de saisie"))
    seen = await house.seen_by_dealer(auction)
    assert (seen.lots[0].price_cents, seen.lots[0].leader and seen.lots[0].leader.name) == (500_000, "Top Used Cars")
    assert [row.voided for row in seen.lots[0].history] == [True, False]
    assert (await house.seen_by(house.alice, auction)).lots[0].standing == "leading"
    bobs = (await house.seen_by(house.bob, auction)).lots[0]
    assert (bobs.standing, bobs.my_bid_cents) == ("none", None)
    assert [row.price_cents for row in bobs.history] == [500_000]
    assert [line.voided for line in await lines(house, auction) if line.command_id] == [True, False]
    told = await house.resources.postgres.fetchval(
        "SELECT facts FROM notification WHERE account_id = $1 AND kind = 'bid_voided'", house.bob.account_id
    )
    assert json.loads(told)["reason"] == "Erreur de saisie"
    assert (await house.bid(house.bob, auction, 505_000)).status == "accepted"


async def test_a_voided_maximum_gives_the_lead_back_to_who_had_bid_against_it(house: House) -> None:
    auction = await house.auction(await house.car())
    await house.bid(house.alice, auction, 600_000)
    voided = (await house.maximum(house.bob, auction, 800_000)).command_id
    assert (await house.bid(house.alice, auction, 700_000)).leading is False
    await act(house, auction, VoidBid(lot=1, command_id=voided, reason="Compte piraté"))
    alices = (await house.seen_by(house.alice, auction)).lots[0]
    # Its second bid, against itself now, is a maximum (domain 7.5).
    assert (alices.price_cents, alices.standing, alices.my_bid_cents) == (600_000, "leading", 600_000)
    assert alices.my_maximum_cents == 700_000
    assert (await house.seen_by(house.bob, auction)).lots[0].standing == "none"


async def test_after_the_end_nothing_can_be_done(house: House) -> None:
    auction = await reserved(house)
    await act(house, auction, Cancel())
    for what in (
        Pause(),
        Resume(),
        Extend(by_seconds=60),
        Cancel(reason="encore"),
        LowerReserve(lot=1, reserve_cents=Cents(1)),
        VoidBid(lot=1, command_id=CommandId(new_id()), reason="trop tard"),
    ):
        assert await refusal(house, auction, what) == Code.CLOSED


async def test_a_stranger_finds_no_auction_to_act_on(house: House) -> None:
    auction = await house.auction(await house.car())
    stranger = replace(house.manager, entity_ids=frozenset())
    for auction_id in (auction, AuctionId(new_id())):
        with pytest.raises(Refusal) as refused:
            await manage(house.trading, stranger, auction_id, Pause(), command_id=CommandId(new_id()))
        assert refused.value.code == Code.NOT_FOUND


async def _reserve_row(house: House, auction: AuctionId) -> int | None:
    return await house.resources.postgres.fetchval("SELECT reserve_cents FROM lot WHERE auction_id = $1", auction)

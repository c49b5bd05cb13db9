"""Commands and acts over real sockets: what each side hears of maxima, guards, limits, managers and sealed prices."""

from collections.abc import AsyncGenerator
from datetime import date

import pytest_asyncio

from server.auctions.auction import AuctionVehicleForm
from server.auctions.correcting import correct_in_sale
from server.auctions.fairness import fairness
from server.auctions.managing import Act, Extend, LowerReserve, Pause, Resume, VoidBid, manage
from server.auctions.unselling import cancel_sale
from server.kit import clock
from server.kit.ids import AuctionId, CommandId, VehicleId, new_id
from server.kit.money import Cents
from server.resources import Resources
from server.stock.records import attaching
from server.stock.records.correcting import CorrectedDefect, Correction
from tests.auctions.sale import House
from tests.organisation import a_member, a_pro, a_user
from tests.realtime.market import Market, a_bid, a_command, a_market
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def market(resources: Resources) -> AsyncGenerator[Market]:
    async with a_market(resources) as market:
        yield market


async def act(market: Market, auction: AuctionId, what: Act) -> None:
    house = market.house
    await manage(house.trading, house.manager, auction, what, command_id=CommandId(new_id()))


async def test_maxima_fight_and_only_their_price_is_heard(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    async with market.ear(house.alice) as alice, market.ear(house.bob) as bob:
        entered = await alice.enter(f"auction:{auction}")
        await bob.enter(f"auction:{auction}")
        first = await alice.answer(a_command("set_maximum", auction, entered, maximum_cents=900_000))
        assert (first["status"], first["leading"], first["price_cents"]) == ("accepted", True, 500_000)
        assert "900000" not in str(await bob.hear("price_changed"))
        second = await bob.answer(a_bid(auction, entered, 600_000))
        assert (second["status"], second["leading"], second["price_cents"]) == ("accepted", False, 605_000)
        lowered = await alice.answer(a_command("set_maximum", auction, entered, maximum_cents=600_000))
        assert lowered["code"] == "cannot_lower"
        cancelled = await alice.answer(a_command("cancel_maximum", auction, entered))
        assert (cancelled["status"], cancelled["price_cents"]) == ("accepted", 605_000)
        assert (await alice.hear("position_changed", my_maximum_cents=None))["my_bid_cents"] == 605_000


async def test_guards_protect_from_a_moved_price_and_a_slip_of_the_finger(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    async with market.ear(house.alice) as alice, market.ear(house.bob) as bob:
        entered = await alice.enter(f"auction:{auction}")
        exact = {"guard": "exact", "seen_price_cents": 0}
        assert (await bob.answer(a_bid(auction, entered, 500_000)))["status"] == "accepted"
        moved = await alice.answer(a_bid(auction, entered, 600_000, **exact))
        assert (moved["status"], moved["code"], moved["price_cents"]) == ("refused", "price_moved", 500_000)
        right = {"guard": "exact", "seen_price_cents": 500_000}
        assert (await alice.answer(a_bid(auction, entered, 600_000, **right)))["status"] == "accepted"
        large = await bob.answer(a_bid(auction, entered, 6_050_001))
        assert (large["status"], large["code"]) == ("refused", "confirm_large")
        assert (await bob.answer(a_bid(auction, entered, 6_050_001, confirm_large=True)))["leading"]
        refused = await alice.answer(a_command("quote", auction, entered, amount_cents=1))
        assert refused["code"] == "wrong_format"


async def test_a_pause_stops_every_clock(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with market.ear(house.manager) as dealer, market.ear(house.alice) as alice:
        entered = await alice.enter(room)
        await dealer.enter(room)
        await act(market, auction, Pause())
        for client in (dealer, alice):
            told = await client.hear("countdown_changed")
            assert (told["why"], told["paused"], len(told["lots"])) == ("paused", True, 1)
        assert (await alice.answer(a_bid(auction, entered, 500_000)))["code"] == "paused"
        assert (await alice.enter(room))["snapshot"]["auction"]["paused"] is True
        await act(market, auction, Resume())
        await act(market, auction, Extend(by_seconds=60))
        for client in (dealer, alice):
            resumed, extended = await client.hear("countdown_changed"), await client.hear("countdown_changed")
            assert (resumed["why"], "paused" in resumed, extended["why"]) == ("resumed", False, "amended")
            assert extended["lots"][0]["ends_at_ms"] == resumed["lots"][0]["ends_at_ms"] + 60_000


async def test_a_lowered_reserve_moves_the_price_for_everybody(market: Market) -> None:
    house = market.house
    auction = await house.auction(AuctionVehicleForm(vehicle_id=await house.car(), reserve_cents=Cents(900_000)))
    room = f"auction:{auction}"
    async with (
        market.ear(house.manager) as dealer,
        market.ear(house.alice) as alice,
        market.ear(house.bob) as bob,
    ):
        entered = await alice.enter(room)
        assert (await alice.answer(a_command("set_maximum", auction, entered, maximum_cents=850_000)))["leading"]
        for client in (dealer, bob):
            await client.enter(room)
        await act(market, auction, LowerReserve(lot=1, reserve_cents=Cents(820_000)))
        told = await dealer.hear("margin_changed")
        assert (told["why"], told["price_cents"], told["next_min_cents"]) == ("reserve", 820_000, 825_000)
        assert (told["reserve_cents"], told["reserve_met"]) == (820_000, True)
        assert told["totals"]["last_offers_cents"] == 820_000
        public = await bob.hear("price_changed")
        assert (public["price_cents"], public["reserve_met"]) == (820_000, True)
        own = await alice.hear("position_changed", price_cents=820_000)
        assert (own["standing"], own["my_maximum_cents"]) == ("leading", 850_000)


async def test_a_voided_bid_is_told_with_its_reason(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with (
        market.ear(house.manager) as dealer,
        market.ear(house.alice) as alice,
        market.ear(house.bob) as bob,
    ):
        entered = await alice.enter(room)
        await alice.answer(a_bid(auction, entered, 500_000))
        await dealer.enter(room)
        await bob.enter(room)
        voided = (await bob.answer(a_bid(auction, entered, 700_000)))["command_id"]
        await act(market, auction, VoidBid(lot=1, command_id=voided, reason="Erreur de saisie"))
        for client in (dealer, alice):
            told = await client.hear("bid_voided")
            assert (told["price_cents"], told["bids"], told["why"]) == (500_000, 1, "Erreur de saisie")
        assert "my_bid_cents" not in await bob.hear("position_changed", standing="none")
        while (await bob.hear("notification"))["notification"]["kind"] != "bid_voided":
            continue


async def test_a_sealed_price_is_heard_by_the_dealer_alone(market: Market) -> None:
    house = market.house
    auction = await house.quotation()
    room = f"auction:{auction}"
    async with (
        market.ear(house.manager) as dealer,
        market.ear(house.alice) as alice,
        market.ear(house.bob) as bob,
    ):
        entered = await alice.enter(room)
        snapshot = (await dealer.enter(room))["snapshot"]
        assert [pro["name"] for pro in snapshot["pros"]] == ["SARL La Bonne Occaze", "Top Used Cars"]
        bobs = await bob.enter(room)
        result = await alice.answer(a_command("quote", auction, entered, amount_cents=345_678))
        assert (result["status"], result["amount_cents"], result["price_cents"]) == ("accepted", 345_678, 0)
        told = await dealer.hear("quote_received")
        assert (told["pro"]["name"], told["amount_cents"], told["best_cents"]) == ("Top Used Cars", 345_678, 345_678)
        assert (told["answered"], told["invited"]) == (1, 2)
        own = await alice.hear("position_changed")
        assert (own["standing"], own["my_bid_cents"]) == ("quoted", 345_678)
        # Nothing came to the other, and its position is where it was.
        assert (await bob.enter(room, since={"epoch": bobs["epoch"], "seq": bobs["seq"]}))["mode"] == "same"
        assert (await bob.answer(a_command("decline", auction, bobs)))["status"] == "accepted"
        assert (await dealer.hear("quote_declined"))["answered"] == 2
        closed = await dealer.hear("lot_closed")
        assert (closed["outcome"], closed["price_cents"], closed["winner"]["name"]) == (
            "ended",
            345_678,
            "Top Used Cars",
        )
        for client in (alice, bob):
            public = await client.hear("lot_closed")
            assert (public["outcome"], "price_cents" in public) == ("ended", False)
            assert (await client.hear("auction_closed"))["lots"][0]["price_cents"] == 0


async def test_a_limit_counts_over_all_open_auctions_and_is_freed(market: Market) -> None:
    house = market.house
    pool = house.resources.postgres
    limited = await a_pro(pool, house.dealer, name="Auto 71")
    await pool.execute("UPDATE connection SET limit_cents = 1000000 WHERE pro_id = $1", limited)
    bold = await a_member(pool, limited, name="Hardi")
    careful = await a_member(pool, limited, limit_cents=Cents(600_000), name="Prudent")
    first, second = await house.auction(await house.car()), await house.auction(await house.car())
    async with (
        market.ear(house.alice) as alice,
        market.ear(bold) as bob,
        market.ear(careful) as small,
    ):
        here, there = await bob.enter(f"auction:{first}"), await bob.enter(f"auction:{second}")
        over = await small.answer(a_bid(first, here, 600_001))
        assert (over["code"], over["available_cents"]) == ("limit_exceeded", 600_000)
        assert (await bob.answer(a_command("set_maximum", first, here, maximum_cents=700_000)))["leading"]
        over = await small.answer(a_bid(second, there, 500_000))
        assert (over["code"], over["available_cents"]) == ("limit_exceeded", 300_000)
        assert (await alice.answer(a_bid(first, here, 705_000)))["leading"]
        assert (await small.answer(a_bid(second, there, 500_000)))["leading"]


async def test_a_cancelled_sale_reaches_every_screen(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    await house.bid(house.alice, auction, 500_000)
    async with market.ear(house.manager) as dealer, market.ear(house.alice) as alice:
        for client in (dealer, alice):
            await client.enter(room)
        await house.end(auction)
        for client in (dealer, alice):
            await client.hear("auction_closed")
        await cancel_sale(house.trading, house.manager, auction, 1, reason="Véhicule retiré")
        for client in (dealer, alice):
            await client.hear("resync")
            assert (await client.enter(room))["snapshot"]["lots"][0]["outcome"] == "sale_cancelled"


async def test_how_nearly_at_once_pros_knew_is_known(market: Market) -> None:
    house = market.house
    async with market.ear(house.alice) as alice, market.ear(house.bob) as bob:
        auction = await house.auction(await house.car())
        for client in (alice, bob):
            while (await client.hear("notification"))["notification"]["subject_id"] != auction:
                continue

        async def measured() -> bool:
            found = await fairness(house.resources.postgres, auction)
            return found.sockets == 2 and found.notified_spread_ms is not None

        await until(measured)
        found = await fairness(house.resources.postgres, auction)
        written = {told.pro.name for told in found.pros if told.written_at}
        assert written == {"SARL La Bonne Occaze", "Top Used Cars"}
        assert all(told.notified_at for told in found.pros if told.pro.name in written)
        assert found.written_spread_ms is not None
        assert 0 <= found.written_spread_ms < 1_000


async def correct(house: House, car: VehicleId, defect: CorrectedDefect, *, version: int = 1) -> None:
    form = Correction(version=version, reason="Oublié", defects_added=(defect,))
    await correct_in_sale(house.resources, house.manager, car, form)


async def test_what_is_added_to_a_car_reaches_both_sides_at_once(market: Market) -> None:
    house = market.house
    car = await house.car()
    auction = await house.auction(car)
    room = f"auction:{auction}"
    async with market.ear(house.manager) as dealer, market.ear(house.alice) as alice:
        before = (await alice.enter(room))["snapshot"]
        entered = await dealer.enter(room)
        await correct(house, car, CorrectedDefect(name="Rayure", amount_cents=Cents(71_717)))
        for client in (dealer, alice):
            told = await client.hear("car_changed")
            assert (told["lot"], told["vehicle"]["id"]) == (1, car)
            assert told["vehicle"]["dossier"] == before["lots"][0]["vehicles"][0].get("dossier", 0) + 1
            assert "71717" not in str(told)
            assert "400000" not in str(told)  # what it was bought for
        # Outside of the numbers: the next bid is the next event.
        await alice.answer(a_bid(auction, entered, 500_000))
        placed = await dealer.hear("bid_placed")
        assert (placed["seq"], placed.get("from_seq")) == (entered["seq"] + 1, None)
        snapshot = (await alice.enter(room))["snapshot"]
        assert snapshot["lots"][0]["vehicles"][0] == told["vehicle"]


async def test_a_cost_that_is_entered_makes_no_frame_for_pros(market: Market) -> None:
    house = market.house
    car = await house.car()
    auction = await house.auction(car)
    async with market.ear(house.alice) as alice:
        await alice.enter(f"auction:{auction}")
        today = clock.now().date()
        cost = {"label": "Pneus", "amount_cents": Cents(20_000), "spent_on": today}
        await attaching.add_cost(house.resources, house.manager, car, **cost)
        await correct(house, car, CorrectedDefect(name="Choc", amount_cents=Cents(1)), version=2)
        told = await alice.hear("car_changed")
        assert told["vehicle"]["dossier"] == 1


async def test_a_cost_reaches_screens_that_show_margins_and_nobody_else_hears_of_it(market: Market) -> None:
    house = market.house
    seller = await a_user(house.resources.postgres, house.dealer, rights=(), validation_right="none")
    car = await house.car()
    auction = await house.auction(car)
    await house.bid(house.alice, auction, 500_000)
    async with market.ear(house.manager) as manager, market.ear(house.alice) as alice, market.ear(seller) as plain:
        entered = await manager.enter(f"auction:{auction}")
        for each in (alice, plain):
            await each.enter(f"auction:{auction}")
        spent = date(2026, 11, 3)
        await attaching.add_cost(
            house.resources, house.manager, car, label="Pneus", amount_cents=Cents(20_000), spent_on=spent
        )
        told = await manager.hear("margin_changed")
        assert (told["why"], told["seq"], told["price_cents"]) == ("cost", entered["seq"], 500_000)
        before = entered["snapshot"]["lots"][0]["margin"]
        assert told["margin"]["real_cents"] == before["real_cents"] - 20_000
        assert told["margin"] == told["totals"]["margin"]
        seen = (await house.seen_by_dealer(auction)).lots[0].margin
        assert seen is not None
        assert seen.real_cents == told["margin"]["real_cents"]
        await house.bid(house.bob, auction, 505_000)
        assert (await manager.hear("bid_placed"))["margin"]["real_cents"] == told["margin"]["real_cents"]
        await alice.hear("price_changed", price_cents=505_000)
        assert "margin" not in await plain.hear("bid_placed")
        for each in (alice, plain):
            assert each.passed("margin_changed", "car_changed", "resync") == []

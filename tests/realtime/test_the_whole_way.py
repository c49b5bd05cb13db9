"""From a bid on one socket to everybody else's: the true book, journal, ledger and feed in between."""

from collections.abc import AsyncGenerator

import pytest_asyncio

from server.kit.ids import new_id
from server.kit.postgres import transaction
from server.notifications.outbox.posting import OutboxMessage, post
from server.partners.connecting import disconnect
from server.protocol.events import Notice, Notification
from server.resources import Resources
from tests.organisation import a_member, a_pro, a_session
from tests.realtime.market import Ear, Market, a_bid, a_market
from tests.realtime.sockets import Message


@pytest_asyncio.fixture(scope="module")
async def market(resources: Resources) -> AsyncGenerator[Market]:
    async with a_market(resources) as market:
        yield market


async def test_a_bid_is_heard_by_the_dealer_with_its_margin_and_by_pros_without_a_name(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.guide_car("GD250GH"))
    room = f"auction:{auction}"
    async with (
        market.client(house.manager) as dealer,
        market.client(house.alice) as alice,
        market.client(house.bob) as bob,
    ):
        for client in (dealer, bob):
            assert (await client.enter(room))["snapshot"]["auction"]["state"] == "open"
        entered = await alice.enter(room)
        await alice.say(a_bid(auction, entered, 1_440_000))
        wait = {message["type"]: message for message in [await alice.hear() for _ in range(3)]}
        assert wait["bid_result"]["status"] == "accepted"
        assert wait["bid_result"]["id"] == 40
        assert wait["position_changed"]["standing"] == "leading"
        assert wait["price_changed"]["price_cents"] == 1_440_000

        told = await dealer.hear()
        assert (told["type"], told["pro"]["name"], told["amount_cents"]) == ("bid_placed", "Top Used Cars", 1_440_000)
        assert told["margin"]["real_cents"] == 47_285
        assert told["totals"]["last_offers_cents"] == 1_440_000
        public = await bob.hear()
        assert (public["type"], public["leader_alias"]) == ("price_changed", "Enchérisseur 1")
        assert public["leader_number"] == 1
        assert "Top Used Cars" not in str(public)

        await bob.say(a_bid(auction, entered, 1_445_000))
        assert (await bob.hear_until("position_changed"))[-1]["standing"] == "leading"
        outbid = (await alice.hear_until("position_changed"))[-1]
        assert (outbid["standing"], outbid["my_bid_cents"], outbid["price_cents"]) == ("outbid", 1_440_000, 1_445_000)


async def test_who_enters_during_the_bidding_sees_what_all_see(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with market.client(house.alice) as alice, market.client(house.bob) as bob:
        entered = await alice.enter(room)
        await alice.say(a_bid(auction, entered, 500_000))
        last = (await alice.hear_until("price_changed"))[-1]
        late = await bob.enter(room)
        assert (late["epoch"], late["seq"]) == (last["epoch"], last["seq"])
        assert late["snapshot"]["lots"][0]["price_cents"] == 500_000
        again = await bob.enter(room, since={"epoch": entered["epoch"], "seq": entered["seq"]})
        assert again["mode"] == "replay"
        assert (await bob.hear())["seq"] == last["seq"]


async def test_the_close_is_told_to_all_and_the_winner_knows(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with (
        market.client(house.manager) as dealer,
        market.client(house.alice) as alice,
        market.client(house.bob) as bob,
    ):
        for client in (dealer, bob):
            await client.enter(room)
        entered = await alice.enter(room)
        await alice.say(a_bid(auction, entered, 500_000))
        await alice.hear_until("bid_result")
        await house.end(auction)
        sold = (await dealer.hear_until("lot_closed"))[-1]
        assert (sold["outcome"], sold["winner"]["name"]) == ("sold", "Top Used Cars")
        public = (await bob.hear_until("lot_closed"))[-1]
        assert (public["outcome"], public["price_cents"]) == ("sold", 500_000)
        assert "winner" not in public
        while (await alice.hear_until("position_changed"))[-1]["standing"] != "won":
            pass
        for client in (dealer, bob):
            assert (await client.hear_until("auction_closed"))[-1]["state"] == "closed"
        await dealer.say({"type": "subscribe", "id": 8, "room": room})
        closed = (await dealer.hear_until("subscribed"))[-1]
        assert closed["snapshot"]["lots"][0]["offer_id"]


async def test_a_connection_that_ends_ends_the_room(market: Market) -> None:
    house = market.house
    pool = house.resources.postgres
    pro = await a_pro(pool, house.dealer, name="Auto 71")
    member = await a_member(pool, pro)
    auction = await house.auction(await house.car())
    async with market.client(member) as client:
        assert (await client.enter(f"auction:{auction}"))["type"] == "subscribed"
        async with transaction(pool) as connection:
            await disconnect(connection, pro_id=pro, entity_id=house.dealer.entity_id)
        assert (await client.hear_until("resync"))[-1]["rooms"] == [f"auction:{auction}"]
        assert (await client.enter(f"auction:{auction}"))["code"] == "not_found"


async def test_who_leads_when_its_connection_ends_hears_of_its_own_lots_only(market: Market) -> None:
    house = market.house
    pool = house.resources.postgres
    pro = await a_pro(pool, house.dealer, name="Auto 71")
    member = await a_member(pool, pro)
    auction = await house.auction(await house.car(), await house.car())
    room = f"auction:{auction}"
    async with market.ear(member) as parted, market.ear(house.alice) as alice:
        entered = (await parted.enter(room))["snapshot"]
        assert (await parted.answer(a_bid(auction, entered, 600_000, lot=2)))["leading"]
        async with transaction(pool) as connection:
            await disconnect(connection, pro_id=pro, entity_id=house.dealer.entity_id)
        await parted.hear("resync", rooms=[room])
        again = await parted.enter(room, since={"epoch": entered["epoch"], "seq": entered["seq"]})
        assert [(lot["lot"], lot["standing"]) for lot in again["snapshot"]["lots"]] == [(2, "leading")]
        before = (await alice.enter(room))["snapshot"]
        await alice.answer(a_bid(auction, before, 600_000, lot=1))
        await alice.answer(a_bid(auction, before, 610_000, lot=2))
        told = await parted.hear("price_changed", lot=2, price_cents=610_000)
        assert told["from_seq"] == again["seq"] + 1
        assert not parted.passed("price_changed")
        refused = a_bid(auction, before, 620_000, lot=2)
        await parted.client.say(refused)
        assert (await parted.hear("error", id=refused["id"]))["code"] == "not_found"
        assert (await anew(parted, room))["code"] == "not_found"  # it leads no more


async def anew(ear: Ear, room: str) -> Message:
    await ear.client.say({"type": "subscribe", "id": 9, "room": room})
    return await ear.hear("error", id=9)


async def test_a_session_that_ends_ends_its_sockets(market: Market) -> None:
    pool = market.house.resources.postgres
    token = await a_session(pool, market.house.bob)
    async with market.served.welcomed(token) as client:
        await pool.execute(
            "UPDATE session SET revoked_at = now(), ended_because = 'signed_out' WHERE account_id = $1",
            market.house.bob.account_id,
        )
        assert await client.closed() == (4506, "session_revoked")


async def test_a_notification_reaches_the_person(market: Market) -> None:
    house = market.house
    notice = Notice(id=new_id(), kind="won", title="Gagné", body="", link="/achats", created_at_ms=1, read=False)
    event = Notification(room="me", epoch=0, seq=0, at_ms=1, notification=notice)
    async with market.client(house.alice) as alice:
        async with transaction(house.resources.postgres) as connection:
            recipient = f"me:{house.alice.account_id}"
            await post(connection, [OutboxMessage(channel="live", recipient=recipient, kind="won", body=event)])
        while (told := (await alice.hear_until("notification"))[-1])["notification"]["id"] != notice.id:
            pass
    assert (told["room"], told["notification"]["title"]) == ("me", "Gagné")
    assert told["seq"] > 0


async def test_the_dealer_knows_how_many_watch_and_pros_about(market: Market) -> None:
    house = market.house
    auction = await house.auction(await house.car())
    room = f"auction:{auction}"
    async with (
        market.client(house.manager) as dealer,
        market.client(house.alice) as alice,
        market.client(house.bob) as bob,
    ):
        for client in (dealer, bob):
            await client.enter(room)
        await alice.decide(a_bid(auction, await alice.enter(room), 500_000))
        exact = (await dealer.hear_until("presence"))[-1]
        about = (await bob.hear_until("presence"))[-1]
        assert (exact["watching"], exact["bidders"]) == (2, 1)
        assert (about["watching"], about["bidders"]) == (5, 5)
        assert about["seq"] == (await alice.hear_until("presence"))[-1]["seq"], "presence moves no position"

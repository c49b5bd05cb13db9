"""Rooms: no event falls between a snapshot and the room, none is told twice, and positions never fall."""

import asyncio

import pytest

from server.kit.ids import AuctionId, EntityId, new_id
from server.protocol.events import Notice, Notification
from server.realtime import hub, rooms
from server.realtime.rooms import Room
from tests.realtime.world import AUCTION, ENTITY, ROOM, Live, a_close, a_member, a_price, a_user
from tests.waiting import until


async def test_everybody_in_a_room_hears_the_same_frame(server: Live) -> None:
    async with server.client(a_member()) as ada, server.client(a_member("Bob")) as bob:
        for client in (ada, bob):
            assert (await client.enter(ROOM))["mode"] == "snapshot"
        server.publish(a_price(1, price_cents=510_000))
        wait = [await ada.hear(), await bob.hear()]
    assert wait[0] == wait[1]
    assert (wait[0]["type"], wait[0]["seq"], wait[0]["price_cents"]) == ("price_changed", 1, 510_000)
    assert "from_seq" not in wait[0]


async def test_audiences_do_not_hear_each_other(server: Live) -> None:
    async with server.client(a_member()) as pro, server.client(a_user()) as dealer:
        await pro.enter(ROOM)
        await dealer.enter(ROOM)
        server.publish(a_close(1), audience="dealer")
        assert (await dealer.hear())["type"] == "lot_closed"
        server.publish(a_price(1))
        assert (await pro.hear())["type"] == "price_changed"


async def test_what_happens_while_the_snapshot_is_taken_comes_after_it(server: Live) -> None:
    async with server.client(a_member()) as early, server.client(a_member("Bob")) as late:
        await early.enter(ROOM)
        server.publish(a_price(1))
        server.world.snapshot_may_come.clear()
        await late.say({"type": "subscribe", "id": 3, "room": ROOM})
        await until(lambda: server.world.snapshots == 2)
        server.publish(a_price(2))
        server.publish(a_price(3))
        server.world.snapshot_may_come.set()
        entered = await late.hear()
        server.publish(a_price(4))
        assert (entered["mode"], entered["seq"], entered["snapshot"]["seq"]) == ("snapshot", 1, 1)
        assert [(await late.hear())["seq"] for _ in range(3)] == [2, 3, 4]
        assert [(await early.hear())["seq"] for _ in range(4)] == [1, 2, 3, 4]


async def test_a_snapshot_newer_than_the_hub_is_not_told_again(server: Live) -> None:
    async with server.client(a_member()) as early, server.client(a_member("Bob")) as late:
        await early.enter(ROOM)
        server.world.seq = 2
        assert (await late.enter(ROOM))["seq"] == 2
        for seq in (1, 2, 3):
            server.publish(a_price(seq))
        assert (await late.hear())["seq"] == 3
        assert [(await early.hear())["seq"] for _ in range(3)] == [1, 2, 3]


async def test_who_comes_back_gets_what_it_missed(server: Live) -> None:
    member = a_member()
    async with server.client(member) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        assert (await client.hear())["seq"] == 1
    for seq in (2, 3, 4):
        server.publish(a_price(seq))
    async with server.client(member, resume=[{"room": ROOM, "epoch": 1, "seq": 1}]) as client:
        resumed = await client.hear()
        assert (resumed["room"], resumed["mode"], resumed["seq"]) == (ROOM, "replay", 1)
        assert "snapshot" not in resumed
        assert [(await client.hear())["seq"] for _ in range(3)] == [2, 3, 4]
        server.publish(a_price(5))
        assert (await client.hear())["seq"] == 5


async def test_who_missed_nothing_is_told_so(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        await client.hear()
        again = await client.enter(ROOM, since={"epoch": 1, "seq": 1})
        assert (again["mode"], again["seq"]) == ("same", 1)
        server.publish(a_price(2))
        assert (await client.hear())["seq"] == 2


@pytest.mark.parametrize("since", [{"epoch": 0, "seq": 1}, {"epoch": 2, "seq": 1}, {"epoch": 1, "seq": 99}], ids=str)
async def test_a_position_that_is_not_known_gets_a_snapshot(server: Live, since: dict[str, int]) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        await client.hear()
        again = await client.enter(ROOM, since=since)
        assert (again["mode"], again["seq"]) == ("snapshot", 1)


async def test_a_position_older_than_the_memory_gets_a_snapshot(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "HISTORY_EVENTS_MAX", 2)
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        for seq in (1, 2, 3, 4):
            server.publish(a_close(seq, lot=seq))
            await client.hear()
        assert (await client.enter(ROOM, since={"epoch": 1, "seq": 1}))["mode"] == "snapshot"
        assert (await client.enter(ROOM, since={"epoch": 1, "seq": 2}))["mode"] == "replay"


async def test_a_missing_number_makes_the_room_resync(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        await client.hear()
        server.publish(a_price(3))
        assert await client.hear() == {"type": "resync", "rooms": [ROOM]}
        again = await client.enter(ROOM, since={"epoch": 1, "seq": 1})
        assert (again["mode"], again["seq"]) == ("snapshot", 3)
        server.publish(a_price(4))
        assert (await client.hear())["seq"] == 4


async def test_a_rebuilt_book_makes_the_room_resync_and_its_past_is_dropped(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        await client.hear()
        server.publish(a_price(2, epoch=2))
        assert (await client.hear())["type"] == "resync"
        server.publish(a_price(2, epoch=1))
        again = await client.enter(ROOM, since={"epoch": 1, "seq": 1})
        assert (again["mode"], again["epoch"]) == ("snapshot", 2)
        server.publish(a_price(3, epoch=2))
        assert (await client.hear())["epoch"] == 2


async def test_a_feed_read_twice_tells_nothing_twice(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        for seq in (1, 1, 2, 1, 2, 3):
            server.publish(a_close(seq, lot=seq))
        assert [(await client.hear())["seq"] for _ in range(3)] == [1, 2, 3]


async def test_a_number_that_tells_this_audience_nothing_is_covered_by_the_next(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.publish(a_price(1))
        await client.hear()
        server.gateway.hub.skip((Room(kind="auction", id=AUCTION), "pro"), epoch=1, seq=2)
        server.publish(a_price(3))
        told = await client.hear()
        assert (told["from_seq"], told["seq"]) == (2, 3)


async def test_a_process_that_lags_takes_nothing_back(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.subscribing.BEHIND_SECONDS", 0.01)
    async with server.client(a_member()) as client:
        server.world.ahead = (2, 1)
        for since in ({"epoch": 1, "seq": 3}, {"epoch": 2, "seq": 0}):
            refused = await client.enter(ROOM, since=since)
            assert (refused["type"], refused["code"], refused["retry"]) == ("error", "unavailable", True)
        server.world.epoch, server.world.seq = 2, 1
        entered = await client.enter(ROOM, since={"epoch": 1, "seq": 3})
        assert (entered["mode"], entered["epoch"], entered["seq"]) == ("snapshot", 2, 1)


async def test_who_enters_amid_a_merged_event_is_told_it_from_there(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.realtime.pacing.BURST", 1.0)
    monkeypatch.setattr("server.realtime.pacing.FRAMES_PER_SECOND", 1.0)
    async with server.client(a_member()) as early, server.client(a_member("Bob")) as late:
        await early.enter(ROOM)
        server.publish(a_price(1, lot=1))
        assert (await early.hear())["seq"] == 1
        server.publish(a_price(2, lot=1))
        assert (await late.enter(ROOM))["seq"] == 2
        for seq in (3, 4):
            server.publish(a_price(seq, lot=1))
        wait = await early.hear(), await late.hear()
    assert [(event["from_seq"], event["seq"]) for event in wait] == [(2, 4), (3, 4)]


async def test_who_left_hears_nothing_more(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        await client.say({"type": "unsubscribe", "id": 8, "room": ROOM})
        assert await client.hear() == {"type": "ok", "id": 8}
        server.publish(a_price(1))
        await client.say({"type": "unsubscribe", "id": 9, "room": ROOM})
        refused = await client.hear()
        assert (refused["type"], refused["id"], refused["code"]) == ("error", 9, "not_subscribed")


@pytest.mark.parametrize(
    "room",
    [f"auction:{AuctionId(new_id())}", f"desk:{EntityId(new_id())}", f"desk:{ENTITY}"],
    ids=["auction of nobody", "desk of nobody", "desk of others"],
)
async def test_somebody_elses_room_does_not_exist(server: Live, room: str) -> None:
    async with server.client(a_member()) as client:
        refused = await client.enter(room)
        assert (refused["type"], refused["code"], refused["retry"]) == ("error", "not_found", False)


async def test_a_resumed_room_that_is_no_longer_ones_own_is_refused_and_the_others_resumed(server: Live) -> None:
    gone = f"auction:{new_id()}"
    resume = [{"room": gone, "epoch": 1, "seq": 1}, {"room": ROOM, "epoch": 1, "seq": 1}]
    async with server.client(a_member(), resume=resume) as client:
        assert (await client.hear())["code"] == "not_found"
        assert (await client.hear())["room"] == ROOM


async def test_a_dealer_follows_the_desk_of_its_entity(server: Live) -> None:
    async with server.client(a_user()) as client:
        entered = await client.enter(f"desk:{ENTITY}")
        assert entered["snapshot"] == {"audience": "desk", "tiles": {}}


async def test_one_follows_so_many_rooms_and_no_more(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.subscribing.ROOMS_MAX", 2)
    async with server.client(a_user()) as client:
        assert (await client.enter(ROOM))["type"] == "subscribed"
        assert (await client.enter(f"desk:{ENTITY}"))["code"] == "too_many_rooms"
        assert (await client.enter(ROOM))["type"] == "subscribed"


async def test_what_concerns_oneself_comes_numbered_in_room_me_and_to_nobody_else(server: Live) -> None:
    ada, bob = a_member(), a_member("Bob")
    notice = Notice(id="1", kind="won", title="Gagné", body="", link="/achats", created_at_ms=1, read=False)
    async with server.client(ada) as phone, server.client(ada) as desk, server.client(bob) as other:
        for _ in range(2):
            server.gateway.hub.tell(
                (Room(kind="me", id=ada.account_id), "pro"),
                Notification(room="me", epoch=0, seq=0, at_ms=1, notification=notice),
            )
        for client in (phone, desk):
            told = [await client.hear(), await client.hear()]
            assert [event["seq"] for event in told] == [1, 2]
            assert all(event["room"] == "me" and event["epoch"] > 0 for event in told)
        await other.say({"type": "ping", "id": 1, "client_ms": 1})
        assert (await other.hear())["type"] == "pong"


async def test_a_snapshot_that_cannot_be_taken_may_be_asked_for_again(server: Live) -> None:
    async with server.client(a_member()) as client:
        server.world.failing = True
        refused = await client.enter(ROOM)
        assert (refused["code"], refused["retry"]) == ("unavailable", True)
        server.world.failing = False
        assert (await client.enter(ROOM))["type"] == "subscribed"


async def test_a_hundred_events_at_once_arrive_in_order(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        for seq in range(1, 101):
            server.publish(a_price(seq, lot=seq))
            if seq % 7 == 0:
                await asyncio.sleep(0)
        assert [(await client.hear())["seq"] for _ in range(100)] == list(range(1, 101))


async def test_who_enters_anew_or_leaves_while_a_crowd_is_told_hears_it_once_or_not_at_all(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two turns of writing, the loop is everybody's."""
    monkeypatch.setattr(hub, "WRITES_PER_TURN", 1)
    async with (
        server.client(a_member("Ada")) as ada,
        server.client(a_member("Bob")) as bob,
        server.client(a_member("Cid")) as cid,
    ):
        for client in (ada, bob, cid):
            await client.enter(ROOM)
        channel = server.gateway.hub.channel((Room(kind="auction", id=AUCTION), "pro"))
        first, second, third = channel.members
        server.gateway.hub._writes_left = 1
        server.publish(a_price(1))

        write = first._write

        def between(frames: bytes) -> None:
            monkeypatch.setattr(first, "_write", write)
            write(frames)
            server.gateway.hub.join(channel, second, position=channel.position)
            server.gateway.hub.leave(channel, third)

        monkeypatch.setattr(first, "_write", between)
        assert (await ada.hear())["seq"] == 1
        server.gateway.hub.join(channel, third, position=channel.position)
        server.publish(a_price(2))
        assert [(await client.hear())["seq"] for client in (bob, cid)] == [2, 2]

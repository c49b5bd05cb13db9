"""Commands over the socket: answered once decided, refused by name; what is refused changes nothing."""

from json import dumps

import pytest

from server.realtime import dispatch
from tests.protocol.wire_examples import AUCTION_ID, COMMAND_ID, a_bid
from tests.realtime.sockets import a_hello
from tests.realtime.world import AUCTION, Live, a_member, a_user
from tests.waiting import until


async def test_a_bid_is_answered_with_its_request_number(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say(a_bid(id=31))
        result = await client.hear()
    assert (result["type"], result["id"], result["status"]) == ("bid_result", 31, "accepted")
    assert [command.command_id for command in server.world.decided] == [COMMAND_ID]


async def test_several_in_one_frame_are_decided_in_their_order(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say(*(a_bid(id=n, lot=n) for n in range(1, 6)))
        answered = [(await client.hear())["id"] for _ in range(5)]
    assert answered == [1, 2, 3, 4, 5]
    assert [command.lot for command in server.world.decided] == [1, 2, 3, 4, 5]


async def test_a_bid_without_a_commit_is_pending_first_and_holds_up_nothing(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "PENDING_SECONDS", 0.02)
    server.world.decision_may_come.clear()
    async with server.client(a_member()) as client:
        await client.say(a_bid(id=5))
        assert await client.hear() == {"type": "pending", "id": 5, "command_id": COMMAND_ID}
        await client.say({"type": "ping", "id": 6, "client_ms": 17})
        assert (await client.hear())["id"] == 6
        server.world.decision_may_come.set()
        assert (await client.hear())["type"] == "bid_result"


async def test_a_bid_that_takes_too_long_may_be_sent_again(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "COMMAND_SECONDS_MAX", 0.02)
    server.world.decision_may_come.clear()
    async with server.client(a_member()) as client:
        await client.say(a_bid())
        refused = await client.hear()
    assert (refused["type"], refused["code"], refused["retry"]) == ("error", "timeout", True)


async def test_a_bid_goes_on_when_its_socket_is_gone(server: Live) -> None:
    server.world.decision_may_come.clear()
    async with server.client(a_member()) as client:
        await client.say(a_bid())
        await until(lambda: server.world.decided)
    server.world.decision_may_come.set()
    async with server.client(a_member()) as client:
        await client.say({"type": "command_status", "id": 9, "auction_id": AUCTION_ID, "command_id": COMMAND_ID})
        result = await client.hear()
    assert (result["id"], result["status"]) == (9, "accepted")


async def test_the_status_of_a_command_never_seen_is_unknown(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say({"type": "command_status", "id": 9, "auction_id": AUCTION_ID, "command_id": COMMAND_ID})
        assert (await client.hear())["status"] == "unknown"


async def test_a_fault_of_ours_is_told_as_unavailable(server: Live) -> None:
    async with server.client(a_member()) as client:
        server.world.failing = True
        await client.say(a_bid(id=4))
        refused = await client.hear()
    assert (refused["id"], refused["code"], refused["retry"]) == (4, "unavailable", True)
    assert "detail" not in refused


async def test_a_refusal_is_told_by_name(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say(a_bid(lot=404))
        refused = await client.hear()
    assert (refused["type"], refused["code"], refused["retry"]) == ("error", "not_found", False)


async def test_viewers_and_dealers_commit_no_money(server: Live) -> None:
    from msgspec.structs import replace

    for principal in (replace(a_member(), role="viewer"), a_user()):
        async with server.client(principal) as client:
            await client.say(a_bid())
            assert (await client.hear())["code"] == "forbidden"
    assert server.world.decided == []


async def test_a_bid_in_somebody_elses_auction_finds_none(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say(a_bid(auction_id=AUCTION[:-1] + "2"))
        assert (await client.hear())["code"] == "not_found"
    assert server.world.decided == []


async def test_clocks_are_compared(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say({"type": "ping", "id": 3, "client_ms": 17})
        pong = await client.hear()
    assert (pong["id"], pong["client_ms"]) == (3, 17)
    assert 1_700_000_000_000 < pong["received_ms"] <= pong["sent_ms"]


BAD_FRAMES = [
    "",
    "{",
    "null",
    "[]",
    dumps(a_bid(amount_cents=5_100.5)),
    dumps(a_bid(amount_cents=True)),
    dumps(a_bid(amount_cents=10**13)),
    dumps(a_bid(amount_cents=-1)),
    dumps(a_bid(command_id="\0" * 36)),
    dumps(a_bid(auction_id="43")),
    dumps(a_bid(lot=0)),
    dumps(a_bid(surprise=1)),
    dumps([a_bid(), a_bid(lot="1")]),
    dumps(a_bid()) + " " * 4_096,
    dumps({"type": "become_dealer", "id": 1}),
]


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=lambda frame: repr(frame.strip()[:60]))
async def test_a_malformed_frame_is_refused_whole_and_changes_nothing(server: Live, frame: str) -> None:
    async with server.client(a_member()) as client:
        await client.connection.send(frame)
        refused = await client.hear()
        assert (refused["type"], refused["code"], refused["retry"]) == ("error", "bad_request", False)
        await client.say({"type": "ping", "id": 6, "client_ms": 17})
        assert (await client.hear())["type"] == "pong"
    assert server.world.decided == []


async def test_a_binary_frame_is_malformed(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.connection.send(dumps(a_bid()).encode())
        assert (await client.hear())["code"] == "bad_request"
    assert server.world.decided == []


async def test_five_malformed_frames_end_it(server: Live) -> None:
    async with server.client(a_member()) as client:
        for _ in range(5):
            await client.connection.send("{")
        assert await client.closed() == (4500, "bad_request")


async def test_an_enormous_frame_is_cut(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.connection.send("x" * 100_000)
        assert (await client.closed())[0] == 1009


async def test_a_second_hello_is_refused(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.say(a_hello(id=2))
        refused = await client.hear()
    assert (refused["id"], refused["code"]) == (2, "bad_request")


async def test_bids_on_one_lot_have_a_rate_and_other_lots_their_own(server: Live) -> None:
    async with server.client(a_member()) as client:
        for n in range(5):
            await client.say(a_bid(id=n))
            assert (await client.hear())["type"] == "bid_result"
        await client.say(a_bid(id=6))
        refused = await client.hear()
        assert (refused["id"], refused["code"], refused["retry"]) == (6, "rate_limited", True)
        assert 0 < refused["after_ms"] <= 334
        await client.say(a_bid(id=7, lot=2))
        assert (await client.hear())["type"] == "bid_result"
    assert len(server.world.decided) == 6


async def test_two_sockets_of_a_member_share_its_rate(server: Live) -> None:
    member = a_member()
    async with server.client(member) as phone, server.client(member) as desk:
        await phone.say(*(a_bid(id=n) for n in range(5)))
        assert {(await phone.hear())["type"] for _ in range(5)} == {"bid_result"}
        await desk.say(a_bid())
        assert (await desk.hear())["code"] == "rate_limited"


async def test_three_breaches_end_it(server: Live) -> None:
    async with server.client(a_member()) as client:
        for n in range(8):
            await client.say(a_bid(id=n))
        assert await client.closed() == (4005, "rate_limited")
    assert len(server.world.decided) == 5


async def test_a_flood_of_frames_is_refused_then_cut(server: Live) -> None:
    async with server.client(a_member()) as client:
        for n in range(60):
            await client.say({"type": "unsubscribe", "id": n, "room": "me"})
        wait = [await client.hear() for _ in range(42)]
        limited = [message for message in wait if message.get("code") == "rate_limited"]
        assert limited
        assert limited[0]["id"] >= 39
        assert await client.closed() == (4005, "rate_limited")

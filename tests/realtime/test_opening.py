"""Who gets a socket, and who is sent away with which code."""

from contextlib import AsyncExitStack

import pytest
from websockets.exceptions import InvalidStatus

from server.realtime import limits, meeting
from tests.realtime.sockets import a_hello
from tests.realtime.world import ORIGIN, Live, a_member, a_user


async def test_a_pro_is_welcomed_and_told_the_limits(server: Live) -> None:
    member = a_member()
    async with server.socket(server.world.sign_in(member)) as client:
        await client.say(a_hello(id=12))
        welcome = await client.hear()
    assert welcome["type"] == "welcome"
    assert welcome["id"] == 12
    assert (welcome["user_id"], welcome["member_of"], welcome["audience"]) == (member.member_id, member.pro_id, "pro")
    assert welcome["limits"]["rooms"] == 200
    assert welcome["ping_ms"] == 20_000


async def test_a_dealer_is_welcomed_as_one(server: Live) -> None:
    user = a_user()
    async with server.socket(server.world.sign_in(user)) as client:
        await client.say(a_hello())
        welcome = await client.hear()
    assert (welcome["audience"], welcome["member_of"]) == ("dealer", user.group_id)


async def test_the_cookie_counts_from_our_own_page(server: Live) -> None:
    token = server.world.sign_in(a_member())
    async with server.socket(origin=ORIGIN, headers={"Cookie": f"theme=dark; sid={token}"}) as client:
        await client.say(a_hello())
        assert (await client.hear())["type"] == "welcome"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://ventes.example.fr", ORIGIN + ":444", ORIGIN + ".evil.example", "null"]
)
async def test_a_foreign_page_gets_403_even_with_a_token(server: Live, origin: str) -> None:
    token = server.world.sign_in(a_member())
    with pytest.raises(InvalidStatus) as refused:
        async with server.socket(token, origin=origin, headers={"Cookie": f"sid={token}"}):
            pass
    assert refused.value.response.status_code == 403


async def test_without_an_origin_the_cookie_is_ignored(server: Live) -> None:
    token = server.world.sign_in(a_member())
    async with server.socket(headers={"Cookie": f"sid={token}"}) as client:
        await client.say(a_hello())
        assert await client.closed() == (4501, "unauthorized")


async def test_a_program_goes_by_its_header_and_its_cookies_are_ignored(server: Live) -> None:
    cookie = server.world.sign_in(a_member())
    async with server.socket("ses_dead", origin=ORIGIN, headers={"Cookie": f"sid={cookie}"}) as client:
        assert await client.closed() == (4501, "unauthorized")


async def test_another_scheme_of_authorization_is_no_way_in(server: Live) -> None:
    token = server.world.sign_in(a_member())
    async with server.socket(headers={"Authorization": f"Basic {token}"}) as client:
        assert await client.closed() == (4501, "unauthorized")


async def test_a_dead_session_is_told_so_at_once(server: Live) -> None:
    async with server.socket("ses_dead") as client:
        assert await client.closed() == (4501, "unauthorized")


async def test_a_ticket_opens_one_socket(server: Live) -> None:
    token = server.world.sign_in(a_member())
    server.world.tickets["tic_1"] = server.world.identities[token]
    async with server.socket() as client:
        await client.say(a_hello(ticket="tic_1"))
        assert (await client.hear())["type"] == "welcome"
    async with server.socket() as client:
        await client.say(a_hello(ticket="tic_1"))
        assert await client.closed() == (4501, "unauthorized")


async def test_nobody_at_all_is_sent_away(server: Live) -> None:
    async with server.socket() as client:
        await client.say(a_hello())
        assert await client.closed() == (4501, "unauthorized")


async def test_who_says_no_hello_is_closed_in_time(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting, "HELLO_SECONDS_MAX", 0.05)
    async with server.socket(server.world.sign_in(a_member())) as client:
        assert await client.closed() == (4007, "hello_timeout")


@pytest.mark.parametrize("first", [{"type": "ping", "id": 1, "client_ms": 1}, {"type": "hello"}, [], "hello"], ids=str)
async def test_whatever_else_comes_first_is_a_fault(server: Live, first: object) -> None:
    async with server.socket(server.world.sign_in(a_member())) as client:
        await client.say(first)
        assert await client.closed() == (4500, "bad_request")


@pytest.mark.parametrize("subprotocols", [None, ["adjuge.v2"]])
async def test_who_speaks_another_protocol_is_told(server: Live, subprotocols: list[str] | None) -> None:
    async with server.socket(server.world.sign_in(a_member()), subprotocols=subprotocols) as client:
        assert await client.closed() == (4505, "protocol_unsupported")


async def test_a_person_has_so_many_sockets_and_no_more(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.gateway.SOCKETS_PER_USER_MAX", 2)
    member = a_member()
    async with server.client(member), server.client(member):
        async with server.socket(server.world.sign_in(member)) as third:
            await third.say(a_hello())
            assert await third.closed() == (4504, "too_many_connections")
        async with server.client(a_member("Bob")):
            pass
    async with server.client(member):
        pass


async def test_strangers_are_counted_by_their_address_and_people_by_themselves(
    server: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office and a phone's carrier have many people behind one address."""
    monkeypatch.setattr("server.realtime.meeting.STRANGERS_PER_ADDRESS_MAX", 2)
    async with server.socket(), server.socket():
        async with server.socket() as third:
            assert await third.closed() == (4504, "too_many_connections")
        async with AsyncExitStack() as office:
            for number in range(5):
                await office.enter_async_context(server.client(a_member(f"Ada {number}")))
            assert len(server.gateway.sessions) == 5
    server.world.tickets["tic_2"] = server.world.identities[server.world.sign_in(a_member())]
    async with server.socket() as late:
        await late.say(a_hello(ticket="tic_2"))
        assert (await late.hear())["type"] == "welcome"


async def test_a_known_person_who_says_no_hello_is_counted_too(server: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.realtime.meeting.SOCKETS_PER_USER_MAX", 1)
    token = server.world.sign_in(a_member())
    async with server.socket(token), server.socket(token) as second:
        assert await second.closed() == (4504, "too_many_connections")


async def test_the_server_takes_its_leave_and_answers_what_is_in_flight(server: Live) -> None:
    member = a_member()
    async with server.client(member) as client, server.client(member) as idle:
        server.world.decision_may_come.clear()
        await client.say({"type": "decline", "id": 5, "lot": 1, "epoch": 1} | _about())
        await client.say({"type": "ping", "id": 6, "client_ms": 1})
        assert (await client.hear())["type"] == "pong"
        server.served.stop()
        assert (await client.hear())["type"] == "bye"
        assert (await idle.hear())["type"] == "bye"
        assert await idle.closed() == (4000, "restarting")
        await client.say({"type": "ping", "id": 8, "client_ms": 1})
        refused = await client.hear()
        assert (refused["id"], refused["code"], refused["retry"]) == (8, "unavailable", True)
        server.world.decision_may_come.set()
        assert (await client.hear_until("bid_result"))[-1]["id"] == 5
        assert await client.closed() == (4000, "restarting")


def _about() -> dict[str, object]:
    return {"auction_id": "0192d3b4-7a10-7000-8000-00000000a001", "command_id": "01JDFZ3N8G7TQ0V5W2X4Y6Z8AB"}


def test_the_limits_told_are_the_limits_kept() -> None:
    assert (limits.LIMITS.frames_per_second, limits.LIMITS.frames_burst) == (20, 40)
    assert (limits.LIMITS.bids_per_second, limits.LIMITS.bids_burst) == (3, 5)
    assert limits.LIMITS.frame_bytes == 4_096

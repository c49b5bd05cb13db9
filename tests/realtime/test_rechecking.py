"""Rights are looked at again: what ended is closed or left within seconds, what changed is taken over."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from server.kit import clock
from server.realtime import rechecking
from server.realtime.rooms import Room
from tests.realtime.world import AUCTION, ENTITY, ROOM, Live, a_member, a_price, a_user
from tests.waiting import until

COMMAND = {"command_id": "01JDFZ3N8G7TQ0V5W2X4Y6Z8AB"}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rechecking, "RECHECK_SECONDS", 0.02)


async def test_a_revoked_session_is_closed_and_others_stay(server: Live) -> None:
    ada = server.world.sign_in(a_member())
    async with server.served.welcomed(ada) as client, server.client(a_member("Bob")) as other:
        del server.world.identities[ada]
        assert await client.closed() == (4506, "session_revoked")
        assert (await other.enter(ROOM))["type"] == "subscribed"


async def test_a_session_past_its_end_is_told_to_sign_in_again(server: Live) -> None:
    token = server.world.sign_in(a_member())
    ends_at = clock.now() + timedelta(seconds=0.2)
    server.world.identities[token] = replace(server.world.identities[token], expires_at=ends_at)
    async with server.served.welcomed(token) as client:
        due = await client.hear()
        assert (due["type"], due["at_ms"]) == ("reauth_due", clock.to_ms(ends_at))
        await until(lambda: clock.now() > ends_at)
        del server.world.identities[token]
        assert await client.closed() == (4004, "auth_expired")


async def test_who_may_no_longer_be_in_a_room_leaves_it_and_hears_nothing_more(server: Live) -> None:
    ada = a_member()
    async with server.client(ada) as client, server.client(a_member("Bob")) as other:
        for each in (client, other):
            await each.enter(ROOM)
        server.world.banned.add((ada.account_id, Room(kind="auction", id=AUCTION)))
        assert await client.hear() == {"type": "resync", "rooms": [ROOM]}
        server.publish(a_price(1))
        assert (await other.hear())["seq"] == 1
        assert (await client.enter(ROOM, since={"epoch": 1, "seq": 0}))["code"] == "not_found"


async def test_a_user_who_loses_an_entity_loses_its_desk(server: Live) -> None:
    user = a_user()
    token = server.world.sign_in(user)
    async with server.served.welcomed(token) as client:
        await client.enter(f"desk:{ENTITY}")
        changed = replace(user, entity_ids=frozenset())
        server.world.identities[token] = replace(server.world.identities[token], principal=changed)
        assert await client.hear() == {"type": "resync", "rooms": [f"desk:{ENTITY}"]}
        assert (await client.enter(f"desk:{ENTITY}"))["code"] == "not_found"


async def test_a_bidder_made_viewer_bids_no_more(server: Live) -> None:
    member = a_member()
    token = server.world.sign_in(member)
    async with server.served.welcomed(token) as client:
        viewer = replace(member, role="viewer")
        server.world.identities[token] = replace(server.world.identities[token], principal=viewer)
        (session,) = server.gateway.sessions.all()
        await until(lambda: session.principal == viewer)
        await client.say({"type": "decline", "id": 5, "lot": 1, "epoch": 1, "auction_id": AUCTION} | COMMAND)
        assert (await client.hear())["code"] == "forbidden"


async def test_while_rights_cannot_be_checked_everybody_stays(server: Live) -> None:
    async with server.client(a_member()) as client:
        await client.enter(ROOM)
        server.world.failing = True
        await until(lambda: server.world.renewals_failed > 1)
        server.publish(a_price(1))
        assert (await client.hear())["seq"] == 1

"""What somebody was told, wants to be told, and by which browsers, over real HTTP."""

from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.accounts.principal import DealerUser, ProMember
from server.kit.ids import new_id
from server.kit.postgres import Pool, transaction
from server.notifications.message import Message, Recipient
from server.notifications.sending import send
from server.resources import Resources
from tests.http import Api
from tests.notifications.push_service import Browser, decoded
from tests.organisation import a_dealer, a_member, a_pro, a_user

FCM = "https://fcm.googleapis.com/fcm/send/abc"


@pytest_asyncio.fixture
async def member(pg_pool: Pool) -> ProMember:
    return await a_member(pg_pool, await a_pro(pg_pool))


@pytest_asyncio.fixture
async def client(api: Api, member: ProMember) -> httpx.AsyncClient:
    return await api.client(member)


def a_message(kind: str = "auction_started", **facts: str | int) -> Message:
    return Message(
        kind=kind,
        recipients=(),
        facts={"number": 43, "entity": "Démo Lyon", **facts},
        at=datetime(2026, 11, 24, 14, 30, tzinfo=UTC),
        links={"pro": "/ventes/1", "dealer": "/ventes/1"},
        subject_id=new_id(),
    )


async def sent(pool: Pool, person: ProMember | DealerUser, *messages: Message) -> None:
    recipient = Recipient(
        account_id=person.account_id,
        email=person.email,
        name=person.name,
        locale=person.locale,
        audience="pro" if isinstance(person, ProMember) else "dealer",
    )
    for message in messages:
        async with transaction(pool) as connection:
            await send(connection, replace(message, recipients=[recipient]))


async def channels(pool: Pool, kind: str) -> list[str]:
    rows = await pool.fetch("SELECT channel FROM outbox WHERE kind = $1 ORDER BY channel", kind)
    return [row["channel"] for row in rows]


async def test_the_newest_comes_first_with_the_number_unread(
    client: httpx.AsyncClient, member: ProMember, pg_pool: Pool
) -> None:
    await sent(pg_pool, member, a_message(number=1), a_message(number=2), a_message(number=3))
    page = (await client.get("/api/notifications?limit=2")).json()
    assert [item["title"] for item in page["items"]] == ["Vente n°\u00a03 ouverte", "Vente n°\u00a02 ouverte"]
    assert (page["total"], page["unread"]) == (3, 3)
    rest = (await client.get(f"/api/notifications?limit=2&cursor={page['next_cursor']}")).json()
    assert [item["title"] for item in rest["items"]] == ["Vente n°\u00a01 ouverte"]
    assert rest["next_cursor"] is None
    read = await client.post("/api/notifications/read", json={"ids": [page["items"][0]["id"]]})
    assert read.json() == {"unread": 2}
    unread = (await client.get("/api/notifications?unread=true")).json()
    assert (unread["total"], unread["unread"], len(unread["items"])) == (2, 2, 2)
    assert (await client.post("/api/notifications/read", json={"ids": None})).json() == {"unread": 0}


async def test_nobody_reads_or_marks_what_others_were_told(
    api: Api, client: httpx.AsyncClient, member: ProMember, pg_pool: Pool
) -> None:
    await sent(pg_pool, member, a_message())
    mine = (await client.get("/api/notifications")).json()["items"]
    other = await api.client(await a_member(pg_pool, await a_pro(pg_pool)))
    assert (await other.get("/api/notifications")).json()["items"] == []
    await other.post("/api/notifications/read", json={"ids": [mine[0]["id"]]})
    assert (await client.get("/api/notifications")).json()["unread"] == 1


async def test_each_is_told_by_the_ways_it_chose(client: httpx.AsyncClient, member: ProMember, pg_pool: Pool) -> None:
    await client.post("/api/push-subscriptions", json=Browser().subscription(f"{FCM}{new_id()}"))
    await sent(pg_pool, member, a_message("auction_announced"))
    assert await channels(pg_pool, "auction_announced") == ["live", "mail", "push"]
    await pg_pool.execute("DELETE FROM outbox")
    off = [{"kind": "auction_announced", "channel": channel, "wanted": False} for channel in ("mail", "push")]
    assert (await client.put("/api/notification-preferences", json={"choices": off})).status_code == 200
    await sent(pg_pool, member, a_message("auction_announced"))
    assert await channels(pg_pool, "auction_announced") == ["live"]


async def test_what_is_off_by_itself_can_be_switched_on(
    client: httpx.AsyncClient, member: ProMember, pg_pool: Pool
) -> None:
    await sent(pg_pool, member, a_message("auction_ending_soon"))
    assert await channels(pg_pool, "auction_ending_soon") == ["live"]
    await pg_pool.execute("DELETE FROM outbox")
    wish = {"kind": "auction_ending_soon", "channel": "mail", "wanted": True}
    chosen = (await client.put("/api/notification-preferences", json={"choices": [wish]})).json()["choices"]
    assert {**wish, "required": False} in chosen
    await sent(pg_pool, member, a_message("auction_ending_soon"))
    assert await channels(pg_pool, "auction_ending_soon") == ["live", "mail"]


async def test_required_and_unknown_events_are_refused_all_at_once(client: httpx.AsyncClient) -> None:
    wishes = [
        {"kind": "won", "channel": "mail", "wanted": False},
        {"kind": "outbid", "channel": "mail", "wanted": False},
        {"kind": "estimate_to_validate", "channel": "mail", "wanted": True},
        {"kind": "surprise", "channel": "push", "wanted": True},
    ]
    answer = await client.put("/api/notification-preferences", json={"choices": wishes})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [
        "/choices/0/wanted",
        "/choices/2/wanted",
        "/choices/3/wanted",
    ]
    before = (await client.get("/api/notification-preferences")).json()["choices"]
    assert {"kind": "outbid", "channel": "mail", "wanted": True, "required": False} in before


async def test_dealers_and_pros_choose_among_their_own_events(
    api: Api, client: httpx.AsyncClient, pg_pool: Pool
) -> None:
    dealer = await api.client(await a_user(pg_pool, await a_dealer(pg_pool)))
    kinds = {choice["kind"] for choice in (await dealer.get("/api/notification-preferences")).json()["choices"]}
    assert "auction_ended" in kinds
    assert "outbid" not in kinds
    kinds = {choice["kind"] for choice in (await client.get("/api/notification-preferences")).json()["choices"]}
    assert "outbid" in kinds
    assert "auction_ended" not in kinds


async def test_a_browser_subscribes_with_our_key_and_leaves_again(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/api/push-subscriptions")).json()
    assert len(decoded(listed["public_key"])) == 65
    endpoint = f"{FCM}{new_id()}"
    for _ in range(2):
        assert (await client.post("/api/push-subscriptions", json=Browser().subscription(endpoint))).status_code == 201
    assert len((await client.get("/api/push-subscriptions")).json()["items"]) == 1
    assert (await client.request("DELETE", "/api/push-subscriptions", json={"endpoint": endpoint})).status_code == 204
    assert (await client.request("DELETE", "/api/push-subscriptions", json={"endpoint": endpoint})).status_code == 404


async def test_everything_wrong_with_a_subscription_is_named(client: httpx.AsyncClient) -> None:
    wrong = {"endpoint": "https://evil.example/", "keys": {"p256dh": "AAAA", "auth": "!!"}}
    answer = await client.post("/api/push-subscriptions", json=wrong)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/endpoint", "/keys/p256dh", "/keys/auth"}


async def test_nobody_removes_anothers_browser(api: Api, client: httpx.AsyncClient, pg_pool: Pool) -> None:
    endpoint = f"{FCM}{new_id()}"
    await client.post("/api/push-subscriptions", json=Browser().subscription(endpoint))
    other = await api.client(await a_member(pg_pool, await a_pro(pg_pool)))
    assert (await other.request("DELETE", "/api/push-subscriptions", json={"endpoint": endpoint})).status_code == 404
    assert len((await client.get("/api/push-subscriptions")).json()["items"]) == 1


@pytest.mark.parametrize("kind", ["won", "lost", "sale_cancelled", "auction_cancelled"])
async def test_a_result_always_goes_by_notification_and_mail(
    client: httpx.AsyncClient, member: ProMember, pg_pool: Pool, kind: str, resources: Resources
) -> None:
    await pg_pool.execute(
        "INSERT INTO notification_preference SELECT $1, $2, unnest(ARRAY['mail', 'in_app']), false",
        member.account_id,
        kind,
    )  # whatever an older version let somebody choose
    await sent(pg_pool, member, a_message(kind))
    assert await channels(pg_pool, kind) == ["live", "mail"]

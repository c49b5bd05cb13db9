"""Which pros a dealer knows, and what ending a connection does (domain 2.3-2.7)."""

import httpx
import msgspec
import pytest_asyncio

from server.kit.ids import DistributionListId, new_id
from server.kit.postgres import Pool, transaction
from server.partners.connecting import connect
from server.partners.queries import invited_pros
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user, another_entity


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def client(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer))


async def a_list(client: httpx.AsyncClient, dealer: Dealer, *pro_ids: str) -> DistributionListId:
    body = {"entity_id": dealer.entity_id, "name": new_id(), "pro_ids": list(pro_ids)}
    return DistributionListId((await client.post("/api/distribution-lists", json=body)).json()["id"])


async def test_connecting_twice_is_one_connection(pg_pool: Pool, dealer: Dealer) -> None:
    pro_id = await a_pro(pg_pool, dealer)
    async with transaction(pg_pool) as connection:
        assert not await connect(connection, pro_id=pro_id, entity_id=dealer.entity_id)
    assert await pg_pool.fetchval("SELECT count(*) FROM connection WHERE pro_id = $1", pro_id) == 1


async def test_ending_a_connection_takes_the_pro_off_lists_and_invitations(
    client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer
) -> None:
    gone, kept = await a_pro(pg_pool, dealer), await a_pro(pg_pool, dealer)
    list_id = await a_list(client, dealer, gone, kept)
    path = f"/api/professionals/{gone}/connections/{dealer.entity_id}"
    assert (await client.delete(path)).status_code == 204
    shown = (await client.get(f"/api/distribution-lists/{list_id}")).json()
    assert (shown["pro_ids"], shown["version"]) == ([kept], 2)
    assert gone not in await invited_pros(pg_pool, dealer.entity_id, None)
    assert await invited_pros(pg_pool, dealer.entity_id, list_id) == (kept,)
    assert (await client.delete(path)).status_code == 404
    known = (await client.get(f"/api/professionals/{gone}")).json()
    assert known["connections"] == []


async def test_ending_one_connection_leaves_the_sister_entitys_alone(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    sister = await another_entity(pg_pool, dealer, name="Essai Annecy")
    client = await api.client(await a_user(pg_pool, dealer, sister))
    pro_id = await a_pro(pg_pool, dealer, sister)
    theirs = await a_list(client, sister, pro_id)
    await client.delete(f"/api/professionals/{pro_id}/connections/{dealer.entity_id}")
    connections = (await client.get(f"/api/professionals/{pro_id}/connections")).json()
    assert [connection["entity_id"] for connection in connections["items"]] == [sister.entity_id]
    assert await invited_pros(pg_pool, sister.entity_id, theirs) == (pro_id,)


async def test_a_connection_that_ended_can_begin_again(
    client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer
) -> None:
    pro_id = await a_pro(pg_pool, dealer)
    await client.delete(f"/api/professionals/{pro_id}/connections/{dealer.entity_id}")
    async with transaction(pg_pool) as connection:
        assert await connect(connection, pro_id=pro_id, entity_id=dealer.entity_id)
    assert pro_id in await invited_pros(pg_pool, dealer.entity_id, None)


async def test_a_list_of_another_entity_invites_nobody(
    pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    other = await a_dealer(pg_pool, name="Ailleurs")
    pro_id = await a_pro(pg_pool, dealer, other)
    assert await invited_pros(pg_pool, other.entity_id, await a_list(client, dealer, pro_id)) == ()


async def test_a_dealer_sees_only_the_pros_it_deals_with_and_only_its_own_connections(
    api: Api, client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer
) -> None:
    other = await a_dealer(pg_pool, name="Concurrent")
    both, theirs = await a_pro(pg_pool, dealer, other), await a_pro(pg_pool, other)
    shown = (await client.get(f"/api/professionals/{both}")).json()
    assert [connection["entity_id"] for connection in shown["connections"]] == [dealer.entity_id]
    assert (await client.get(f"/api/professionals/{theirs}")).status_code == 404
    assert (await client.get(f"/api/professionals/{theirs}/connections")).status_code == 404
    elsewhere = f"/api/professionals/{both}/connections/{other.entity_id}"
    assert (await client.delete(elsewhere)).status_code == 404
    assert both in await invited_pros(pg_pool, other.entity_id, None)


async def test_professionals_are_searched_filtered_and_paged_by_name(api: Api, pg_pool: Pool) -> None:
    dealer = await a_dealer(pg_pool, name="À feuilleter")
    client = await api.client(await a_user(pg_pool, dealer))
    names = [f"Pro {letter}" for letter in "ABCDE"]
    ids = [await a_pro(pg_pool, dealer, name=name) for name in reversed(names)]
    await client.delete(f"/api/professionals/{ids[0]}/connections/{dealer.entity_id}")
    seen: list[str] = []
    cursor = None
    while True:
        parameters = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/professionals", params=parameters)).json()
        seen += [item["name"] for item in page["items"]]
        assert page["total"] == 5
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == names

    async def found(**parameters: str) -> list[str]:
        return [item["name"] for item in (await client.get("/api/professionals", params=parameters)).json()["items"]]

    assert await found(connected="true") == names[:4]
    assert await found(connected="false") == names[4:]
    assert await found(q="pro b") == ["Pro B"]
    assert await found(q="%") == []
    assert await found(entity_id=dealer.entity_id, connected="true") == names[:4]


async def test_pros_never_see_dealers_partners(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    client = await api.client(await a_member(pg_pool, await a_pro(pg_pool, dealer)))
    for path in ("/api/professionals", "/api/distribution-lists"):
        assert (await client.get(path)).json()["code"] == "forbidden"


async def test_a_limit_is_set_and_lifted_per_entity(client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer) -> None:
    pro_id = await a_pro(pg_pool, dealer)
    path = f"/api/professionals/{pro_id}/connections/{dealer.entity_id}"
    bounded = await client.patch(path, json={"limit_cents": 2_000_000})
    assert (bounded.status_code, bounded.json()["limit_cents"]) == (200, 2_000_000)
    assert (await client.get(f"/api/professionals/{pro_id}")).json()["connections"] == [bounded.json()]
    assert (await client.patch(path, json={"limit_cents": None})).json()["limit_cents"] is None
    for wrong in (-1, 10**12 + 1, "1", True):
        assert (await client.patch(path, json={"limit_cents": wrong})).status_code == 422
    await client.delete(path)
    assert (await client.patch(path, json={"limit_cents": 1})).status_code == 404


async def test_a_pro_sees_its_dealers_and_leaves_one(api: Api, pg_pool: Pool, dealer: Dealer) -> None:
    sister = await another_entity(pg_pool, dealer, name="Essai Gap")
    boss = await api.client(await a_user(pg_pool, dealer, sister))
    pro_id = await a_pro(pg_pool, dealer, sister)
    list_id = await a_list(boss, sister, pro_id)
    manager = await api.client(await a_member(pg_pool, pro_id))
    colleague = await api.client(await a_member(pg_pool, pro_id, role="viewer"))
    shown = (await colleague.get("/api/my/connections")).json()["items"]
    assert {item["entity_id"] for item in shown} == {dealer.entity_id, sister.entity_id}
    assert all(item["points_of_sale"] for item in shown)
    path = f"/api/my/connections/{sister.entity_id}"
    assert (await colleague.delete(path)).json()["code"] == "forbidden"
    assert (await manager.delete(path)).status_code == 204
    assert (await manager.delete(path)).status_code == 404
    left = (await manager.get("/api/my/connections")).json()["items"]
    assert [item["entity_id"] for item in left] == [dealer.entity_id]
    assert (await boss.get(f"/api/distribution-lists/{list_id}")).json()["pro_ids"] == []
    assert pro_id not in await invited_pros(pg_pool, sister.entity_id, None)


async def test_beginning_and_ending_is_news_for_the_desk(api: Api, pg_pool: Pool) -> None:
    dealer = await a_dealer(pg_pool, name="Aux nouvelles")
    boss = await api.client(await a_user(pg_pool, dealer))
    pro_id = await a_pro(pg_pool, dealer, name="Auto 71")
    record = (await boss.get(f"/api/professionals/{pro_id}")).json()
    await boss.delete(f"/api/professionals/{pro_id}/connections/{dealer.entity_id}")
    rows = await pg_pool.fetch(
        "SELECT body::text FROM outbox WHERE channel = 'live' AND recipient = $1 ORDER BY id",
        f"desk:{dealer.entity_id}",
    )
    news = [msgspec.json.decode(row["body"]) for row in rows]
    assert [(item["type"], item["kind"], item["id"], item["summary"]) for item in news] == [
        ("row_changed", "professional", record["id"], {"name": "Auto 71", "connected": connected})
        for connected in (1, 0)
    ]


async def test_changes_of_connections_are_on_the_trail(api: Api, pg_pool: Pool) -> None:
    dealer = await a_dealer(pg_pool, name="Tracé")
    boss = await api.client(await a_user(pg_pool, dealer))
    pro_id = await a_pro(pg_pool, dealer)
    path = f"/api/professionals/{pro_id}/connections/{dealer.entity_id}"
    await boss.patch(path, json={"limit_cents": 100})
    await boss.delete(path)
    found = (await boss.get("/api/audit-trail", params={"kind": "connection"})).json()["items"]
    assert [(item["action"], item["after"]) for item in found] == [
        ("removed", None),
        ("changed", {"limit_cents": 100}),
    ]


async def told(client: httpx.AsyncClient) -> list[str]:
    """What a person reads of its connections, newest first."""
    items = (await client.get("/api/notifications")).json()["items"]
    return [item["title"] for item in items if item["kind"] in ("connection_ended", "professional_left")]


async def test_the_other_side_is_told_of_the_end(api: Api, pg_pool: Pool) -> None:
    dealer = await a_dealer(pg_pool, name="Rompu")
    boss = await api.client(await a_user(pg_pool, dealer))
    seller = await api.client(await a_user(pg_pool, dealer, rights=()))
    stayed, left = await a_pro(pg_pool, dealer, name="Renvoyé"), await a_pro(pg_pool, dealer, name="Auto Partante")
    sent_away = await api.client(await a_member(pg_pool, stayed))
    leaver = await api.client(await a_member(pg_pool, left))
    await boss.delete(f"/api/professionals/{stayed}/connections/{dealer.entity_id}")
    assert await told(sent_away) == ["Fin de la connexion avec Rompu Mâcon"]
    assert await told(boss) == []
    await leaver.delete(f"/api/my/connections/{dealer.entity_id}")
    assert await told(boss) == ["Auto Partante a mis fin à la connexion avec Rompu Mâcon"]
    (notice,) = [
        item for item in (await boss.get("/api/notifications")).json()["items"] if item["kind"] == "professional_left"
    ]
    assert notice["body"].startswith("Ce professionnel ne recevra plus vos ventes")
    assert await told(seller) == []
    assert await told(leaver) == []


async def test_a_dealer_sees_a_professional_by_the_name_of_its_own_record(
    api: Api, pg_pool: Pool, dealer: Dealer
) -> None:
    """A professional may call itself what it likes: a dealer's screens and papers have the dealer's name for it."""
    pro_id = await a_pro(pg_pool, dealer, name="SARL La Bonne Occaze")
    manager = await api.client(await a_member(pg_pool, pro_id))
    renamed = await manager.patch("/api/my/company", json={"version": 1, "name": "Auto 71"})
    assert renamed.json()["name"] == "Auto 71"
    name = await pg_pool.fetchval("SELECT pro_name($1, $2)", dealer.entity_id, pro_id)
    assert name == "SARL La Bonne Occaze"
    stranger = await a_dealer(pg_pool, name="Ailleurs")
    assert await pg_pool.fetchval("SELECT pro_name($1, $2)", stranger.entity_id, pro_id) == "Auto 71"

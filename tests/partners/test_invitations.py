"""From a record to a connected professional: one mail, one link (domain 2.2)."""

import asyncio
from typing import Any

import httpx
import pytest
import pytest_asyncio

from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.partners.queries import invited_pros
from server.settings import INVITATIONS_DEFAULT
from tests.accounts.letters import Mail, by_link, last_mail, mails_to
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user, another_entity

PASSWORD = "une phrase de passe"


@pytest_asyncio.fixture
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool, name="Groupe Essai")


@pytest_asyncio.fixture
async def sister(pg_pool: Pool, dealer: Dealer) -> Dealer:
    return await another_entity(pg_pool, dealer, name="Essai Lyon")


@pytest_asyncio.fixture
async def client(api: Api, pg_pool: Pool, dealer: Dealer, sister: Dealer) -> httpx.AsyncClient:
    return await api.client(
        await a_user(pg_pool, dealer, sister, name="Clara Chef", email=f"chef-{new_id()}@essai.example")
    )


async def a_record(client: httpx.AsyncClient, **fields: str) -> dict[str, Any]:
    body = {"name": "Top Used Cars", "email": f"{new_id()}@pro.example", **fields}
    answer = await client.post("/api/professionals", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def invited(client: httpx.AsyncClient, pool: Pool, record: dict[str, Any], *dealers: Dealer) -> Mail:
    """The mail that invites a professional for the dealers' entities."""
    body = {"entity_ids": [dealer.entity_id for dealer in dealers]}
    answer = await client.post(f"/api/professionals/{record['id']}/invitations", json=body)
    assert answer.status_code == 201, answer.text
    return await last_mail(pool, record["email"])


def a_newcomer(record: dict[str, Any], **fields: str) -> dict[str, str]:
    return {"name": "Thomas Top", "email": record["email"], "password": PASSWORD, **fields}


async def accept(client: httpx.AsyncClient, mail: Mail, body: dict[str, str]) -> httpx.Response:
    return await client.post("/api/invitation/acceptance", headers=by_link(mail.token), json=body)


async def test_one_mail_invites_for_several_entities_and_connects_them_all(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer, sister: Dealer
) -> None:
    record = await a_record(client, siret="73282932000074", city="Mâcon", legal_representative="Thomas Top")
    mail = await invited(client, pg_pool, record, dealer, sister)
    assert mail.kind == "invitation"
    assert [partner["entity"] for partner in mail.facts["dealers"]] == ["Essai Lyon", "Groupe Essai Mâcon"]
    assert mail.facts["dealers"][1]["places"] == ["Mâcon Sud, 12, rue de l’Essai, 71000 Mâcon"]
    assert (mail.facts["company"], mail.facts["invited_by"]) == ("Top Used Cars", "Clara Chef")
    pending = (await client.get(f"/api/professionals/{record['id']}")).json()["invitation"]
    assert set(pending["entity_ids"]) == {dealer.entity_id, sister.entity_id}

    visitor = await api.client()
    shown = (await visitor.get("/api/invitation", headers=by_link(mail.token))).json()
    assert (shown["kind"], shown["state"], shown["organisation"], shown["has_account"]) == (
        "professional",
        "open",
        "Top Used Cars",
        False,
    )
    assert [partner["entity"] for partner in shown["dealers"]] == ["Essai Lyon", "Groupe Essai Mâcon"]
    answer = await accept(visitor, mail, a_newcomer(record))
    assert answer.status_code == 201
    me = (await visitor.get("/api/session")).json()
    assert me == answer.json()
    assert (me["audience"], me["pro"]["name"], me["role"], me["manages"]) == ("pro", "Top Used Cars", "bidder", True)
    connections = (await visitor.get("/api/my/connections")).json()["items"]
    assert [(item["entity"], item["group"]) for item in connections] == [
        ("Essai Lyon", "Groupe Essai"),
        ("Groupe Essai Mâcon", "Groupe Essai"),
    ]
    company = (await visitor.get("/api/my/company")).json()
    assert (company["siret"], company["city"], company["vat_number"]) == ("73282932000074", "Mâcon", "FR44732829320")

    known = (await client.get(f"/api/professionals/{record['id']}")).json()
    assert known["pro_id"] == me["pro"]["id"]
    assert {link["entity_id"] for link in known["connections"]} == {dealer.entity_id, sister.entity_id}
    assert all(link["connected_at"] for link in known["connections"])
    assert known["invitation"] is None
    for entity in (dealer, sister):
        assert await invited_pros(pg_pool, entity.entity_id, None) == (me["pro"]["id"],)
    chef = (await client.get("/api/session")).json()["email"]
    told = await last_mail(pg_pool, chef)
    assert (told.kind, told.facts["company"]) == ("invitation_accepted", "Top Used Cars")
    assert told.facts["accepted_by"] == f"Thomas Top, {record['email']}"
    await pg_pool.execute("UPDATE pro SET siret = NULL")


async def test_a_link_works_once_even_at_the_same_moment(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client)
    mail = await invited(client, pg_pool, record, dealer)
    visitors = [await api.client() for _ in range(2)]
    answers = await asyncio.gather(*(accept(visitor, mail, a_newcomer(record)) for visitor in visitors))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    late = await accept(await api.client(), mail, a_newcomer(record))
    assert late.json()["code"] == "invitation_used"
    assert await pg_pool.fetchval("SELECT count(*) FROM pro WHERE email = $1", record["email"]) == 1


async def test_expired_revoked_and_forged_links_say_so(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    visitor = await api.client()
    record = await a_record(client)
    mail = await invited(client, pg_pool, record, dealer)
    await pg_pool.execute(
        "UPDATE professional_invitation SET created_at = created_at - interval '15 days',"
        " expires_at = expires_at - interval '15 days' WHERE professional_id = $1",
        record["id"],
    )
    assert (await visitor.get("/api/invitation", headers=by_link(mail.token))).json()["state"] == "expired"
    assert (await accept(visitor, mail, a_newcomer(record))).json()["code"] == "invitation_expired"
    again = await invited(client, pg_pool, record, dealer)
    path = f"/api/professionals/{record['id']}/invitations"
    listed = (await client.get(path)).json()["items"]
    assert [item["state"] for item in listed] == ["open", "revoked"]
    assert (await client.delete(f"{path}/{listed[0]['id']}")).status_code == 204
    assert (await client.delete(f"{path}/{listed[0]['id']}")).status_code == 404
    assert (await accept(visitor, again, a_newcomer(record))).json()["code"] == "invitation_revoked"
    forged = Mail(kind="invitation", facts={"link": "/invitation#inv_" + "A" * 43})
    assert (await accept(visitor, forged, a_newcomer(record))).status_code == 404


async def test_inviting_again_replaces_the_link_by_one_for_all_entities(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer, sister: Dealer
) -> None:
    record = await a_record(client)
    first = await invited(client, pg_pool, record, dealer)
    second = await invited(client, pg_pool, record, sister)
    visitor = await api.client()
    assert (await accept(visitor, first, a_newcomer(record))).json()["code"] == "invitation_revoked"
    assert (await accept(visitor, second, a_newcomer(record))).status_code == 201
    assert len((await visitor.get("/api/my/connections")).json()["items"]) == 2


async def test_an_address_that_has_an_account_signs_in_to_accept(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client)
    other = await a_dealer(pg_pool, name="Premier venu")
    pro_id = await a_pro(pg_pool, other, name="Top Used Cars")
    manager = await a_member(pg_pool, pro_id, email=record["email"])
    mail = await invited(client, pg_pool, record, dealer)
    visitor = await api.client()
    assert (await visitor.get("/api/invitation", headers=by_link(mail.token))).json()["has_account"] is True
    refused = await accept(visitor, mail, a_newcomer(record))
    assert (refused.status_code, refused.json()["code"]) == (409, "account_exists")
    theirs = await api.client(manager)
    joined = await accept(theirs, mail, {})
    assert (joined.status_code, joined.json()["pro"]["id"]) == (201, pro_id)
    assert len((await theirs.get("/api/my/connections")).json()["items"]) == 2
    assert (await client.get(f"/api/professionals/{record['id']}")).json()["pro_id"] == pro_id


async def test_a_company_that_has_an_account_is_not_joined_by_a_stranger(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    siret = "40483304800022"
    pro_id = await a_pro(pg_pool, siret=siret)
    manager = await a_member(pg_pool, pro_id)
    viewer = await a_member(pg_pool, pro_id, role="viewer")
    record = await a_record(client, siret=siret)
    mail = await invited(client, pg_pool, record, dealer)
    refused = await accept(await api.client(), mail, a_newcomer(record))
    assert (refused.status_code, refused.json()["code"]) == (409, "company_exists")
    assert (await accept(await api.client(viewer), mail, {})).json()["code"] == "forbidden"
    assert (await accept(await api.client(manager), mail, {})).status_code == 201


async def test_another_company_does_not_accept_for_it(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client, siret="44306184100047")
    mail = await invited(client, pg_pool, record, dealer)
    other = await api.client(await a_member(pg_pool, await a_pro(pg_pool, siret="55208131766522")))
    refused = await accept(other, mail, {})
    assert (refused.status_code, refused.json()["code"]) == (409, "other_company")
    assert (await accept(client, mail, {})).json()["code"] == "forbidden", "a dealer is no professional"
    assert (await accept(await api.client(), mail, a_newcomer(record))).status_code == 201


async def test_what_is_missing_is_named(api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer) -> None:
    record = await a_record(client)
    mail = await invited(client, pg_pool, record, dealer)
    visitor = await api.client()
    empty = (await accept(visitor, mail, {})).json()
    assert [error["pointer"] for error in empty["errors"]] == ["/name", "/password"]
    for email in ("nobody", f"{new_id()}@pro.example"):
        wrong = (await accept(visitor, mail, a_newcomer(record, email=email))).json()
        assert [error["pointer"] for error in wrong["errors"]] == ["/email"], "the address invited, and no other"
    assert (await accept(visitor, mail, a_newcomer(record))).status_code == 201


async def test_only_ones_own_entities_and_those_not_connected_are_offered(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer, sister: Dealer
) -> None:
    record = await a_record(client)
    other = await a_dealer(pg_pool, name="Ailleurs")
    path = f"/api/professionals/{record['id']}/invitations"
    strange = await client.post(path, json={"entity_ids": [dealer.entity_id, other.entity_id]})
    assert [error["pointer"] for error in strange.json()["errors"]] == ["/entity_ids/1"]
    assert (await client.post(path, json={"entity_ids": []})).status_code == 422
    visitor = await api.client()
    await accept(visitor, await invited(client, pg_pool, record, dealer), a_newcomer(record))
    again = await client.post(path, json={"entity_ids": [dealer.entity_id]})
    assert (again.status_code, again.json()["code"]) == (409, "already_connected")
    mail = await invited(client, pg_pool, record, dealer, sister)
    assert [partner["entity"] for partner in mail.facts["dealers"]] == ["Essai Lyon"]
    assert (await accept(visitor, mail, {})).status_code == 201
    assert len((await visitor.get("/api/my/connections")).json()["items"]) == 2


async def test_a_second_group_joins_by_the_same_manager_under_its_own_record(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    visitor = await api.client()
    record = await a_record(client)
    await accept(visitor, await invited(client, pg_pool, record, dealer), a_newcomer(record))
    other = await a_dealer(pg_pool, name="Deuxième groupe")
    theirs = await api.client(await a_user(pg_pool, other))
    second = await a_record(theirs, name="T.U.C.", email=record["email"])
    assert (await accept(visitor, await invited(theirs, pg_pool, second, other), {})).status_code == 201
    shown = (await theirs.get(f"/api/professionals/{second['id']}")).json()
    assert shown["pro_id"] == (await client.get(f"/api/professionals/{record['id']}")).json()["pro_id"]
    assert [link["entity_id"] for link in shown["connections"]] == [other.entity_id]


async def test_a_link_without_a_siret_is_for_the_address_that_was_invited(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    """Of two companies without a known number nothing else tells which was meant."""
    record = await a_record(client, name="Beta Autos")
    mail = await invited(client, pg_pool, record, dealer)
    stranger = await api.client(await a_member(pg_pool, await a_pro(pg_pool, siret="55210055400013")))
    assert (await accept(stranger, mail, {})).json()["code"] == "other_company"
    meant = await api.client(await a_member(pg_pool, await a_pro(pg_pool), email=record["email"]))
    assert (await accept(meant, mail, {})).status_code == 201


async def test_a_company_without_a_siret_does_not_pass_for_one_that_has_it(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client, name="Gamma", siret="33070384400036")
    mail = await invited(client, pg_pool, record, dealer)
    stranger = await api.client(await a_member(pg_pool, await a_pro(pg_pool, name="Auto Sud Négoce")))
    assert (await accept(stranger, mail, {})).json()["code"] == "other_company"
    known = (await client.get(f"/api/professionals/{record['id']}")).json()
    assert (known["pro_id"], known["connections"]) == (None, [])


async def test_another_establishment_of_a_company_does_not_become_a_second_professional(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    """One company with two accounts could bid against itself."""
    await a_pro(pg_pool, siret="35600000000048")
    record = await a_record(client, siret="35600000049837")
    mail = await invited(client, pg_pool, record, dealer)
    refused = await accept(await api.client(), mail, a_newcomer(record))
    assert (refused.status_code, refused.json()["code"]) == (409, "company_exists")


async def test_two_links_of_one_company_accepted_at_once_make_one_account(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    records = [await a_record(client, siret=siret) for siret in ("50292838500017", "50292838500025")]
    mails = [await invited(client, pg_pool, record, dealer) for record in records]
    visitors = [await api.client() for _ in records]
    answers = await asyncio.gather(
        *(
            accept(visitor, mail, a_newcomer(record))
            for visitor, mail, record in zip(visitors, mails, records, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert await pg_pool.fetchval("SELECT count(*) FROM pro WHERE left(siret, 9) = '502928385'") == 1


async def test_accepting_is_counted_before_a_password_is_hashed(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client)
    mail = await invited(client, pg_pool, record, dealer)
    visitor = await api.client()
    for _ in range(10):
        assert (await accept(visitor, mail, a_newcomer(record, email="other@pro.example"))).status_code == 422
    assert (await accept(visitor, mail, a_newcomer(record))).status_code == 429


@pytest.mark.parametrize("path", ["invitations", "connections"])
async def test_what_hangs_on_a_record_of_others_does_not_exist(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, path: str
) -> None:
    record = await a_record(client)
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Ailleurs")))
    assert (await stranger.get(f"/api/professionals/{record['id']}/{path}")).status_code == 404
    assert len(await mails_to(pg_pool, record["email"])) == 0


async def test_a_dealer_mails_so_many_invitations_an_hour(
    pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = await a_record(client)
    path, body = f"/api/professionals/{record['id']}/invitations", {"entity_ids": [dealer.entity_id]}
    at_once = await asyncio.gather(*(client.post(path, json=body) for _ in range(INVITATIONS_DEFAULT + 5)))
    assert sorted(answer.status_code for answer in at_once) == [201] * INVITATIONS_DEFAULT + [429] * 5
    refused = await client.post(path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert "retry-after" in refused.headers
    assert len(await mails_to(pg_pool, record["email"])) == INVITATIONS_DEFAULT
    open_ones = [item["state"] for item in (await client.get(path)).json()["items"]]
    assert open_ones.count("open") == 1, "the link of before still works"

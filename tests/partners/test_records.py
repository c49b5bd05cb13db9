"""Client records of professionals over HTTP (domain 2.1)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.accounts.principal import Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.partners import directory as directory_module
from server.resources import Resources
from tests.http import Api, running_api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user
from tests.partners.directory_server import CLOSED, KEY, ODD, OPEN, UNKNOWN, Directory, serving_directory

ODD_AND_UNKNOWN = "12345678200011"


@pytest_asyncio.fixture(scope="module")
async def directory() -> AsyncIterator[tuple[Directory, str]]:
    answering = Directory()
    async with serving_directory(answering) as address:
        yield answering, address


@pytest_asyncio.fixture(scope="module")
async def api(resources: Resources, directory: tuple[Directory, str]) -> AsyncIterator[Api]:
    """An application that asks the local directory."""
    settings = replace(resources.settings, sirene_key=KEY, sirene_url=f"{directory[1]}/sirene", company_search_url=None)
    async with running_api(replace(resources, settings=settings)) as running:
        yield running


@pytest.fixture(autouse=True)
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_module, "SIRENE_PACE_SECONDS", 0.0)


@pytest_asyncio.fixture
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool, name=f"Groupe {new_id()}")


@pytest_asyncio.fixture
async def client(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer, rights=[Right.MANAGE_PROS]))


def a_form(**fields: str) -> dict[str, Any]:
    return {"name": "Top Used Cars", "email": "achats@topusedcars.example", **fields}


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


async def test_typing_a_siret_fills_the_form(client: httpx.AsyncClient) -> None:
    company = (await client.get(f"/api/companies/{OPEN}")).json()
    assert company == {
        "siret": OPEN,
        "name": "TOP USED CARS",
        "vat_number": "FR44732829320",
        "ape_code": "4511Z",
        "address": "12 RUE DU COMMERCE",
        "postcode": "71000",
        "city": "MACON",
        "legal_representative": None,
        "closed": False,
        "closed_on": None,
        "check_digit_fits": True,
        "source": "sirene",
    }
    assert (await client.get(f"/api/companies/{UNKNOWN}")).status_code == 404
    malformed = await client.get("/api/companies/42")
    assert (malformed.status_code, malformed.json()["errors"]) == (
        422,
        [{"pointer": "siret", "code": "siret", "detail": "is not a SIRET: 14 digits"}],
    )
    closed = (await client.get(f"/api/companies/{CLOSED}")).json()
    assert (closed["closed"], closed["closed_on"]) == (True, "2024-03-31")


async def test_a_record_is_made_shown_changed_and_removed(client: httpx.AsyncClient) -> None:
    form = a_form(
        siret="732 829 320 00074",
        ape_code="45.11z",
        phone="03 85 00 00 00",
        email="Achats@TopUsedCars.example",
        legal_representative="Thomas Top",
    )
    made = await client.post("/api/professionals", json=form)
    assert made.status_code == 201
    record = made.json()
    assert (record["siret"], record["vat_number"], record["ape_code"]) == (OPEN, "FR44732829320", "4511Z")
    assert (record["email"], record["phone"]) == ("achats@topusedcars.example", "+33385000000")
    assert (record["pro_id"], record["connections"], record["invitation"], record["version"]) == (None, [], None, 1)
    path = f"/api/professionals/{record['id']}"
    assert (await client.get(path)).json() == record
    changed = await client.patch(path, json={"version": 1, "city": " Cluny ", "legal_representative": None})
    assert changed.json() == {**record, "city": "Cluny", "legal_representative": None, "version": 2}
    assert record["id"] in [item["id"] for item in (await client.get("/api/professionals")).json()["items"]]
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["professionals", "catalogue/makes", "catalogue/models"])
async def test_a_search_for_what_no_text_holds_is_refused(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/api/{path}", params={"q": "clio\0"})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, ["q"])


async def test_a_closed_company_is_refused_with_the_reason(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/professionals", json=a_form(siret=CLOSED))
    assert pointers(answer) == ["/siret"]
    (error,) = answer.json()["errors"]
    assert (error["code"], error["facts"]) == ("closed", {"closed_on": "2024-03-31"})
    assert error["code"] == "closed"


async def test_a_wrong_check_digit_is_taken_when_the_directory_knows_the_number(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/professionals", json=a_form(siret=ODD))).status_code == 201
    answer = await client.post("/api/professionals", json=a_form(siret=ODD_AND_UNKNOWN))
    assert pointers(answer) == ["/siret"]
    assert answer.json()["errors"][0]["code"] == "key"


async def test_a_number_the_directory_does_not_know_yet_is_taken_if_it_adds_up(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/professionals", json=a_form(siret=UNKNOWN))).status_code == 201


async def test_without_the_directory_the_form_works_by_hand_and_says_why(
    client: httpx.AsyncClient, directory: tuple[Directory, str]
) -> None:
    directory[0].sirene_answers = 503
    try:
        answer = await client.get("/api/companies/40483304800022")
        assert (answer.status_code, answer.json()["code"]) == (503, "directory_unavailable")
        assert answer.json()["detail"] == "No company directory answers now; fill the form by hand."
        made = await client.post("/api/professionals", json=a_form(siret="40483304800022"))
        assert (made.status_code, made.json()["vat_number"]) == (201, "FR83404833048")
        wrong = await client.post("/api/professionals", json=a_form(siret="40483304800023"))
        assert pointers(wrong) == ["/siret"]
    finally:
        directory[0].reset()


async def test_all_wrong_fields_are_named_at_once(client: httpx.AsyncClient) -> None:
    form = a_form(email="nobody", siret="123", vat_number="FR1", ape_code="x", phone="0102")
    answer = await client.post("/api/professionals", json=form)
    assert set(pointers(answer)) == {"/email", "/siret", "/vat_number", "/ape_code", "/phone"}


async def test_the_vat_number_must_be_the_companys(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/professionals", json=a_form(siret=OPEN, vat_number="FR83404833048"))
    assert pointers(answer) == ["/vat_number"]
    foreign = await client.post("/api/professionals", json=a_form(vat_number="BE 0403.019.261"))
    assert foreign.json()["vat_number"] == "BE0403019261"
    path = f"/api/professionals/{foreign.json()['id']}"
    changed = await client.patch(path, json={"version": 1, "siret": OPEN})
    assert changed.json()["vat_number"] == "FR44732829320", "a new SIRET brings its own"


async def test_a_company_is_recorded_once_per_group(api: Api, pg_pool: Pool, client: httpx.AsyncClient) -> None:
    first = (await client.post("/api/professionals", json=a_form(siret=OPEN))).json()
    again = await client.post("/api/professionals", json=a_form(siret=OPEN))
    assert (again.status_code, again.json()["field"], again.json()["professional_id"]) == (409, "/siret", first["id"])
    elsewhere = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Concurrent")))
    assert (await elsewhere.post("/api/professionals", json=a_form(siret=OPEN))).status_code == 201
    both = [client.post("/api/professionals", json=a_form(siret=ODD)) for _ in range(2)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*both)) == [201, 409]


async def test_of_two_changes_of_one_version_the_second_is_told(client: httpx.AsyncClient) -> None:
    record = (await client.post("/api/professionals", json=a_form())).json()
    path = f"/api/professionals/{record['id']}"
    both = [client.patch(path, json={"version": 1, "name": name}) for name in ("Une", "Deux")]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert next(answer.json()["version"] for answer in answers if answer.status_code == 409) == 2


async def test_records_of_another_group_do_not_exist(api: Api, pg_pool: Pool, client: httpx.AsyncClient) -> None:
    record = (await client.post("/api/professionals", json=a_form())).json()
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Ailleurs")))
    path = f"/api/professionals/{record['id']}"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.patch(path, json={"version": 1, "name": "x"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await stranger.post(f"{path}/invitations", json={"entity_ids": [new_id()]})).status_code in {404, 422}


async def test_a_company_that_is_connected_stays_on_record(
    client: httpx.AsyncClient, pg_pool: Pool, dealer: Dealer
) -> None:
    pro_id = await a_pro(pg_pool, dealer)
    record = (await client.get(f"/api/professionals/{pro_id}")).json()
    assert record["pro_id"] == pro_id
    assert (await client.delete(f"/api/professionals/{record['id']}")).json()["code"] == "still_connected"


async def test_whoever_may_not_manage_pros_only_reads(
    api: Api, pg_pool: Pool, client: httpx.AsyncClient, dealer: Dealer
) -> None:
    record = (await client.post("/api/professionals", json=a_form())).json()
    seller = await api.client(await a_user(pg_pool, dealer, rights=()))
    assert (await seller.get(f"/api/professionals/{record['id']}")).json() == record
    assert (await seller.get(f"/api/companies/{OPEN}")).json()["code"] == "forbidden"
    assert (await seller.post("/api/professionals", json=a_form())).json()["code"] == "forbidden"
    pro = await api.client(await a_member(pg_pool, await a_pro(pg_pool, dealer)))
    assert (await pro.get(f"/api/companies/{OPEN}")).json()["code"] == "forbidden"

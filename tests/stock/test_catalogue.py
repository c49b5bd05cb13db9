"""Makes and models a form proposes from, and a group's own list of them."""

import pytest
import pytest_asyncio

from tests.http import Api
from tests.organisation import a_user
from tests.stock.pictures import a_jpeg
from tests.stock.yard import Yard, a_yard


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def test_makes_and_models_are_proposed_while_typing(yard: Yard) -> None:
    async def makes(typed: str) -> list[str]:
        return (await yard.client.get("/api/catalogue/makes", params={"q": typed})).json()

    async def models(make: str, typed: str = "") -> list[str]:
        return (await yard.client.get("/api/catalogue/models", params={"make": make, "q": typed})).json()

    assert await makes("citroën") == ["CITROEN"]
    assert (await makes("pe"))[0] == "PEUGEOT"
    assert len(await makes("")) == 50
    assert await models("Citroën", "xsara") == ["XSARA", "XSARA PICASSO"]
    assert (await models("peugeot", "08"))[:2] == ["108", "2008"]
    assert await models("TRABANT") == []


async def test_a_group_adds_models_of_its_own(yard: Yard, api: Api) -> None:
    csv = {"content-type": "text/csv"}
    content = ("Marque;Modèle\nTrabant;601\n\ntrabant ;601\nPEUGEOT;208\n;X\nLong;" + "x" * 101).encode()
    told = {
        "added": 1,
        "known": 1,
        "sample": [{"make": "TRABANT", "model": "601"}],
        "fault_count": 2,
        "faults": [
            {"line": 6, "field": "make", "code": "is_required", "value": "X"},
            {"line": 7, "field": "model", "code": "too_long", "value": "X" * 100},
        ],
    }
    tried = await yard.client.post("/api/catalogue?dry_run=true", content=content, headers=csv)
    assert tried.json() == {"dry_run": True, **told}
    assert (await yard.client.get("/api/catalogue/models?make=trabant")).json() == []
    answer = await yard.client.post("/api/catalogue", content=content, headers=csv)
    assert answer.json() == {"dry_run": False, **told}
    assert (await yard.client.get("/api/catalogue/models?make=trabant")).json() == ["601"]
    again = await yard.client.post("/api/catalogue", content=content, headers=csv)
    assert (again.json()["added"], again.json()["known"]) == (0, 2)
    stranger = await a_yard(api, name="Autre")
    assert (await stranger.client.get("/api/catalogue/models?make=trabant")).json() == []
    seller = await api.client(await a_user(yard.pool, yard.dealer, rights=(), validation_right="none"))
    assert (await seller.post("/api/catalogue", content=b"make,model", headers=csv)).status_code == 403


async def test_a_list_of_models_comes_back_as_it_left(yard: Yard) -> None:
    csv = {"content-type": "text/csv"}
    formula = "Marque;Modèle\n=cmd|' /C calc'!A0;+1\nÉCLAIR;È 3\n"
    added = await yard.client.post("/api/catalogue", content=formula.encode("cp1252"), headers=csv)
    assert added.json()["sample"][1] == {"make": "ÉCLAIR", "model": "È 3"}
    file = await yard.client.get("/api/catalogue.csv")
    assert file.headers["content-disposition"] == 'attachment; filename="modeles.csv"'
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Marque;Modèle"
    assert "'=CMD|' /C CALC'!A0;'+1" in lines
    again = (await yard.client.post("/api/catalogue?dry_run=true", content=file.content, headers=csv)).json()
    assert (again["added"], again["known"], again["fault_count"]) == (0, len(lines) - 1, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"a;b\n1;2", "no_header"),
        (b"make;model\n\x00", "not_text"),
        (b"%PDF-1.7", "unknown_format"),
        (a_jpeg(), "unknown_format"),
        ("make;model\nA;B".encode("utf-16")[:-1], "not_text"),
        (b"make;model\n" + b"A;B\n" * 50_000, "too_many_rows"),
    ],
)
async def test_what_is_no_list_of_models_is_refused(yard: Yard, content: bytes, reason: str) -> None:
    refused = await yard.client.post("/api/catalogue", content=content, headers={"content-type": "text/csv"})
    assert (refused.status_code, refused.json()["reason"]) == (422, reason)

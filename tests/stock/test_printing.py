"""A car's sheet, and the catalogue a form proposes from."""

import re
import zlib
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import typst

from server.stock.printing.sheet import spaced
from server.stock.printing.typesetting import TEMPLATES
from tests.http import Api
from tests.organisation import a_user
from tests.stock.pictures import a_jpeg
from tests.stock.test_photos import uploaded
from tests.stock.yard import VIN, Yard, a_yard


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api) -> Yard:
    return await a_yard(api)


def pages(pdf: bytes) -> int:
    text = pdf + b"".join(_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))
    return len(re.findall(rb"/Type\s*/Page\b", text))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


async def test_a_sheet_is_a_pdf_with_its_photo(yard: Yard) -> None:
    car = await yard.car(
        plate="GD250GH", vin=VIN, mileage_km=87_456, retail_price_cents=1_418_547, options=["GPS", "#set page()"],
        model_version="1.2 *Turbo* 130 _ch_ $x$ @a <b> \\ [c]", energy="Essence", comment="jamais montré",
    )  # fmt: skip
    without = await yard.client.get(f"/api/vehicles/{car['id']}/sheet.pdf")
    assert (without.status_code, without.headers["content-type"]) == (200, "application/pdf")
    assert without.headers["content-disposition"] == f'inline; filename="fiche-{car["number"]}.pdf"'
    assert (without.content[:5], pages(without.content)) == (b"%PDF-", 1)
    await uploaded(yard, car, a_jpeg())
    with_photo = await yard.client.get(f"/api/vehicles/{car['id']}/sheet.pdf")
    assert (with_photo.status_code, pages(with_photo.content)) == (200, 1)
    assert b"/Image" in with_photo.content
    stranger = await a_yard(yard.api, name="Autre")
    assert (await stranger.client.get(f"/api/vehicles/{car['id']}/sheet.pdf")).status_code == 404


def words(template: str, data: dict[str, object], folder: Path) -> str:
    """What a document says, by letting the typesetter draw it and reading its outline is too much: ask it instead."""
    source = folder / "main.typ"
    text = (TEMPLATES / f"{template}.typ").read_text(encoding="utf-8")
    source.write_text(f"{text}\n#metadata(car.mentions) <said>", encoding="utf-8")
    return typst.query(
        source, "<said>", field="value", one=True, sys_inputs={"data": msgspec.json.encode(data).decode()}
    )


def test_an_unproven_mileage_is_said_to_be_so(tmp_path: Path) -> None:
    data: dict[str, object] = {
        "title": "x", "dealer": "d", "address": "a", "printed": "p", "make": "m", "model": "m", "version": "v",
        "plate": "", "number": 1, "internal_number": "", "photo": None, "price": "", "vat": "", "facts": [],
        "options": [], "defects": [], "comment": "", "mentions": ["Kilométrage non garanti."],
    }  # fmt: skip
    assert "non garanti" in words("sheet", data, tmp_path)


async def test_the_facts_of_a_sheet_hide_costs_and_say_non_garanti(yard: Yard) -> None:
    from server.stock.printing import sheet as printing
    from server.stock.records.record import find_record

    car = await yard.car(mileage_km=87_456, comment="interne", purchase_price_cents=987_654, trade_price_cents=123_456)
    record = await find_record(yard.pool, car["id"])
    assert record is not None
    data = await printing._data(yard.pool, record, has_photo=False)
    text = msgspec.json.encode(data).decode()
    assert "87\u202f456 km (non garanti)" in text
    assert "Kilométrage non garanti." in text
    assert "Régime particulier - Biens d'occasion." in text
    assert not re.search(r"interne|9876|9\u202f876", text)


@pytest.mark.parametrize(
    ("number", "shown"), [("14185,47", "14\u202f185,47"), ("999", "999"), ("1000000,00", "1\u202f000\u202f000,00")]
)
def test_digits_stand_in_groups(number: str, shown: str) -> None:
    assert spaced(number) == shown


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
    content = "Marque;Modèle\nTrabant;601\ntrabant ;601\nPEUGEOT;208\n;X\nLong;" + "x" * 101
    answer = await yard.client.post("/api/catalogue", content=content.encode(), headers=csv)
    assert answer.json() == {
        "added": 1,
        "known": 1,
        "faults": [{"line": 5, "code": "is_required"}, {"line": 6, "code": "too_long"}],
    }
    assert (await yard.client.get("/api/catalogue/models?make=trabant")).json() == ["601"]
    again = await yard.client.post("/api/catalogue", content=content.encode(), headers=csv)
    assert (again.json()["added"], again.json()["known"]) == (0, 2)
    stranger = await a_yard(api, name="Autre")
    assert (await stranger.client.get("/api/catalogue/models?make=trabant")).json() == []
    for bad, reason in ((b"", "empty"), (b"a;b\n1;2", "no_header"), (b"\x00", "not_text")):
        refused = await yard.client.post("/api/catalogue", content=bad, headers=csv)
        assert (refused.status_code, refused.json()["reason"]) == (422, reason)
    seller = await api.client(await a_user(yard.pool, yard.dealer, rights=(), validation_right="none"))
    assert (await seller.post("/api/catalogue", content=b"make,model", headers=csv)).status_code == 403

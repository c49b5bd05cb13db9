"""A car's sheet."""

import re
import zlib
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
import typst

from server.kit.ids import PointOfSaleId
from server.kit.postgres import Pool
from server.stock.printing.facts import spaced
from server.stock.printing.places import printed_place
from server.stock.printing.typesetting import TEMPLATES
from tests.http import Api
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


async def test_a_sheet_says_the_number_as_people_write_it(yard: Yard, pg_pool: Pool) -> None:
    place = await printed_place(pg_pool, PointOfSaleId(yard.dealer.point_of_sale_id))
    assert str(place["address"]).endswith("71000 Mâcon, 03 85 00 00 00")


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

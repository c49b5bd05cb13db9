"""Exports of the table: the columns chosen, in order, by the filters, harmless in any spreadsheet."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import httpx
import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook

from server.stock.searching.listing import ask, every
from server.stock.searching.search import search_of
from tests.http import Api
from tests.stock.many import fill
from tests.stock.yard import Yard, a_yard

FORMULA = '=HYPERLINK("evil.example";"x")'


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api) -> Yard:
    yard = await a_yard(api)
    await yard.car(
        make="PEUGEOT", model=FORMULA, trim="-1+1", plate="GD250GH", retail_price_cents=1_234_567, mileage_km=87_456,
        first_registration="2021-11-30", trade_price_cents=350_050, destination="trade", internal_number="@SUM(A1)",
    )  # fmt: skip
    older = await yard.car(make="ŠKODA", model="\U0001f697")
    # Forms refuse such a name today; a row written before they did keeps it.
    await yard.pool.execute("UPDATE vehicle SET make = $2 WHERE id = $1", older["id"], 'ŠKODA; <Octavia> & "x"\n\u0007')
    return yard


def csv_rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(answer: httpx.Response) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


async def test_csv_has_french_values_and_runs_nothing(yard: Yard) -> None:
    answer = await yard.client.get("/api/vehicles/export.csv?sort=number")
    assert (answer.headers["x-total-rows"], answer.headers["cache-control"]) == ("2", "no-store")
    first, second = csv_rows(answer)
    assert (first["Modèle"], first["Finition"], first["N° interne"]) == (f"'{FORMULA}", "'-1+1", "'@SUM(A1)")
    assert (first["Prix de vente TTC"], first["Marge réelle HT"]) == ("12345,67", "-416,25")
    assert (first["1re mise en circulation"], first["Statut"], first["Kilométrage garanti"]) == (
        "30/11/2021",
        "Pré-rentrée",
        "non",
    )
    assert second["Marque"] == 'ŠKODA; <Octavia> & "x"\n\u0007'


async def test_excel_has_values_and_no_formulas(yard: Yard) -> None:
    columns = "&".join(
        f"columns={name}" for name in ("model", "trim", "retail_price_cents", "mileage_km", "first_registration")
    )
    answer = await yard.client.get(f"/api/vehicles/export.xlsx?sort=number&{columns}")
    head, first, second = xlsx_rows(answer)
    assert head == ["Modèle", "Finition", "Prix de vente TTC", "Kilométrage", "1re mise en circulation"]
    assert first == [FORMULA, "-1+1", 12_345.67, 87_456, date(2021, 11, 30)]
    assert second[0] == "\U0001f697"
    assert b"<f>" not in answer.content


@pytest.mark.parametrize("columns", ["columns=margin", "columns=make&columns=make", "columns=comment", "columns="])
async def test_unknown_columns_are_refused(yard: Yard, columns: str) -> None:
    for form in ("csv", "xlsx"):
        answer = await yard.client.get(f"/api/vehicles/export.{form}?{columns}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "columns")


async def test_filters_hold_for_exports_too(yard: Yard) -> None:
    rows = csv_rows(await yard.client.get("/api/vehicles/export.csv?destination=trade&columns=plate"))
    assert rows == [{"Immatriculation": "GD250GH"}]
    assert (await yard.client.get("/api/vehicles/export.csv?status=sold")).status_code == 422


async def test_a_large_export_comes_in_pieces_and_whole(api: Api) -> None:
    big = await a_yard(api, name="Groupe Grand")
    await fill(big.pool, entity_id=big.entity_id, point_of_sale_id=big.dealer.point_of_sale_id, cars=3_000)
    pieces = 0
    async with big.client.stream("GET", "/api/vehicles/export.csv?sort=-mileage_km&columns=number") as answer:
        text = ""
        async for piece in answer.aiter_text():
            pieces += 1
            text += piece
    assert pieces > 1
    numbers = text.split()[1:]
    assert sorted(map(int, numbers)) == list(range(1, 3_001))
    assert len(xlsx_rows(await big.client.get("/api/vehicles/export.xlsx"))) == 3_001


async def test_a_car_edited_while_it_is_exported_is_there_once(api: Api) -> None:
    """Edits throw cars about in the order of the export, from behind its reader to before it and back."""
    busy = await a_yard(api, name="Groupe Affairé")
    await fill(busy.pool, entity_id=busy.entity_id, point_of_sale_id=busy.dealer.point_of_sale_id, cars=1_200)
    await busy.pool.execute("UPDATE vehicle SET mileage_km = 1_000 + number WHERE entity_id = $1", busy.entity_id)
    asked = await ask(busy.pool, search_of("sort=mileage_km"), entity_ids={busy.entity_id})
    batches = every(busy.pool, asked)
    first = await anext(batches)
    # The first batch has been given out: its cars go to the end, those that come go to the front, one leaves.
    await busy.pool.execute(
        "UPDATE vehicle SET mileage_km = CASE WHEN number <= 500 THEN 900_000 ELSE 1 END WHERE entity_id = $1",
        busy.entity_id,
    )
    await busy.pool.execute("DELETE FROM vehicle WHERE entity_id = $1 AND number = 1_200", busy.entity_id)
    rest = [car async for batch in batches for car in batch]
    assert [car.number for car in (*first, *rest)] == list(range(1, 1_200))
    assert {car.mileage_km for car in rest} == {1}


async def test_a_car_that_no_longer_fits_is_not_exported(api: Api) -> None:
    busy = await a_yard(api, name="Groupe Vendeur")
    await fill(busy.pool, entity_id=busy.entity_id, point_of_sale_id=busy.dealer.point_of_sale_id, cars=600)
    await busy.pool.execute("UPDATE vehicle SET destination = 'trade' WHERE entity_id = $1", busy.entity_id)
    asked = await ask(busy.pool, search_of("sort=number&destination=trade"), entity_ids={busy.entity_id})
    batches = every(busy.pool, asked)
    await anext(batches)
    await busy.pool.execute(
        "UPDATE vehicle SET destination = 'retail' WHERE entity_id = $1 AND number <> 599", busy.entity_id
    )
    assert [car.number async for batch in batches for car in batch] == [599]

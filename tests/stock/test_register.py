"""The police register: chronological, without gap whoever comes at once, never changed, on paper and as CSV."""

import asyncio
import csv
from io import StringIO
from typing import Any

import httpx
import pytest
import pytest_asyncio

from server.kit.postgres import Pool
from tests.http import Api
from tests.stock.yard import VIN, Yard, a_yard, codes

LETTERS = "ABCDEFGHJK"
AFTER_A_GAP = """
INSERT INTO police_entry SELECT entity_id, number + 2, vehicle_id, recorded_at, recorded_by, entered_on, make, model,
    model_version, plate, vin, first_registration, mileage_km, outer_colour, origin, purchase_price_cents, seller_name,
    seller_address, seller_document, payment_method FROM police_entry
"""


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


def marks(place: int) -> dict[str, str]:
    return {"plate": f"A{LETTERS[place]}-123-CD", "vin": VIN[:-2] + f"{place:02d}"}


async def enter(yard: Yard, car: dict[str, Any], place: int) -> int:
    """Enter the car under the next number, asking again as often as others were faster; how often that was."""
    for again in range(50):
        number = await yard.next_number()
        answer = await yard.move(car, "physical_entry", **yard.entry(police_number=number, **marks(place)))
        if answer.status_code == 200:
            return again
        assert (answer.status_code, answer.json()["code"]) == (409, "register_moved")
        assert answer.json()["next_police_number"] > number
    raise AssertionError("never entered")


async def test_many_at_once_leave_neither_gap_nor_double(yard: Yard) -> None:
    cars = [await yard.car(destination="trade") for _ in LETTERS]
    await asyncio.gather(*(enter(yard, car, place) for place, car in enumerate(cars)))
    page = (await yard.client.get(f"/api/police-register?entity_id={yard.entity_id}&limit=4")).json()
    assert [entry["number"] for entry in page["items"]] == [10, 9, 8, 7]
    assert page["total"] == 10
    rows = await yard.pool.fetch(
        "SELECT number, recorded_at FROM police_entry WHERE entity_id = $1 ORDER BY number", yard.entity_id
    )
    assert [row["number"] for row in rows] == list(range(1, 11))
    times = [row["recorded_at"] for row in rows]
    assert times == sorted(times)


async def test_a_number_is_neither_skipped_nor_used_again(yard: Yard) -> None:
    first, second = await yard.car(destination="trade"), await yard.car(destination="trade")
    await yard.moved(first, "physical_entry", **yard.entry(police_number=1, **marks(1)))
    for number in (1, 3, 100):
        answer = await yard.move(second, "physical_entry", **yard.entry(police_number=number, **marks(2)))
        assert (answer.status_code, answer.json()["next_police_number"]) == (409, 2)
    assert (await yard.get(second))["status"] == "pre_entry"


async def test_a_register_of_paper_goes_on_here(yard: Yard) -> None:
    assert (await yard.client.get(f"/api/police-register/next?entity_id={yard.entity_id}")).json() == {
        "number": 1,
        "empty": True,
    }
    car = await yard.car(destination="trade")
    await yard.moved(car, "physical_entry", **yard.entry(police_number=4_712))
    assert await yard.next_number() == 4_713


async def test_an_entry_that_fails_leaves_no_hole(yard: Yard) -> None:
    first, second = await yard.car(destination="trade"), await yard.car(destination="trade")
    await yard.moved(first, "physical_entry", **yard.entry(police_number=1, **marks(1)))
    twin = await yard.move(second, "physical_entry", **yard.entry(police_number=2, **marks(1)))
    assert twin.json()["code"] == "duplicate"
    assert await yard.next_number() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE police_entry SET plate = 'XX'",
        "DELETE FROM police_entry",
        "TRUNCATE police_entry CASCADE",
        AFTER_A_GAP,
    ],
)
async def test_the_database_itself_keeps_the_register(yard: Yard, pg_pool: Pool, statement: str) -> None:
    car = await yard.car(destination="trade")
    await yard.moved(car, "physical_entry", **yard.entry(police_number=1))
    with pytest.raises(Exception, match=r"never changed|neither gaps"):
        await pg_pool.execute(statement)


async def test_an_entry_stays_as_it_was_written(yard: Yard) -> None:
    car = await yard.car(destination="trade", model_version="1.2 PureTech")
    said = {"seller_name": "M. Pecas", "seller_document": "CNI 123", "payment_method": "Virement"}
    entered = await yard.moved(car, "physical_entry", **yard.entry(police_number=1, **said))
    await yard.patch(entered, make="PEUGEOT CITROEN", outer_colour="Rouge")
    [entry] = (await yard.client.get(f"/api/police-register?entity_id={yard.entity_id}")).json()["items"]
    assert (entry["make"], entry["outer_colour"], entry["seller_name"]) == ("PEUGEOT", "Gris", "M. Pecas")
    assert (entry["recorded_by"], entry["exited_at"]) == (yard.user.name, None)


async def test_the_register_on_paper_and_as_csv(yard: Yard) -> None:
    car = await yard.car(destination="trade")
    said = {"seller_name": "=HYPERLINK(1)", "payment_method": "Virement"}
    await yard.moved(car, "physical_entry", **yard.entry(police_number=7, **said))
    answer = await yard.client.get(f"/api/police-register.csv?entity_id={yard.entity_id}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, line = csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    row = dict(zip(head, line, strict=True))
    assert (row["Numéro"], row["Date d'entrée"], row["Prix d'achat TTC"]) == ("7", "02/11/2026", "4000,00")
    assert (row["Immatriculation"], row["Vendeur"]) == ("GD-250-GH", "'=HYPERLINK(1)")
    pdf = await yard.client.get(f"/api/police-register.pdf?entity_id={yard.entity_id}")
    assert (pdf.status_code, pdf.headers["content-type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    later = await yard.client.get(f"/api/police-register.csv?entity_id={yard.entity_id}&entered_from=2026-11-03")
    assert len(later.text.splitlines()) == 1


async def test_a_register_of_somebody_else_is_nowhere(yard: Yard, api: Api) -> None:
    stranger = await a_yard(api, name="Autre")
    for address in ("police-register", "police-register/next", "police-register.csv", "police-register.pdf"):
        answer = await stranger.client.get(f"/api/{address}?entity_id={yard.entity_id}")
        assert answer.status_code == 404


async def entered(yard: Yard, **said: object) -> dict[str, Any]:
    car = await yard.car(destination="trade")
    return await yard.moved(car, "physical_entry", **yard.entry(police_number=1, **said))


async def complete(yard: Yard, number: int, **said: object) -> httpx.Response:
    return await yard.client.post(
        f"/api/police-register/{number}/completions", params={"entity_id": yard.entity_id}, json=said
    )


def lacking(car: dict[str, Any]) -> list[str]:
    return [warning["facts"]["fields"] for warning in car["warnings"] if warning["code"] == "register_incomplete"]


async def test_an_entry_says_what_it_lacks_until_it_is_completed(yard: Yard) -> None:
    car = await entered(yard, seller_name="M. Pecas")
    assert lacking(car) == ["seller_address, seller_document, payment_method"]
    answer = await complete(yard, 1, seller_address="12, rue du Nord", seller_document=" CNI 123 ")
    assert answer.status_code == 201, answer.text
    entry = answer.json()
    assert entry["missing"] == ["payment_method"]
    assert (entry["seller_name"], entry["seller_address"], entry["seller_document"]) == ("M. Pecas", "", "")
    assert {added["field"]: (added["value"], added["completed_by"]) for added in entry["completions"]} == {
        "seller_address": ("12, rue du Nord", yard.user.name),
        "seller_document": ("CNI 123", yard.user.name),
    }
    assert lacking(await yard.get(car)) == ["payment_method"]
    await complete(yard, 1, payment_method="Virement")
    assert lacking(await yard.get(car)) == []


async def test_an_entry_is_completed_once_and_never_over_what_it_says(yard: Yard, pg_pool: Pool) -> None:
    await entered(yard, seller_name="M. Pecas")
    assert (await complete(yard, 1, payment_method="Virement")).status_code == 201
    twice = await complete(yard, 1, payment_method="Espèces", seller_name="M. Autre", seller_address="Ici")
    assert (twice.status_code, codes(twice)) == (
        422,
        {"/seller_name": "already_said", "/payment_method": "already_said"},
    )
    [entry] = (await yard.client.get(f"/api/police-register?entity_id={yard.entity_id}")).json()["items"]
    assert [(added["field"], added["value"]) for added in entry["completions"]] == [("payment_method", "Virement")]
    assert (await complete(yard, 1)).status_code == 422
    assert (await complete(yard, 2, payment_method="Virement")).status_code == 404
    for statement in ("UPDATE police_completion SET value = 'x'", "DELETE FROM police_completion"):
        with pytest.raises(Exception, match="never changed"):
            await pg_pool.execute(statement)
    with pytest.raises(Exception, match="says its seller_name already"):
        await pg_pool.execute(
            "INSERT INTO police_completion SELECT entity_id, number, 'seller_name', 'x', now(), 'x' FROM police_entry"
            " WHERE entity_id = $1",
            yard.entity_id,
        )


async def test_of_two_who_complete_at_once_one_is_refused(yard: Yard) -> None:
    await entered(yard)
    answers = await asyncio.gather(*(complete(yard, 1, payment_method=f"Chèque {place}") for place in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


async def test_what_was_completed_is_exported(yard: Yard, api: Api) -> None:
    await entered(yard)
    await complete(yard, 1, seller_name="=SUM(1)")
    text = (await yard.client.get(f"/api/police-register.csv?entity_id={yard.entity_id}")).text
    head, line = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    row = dict(zip(head, line, strict=True))
    assert row["Vendeur"] == ""
    assert row["Complété depuis"].startswith("Vendeur : =SUM(1) (le ")
    assert yard.user.name in row["Complété depuis"]
    assert (await yard.client.get(f"/api/police-register.pdf?entity_id={yard.entity_id}")).status_code == 200
    stranger = await a_yard(api, name="Autre")
    address = f"/api/police-register/1/completions?entity_id={yard.entity_id}"
    assert (await stranger.client.post(address, json={"seller_address": "Ici"})).status_code == 404


async def test_a_register_is_chronological(yard: Yard) -> None:
    first, second = await yard.car(destination="trade"), await yard.car(destination="trade")
    await yard.moved(first, "physical_entry", **yard.entry(police_number=1, entered_on="2026-11-10", **marks(1)))
    early = await yard.move(
        second, "physical_entry", **yard.entry(police_number=2, entered_on="2026-11-09", **marks(2))
    )
    assert (early.status_code, codes(early)) == (422, {"/entered_on": "before_last_entry"})
    assert await yard.next_number() == 2
    await yard.moved(second, "physical_entry", **yard.entry(police_number=2, entered_on="2026-11-10", **marks(2)))

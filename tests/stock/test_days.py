"""Days that nobody can mean: refused on every way in, and a stock that answers whatever is stored (domain 6.3, 6.5)."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import Struct

from server import stock
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.rest.days import BUSINESS, REGISTRATION, Span, day_error
from server.rest.documents import openapi_document
from server.stock.searching.sorts import SORTS
from tests.api.examples import example_of
from tests.http import Api
from tests.organisation import a_member, a_pro
from tests.stock.yard import Yard, a_yard, codes

TODAY = date(2026, 11, 24)
MIGRATION = Path(stock.__file__).parent / "piccolo_migrations" / "days.sql"
ABSURD = st.one_of(
    st.dates(max_value=date(1899, 12, 31)).map(date.isoformat),
    st.dates(min_value=date(2050, 1, 1)).map(date.isoformat),
    st.sampled_from(["0001-01-01", "9999-12-31", "0000-00-00", "10000-01-01", "infinity", "-infinity", "2026-02-30"]),
)
EXAMPLES = 8


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


@pytest.mark.parametrize(
    ("day", "span", "code"),
    [
        (date(1999, 12, 31), BUSINESS, "too_old"),
        (date(2000, 1, 1), BUSINESS, None),
        (date(2036, 11, 24), BUSINESS, None),
        (date(2036, 11, 25), BUSINESS, "too_far"),
        (date(1899, 12, 31), REGISTRATION, "too_old"),
        (date(1900, 1, 1), REGISTRATION, None),
        (date(2026, 11, 25), REGISTRATION, None),
        (date(2026, 11, 26), REGISTRATION, "in_the_future"),
    ],
)
def test_a_day_is_one_that_a_business_can_mean(day: date, span: Span, code: str | None) -> None:
    error = day_error("/day", day, span, today=TODAY)
    assert (error and error.code) == code


def test_ten_years_after_a_leap_day_there_is_a_day_too() -> None:
    assert BUSINESS.last(date(2028, 2, 29)) == date(2038, 2, 28)


class DayField(Struct, frozen=True, kw_only=True):
    """A field of a day or moment that some route takes."""

    method: str
    path: str
    pointer: str
    in_query: bool
    moment: bool

    def sent(self, day: str) -> str:
        return f"{day}T10:00:00Z" if self.moment else day


def day_fields(document: Mapping[str, Any]) -> Iterator[DayField]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                for moment in _days_in(parameter["schema"], document):
                    yield DayField(method=method, path=path, pointer=parameter["name"], in_query=True, moment=moment[1])
            content = operation.get("requestBody", {}).get("content", {})
            for found in content.values():
                for pointer, moment in _days_in(found["schema"], document):
                    yield DayField(method=method, path=path, pointer=pointer, in_query=False, moment=moment)


def _days_in(schema: Mapping[str, Any], document: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, bool]]:
    if (reference := schema.get("$ref")) is not None:
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    if schema.get("format") in {"date", "date-time"}:
        yield at, schema["format"] == "date-time"
    for one in schema.get("anyOf", ()):
        yield from _days_in(one, document, at)
    for name, inner in schema.get("properties", {}).items():
        yield from _days_in(inner, document, f"{at}/{name}")


def shapes_of(api: Api) -> dict[tuple[str, str], Any]:
    """The type of each route's body, by method and address."""
    return {
        (method.lower(), route.path_format): handler.parsed_data_field.raw
        for route in api.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if isinstance(handler, HTTPRouteHandler) and handler.parsed_data_field is not None
        for method in handler.http_methods
    }


def body_with(shape: object, ids: Mapping[str, str], pointer: str, day: str) -> object:
    body: Any = example_of(shape, ids)
    *parents, name = pointer.removeprefix("/").split("/")
    inner = body
    for parent in parents:
        inner = inner.setdefault(parent, {})
    inner[name] = day
    return body


async def test_absurd_days_are_refused_by_every_field_of_every_route(api: Api, yard: Yard) -> None:
    car = await yard.car_for_sale()
    member = await api.client(await a_member(yard.pool, await a_pro(yard.pool, yard.dealer)))
    document, shapes = openapi_document(api.app), shapes_of(api)
    ids = {
        "vehicle_id": car["id"],
        "entity_id": yard.entity_id,
        "point_of_sale_id": yard.dealer.point_of_sale_id,
        "to": "for_sale",
    }
    fields = list(day_fields(document))
    assert {(field.method, field.path, field.pointer) for field in fields} >= {
        ("patch", "/api/vehicles/{vehicle_id}", "/sale_target_on"),
        ("post", "/api/vehicles/{vehicle_id}/transitions", "/delivered_on"),
        ("post", "/api/vehicles/{vehicle_id}/costs", "/spent_on"),
        ("post", "/api/dms/invoices", "/invoiced_at"),
        ("post", "/api/auctions", "/starts_at"),
        ("get", "/api/vehicles", "registered_from"),
        ("get", "/api/police-register.csv", "entered_from"),
    }
    loop = asyncio.get_running_loop()

    async def refusal(client: httpx.AsyncClient, field: DayField, day: str) -> httpx.Response:
        address = field.path
        for name in ("vehicle_id", "entity_id"):
            address = address.replace("{" + name + "}", ids[name])
        while "{" in address:
            before, _, after = address.partition("{")
            address = before + new_id() + after.partition("}")[2]
        if field.in_query:
            query = {field.pointer: field.sent(day), "entity_id": yard.entity_id}
            return await client.request(field.method, address, params=query)
        body = body_with(shapes[field.method, field.path], ids, field.pointer, field.sent(day))
        headers = {"idempotency-key": new_id()}
        return await client.request(field.method, address, json=body, headers=headers)

    def try_out(field: DayField) -> None:
        @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
        @given(day=ABSURD)
        def send(day: str) -> None:
            answer = asyncio.run_coroutine_threadsafe(refusal(yard.client, field, day), loop).result(20)
            if answer.status_code == 403:
                answer = asyncio.run_coroutine_threadsafe(refusal(member, field, day), loop).result(20)
            assert answer.status_code == 422, (field, day, answer.text)
            assert field.pointer in {error["pointer"] for error in answer.json()["errors"]}, (field, day, answer.text)

        send()

    for field in fields:
        await asyncio.to_thread(try_out, field)
    assert await yard.get(car) == car
    assert (await yard.client.get("/api/vehicles")).json()["items"][0]["id"] == car["id"]


async def test_a_stock_answers_whatever_days_are_stored(yard: Yard, pg_pool: Pool) -> None:
    cars = [await yard.car_for_sale(plate=f"AB-12{place}-CD", vin=f"VF3ABCDEF1234567{place}") for place in range(3)]
    await pg_pool.execute("ALTER TABLE vehicle DROP CONSTRAINT vehicle_days_that_can_be")
    for car, day in zip(cars, ("infinity", "-infinity", "0001-01-01"), strict=True):
        await pg_pool.execute(
            "UPDATE vehicle SET sale_target_on = day, first_registration = day, purchased_on = day,"
            " purchase_declared_on = day FROM (SELECT $2::text::date AS day) AS stored WHERE id = $1",
            car["id"],
            day,
        )
    await pg_pool.execute("UPDATE vehicle SET entered_at = NULL, exited_at = 'infinity' WHERE id = $1", cars[2]["id"])
    for sort in SORTS:
        for sign in ("", "-"):
            first = (await yard.client.get(f"/api/vehicles?sort={sign}{sort}&limit=2")).json()
            rest = (await yard.client.get(f"/api/vehicles?sort={sign}{sort}&cursor={first['next_cursor']}")).json()
            assert {car["id"] for car in (*first["items"], *rest["items"])} == {car["id"] for car in cars}
    for query in ("late=true", "days_in_stock_min=1", "registered_from=2000-01-01"):
        assert (await yard.client.get(f"/api/vehicles?{query}")).status_code == 200
    text = (await yard.client.get("/api/vehicles/export.csv")).text
    assert len(text.splitlines()) == 1 + len(cars)
    sheet = (await yard.client.get("/api/vehicles/export.xlsx")).content
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + len(cars)
    for car in cars:
        assert (await yard.client.get(f"/api/vehicles/{car['id']}/history")).status_code == 200
        assert (await yard.client.get(f"/api/vehicles/{car['id']}/sheet.pdf")).status_code == 200
        found = await yard.get(car)
        undone = await yard.patch(found, sale_target_on=None, first_registration="2020-05-01", purchased_on=None)
        assert (undone.status_code, undone.json()["sale_target_on"]) == (200, None)


async def test_impossible_days_of_before_are_taken_out_and_kept_in_the_history(yard: Yard, pg_pool: Pool) -> None:
    car, other = await yard.car_for_sale(), await yard.car(plate="AB-123-CD", sale_target_on="2026-12-24")
    tables = ("vehicle", "vehicle_cost", "vehicle_delivery", "vehicle_exit", "dms_invoice", "police_entry")
    for table in tables:
        await pg_pool.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_days_that_can_be")
    imported = await yard.car(plate="AB-124-CD")
    await pg_pool.execute("UPDATE vehicle SET sale_target_on = 'infinity' WHERE id = $1", car["id"])
    await pg_pool.execute("UPDATE vehicle SET entered_at = '0021-03-12 00:00Z' WHERE id = $1", imported["id"])
    await pg_pool.execute(MIGRATION.read_text(encoding="utf-8"))
    found = await yard.get(imported)
    assert found["entered_at"] == found["created_at"]
    (change,) = (await yard.client.get(f"/api/vehicles/{imported['id']}/history")).json()["items"][0]["changes"]
    assert (change["field"], change["before"][:10]) == ("entered_at", "0021-03-12")
    assert change["after"].startswith(found["created_at"][:19])
    found = await yard.get(car)
    assert (found["sale_target_on"], found["version"]) == (None, car["version"] + 1)
    newest = (await yard.client.get(f"/api/vehicles/{car['id']}/history")).json()["items"][0]
    assert newest["changes"] == [{"field": "sale_target_on", "before": "infinity", "after": None}]
    assert await yard.get(other) == other
    with pytest.raises(Exception, match="vehicle_days_that_can_be"):
        await pg_pool.execute("UPDATE vehicle SET sale_target_on = 'infinity' WHERE id = $1", car["id"])


async def test_a_car_is_delivered_and_leaves_no_sooner_than_it_came(yard: Yard) -> None:
    car = await yard.car_for_sale()
    early = await yard.move(car, "delivery", **yard.delivery(client_name="M. Pecas", delivered_on="2026-11-01"))
    assert (early.status_code, codes(early)) == (422, {"/delivered_on": "before_entry"})
    await yard.moved(car, "delivery", **yard.delivery(client_name="M. Pecas", delivered_on="2026-11-02"))
    invoice = {"number": "F-1", "vehicle_ids": [car["id"]], "invoiced_at": "2026-10-31T18:00:00Z"}
    refused = await yard.client.post("/api/dms/invoices", json=invoice)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/invoiced_at")
    assert (await yard.get(car))["status"] == "delivery"
    taken = await yard.client.post("/api/dms/invoices", json={**invoice, "invoiced_at": "2026-11-02T18:00:00Z"})
    assert taken.status_code == 200
    assert (await yard.get(car))["exited_at"] == "2026-11-02T18:00:00Z"

"""Finding cars: accents and typing errors, every filter, and plans that use indexes in a crowd of twenty thousand."""

import json
from datetime import date
from typing import Any

import pytest
import pytest_asyncio

from server.kit.ids import EntityId, new_id
from server.kit.postgres import Pool
from server.stock.searching.listing import Asked, ask, count, count_statement, find_page, page_statement
from server.stock.searching.search import VehicleSearch, search_of
from server.stock.searching.sorts import SORTS
from server.stock.vehicle import VehicleRow
from tests.http import Api
from tests.organisation import a_pro, a_user, another_entity
from tests.stock.many import fill
from tests.stock.yard import VIN, Yard, a_yard, days_since

CROWD = 20_000


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api) -> Yard:
    """Four cars that differ in everything."""
    yard = await a_yard(api)
    await yard.car(
        make="CITROËN", model="C-HR", model_version="1.8 (hybride)", plate="GD250GH", vin=VIN, energy="Hybride",
        first_registration="2021-11-30", mileage_km=87_456, retail_price_cents=1_500_000, gearbox="Automatique",
    )  # fmt: skip
    await yard.car(
        make="PEUGEOT", model="208", plate="BC125DF", internal_number="VO0042", energy="Diesel", body="Citadine",
        first_registration="2012-05-15", mileage_km=108_963, retail_price_cents=600_000, trade_price_cents=579_816,
        destination="trade",
    )  # fmt: skip
    await yard.car(
        make="RENAULT", model="MÉGANE", trim="Intens", plate="AA123BB", energy="Diesel", vat_regime="standard",
        trade_price_cents=800_000, sale_to_professionals_allowed=True,
    )  # fmt: skip
    await yard.car_for_sale(
        make="OPEL",
        model="MOKKA",
        plate="FG463RT",
        vin="WVW" + VIN[3:-1] + "1",
        sale_target_on="2026-11-20",
        energy="Électrique",
    )
    return yard


async def plates(yard: Yard, query: str) -> list[str]:
    answer = await yard.client.get(f"/api/vehicles?sort=number&{query}")
    assert answer.status_code == 200, answer.text
    return [car["plate"] for car in answer.json()["items"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("citroen", ["GD250GH"]),
        ("CITROËN", ["GD250GH"]),
        ("c-hr", ["GD250GH"]),
        ("megane", ["AA123BB"]),
        ("Mégane intens", ["AA123BB"]),
        ("intens 208", []),
        ("mok", ["FG463RT"]),
        ("peugot", ["BC125DF"]),
        ("pegueot", ["BC125DF"]),
        ("peugeott", ["BC125DF"]),
        ("reanult", ["AA123BB"]),
        ("1.8", ["GD250GH"]),
        ("GD-250-GH", ["GD250GH"]),
        ("gd250gh", ["GD250GH"]),
        ("gd25", ["GD250GH"]),
        ("gd", ["GD250GH"]),
        ("WV", ["FG463RT"]),
        ("GD251GH", ["GD250GH"]),
        ("GD205GH", ["GD250GH"]),
        ("GD50GH", ["GD250GH"]),
        ("GDD250GH", ["GD250GH"]),
        ("vo0042", ["BC125DF"]),
        (VIN.lower(), ["GD250GH"]),
        (VIN.replace("5", "6", 1), ["GD250GH"]),
        (VIN[-6:], ["GD250GH"]),
        ("opel mokka fg463", ["FG463RT"]),
        ("mégane diesel", ["AA123BB"]),
        ("diesel", ["BC125DF", "AA123BB"]),
        ("dies 2012", ["BC125DF"]),
        ("électrique", ["FG463RT"]),
        ("mokka electrique", ["FG463RT"]),
        ("c-hr automatique", ["GD250GH"]),
        ("208 automatique", []),
        ("2012", ["BC125DF"]),
        ("2021", ["GD250GH", "FG463RT"]),
        ("c-hr 2021", ["GD250GH"]),
        ("c-hr 2012", []),
        ("mokka gris", ["FG463RT"]),
        ("mokka vente", ["FG463RT"]),
        ("mokka livraison", []),
        ("stock de vente", ["FG463RT"]),
        ("pré-rentrée 208", ["BC125DF"]),
        ("entrée physique", []),
        ("mokka de 2021", ["FG463RT"]),
        ("une mokka de couleur grise en stock", ["FG463RT"]),
        ("en stock", ["GD250GH", "BC125DF", "AA123BB", "FG463RT"]),
        ("stock zzzzzz", []),
        ("de", []),
        ("zzzzzz", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("'; DROP TABLE vehicle; --", []),
        ("a" * 200, []),
    ],
)
async def test_words_are_found_in_spite_of_accents_and_typing_errors(yard: Yard, typed: str, found: list[str]) -> None:
    answer = await yard.client.get("/api/vehicles", params={"q": typed, "sort": "number"})
    assert answer.status_code == 200, answer.text
    assert [car["plate"] for car in answer.json()["items"]] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=pre_entry", ["GD250GH", "BC125DF", "AA123BB"]),
        ("status=for_sale&status=delivery", ["FG463RT"]),
        ("destination=trade", ["BC125DF", "FG463RT"]),
        ("destination=trade&destination=retail&kind=used&energy=Diesel", ["BC125DF", "AA123BB"]),
        ("reserved=false&engaged=false&energy=Hybride", ["GD250GH"]),
        ("reserved=true", []),
        ("enterable=true", ["FG463RT"]),
        ("enterable=false", ["GD250GH", "BC125DF", "AA123BB"]),
        ("allowed_to_professionals=true", ["AA123BB"]),
        ("make=PEUGEOT&model=208", ["BC125DF"]),
        ("gearbox=Automatique", ["GD250GH"]),
        ("body=Citadine", ["BC125DF"]),
        ("vat_regime=standard", ["AA123BB"]),
        ("with_photo=true", []),
        ("retail_price_min_cents=1000000", ["GD250GH"]),
        ("retail_price_max_cents=1000000", ["BC125DF"]),
        ("trade_price_min_cents=579816&trade_price_max_cents=800000", ["BC125DF", "AA123BB"]),
        ("mileage_max_km=87456", ["GD250GH", "FG463RT"]),
        ("mileage_min_km=87457", ["BC125DF"]),
        ("registered_from=2020-01-01&registered_to=2021-11-30", ["GD250GH", "FG463RT"]),
        ("days_in_stock_min={days}&days_in_stock_max={days}", ["FG463RT"]),
        ("days_in_stock_min={more}", []),
        ("days_in_stock_max={fewer}", []),
        ("days_in_stock_min=0&days_in_stock_max=36500", ["FG463RT"]),
        ("late=true", ["FG463RT"]),
        ("late=false&status=for_sale", []),
        ("skip=2&limit=1", ["AA123BB"]),
        ("q=&status=for_sale", ["FG463RT"]),
    ],
)
async def test_filters(yard: Yard, query: str, found: list[str]) -> None:
    days = days_since(2026, 11, 2)
    query = query.format(days=days, more=days + 1, fewer=days - 1)
    assert await plates(yard, query) == found
    counted = await yard.client.get(f"/api/vehicles/count?{query.replace('skip=2&limit=1', 'make=RENAULT')}")
    assert counted.json() == {"count": len(found)}


async def test_a_pro_a_place_and_an_entity_filter_too(yard: Yard) -> None:
    pro_id = await a_pro(yard.pool, yard.dealer)
    await yard.pool.execute("UPDATE vehicle SET reserved_for_pro_id = $1 WHERE plate = 'AA123BB'", pro_id)
    try:
        assert await plates(yard, "reserved=true") == ["AA123BB"]
        assert await plates(yard, f"reserved_for={pro_id}") == ["AA123BB"]
        assert await plates(yard, f"reserved_for={new_id()}") == []
    finally:
        await yard.pool.execute("UPDATE vehicle SET reserved_for_pro_id = NULL")
    place = yard.dealer.point_of_sale_id
    assert len(await plates(yard, f"point_of_sale_id={place}&point_of_sale_id={new_id()}")) == 4
    assert await plates(yard, f"physical_site_id={place}") == []
    assert len(await plates(yard, f"entity_id={yard.entity_id}")) == 4


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("status=sold&energy=&unknown=1", {"status", "energy", "unknown"}),
        ("mileage_min_km=-1&mileage_max_km=x", {"mileage_min_km", "mileage_max_km"}),
        ("reserved=perhaps", {"reserved"}),
        ("registered_from=30/11/2021", {"registered_from"}),
        ("q=%00", {"q"}),
        ("q=a&q=b", {"q"}),
        ("q=" + "x" * 201, {"q"}),
        ("sort=price", {"sort"}),
        ("make=%ff", {"query"}),
        ("entity_id=1", {"entity_id"}),
        ("limit=0", {"limit"}),
        ("skip=-1", {"skip"}),
        ("cursor=zzz", {"cursor"}),
    ],
)
async def test_a_search_that_makes_no_sense_names_why(yard: Yard, query: str, names: set[str]) -> None:
    answer = await yard.client.get(f"/api/vehicles?{query}")
    assert (answer.status_code, {error["pointer"] for error in answer.json()["errors"]}) == (422, names)


class Crowd:
    def __init__(self, pool: Pool, entity_ids: list[EntityId]) -> None:
        self.pool = pool
        self.entity_ids = entity_ids

    async def asked(self, query: str) -> Asked:
        return await ask(self.pool, search_of(query), entity_ids=self.entity_ids)


@pytest_asyncio.fixture(scope="module")
async def crowd(api: Api) -> Crowd:
    """Two entities, one with very many cars."""
    yard = await a_yard(api, name="Groupe Grand")
    other = await another_entity(yard.pool, yard.dealer)
    await fill(yard.pool, entity_id=yard.entity_id, point_of_sale_id=yard.dealer.point_of_sale_id, cars=CROWD)
    await fill(yard.pool, entity_id=other.entity_id, point_of_sale_id=other.point_of_sale_id, cars=500, seed=7)
    return Crowd(yard.pool, [yard.entity_id, other.entity_id])


FILTERS = (
    "",
    "status=delivery",
    "destination=trade",
    "reserved=true",
    "enterable=true",
    "energy=Hybride",
    "make=FIAT&model=500",
    "retail_price_min_cents=500000&retail_price_max_cents=520000",
    "trade_price_max_cents=150000",
    "mileage_max_km=10000",
    "days_in_stock_min=89",
    "registered_from=2026-01-01",
    "late=true",
    "q=peugeot",
    "q=peugot%20208",
    "q=VO0071",
    "q=vo0O71",
    "q=golf%20tdi",
)


def scans(plan: dict[str, Any]) -> list[tuple[str, str]]:
    here = [(plan["Node Type"], plan.get("Relation Name", ""))] if "Scan" in plan["Node Type"] else []
    return [*here, *(scan for child in plan.get("Plans", ()) for scan in scans(child))]


async def explained(pool: Pool, statement: str, arguments: list[object]) -> list[tuple[str, str]]:
    text = await pool.fetchval(f"EXPLAIN (FORMAT JSON) {statement}", *arguments)
    return scans(json.loads(text)[0]["Plan"])


@pytest.mark.parametrize("query", FILTERS)
async def test_every_page_is_read_by_indexes(crowd: Crowd, query: str) -> None:
    asked = await crowd.asked(query)
    statement, arguments = page_statement(asked, limit=51, after=None, skip=0)
    found = await explained(crowd.pool, statement, arguments)
    assert ("Seq Scan", "vehicle") not in found, found
    assert any(relation == "vehicle" for _, relation in found)


INDEXES = {
    "number": "vehicle_entity_id_number_key",
    "make": "vehicle_by_name",
    "trade_price_cents": "vehicle_by_trade_price",
    "retail_price_cents": "vehicle_by_retail_price",
    "mileage_km": "vehicle_by_mileage",
    "first_registration": "vehicle_by_registration",
    "entered_at": "vehicle_by_entry",
    "days_in_stock": "vehicle_by_age",
    "sale_target_on": "vehicle_by_target",
    "days_late": "vehicle_by_target",
}


@pytest.mark.parametrize("sort", [direction + name for name in SORTS for direction in ("", "-")])
async def test_every_sort_has_its_index(crowd: Crowd, sort: str) -> None:
    asked = await crowd.asked(f"sort={sort}")
    first = await find_page(crowd.pool, asked, limit=3, cursor=None)
    key = await crowd.pool.fetchrow(
        f"SELECT ({SORTS[asked.search.sorted_by].expression})::text, v.id::text FROM vehicle v WHERE v.id = $1",  # noqa: S608 — our own words only
        first.items[-1].id,
    )
    assert key
    for skip, after in ((0, None), (200, None), (0, (key[0], key[1]))):
        statement, arguments = page_statement(asked, limit=51, after=after, skip=skip)
        plan = "\n".join(row[0] for row in await crowd.pool.fetch(f"EXPLAIN {statement}", *arguments))
        assert f"using {INDEXES[asked.search.sorted_by]} on vehicle v" in plan, plan


@pytest.mark.parametrize(
    "query", ["", *(query for query in FILTERS if query not in ("", "enterable=true", "late=true"))]
)
async def test_counting_uses_indexes_where_few_are_meant(crowd: Crowd, query: str) -> None:
    asked = await crowd.asked(query)
    if await count(crowd.pool, asked) > CROWD // 10:
        return  # of many, reading them all is the quickest way
    statement, arguments = count_statement(asked)
    found = await explained(crowd.pool, statement, arguments)
    assert ("Seq Scan", "vehicle") not in found, found


@pytest.mark.parametrize("sort", [direction + name for name in SORTS for direction in ("", "-")])
async def test_pages_of_several_entities_are_one_order(crowd: Crowd, sort: str) -> None:
    asked = await crowd.asked(f"sort={sort}&make=FIAT")
    whole = await find_page(crowd.pool, asked, limit=400, cursor=None)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        page = await find_page(crowd.pool, asked, limit=100, cursor=cursor)
        assert page.total == whole.total
        seen += [car.id for car in page.items]
        cursor = page.next_cursor
    assert seen == [car.id for car in whole.items]
    jumped = await find_page(crowd.pool, asked, limit=50, cursor=None, skip=250)
    assert [car.id for car in jumped.items] == seen[250:300]


async def test_a_mistyped_plate_is_found_in_the_crowd(crowd: Crowd) -> None:
    row = await crowd.pool.fetchrow(
        "SELECT plate, id::text FROM vehicle WHERE entity_id = $1 AND number = 12345", crowd.entity_ids[0]
    )
    assert row is not None
    plate: str = row["plate"]
    swapped = plate[:2] + plate[3] + plate[2] + plate[4:] if plate[2] != plate[3] else plate[:-1] + "W"
    found = await find_page(crowd.pool, await crowd.asked(f"q={swapped.lower()}"), limit=50, cursor=None)
    assert row["id"] in [car.id for car in found.items]
    assert found.total < 10


async def test_days_count_from_the_day_of_entry(crowd: Crowd) -> None:
    search = VehicleSearch(days_in_stock_min=80, days_in_stock_max=82)
    asked = await ask(crowd.pool, search, entity_ids=crowd.entity_ids)
    page = await find_page(crowd.pool, asked, limit=200, cursor=None)
    assert page.items
    assert {car.days_in_stock for car in page.items} <= {80, 81, 82}
    assert asked.today >= date(2026, 11, 1)


async def test_days_in_stock_and_days_late_sort_as_they_are_shown(crowd: Crowd) -> None:
    await crowd.pool.execute(
        """
        UPDATE vehicle SET sale_target_on = (entered_at + make_interval(days => (number % 90)::integer))::date,
            exited_at = CASE WHEN number % 50 = 0 THEN entered_at + make_interval(days => (number % 40)::integer) END
        WHERE entity_id = $1 AND number % 7 > 0
        """,
        crowd.entity_ids[1],
    )
    by_stay, by_delay = await _whole(crowd, "days_in_stock"), await _whole(crowd, "days_late")
    # Who never came comes before who left, and that before who is there.
    stays = [(car.entered_at is not None, car.exited_at is None, car.days_in_stock or 0) for car in by_stay]
    delays = [(car.days_late is not None, car.days_late or 0) for car in by_delay]
    assert (stays, delays) == (sorted(stays), sorted(delays))
    assert min(len(set(stays)), len(set(delays))) > 20
    assert {there for came, there, _ in stays if came} == {True, False}
    for sort, up in (("days_in_stock", by_stay), ("days_late", by_delay)):
        assert [car.id for car in await _whole(crowd, f"-{sort}")] == [car.id for car in reversed(up)]


async def _whole(crowd: Crowd, sort: str) -> list[VehicleRow]:
    """All cars of the smaller entity, page by page."""
    asked = await crowd.asked(f"sort={sort}&entity_id={crowd.entity_ids[1]}")
    cars: list[VehicleRow] = []
    cursor = None
    while len(cars) == 0 or cursor is not None:
        page = await find_page(crowd.pool, asked, limit=60, cursor=cursor)
        cars += page.items
        cursor = page.next_cursor
    return cars


async def test_searches_are_kept_pinned_and_counted(yard: Yard) -> None:
    form = {"name": "Diesels", "query": "energy=Diesel&sort=-mileage_km", "pinned": True}
    saved = await yard.client.post("/api/saved-searches", json=form)
    assert (saved.status_code, saved.json()["count"]) == (201, 2)
    twice = await yard.client.post("/api/saved-searches", json=form)
    assert (twice.status_code, twice.json()["code"]) == (409, "taken")
    wrong = await yard.client.post("/api/saved-searches", json={"name": "x", "query": "energy=&colour=red"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/query", "/query"]
    address = f"/api/saved-searches/{saved.json()['id']}"
    changed = await yard.client.patch(address, json={"pinned": False, "query": "q=peugot"})
    assert (changed.json()["pinned"], changed.json()["count"]) == (False, 1)
    assert (await yard.client.get("/api/saved-searches?pinned=true")).json() == []
    await yard.car(make="PEUGEOT", model="308")
    assert [search["count"] for search in (await yard.client.get("/api/saved-searches")).json()] == [2]
    other = await yard.api.client(await a_user(yard.pool, yard.dealer))
    assert (await other.get("/api/saved-searches")).json() == []
    assert (await other.patch(address, json={})).status_code == 404
    assert (await other.delete(address)).status_code == 404
    assert (await yard.client.delete(address)).status_code == 204


async def test_columns_are_remembered_for_each_user(yard: Yard) -> None:
    chosen = {"columns": ["plate", "make", "days_in_stock"]}
    assert (await yard.client.get("/api/vehicles/columns")).json() == {"columns": []}
    assert (await yard.client.put("/api/vehicles/columns", json=chosen)).json() == chosen
    assert (await yard.client.get("/api/vehicles/columns")).json() == chosen
    other = await yard.api.client(await a_user(yard.pool, yard.dealer))
    assert (await other.get("/api/vehicles/columns")).json() == {"columns": []}

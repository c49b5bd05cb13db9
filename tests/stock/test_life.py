"""A car's whole life over real HTTP: every move, what it needs, who is told, and how it is taken back."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio

from server.kit import clock
from server.kit.ids import OfferId, ProId, VehicleId, new_id
from server.kit.money import Cents
from server.kit.postgres import transaction
from server.protocol.refusals import Refusal
from server.stock.chronicle import NOBODY
from server.stock.life.delivering import Handover, deliver_ordered
from server.stock.life.reserving import let_go, reserve
from tests.http import Api
from tests.organisation import a_dealer, a_member, a_pro, a_user
from tests.stock.yard import VIN, Yard, a_yard, codes, days_since

SOON = (clock.now().date() + timedelta(days=40)).isoformat()

ENTRY_FIELDS = (
    "outer_colour",
    "inner_colour",
    "origin",
    "plate",
    "vin",
    "police_number",
    "entered_on",
    "first_registration",
    "mileage_km",
    "co2_g_km",
    "trade_price_cents",
)
DELIVERY_FIELDS = ("seller_id", "client", "delivered_on", "delivery_point_of_sale_id", "physical_site_id")


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def reserved(yard: Yard, car: dict[str, Any]) -> ProId:
    pro_id = await a_pro(yard.pool, yard.dealer, name="Top Used Cars")
    await a_member(yard.pool, pro_id)
    await yard.pool.execute("UPDATE vehicle SET reserved_for_pro_id = $2 WHERE id = $1", car["id"], pro_id)
    return pro_id


async def told(yard: Yard, car: dict[str, Any], *channels: str) -> list[tuple[str, str]]:
    rows = await yard.pool.fetch(
        "SELECT DISTINCT channel, kind FROM outbox WHERE subject_id = $1 AND channel = ANY($2::text[]) ORDER BY 1, 2",
        car["id"],
        list(channels or ("mail",)),
    )
    return [(row["channel"], row["kind"]) for row in rows]


def moves(car: dict[str, Any]) -> dict[str, tuple[int, list[str]]]:
    return {move["to"]: (len(move["missing"]), move["reasons"]) for move in car["life"]["moves"]}


async def test_a_move_without_its_fields_names_all_of_them_at_once(yard: Yard) -> None:
    car = await yard.car(destination="trade")
    answer = await yard.move(car, "physical_entry")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}" for name in ENTRY_FIELDS]
    assert answer.json()["next_police_number"] == 1
    assert moves(car) == {"physical_entry": (len(ENTRY_FIELDS), [])}


async def test_wrong_and_missing_fields_come_together(yard: Yard) -> None:
    car = await yard.car(destination="trade")
    entry = yard.entry(plate="1", vin="2", entered_on=SOON)
    del entry["origin"]
    answer = await yard.move(car, "physical_entry", **entry)
    assert codes(answer) == {
        "/origin": "required",
        "/police_number": "required",
        "/plate": "no_plate",
        "/vin": "no_vin",
        "/entered_on": "in_the_future",
    }
    early = await yard.move(car, "physical_entry", **yard.entry(police_number=1, entered_on="2020-01-01"))
    assert codes(early) == {"/entered_on": "before_registration"}
    assert (await yard.get(car))["status"] == "pre_entry"


async def test_a_car_goes_through_its_whole_life(yard: Yard) -> None:
    car = await yard.car(destination="trade")
    entered = await yard.moved(car, "physical_entry", **yard.entry(police_number=1))
    assert (entered["status"], entered["police_number"], entered["plate"]) == ("physical_entry", 1, "GD250GH")
    assert (entered["publishable"], entered["sellable"]) == (True, False)
    assert (entered["entered_at"], entered["sale_target_on"]) == ("2026-11-02T12:00:00Z", "2027-01-01")
    assert (entered["days_in_stock"], entered["days_late"]) == (days_since(2026, 11, 2), days_since(2027, 1, 1))
    for_sale = await yard.moved(car, "for_sale")
    assert for_sale["sellable"]
    assert moves(for_sale) == {"physical_entry": (0, []), "delivery": (len(DELIVERY_FIELDS), [])}
    out = await yard.moved(car, "delivery", **yard.delivery(client_name="Garage Martin"))
    assert (out["delivery"]["client_name"], out["delivery"]["price_cents"]) == ("Garage Martin", 1_418_547)
    gone = await yard.moved(car, "exited")
    assert (gone["status"], gone["exit"]["client_name"], gone["exit"]["invoice_number"]) == (
        "exited",
        "Garage Martin",
        None,
    )
    assert await told(yard, car, "live") == [("live", "car_exited")]
    history = (await yard.client.get(f"/api/vehicles/{car['id']}/history")).json()["items"]
    assert [event["kind"] for event in history] == ["exited", "moved", "moved", "moved", "created"]
    assert [stage["key"] for stage in gone["life"]["stages"] if stage["current"]] == ["exited"]


async def test_a_delivery_needs_its_fields(yard: Yard) -> None:
    car = await yard.car_for_sale()
    answer = await yard.move(car, "delivery")
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{name}" for name in DELIVERY_FIELDS]
    stranger = await a_dealer(yard.pool, name="Autre")
    nobody = await a_user(yard.pool, stranger)
    wrong = yard.delivery(seller_id=nobody.user_id, physical_site_id=stranger.point_of_sale_id, client_name="X")
    assert set(codes(await yard.move(car, "delivery", **wrong))) == {"/seller_id", "/physical_site_id"}
    unknown = await yard.move(car, "delivery", **yard.delivery(client_pro_id=await a_pro(yard.pool)))
    assert set(codes(unknown)) == {"/client_pro_id"}


@pytest.mark.parametrize(
    ("to", "reasons"),
    [
        ("for_sale", ["skips_a_status"]),
        ("delivery", ["skips_a_status"]),
        ("exited", ["skips_a_status"]),
        ("washing", ["unknown_status"]),
    ],
)
async def test_a_status_is_not_skipped(yard: Yard, to: str, reasons: list[str]) -> None:
    answer = await yard.move(await yard.car(), to)
    assert (answer.status_code, answer.json()["code"], answer.json()["reasons"]) == (409, "not_movable", reasons)


async def test_a_car_never_goes_back_before_its_entry(yard: Yard) -> None:
    car = await yard.car_for_sale()
    assert (await yard.move(car, "pre_entry")).json()["reasons"] == ["never_goes_back_there"]
    back = await yard.moved(car, "physical_entry")
    assert (back["status"], back["police_number"]) == ("physical_entry", 1)
    assert (await yard.move(car, "pre_entry")).json()["reasons"] == ["never_goes_back_there"]
    assert (await yard.moved(car, "for_sale"))["status"] == "for_sale"


async def test_a_delivery_by_hand_can_be_taken_back(yard: Yard) -> None:
    car = await yard.car_for_sale()
    await yard.moved(car, "delivery", **yard.delivery(client_name="Garage Martin"))
    back = await yard.moved(car, "for_sale")
    assert (back["status"], back["delivery"]) == ("for_sale", None)


async def test_a_private_car_leaves_by_an_order_only(yard: Yard) -> None:
    car = await yard.car_for_sale(destination="retail")
    answer = await yard.move(car, "delivery", **yard.delivery(client_name="M. Martin"))
    assert answer.json()["reasons"] == ["needs_an_order"]


@pytest.mark.parametrize("kind", ["auction", "order", "offer"])
async def test_a_car_in_something_stays_where_it_is(yard: Yard, kind: str) -> None:
    car = await yard.car_for_sale()
    await yard.pool.execute("INSERT INTO vehicle_engagement VALUES ($1, $2, $3, now())", car["id"], kind, new_id())
    for to in ("physical_entry", "delivery"):
        answer = await yard.move(car, to, **yard.delivery(client_name="Garage"))
        assert answer.json()["reasons"] == [f"engaged_in_{kind}"]


async def test_of_two_who_move_the_same_car_the_second_sees_the_first(yard: Yard) -> None:
    car = await yard.car_for_sale()
    other = await yard.api.client(await a_user(yard.pool, yard.dealer, name="Alix Martin"))
    body = {"to": "physical_entry", "version": car["version"]}
    assert (await other.post(f"/api/vehicles/{car['id']}/transitions", json=body)).status_code == 200
    for late in (await yard.move(car, "physical_entry"), await yard.move(car, "delivery", version=car["version"])):
        problem = late.json()
        assert (late.status_code, problem["code"], problem["version"]) == (409, "conflict", car["version"] + 1)
        [event] = problem["changes"]
        assert (event["actor"], event["kind"]) == ("Alix Martin", "moved")
        assert event["changes"] == [{"field": "status", "before": "for_sale", "after": "physical_entry"}]


async def test_both_at_the_very_same_time_move_it_once(yard: Yard) -> None:
    car = await yard.car_for_sale()
    answers = await asyncio.gather(*(yard.move(car, "physical_entry") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_reserved_car_goes_to_its_pro_who_is_told_where_it_waits(yard: Yard) -> None:
    car = await yard.car_for_sale()
    pro_id = await reserved(yard, car)
    another = await a_pro(yard.pool, yard.dealer, name="Un autre")
    wrong = await yard.move(car, "delivery", **yard.delivery(client_pro_id=another))
    assert codes(wrong) == {"/client_pro_id": "reserved"}
    for price in (1, 1_418_546):  # the agreed price is what is paid (domain 6.3)
        other = await yard.move(car, "delivery", **yard.delivery(price_cents=price))
        assert (other.status_code, other.json()["code"]) == (409, "price_locked")
        assert other.json()["price_cents"] == 1_418_547
    assert (await yard.get(car))["delivery"] is None
    out = await yard.moved(car, "delivery", **yard.delivery())
    assert (out["delivery"]["pro_id"], out["delivery"]["client_name"]) == (pro_id, "Top Used Cars")
    assert out["delivery"]["price_cents"] == 1_418_547
    assert await told(yard, car, "mail", "live") == [("live", "car_available"), ("mail", "car_available")]
    facts = await yard.pool.fetchval("SELECT facts ->> 'site' FROM notification WHERE subject_id = $1", car["id"])
    assert facts == "Mâcon Sud, 12, rue de l’Essai, 71000 Mâcon"
    await yard.moved(car, "exited")
    owned = (await yard.client.get(f"/api/professionals/{pro_id}/vehicles")).json()
    assert [(one["vehicle_id"], one["price_cents"]) for one in owned["items"]] == [(car["id"], 1_418_547)]
    # The record is asked by its own id, as everything else of it is.
    record_id = (await yard.client.get(f"/api/professionals/{pro_id}")).json()["id"]
    assert record_id != pro_id
    assert (await yard.client.get(f"/api/professionals/{record_id}/vehicles")).json() == owned
    stranger = await a_yard(yard.api, name="Autre")
    for asked in (pro_id, record_id):
        assert (await stranger.client.get(f"/api/professionals/{asked}/vehicles")).status_code == 404
    unconnected = await yard.client.post(
        "/api/professionals", json={"name": "Garage Neuf", "email": "neuf@pro.example"}
    )
    none = await yard.client.get(f"/api/professionals/{unconnected.json()['id']}/vehicles")
    assert (none.status_code, none.json()["items"]) == (200, [])


@pytest.mark.parametrize(
    "name", ["plate", "vin", "mileage_km", "first_registration", "outer_colour", "trade_price_cents"]
)
async def test_what_a_car_came_in_with_is_no_longer_emptied(yard: Yard, name: str) -> None:
    car = await yard.car(destination="trade")
    assert (await yard.patch(car, **{name: None})).status_code == 200
    entered = await yard.moved(await yard.get(car), "physical_entry", **yard.entry(police_number=1))
    refused = await yard.patch(entered, **{name: None})
    assert codes(refused) == {f"/{name}": "emptied"}
    assert (await yard.get(car))[name] == entered[name]


async def test_the_agreed_price_holds_on_entry_too(yard: Yard) -> None:
    car = await yard.car(destination="trade", trade_price_cents=1_418_547)
    await reserved(yard, car)
    lower = await yard.move(car, "physical_entry", **yard.entry(police_number=1, trade_price_cents=1_000_000))
    assert lower.json()["code"] == "price_locked"
    assert (await yard.move(car, "physical_entry", **yard.entry(police_number=1))).status_code == 200


async def test_removing_a_reservation_tells_the_pro_and_frees_the_price(yard: Yard) -> None:
    car = await yard.car_for_sale()
    await reserved(yard, car)
    address = f"/api/vehicles/{car['id']}/reservation"
    freed = await yard.client.delete(f"{address}?reason=Impay%C3%A9")
    assert (freed.status_code, freed.json()["reserved_for"]) == (200, None)
    assert await told(yard, car) == [("mail", "reservation_removed")]
    assert (await yard.patch(freed.json(), trade_price_cents=900_000)).status_code == 200
    again = await yard.client.delete(address)
    assert (again.status_code, again.json()["code"]) == (409, "not_reserved")
    seller = await yard.api.client(await a_user(yard.pool, yard.dealer, rights=(), validation_right="own"))
    assert (await seller.delete(address)).status_code == 403


async def in_delivery(yard: Yard, plate: str, vin: str) -> dict[str, Any]:
    car = await yard.car_for_sale(plate=plate, vin=vin)
    return await yard.moved(car, "delivery", **yard.delivery(client_name="Garage Martin"))


async def test_an_invoice_lets_its_cars_leave_once(yard: Yard) -> None:
    cars = [await in_delivery(yard, "GD250GH", VIN), await in_delivery(yard, "BC125DF", VIN.replace("1", "2"))]
    invoice = {
        "number": "F-2026-118",
        "vehicle_ids": [car["id"] for car in cars],
        "invoiced_at": "2026-11-23T09:00:00Z",
    }
    answers = await asyncio.gather(*(yard.client.post("/api/dms/invoices", json=invoice) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(answer.json()["repeated"] for answer in answers) == [False, True, True, True]
    gone = await yard.get(cars[0])
    assert (gone["status"], gone["exit"]["invoice_number"]) == ("exited", "F-2026-118")
    assert gone["exited_at"] == "2026-11-23T09:00:00Z"
    other = await yard.client.post("/api/dms/invoices", json={**invoice, "vehicle_ids": [cars[0]["id"]]})
    assert (other.status_code, other.json()["code"]) == (409, "invoice_mismatch")


async def test_an_invoice_with_a_wrong_car_changes_nothing(yard: Yard) -> None:
    good, waiting = await in_delivery(yard, "GD250GH", VIN), await yard.car()
    invoice = {
        "number": "F-1",
        "vehicle_ids": [good["id"], waiting["id"], new_id()],
        "invoiced_at": "2026-11-23T09:00:00Z",
    }
    answer = await yard.client.post("/api/dms/invoices", json=invoice)
    assert codes(answer) == {"/vehicle_ids/1": "not_in_delivery", "/vehicle_ids/2": "unknown"}
    assert (await yard.get(good))["status"] == "delivery"
    again = await yard.client.post("/api/dms/invoices", json={**invoice, "vehicle_ids": [good["id"]]})
    assert (again.status_code, again.json()["repeated"]) == (200, False)


async def test_the_accounting_names_cars_by_marks_of_its_own(yard: Yard) -> None:
    by_plate, by_vin = await in_delivery(yard, "GD250GH", VIN), await in_delivery(yard, "BC125DF", f"{VIN[:-1]}1")
    by_police = await in_delivery(yard, "BC126DF", f"{VIN[:-1]}2")
    by_internal = await in_delivery(yard, "BC127DF", f"{VIN[:-1]}3")
    await yard.patch(by_internal, internal_number="I-77")
    marks = [
        {"plate": "gd-250-gh"},
        {"vin": by_vin["vin"].lower()},
        {"police_number": by_police["police_number"]},
        {"internal_number": "I-77", "entity_id": yard.entity_id},
    ]
    invoice = {"number": "F-3", "vehicles": marks, "invoiced_at": "2026-11-23T09:00:00Z"}
    answer = await yard.client.post("/api/dms/invoices", json=invoice)
    cars = sorted(car["id"] for car in (by_plate, by_vin, by_police, by_internal))
    assert (answer.status_code, answer.json()["vehicle_ids"]) == (200, cars)
    assert [(await yard.get(car))["status"] for car in (by_plate, by_vin, by_police, by_internal)] == ["exited"] * 4
    # The same plate comes into stock again; the invoice told again still means the car that left.
    await in_delivery(yard, "GD250GH", VIN)
    again = await yard.client.post("/api/dms/invoices", json=invoice)
    assert (again.json()["repeated"], again.json()["vehicle_ids"]) == (True, cars)


async def test_marks_that_name_no_car_or_several_change_nothing(yard: Yard, api: Api) -> None:
    one, other = await in_delivery(yard, "GD250GH", VIN), await in_delivery(yard, "BC125DF", f"{VIN[:-1]}1")
    for car in (one, other):
        await yard.patch(car, internal_number="I-1")
    stranger = await a_yard(api, name="Autre")
    await in_delivery(stranger, "BC999DF", f"{VIN[:-1]}9")
    vehicles = [{"internal_number": "I-1"}, {"plate": "BC999DF"}, {"entity_id": yard.entity_id}, {"plate": "GD250GH"}]
    invoice = {"number": "F-4", "vehicles": vehicles, "invoiced_at": "2026-11-23T09:00:00Z"}
    answer = await yard.client.post("/api/dms/invoices", json=invoice)
    assert (answer.status_code, codes(answer)) == (
        422,
        {"/vehicles/0": "ambiguous", "/vehicles/1": "unknown", "/vehicles/2": "no_mark"},
    )
    assert [(await yard.get(car))["status"] for car in (one, other)] == ["delivery"] * 2
    nothing = await yard.client.post("/api/dms/invoices", json={"number": "F-4", "invoiced_at": invoice["invoiced_at"]})
    assert (nothing.status_code, set(codes(nothing))) == (422, {"/vehicle_ids"})


@pytest.mark.parametrize("invoiced_at", ["2026-11-23T09:00:00", "2999-01-01T00:00:00Z", "hier"])
async def test_an_invoice_has_a_day(yard: Yard, invoiced_at: str) -> None:
    invoice = {"number": "F-2", "vehicle_ids": [new_id()], "invoiced_at": invoiced_at}
    answer = await yard.client.post("/api/dms/invoices", json=invoice)
    assert (answer.status_code, set(codes(answer))) == (422, {"/invoiced_at"})


async def test_an_exit_can_be_cancelled(yard: Yard) -> None:
    car = await in_delivery(yard, "GD250GH", VIN)
    assert (await yard.client.post(f"/api/vehicles/{car['id']}/exit-cancellation", json={})).json()[
        "code"
    ] == "not_exited"
    await yard.moved(car, "exited")
    assert (await yard.move(car, "delivery")).json()["reasons"] == ["exit_must_be_cancelled"]
    back = await yard.client.post(f"/api/vehicles/{car['id']}/exit-cancellation", json={"reason": "Erreur de saisie"})
    assert (back.status_code, back.json()["status"], back.json()["exit"]) == (200, "delivery", None)
    assert (await yard.moved(car, "exited"))["exit"]["client_name"] == "Garage Martin"


async def test_a_cancelled_exit_does_not_bring_a_second_one_into_stock(yard: Yard) -> None:
    car = await in_delivery(yard, "GD250GH", VIN)
    await yard.moved(car, "exited")
    await yard.car(vin=VIN)
    answer = await yard.client.post(f"/api/vehicles/{car['id']}/exit-cancellation", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "taken")


async def test_the_desk_is_told_of_every_change(yard: Yard) -> None:
    car = await yard.car_for_sale()
    rows = await yard.pool.fetch(
        """
        SELECT body -> 'summary' ->> 'status' AS status FROM outbox
        WHERE channel = 'live' AND body ->> 'id' = $1 ORDER BY id
        """,
        car["id"],
    )
    assert [row["status"] for row in rows] == ["pre_entry", "physical_entry", "for_sale"]


async def settle_life_line(yard: Yard, **settings: object) -> None:
    address = f"/api/entities/{yard.entity_id}/life-line"
    version = (await yard.client.get(address)).json()["version"]
    answer = await yard.client.put(address, json={"version": version, "own": settings})
    assert answer.status_code == 200, answer.text


async def test_extra_statuses_stand_between_the_fixed_ones(yard: Yard) -> None:
    extras = [
        {"key": "workshop", "label": "Atelier", "after": "physical_entry"},
        {"key": "photos", "label": "Photos", "after": "workshop"},
    ]
    await settle_life_line(yard, extra_statuses=extras, publishable_from="workshop", sellable_from="photos")
    car = await yard.car(destination="trade")
    assert [stage["key"] for stage in car["life"]["stages"]][:4] == [
        "pre_entry",
        "physical_entry",
        "workshop",
        "photos",
    ]
    missing = await yard.move(car, "workshop")
    assert len(missing.json()["errors"]) == len(ENTRY_FIELDS)
    there = await yard.moved(car, "workshop", **yard.entry(police_number=1))
    assert (there["status"], there["extra_status"], there["police_number"]) == ("physical_entry", "workshop", 1)
    assert (there["publishable"], there["sellable"]) == (True, False)
    assert [stage["label"] for stage in there["life"]["stages"] if stage["current"]] == ["Atelier"]
    back = await yard.moved(car, "physical_entry")
    assert (back["extra_status"], back["publishable"]) == (None, False)
    assert (await yard.moved(car, "photos"))["sellable"]
    shown = (await yard.client.get("/api/vehicles?extra_status=photos&enterable=true")).json()
    assert [one["id"] for one in shown["items"]] == [car["id"]]
    assert (await yard.moved(car, "for_sale"))["extra_status"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"plate": "ZZ-999-ZZ"},
        {"vin": f"{VIN[:-1]}9"},
        {"mileage_km": 99_999},
        {"first_registration": "2019-01-02"},
        {"outer_colour": "Rose bonbon"},
        {"trade_price_cents": 1},
    ],
)
async def test_a_move_rewrites_nothing_that_bidders_know(yard: Yard, change: dict[str, object]) -> None:
    extras = [{"key": "workshop", "label": "Atelier", "after": "physical_entry"}]
    await settle_life_line(yard, extra_statuses=extras, sellable_from="physical_entry")
    car = await yard.car(destination="trade")
    before = await yard.moved(car, "physical_entry", **yard.entry(police_number=1))
    auction_id = new_id()
    await yard.pool.execute("INSERT INTO vehicle_engagement VALUES ($1, 'auction', $2, now())", car["id"], auction_id)
    refused = await yard.move(car, "workshop", **change)
    assert (refused.status_code, refused.json()["code"]) == (409, "in_sale")
    assert (refused.json()["fields"], refused.json()["auction_id"]) == ([*change], auction_id)
    after = await yard.get(car)
    assert [after[name] for name in (*change, "version", "extra_status")] == [
        before[name] for name in (*change, "version", "extra_status")
    ]
    same = {name: before[name] for name in change}
    assert (await yard.moved(car, "workshop", **same))["extra_status"] == "workshop"


async def test_a_status_that_is_not_on_the_line_loses_no_car(yard: Yard) -> None:
    car = await yard.car(destination="trade")
    await yard.moved(car, "physical_entry", **yard.entry(police_number=1))
    await yard.pool.execute("UPDATE vehicle SET extra_status = 'forgotten' WHERE id = $1", car["id"])
    orphan = await yard.get(car)
    assert [stage["key"] for stage in orphan["life"]["stages"] if stage["current"]] == ["physical_entry"]
    assert (await yard.moved(car, "for_sale"))["extra_status"] is None


async def test_leaving_by_hand_can_be_switched_off(yard: Yard) -> None:
    await settle_life_line(yard, manual_exit=False)
    car = await yard.car_for_sale()
    answer = await yard.move(car, "delivery", **yard.delivery(client_name="Garage"))
    assert answer.json()["reasons"] == ["manual_exit_is_off"]


async def test_the_target_of_the_settings_is_kept_by_the_car(yard: Yard) -> None:
    await settle_life_line(yard, target_days=10)
    car = await yard.car_for_sale()
    assert (car["sale_target_on"], car["days_late"]) == ("2026-11-12", days_since(2026, 11, 12))
    own = await yard.patch(car, sale_target_on="2035-12-31")
    assert own.json()["days_late"] < 0


async def test_a_sale_and_its_cancelling_are_in_the_history_and_at_the_desk(yard: Yard) -> None:
    cars = [await yard.car_for_sale(), await yard.car_for_sale(plate="BC125DF", vin=VIN.replace("1", "2"))]
    ids = [VehicleId(car["id"]) for car in cars]
    pro_id = await a_pro(yard.pool, yard.dealer, name="Top Used Cars")
    async with transaction(yard.pool) as connection:
        await reserve(connection, ids, pro_id=pro_id)
    kept = await yard.get(cars[0])
    assert (kept["reserved_for"]["name"], kept["version"]) == ("Top Used Cars", cars[0]["version"] + 1)
    async with transaction(yard.pool) as connection:
        await let_go(connection, ids, reason="Financement refusé")
    freed = await yard.get(cars[1])
    assert (freed["reserved_for"], freed["status"]) == (None, "for_sale")
    history = (await yard.client.get(f"/api/vehicles/{cars[1]['id']}/history")).json()["items"]
    assert [(event["kind"], event["actor"]) for event in history[:2]] == [
        ("sale_cancelled", "Adjugé"),
        ("reserved", "Adjugé"),
    ]
    assert history[0]["changes"] == [
        {"field": "reserved_for", "before": "Top Used Cars", "after": None},
        {"field": "reason", "before": None, "after": "Financement refusé"},
    ]
    rows = await yard.pool.fetch(
        "SELECT body -> 'summary' ->> 'reserved' AS reserved FROM outbox WHERE body ->> 'id' = $1 ORDER BY id",
        cars[0]["id"],
    )
    assert [row["reserved"] for row in rows][-2:] == ["1", "0"]


async def test_an_order_sends_its_cars_on_their_way_or_none(yard: Yard) -> None:
    car, waiting = await yard.car_for_sale(destination="retail"), await yard.car()
    place = yard.dealer.point_of_sale_id

    def handover(vehicle: dict[str, Any]) -> Handover:
        return Handover(
            vehicle_id=VehicleId(vehicle["id"]),
            seller_id=yard.user.user_id,
            pro_id=None,
            client_name="Mme Martin",
            delivered_on=date(2026, 11, 30),
            point_of_sale_id=place,
            physical_site_id=place,
            price_cents=Cents(1_500_000),
            offer_id=OfferId(new_id()),
        )

    with pytest.raises(Refusal, match="not_movable"):
        async with transaction(yard.pool) as connection:
            await deliver_ordered(connection, [handover(car), handover(waiting)], actor=NOBODY)
    assert (await yard.get(car))["status"] == "for_sale"
    async with transaction(yard.pool) as connection:
        await deliver_ordered(connection, [handover(car)], actor=NOBODY)
    out = await yard.get(car)
    assert (out["status"], out["delivery"]["client_name"], out["delivery"]["price_cents"]) == (
        "delivery",
        "Mme Martin",
        1_500_000,
    )
    assert (await yard.move(car, "for_sale")).json()["reasons"] == ["ordered"]

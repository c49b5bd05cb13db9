"""A car's record over real HTTP: taking in, changing, everything that can't be, and who did what."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from server.kit import clock
from server.kit.ids import VehicleId, new_id
from server.kit.postgres import Pool
from tests.http import Api
from tests.offers.test_offers_api import an_auction
from tests.organisation import a_dealer, a_pro, a_user, another_entity
from tests.stock.yard import VIN, Yard, a_yard, codes

SOON = (clock.now().date() + timedelta(days=40)).isoformat()


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def test_a_car_is_taken_in_before_it_arrives(yard: Yard) -> None:
    car = await yard.car(plate="gd-250.gh", vin=VIN.lower(), market_value_cents=1_968_000)
    assert (car["status"], car["number"], car["version"], car["plate"], car["vin"]) == (
        "pre_entry",
        1,
        1,
        "GD250GH",
        VIN,
    )
    assert (car["destination"], car["kind"], car["publishable"], car["sellable"]) == ("retail", "used", False, False)
    assert (await yard.get(car)) == car
    # Bidders see it, and must not read from it how long the car has been standing.
    assert UUID(car["id"]).version == 4


async def test_the_lines_of_the_price_sum_to_the_proposed_one(yard: Yard) -> None:
    lines = {"adjustment_cents": -20_000, "rotation_cents": 5_050, "first_owner_cents": 10_000}
    car = await yard.car(market_value_cents=1_000_000, price_lines={**lines, "professional_discount_cents": 95_050})
    assert (car["proposed_price_cents"], car["proposed_trade_price_cents"]) == (995_050, 900_000)
    changed = (await yard.patch(car, market_value_cents=900_000)).json()
    assert (changed["proposed_price_cents"], changed["proposed_trade_price_cents"]) == (895_050, 800_000)
    without = (await yard.patch(changed, market_value_cents=None)).json()
    assert (without["proposed_price_cents"], without["proposed_trade_price_cents"]) == (None, None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"plate": "AB-000-CD"}, {"/plate": "no_plate"}),
        ({"plate": "SS-123-AA"}, {"/plate": "no_plate"}),
        ({"plate": "IO-123-UU"}, {"/plate": "no_plate"}),
        ({"vin": "VF3ABCDEFI2345678"}, {"/vin": "no_vin"}),
        ({"vin": "VF3ABC"}, {"/vin": "no_vin"}),
        ({"first_registration": "2999-01-01"}, {"/first_registration": "in_the_future"}),
        ({"first_registration": "1500-01-01"}, {"/first_registration": "too_old"}),
        (
            {"first_registration": "2024-05-01", "purchased_on": "2020-01-01"},
            {"/purchased_on": "before_registration"},
        ),
        (
            {"plate": "1", "vin": "1", "purchased_on": SOON},
            {"/plate": "no_plate", "/vin": "no_vin", "/purchased_on": "in_the_future"},
        ),
    ],
)
async def test_what_a_car_can_not_be_is_named_all_at_once(
    yard: Yard, fields: dict[str, object], wrong: dict[str, str]
) -> None:
    answer = await yard.client.post("/api/vehicles", json=yard.form(**fields))
    assert (answer.status_code, codes(answer)) == (422, wrong)


@pytest.mark.parametrize(
    "fields",
    [
        {"mileage_km": -1},
        {"mileage_km": "12"},
        {"mileage_km": 3_000_000},
        {"purchase_price_cents": 10**13},
        {"make": " "},
        {"first_registration": "30/11/2021"},
        {"doors": 0},
        {"destination": "export"},
        {"status": "for_sale"},
        {"price_lines": {"weather_cents": 1}},
        {"comment": "\0"},
    ],
)
async def test_what_is_no_value_is_refused(yard: Yard, fields: dict[str, object]) -> None:
    answer = await yard.client.post("/api/vehicles", json=yard.form(**fields))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("fields", "warning"),
    [
        ({"plate": "WW-123-AB"}, ("/plate", "temporary_plate")),
        ({"plate": "1234 AB 71"}, ("/plate", "old_plate")),
        ({"plate": "123 ABC 2A"}, ("/plate", "old_plate")),
        ({"vin": "VF3ABCDEF1234567"}, ("/vin", "short_vin")),
        ({"mileage_km": 900_000, "first_registration": "2024-05-01"}, ("/mileage_km", "much_mileage")),
        ({"mileage_km": 10}, ("/mileage_km", "mileage_not_guaranteed")),
        ({"trade_price_cents": 2, "retail_price_cents": 1}, ("/trade_price_cents", "trade_above_retail")),
        ({"purchased_on": "2026-01-01"}, ("/purchase_declared_on", "purchase_declaration_late")),
    ],
)
async def test_what_is_odd_is_accepted_with_a_warning(
    yard: Yard, fields: dict[str, object], warning: tuple[str, str]
) -> None:
    car = await yard.car(**fields)
    assert warning in [(found["pointer"], found["code"]) for found in car["warnings"]]


@pytest.mark.parametrize("twin", [{"vin": VIN}, {"plate": "GD250GH"}, {"plate": "GD-250-GH", "vin": VIN}])
async def test_the_same_car_is_not_in_stock_twice(yard: Yard, twin: dict[str, object]) -> None:
    first = await yard.car(plate="GD250GH", vin=VIN)
    answer = await yard.client.post("/api/vehicles", json=yard.form(**twin))
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["fields"]) == (409, "duplicate", [*twin])
    assert (problem["vehicle_id"], problem["number"]) == (first["id"], first["number"])
    other = await yard.car(plate="BC125DF")
    assert (await yard.patch(other, **twin)).json()["code"] == "duplicate"


async def test_of_two_who_enter_the_same_car_at_once_one_is_refused(yard: Yard) -> None:
    answers = await asyncio.gather(
        *(yard.client.post("/api/vehicles", json=yard.form(plate="GD250GH")) for _ in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_a_mileage_goes_down_only_with_a_reason(yard: Yard) -> None:
    car = await yard.car(mileage_km=87_456)
    refused = await yard.patch(car, mileage_km=78_456)
    assert (refused.status_code, codes(refused)) == (422, {"/mileage_km": "mileage_goes_down"})
    corrected = await yard.patch(car, mileage_km=78_456, mileage_reason="inversion de chiffres")
    assert corrected.json()["mileage_km"] == 78_456
    events = (await yard.client.get(f"/api/vehicles/{car['id']}/history")).json()["items"]
    assert {change["field"]: change["after"] for change in events[0]["changes"]} == {
        "mileage_km": 78_456,
        "mileage_reason": "inversion de chiffres",
    }


async def test_who_comes_too_late_sees_what_the_other_changed(yard: Yard) -> None:
    car = await yard.car(comment="")
    other = await yard.api.client(await a_user(yard.pool, yard.dealer, name="Alix Martin"))
    won = await other.patch(f"/api/vehicles/{car['id']}", json={"version": 1, "outer_colour": "Bleu", "doors": 5})
    assert won.status_code == 200
    late = await yard.patch(car, outer_colour="Vert")
    problem = late.json()
    assert (late.status_code, problem["code"], problem["version"]) == (409, "conflict", 2)
    [event] = problem["changes"]
    assert (event["actor"], event["kind"], event["version"]) == ("Alix Martin", "edited", 2)
    assert event["changes"] == [
        {"field": "doors", "before": None, "after": 5},
        {"field": "outer_colour", "before": None, "after": "Bleu"},
    ]
    assert (await yard.get(car))["outer_colour"] == "Bleu"


async def test_an_agreed_price_can_not_be_changed(yard: Yard) -> None:
    car = await yard.car(trade_price_cents=500_000, comment="")
    pro_id = await a_pro(yard.pool, yard.dealer, name="Top Used Cars")
    await yard.pool.execute("UPDATE vehicle SET reserved_for_pro_id = $2 WHERE id = $1", car["id"], pro_id)
    assert (car["kept"], (await yard.get(car))["kept"]) == ([], ["trade_price_cents"])
    refused = await yard.patch(car, trade_price_cents=510_000, comment="plus cher")
    assert (refused.status_code, refused.json()["code"]) == (409, "price_locked")
    assert (refused.json()["fields"], refused.json()["reserved_for"]) == (["trade_price_cents"], "Top Used Cars")
    same = await yard.patch(car, trade_price_cents=500_000, comment="inchangé", retail_price_cents=700_000)
    assert (same.status_code, same.json()["comment"]) == (200, "inchangé")


async def test_places_of_others_are_unknown(yard: Yard) -> None:
    stranger = await a_dealer(yard.pool, name="Autre")
    sister = await another_entity(yard.pool, yard.dealer)
    answer = await yard.client.post(
        "/api/vehicles",
        json=yard.form(point_of_sale_id=stranger.point_of_sale_id, physical_site_id=stranger.point_of_sale_id),
    )
    assert (answer.status_code, set(codes(answer))) == (422, {"/point_of_sale_id", "/physical_site_id"})
    assert (await yard.car(physical_site_id=sister.point_of_sale_id))["physical_site_id"] == sister.point_of_sale_id


async def test_a_car_of_somebody_else_is_nowhere(yard: Yard, api: Api) -> None:
    car = await yard.car()
    stranger = await a_yard(api, name="Autre")
    assert (await stranger.client.get(f"/api/vehicles/{car['id']}/history")).status_code == 404
    assert (await stranger.patch(car, doors=3)).status_code == 404
    assert (await stranger.move(car, "for_sale")).status_code == 404
    assert (await stranger.client.delete(f"/api/vehicles/{car['id']}")).status_code == 404
    seller = await api.client(await a_user(yard.pool, yard.dealer, rights=(), validation_right="none"))
    assert (await seller.get(f"/api/vehicles/{car['id']}")).status_code == 200
    assert (await seller.patch(f"/api/vehicles/{car['id']}", json={"version": 1})).status_code == 403


async def test_costs_and_defects_hang_on_the_car_and_in_its_history(yard: Yard) -> None:
    car = await yard.car()
    address = f"/api/vehicles/{car['id']}"
    cost = {"label": "Pneus", "amount_cents": 24_000, "spent_on": "2026-11-03"}
    assert (await yard.client.post(f"{address}/costs", json=cost)).status_code == 201
    with_defect = await yard.client.post(f"{address}/defects", json={"name": "Pare-choc", "amount_cents": 30_000})
    record = with_defect.json()
    assert [(known["label"], known["amount_cents"]) for known in record["costs"]] == [("Pneus", 24_000)]
    assert [known["name"] for known in record["defects"]] == ["Pare-choc"]
    assert (await yard.client.delete(f"{address}/costs/{record['costs'][0]['id']}")).status_code == 204
    assert (await yard.client.delete(f"{address}/defects/{record['defects'][0]['id']}")).status_code == 204
    assert (await yard.client.delete(f"{address}/defects/{new_id()}")).status_code == 404
    kinds = [event["kind"] for event in (await yard.client.get(f"{address}/history")).json()["items"]]
    assert kinds == ["defect_removed", "cost_removed", "defect_added", "cost_added", "created"]


async def test_a_cost_that_is_sent_twice_is_one(yard: Yard) -> None:
    car = await yard.car()
    address, headers = f"/api/vehicles/{car['id']}/costs", {"idempotency-key": new_id()}
    cost = {"label": "Pneus", "amount_cents": 24_000, "spent_on": "2026-11-03"}
    sent = await asyncio.gather(*(yard.client.post(address, json=cost, headers=headers) for _ in range(3)))
    assert {answer.status_code for answer in sent} == {201}
    assert (await yard.get(car))["costs_cents"] == 24_000
    other = await yard.client.post(address, json=cost | {"amount_cents": 1}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "command_mismatch")
    for key in ("", "k" * 201):
        wrong = await yard.client.post(address, json=cost, headers={"idempotency-key": key})
        assert wrong.status_code == 422
    await yard.client.post(address, json=cost)
    assert (await yard.get(car))["costs_cents"] == 48_000


async def test_a_history_is_never_rewritten(yard: Yard, pg_pool: Pool) -> None:
    car = await yard.car()
    for statement in (
        "UPDATE vehicle_event SET actor = 'x' WHERE vehicle_id = $1",
        "DELETE FROM vehicle_event WHERE vehicle_id = $1",
    ):
        with pytest.raises(Exception, match="never"):
            await pg_pool.execute(statement, car["id"])


async def test_a_car_that_came_by_mistake_can_be_taken_back(yard: Yard) -> None:
    car = await yard.car()
    assert (await yard.client.delete(f"/api/vehicles/{car['id']}")).status_code == 204
    assert (await yard.client.get(f"/api/vehicles/{car['id']}")).status_code == 404
    staying = await yard.car_for_sale()
    refused = await yard.client.delete(f"/api/vehicles/{staying['id']}")
    assert (refused.status_code, refused.json()["reasons"]) == (409, ["not_pre_entry"])


async def test_a_car_in_a_sale_names_it_and_its_lot(yard: Yard) -> None:
    car = await yard.car_for_sale()
    assert car["engaged_in"] is None
    await a_pro(yard.pool, yard.dealer)
    auction_id = await an_auction(yard.api.resources, yard.dealer, yard.user, VehicleId(car["id"]))
    sale = (await yard.client.get(f"/api/auctions/{auction_id}")).json()
    found = await yard.get(car)
    assert (found["engagement"]["kind"], found["engagement"]["id"]) == ("auction", auction_id)
    assert found["engaged_in"] == {"number": sale["auction"]["number"], "lot": sale["lots"][0]["number"]}

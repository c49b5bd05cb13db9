"""A car that bidders look at is corrected by a manager with a reason, and everybody is told (domain 6.7)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from server.accounts.principal import Right
from server.kit.ids import AuctionId, VehicleId
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.records import attaching
from tests.auctions.sale import House, a_house
from tests.http import Api
from tests.organisation import a_user
from tests.stock.yard import VIN, codes

KIND = "car_corrected"
KM, RIGHT_KM = 109_465, 119_465


@dataclass
class Sale:
    house: House
    manager: httpx.AsyncClient
    car: VehicleId
    auction: AuctionId

    @property
    def path(self) -> str:
        return f"/api/vehicles/{self.car}"

    async def version(self) -> int:
        return int((await self.manager.get(self.path)).json()["version"])

    async def correct(self, **fields: object) -> httpx.Response:
        body = {"version": await self.version(), "reason": "Relevé par erreur"} | fields
        return await self.manager.post(f"{self.path}/corrections", json=body)

    async def shown(self) -> list[Any]:
        """All of the car's record but what names a moment."""
        record = (await self.manager.get(self.path)).json()
        return [record[name] for name in ("version", "plate", "vin", "mileage_km", "trade_price_cents", "defects")]


@pytest_asyncio.fixture(scope="module")
async def sale(api: Api, resources: Resources) -> AsyncIterator[Sale]:
    async with a_house(resources) as house:
        car = await house.car()
        await resources.postgres.execute("UPDATE vehicle SET mileage_km = $2 WHERE id = $1", car, KM)
        manager = await api.client(house.manager)
        yield Sale(house=house, manager=manager, car=car, auction=await house.auction(car))


@pytest.mark.parametrize(
    "change",
    [
        {"plate": "ZZ999ZZ"},
        {"vin": "VF1RJA00066012345"},
        {"mileage_km": 1},
        {"first_registration": "2019-01-02"},
        {"options": ["GPS"]},
        {"make": "FERRARI"},
        {"model": "F40"},
        {"model_version": "2.9 V8"},
        {"trim": "RARE EDITION"},
        {"energy": "Vapeur"},
        {"gearbox": "Séquentielle"},
        {"doors": 9},
        {"power_hp": 999},
        {"vat_regime": "standard"},
        {"mileage_guaranteed": True},
        {"first_owner": True},
        {"origin": "Lune"},
        {"outer_colour": "Rose bonbon"},
        {"destination": "scrap"},
        {"sale_to_professionals_allowed": True},
        {"trade_price_cents": 1},
        {"retail_price_cents": 1},
        {"purchase_price_cents": 1},
    ],
)
async def test_what_bidders_know_of_a_car_is_not_edited(sale: Sale, change: dict[str, object]) -> None:
    before = await sale.shown()
    reason = {"mileage_reason": "Erreur"} if "mileage_km" in change else {}
    refused = await sale.manager.patch(sale.path, json={"version": await sale.version()} | change | reason)
    assert (refused.status_code, refused.json()["code"]) == (409, "in_sale")
    assert (refused.json()["fields"], refused.json()["auction_id"]) == ([*change], sale.auction)
    assert await sale.shown() == before
    assert change.keys() <= {*(await sale.manager.get(sale.path)).json()["kept"]}


async def test_the_rest_of_the_record_is_still_edited(sale: Sale) -> None:
    done = await sale.manager.patch(sale.path, json={"version": await sale.version(), "comment": "Double des clés"})
    assert done.status_code == 200, done.text
    assert "comment" not in done.json()["kept"]


async def test_without_a_reason_a_right_or_a_change_nothing_changes(sale: Sale, api: Api) -> None:
    before = await sale.shown()
    refused = await sale.correct(reason="  ", mileage_km=RIGHT_KM)
    assert (refused.status_code, refused.json()["code"]) == (409, "reason_required")
    assert (await sale.correct(mileage_km=KM)).status_code == 422
    assert (await sale.correct(defects_removed=[sale.car], mileage_km=RIGHT_KM)).status_code == 422
    assert (await sale.correct(vin="NO")).status_code == 422
    assert (await sale.correct(trade_price_cents=1)).status_code == 422
    assert (await sale.correct(version=99, mileage_km=RIGHT_KM)).status_code == 409
    for rights in ([Right.MANAGE_STOCK], [Right.RUN_AUCTIONS]):
        user = await a_user(sale.house.resources.postgres, sale.house.dealer, rights=rights)
        body = {"version": await sale.version(), "reason": "Relevé", "mileage_km": RIGHT_KM}
        forbidden = await (await api.client(user)).post(f"{sale.path}/corrections", json=body)
        assert (forbidden.status_code, forbidden.json()["code"]) == (403, "forbidden")
    assert await sale.shown() == before
    assert await sale.house.resources.postgres.fetch("SELECT FROM notification WHERE kind = $1", KIND) == []


async def test_a_correction_is_told_to_every_bidder_and_kept_by_the_lot(sale: Sale) -> None:
    house = sale.house
    done = await sale.correct(mileage_km=RIGHT_KM, defects_added=[{"name": "Rayure", "amount_cents": 71_717}])
    assert (done.status_code, done.json()["mileage_km"]) == (200, RIGHT_KM), done.text
    for seen in (await house.seen_by(house.alice, sale.auction), await house.seen_by_dealer(sale.auction)):
        (car,) = seen.lots[0].vehicles
        (correction,) = car.corrections
        assert (car.mileage_km, correction.reason) == (RIGHT_KM, "Relevé par erreur")
        changes = [(change.field, change.before, change.after) for change in correction.changes]
        assert changes == [("mileage_km", KM, RIGHT_KM), ("defect", None, "Rayure")]
    assert b"71717" not in msgspec.json.encode(await house.seen_by(house.alice, sale.auction))
    rows = await house.resources.postgres.fetch(
        "SELECT account_id::text, facts FROM notification WHERE kind = $1", KIND
    )
    assert {row["account_id"] for row in rows} == {house.alice.account_id, house.bob.account_id}
    said = "kilométrage : 109\u202f465 → 119\u202f465 km ; défaut : – → Rayure"
    assert [msgspec.json.decode(row["facts"])["corrections"] for row in rows] == [said, said]
    events = (await sale.manager.get(f"{sale.path}/history")).json()["items"]
    assert (events[0]["kind"], events[0]["changes"][-1]["after"]) == ("corrected", "Relevé par erreur")
    assert datetime.fromisoformat(events[0]["at"]) <= datetime.now(UTC)


async def test_a_defect_is_neither_noted_nor_struck_beside_a_correction(sale: Sale) -> None:
    house = sale.house
    await sale.correct(defects_added=[{"name": "Choc", "amount_cents": 100}])
    defect = (await sale.manager.get(sale.path)).json()["defects"][-1]["id"]
    before = await sale.shown()
    refused = await sale.manager.post(f"{sale.path}/defects", json={"name": "Bosse", "amount_cents": 1})
    assert refused.json()["code"] == "in_sale"
    with pytest.raises(Refusal) as refusal:
        await attaching.remove_defect(house.resources, house.manager, sale.car, defect)
    assert refusal.value.code == Code.IN_SALE
    assert await sale.shown() == before
    assert (await sale.correct(defects_removed=[defect])).json()["defects"] == before[-1][:-1]


@pytest.mark.parametrize("field", ["plate", "vin", "mileage_km", "first_registration"])
async def test_a_correction_empties_nothing_that_the_entry_asked_for(sale: Sale, field: str) -> None:
    entered = "UPDATE vehicle SET plate = 'GD250GH', vin = $2, first_registration = '2019-01-02' WHERE id = $1"
    await sale.house.resources.postgres.execute(entered, sale.car, VIN)
    before = await sale.shown()
    refused = await sale.correct(**{field: None, "options": ["GPS"]})
    assert refused.status_code == 422, refused.text
    assert codes(refused) == {f"/{field}": "emptied"}
    both = await sale.correct(**{"plate": "1", "vin": "1", field: None})
    assert codes(both) == {"/plate": "no_plate", "/vin": "no_vin", f"/{field}": "emptied"}
    assert await sale.shown() == before


async def test_what_was_never_known_may_stay_so(sale: Sale) -> None:
    await sale.house.resources.postgres.execute("UPDATE vehicle SET vin = NULL WHERE id = $1", sale.car)
    assert (await sale.correct(vin=None, options=["Attelage"])).status_code == 200


async def test_a_car_in_no_sale_has_nothing_to_correct(sale: Sale) -> None:
    car = await sale.house.car()
    body = {"version": 1, "reason": "Relevé", "mileage_km": 5}
    refused = await sale.manager.post(f"/api/vehicles/{car}/corrections", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_sale")

"""The car in the bidder's hand: a lot's dossier and sheet over real HTTP, and not a byte of what the dealer knows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import ProMember
from server.kit.ids import new_id
from server.resources import Resources
from server.workers import run_workers
from tests.http import Api
from tests.organisation import a_member, a_pro
from tests.stock.pictures import a_jpeg
from tests.stock.test_photos import uploaded
from tests.stock.test_printing import pages
from tests.stock.yard import VIN, Yard, a_yard
from tests.waiting import until

# What only the dealer knows, each a number or a word that nothing else holds.
PURCHASE, RETAIL, TRADE, MARKET, COST, DEFECT_COST, RESERVE = (
    1_311_111_01, 1_322_222_02, 1_333_333_03, 1_344_444_04, 1_355_555_05, 1_366_666_06, 1_377_777_07,
)  # fmt: skip
SECRETS = (PURCHASE, RETAIL, TRADE, MARKET, COST, DEFECT_COST, RESERVE, "COMMENTAIRE-INTERNE", "PNEUS-SECRET", "INT-77")


class Hall(Struct, kw_only=True):
    """A dealer with its yard, an invited pro, and one nobody invited."""

    yard: Yard
    alice: httpx.AsyncClient
    member: ProMember
    stranger: httpx.AsyncClient

    async def car(self, *, plate: str = "GD250GH", vin: str = VIN) -> dict[str, Any]:
        """For sale to pros, with everything a dossier shows and everything it hides."""
        car = await self.yard.car_for_sale(
            plate=plate, vin=vin, purchase_price_cents=PURCHASE,
            retail_price_cents=RETAIL, market_value_cents=MARKET, comment="COMMENTAIRE-INTERNE",
            comment_for_pros="Vendue en l'état", options=["Attelage", "GPS"], doors=5, first_owner=True,
            internal_number="INT-77", energy="Essence", body="SUV",
        )  # fmt: skip
        address = f"/api/vehicles/{car['id']}"
        await self.done(address + "/costs", {"label": "PNEUS-SECRET", "amount_cents": COST, "spent_on": "2026-11-20"})
        place = {"view": "left", "x": 120, "y": 640}
        defect = {"name": "Aile avant gauche rayée", "amount_cents": DEFECT_COST, "place": place}
        car = await self.done(address + "/defects", defect)
        await uploaded(self.yard, car, a_jpeg())
        await uploaded(self.yard, car, a_jpeg(800, 600), defect_id=car["defects"][0]["id"])
        return await self.done(address, {"version": (await self.yard.get(car))["version"], "trade_price_cents": TRADE})

    async def corrected(self, car: dict[str, Any], **fields: object) -> None:
        """Bidders look at it."""
        body = {"version": (await self.yard.get(car))["version"], "reason": "Oublié"} | fields
        answer = await self.yard.client.post(f"/api/vehicles/{car['id']}/corrections", json=body)
        assert answer.is_success, answer.text

    async def done(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        method = "PATCH" if "version" in body else "POST"
        answer = await self.yard.client.request(method, address, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def auction(self, *cars: dict[str, Any], kind: str = "per_unit") -> str:
        lines = [{"vehicle_id": car["id"], "starting_price_cents": 500_000} for car in cars]
        reserves = {"reserve_cents": RESERVE} if kind == "whole_lot" else {}
        if kind == "per_unit":
            lines = [{**line, "reserve_cents": RESERVE} for line in lines]
        form = {
            "kind": kind, "entity_id": self.yard.entity_id, "point_of_sale_id": self.yard.dealer.point_of_sale_id,
            "duration_seconds": 600, "minimum_raise_cents": 5_000, "vehicles": lines, **reserves,
        }  # fmt: skip
        return f"/api/auctions/{(await self.done('/api/auctions', form))['auction']['id']}"


@pytest_asyncio.fixture(scope="module")
async def hall(api: Api, resources: Resources) -> AsyncIterator[Hall]:
    yard, pool = await a_yard(api), api.resources.postgres
    member = await a_member(pool, await a_pro(pool, yard.dealer, name="Top Used Cars"))
    stranger = await a_member(pool, await a_pro(pool))
    workers = asyncio.create_task(run_workers(resources))
    yield Hall(yard=yard, member=member, alice=await api.client(member), stranger=await api.client(stranger))
    workers.cancel()
    with suppress(asyncio.CancelledError):
        await workers


@pytest_asyncio.fixture(scope="module")
async def lot(hall: Hall) -> str:
    return await hall.auction(await hall.car()) + "/lots/1"


async def test_a_pro_reads_the_whole_car(hall: Hall, lot: str) -> None:
    answer = await hall.alice.get(f"{lot}/dossier")
    assert answer.status_code == 200, answer.text
    (car,) = answer.json()["cars"]
    assert (car["comment_for_pros"], car["options"]) == ("Vendue en l'état", ["Attelage", "GPS"])
    assert (car["doors"], car["first_owner"], car["origin"]) == (5, True, "Reprise")
    assert (car["mileage_km"], car["mileage_guaranteed"], car["vin"]) == (87_456, False, VIN)
    (defect,) = car["defects"]
    assert (defect["name"], defect["place"]) == ("Aile avant gauche rayée", {"view": "left", "x": 120, "y": 640})
    tour, of_defect = car["photos"]
    assert (tour["kind"], tour["width"], tour["height"]) == ("tour", 640, 480)
    assert (of_defect["kind"], of_defect["defect_id"]) == ("defect", defect["id"])
    for photo in (tour, of_defect):
        for url in (photo["url"], photo["thumb_url"]):
            assert (await hall.alice.get(url)).headers["content-type"] == "image/webp"


async def test_no_byte_of_it_says_what_the_dealer_knows(hall: Hall, lot: str) -> None:
    told = (await hall.alice.get(f"{lot}/dossier")).text
    assert [secret for secret in SECRETS if str(secret) in told] == []
    assert "cents" not in told
    # The scan can see: the dealer's own record has them.
    car = (await hall.alice.get(f"{lot}/dossier")).json()["cars"][0]
    record = (await hall.yard.client.get(f"/api/vehicles/{car['id']}")).text
    assert [secret for secret in SECRETS if str(secret) not in record] == [RESERVE]


async def test_it_is_there_for_the_invited_alone(hall: Hall, lot: str) -> None:
    for what in ("dossier", "sheet.pdf"):
        assert (await hall.stranger.get(f"{lot}/{what}")).status_code == 404
        for rank in ("0", "2", str(10**12), str(10**40)):
            assert (await hall.alice.get(f"{lot.rpartition('/')[0]}/{rank}/{what}")).status_code == 404
        assert (await hall.yard.client.get(f"{lot}/{what}")).status_code == 200
    assert (await hall.alice.get(f"/api/auctions/{new_id()}/lots/1/dossier")).status_code == 404


async def test_who_leads_when_its_connection_ends_reads_on_of_that_lot(hall: Hall) -> None:
    """The car, its sheet, what happened to it, and what became of the bid; nothing of the other lot."""
    pool = hall.yard.pool
    member = await a_member(pool, await a_pro(pool, hall.yard.dealer, name="Part en tête"))
    cars = [await hall.car(plate=f"CD12{n}EF", vin=f"VF3ABCDEF1234568{n}") for n in range(2)]
    auction = await hall.auction(*cars)
    leader, key = await hall.yard.api.client(member), new_id()

    async def is_open() -> bool:
        return (await leader.get(auction)).json()["auction"]["state"] == "open"

    await until(is_open)
    await bid(leader, auction + "/lots/1", 500_000, key=key)
    await bid(hall.alice, auction + "/lots/2", 500_000)
    await pool.execute("UPDATE connection SET ended_at = now() WHERE pro_id = $1", member.pro_id)
    for what in ("dossier", "sheet.pdf"):
        assert (await leader.get(f"{auction}/lots/1/{what}")).status_code == 200
        assert (await leader.get(f"{auction}/lots/2/{what}")).status_code == 404
    history = (await leader.get(f"{auction}/history")).json()["items"]
    assert {(line["lot"], line.get("price_cents")) for line in history} == {(None, None), (1, 500_000)}
    events = (await leader.get(f"{auction}/events")).json()["items"]
    assert [event["lot"] for event in events if event["type"] == "price_changed"] == [1]
    assert {state["lot"] for event in events for state in event.get("lots") or ()} == {1}
    assert (await leader.get(f"{auction}/commands/{key}")).json()["status"] == "accepted"
    await bid(hall.alice, auction + "/lots/1", 510_000)
    for what in ("lots/1/dossier", "history", "events"):
        assert (await leader.get(f"{auction}/{what}")).status_code == 404
    # What it did stays its own.
    assert (await leader.get(f"{auction}/commands/{key}")).json()["status"] == "accepted"
    assert (await hall.stranger.get(f"{auction}/commands/{key}")).status_code == 404


async def bid(client: httpx.AsyncClient, lot: str, amount_cents: int, *, key: str | None = None) -> None:
    headers = {"idempotency-key": key or new_id()}
    answer = await client.post(f"{lot}/bids", json={"amount_cents": amount_cents}, headers=headers)
    assert answer.json()["status"] == "accepted", answer.text


async def test_a_whole_lot_has_a_dossier_for_each_car(hall: Hall) -> None:
    cars = [await hall.car(plate=f"AB12{n}CD", vin=f"VF3ABCDEF1234567{n}") for n in range(2)]
    lot = await hall.auction(*cars, kind="whole_lot") + "/lots/1"
    found = (await hall.alice.get(f"{lot}/dossier")).json()["cars"]
    assert [car["id"] for car in found] == [car["id"] for car in cars]
    sheet = await hall.alice.get(f"{lot}/sheet.pdf")
    assert (sheet.status_code, sheet.headers["content-type"], pages(sheet.content)) == (200, "application/pdf", 2)
    assert b"/DCTDecode" in sheet.content


async def test_only_what_pros_see_makes_a_new_version(hall: Hall) -> None:
    car = await hall.car(plate="EF123GH", vin="VF3ABCDEF12345675")
    lot = await hall.auction(car) + "/lots/1"

    async def version() -> int:
        return (await hall.alice.get(f"{lot}/dossier")).json()["cars"][0]["version"]

    before = await version()
    address = f"/api/vehicles/{car['id']}"
    await hall.done(address + "/costs", {"label": "Frein", "amount_cents": 1, "spent_on": "2026-11-20"})
    await hall.yard.patch(await hall.yard.get(car), comment="rien pour eux")
    assert await version() == before
    await hall.corrected(car, defects_added=[{"name": "Jante", "amount_cents": 1}])
    defect = (await hall.yard.get(car))["defects"][-1]
    assert await version() == before + 1
    moved = await hall.yard.client.put(f"{address}/defects/{defect['id']}/place", json={"place": None})
    assert moved.json()["defects"][-1]["place"] is None
    assert await version() == before + 1  # it had no place before either
    place = {"view": "rear", "x": 0, "y": 1_000}
    moved = await hall.yard.client.put(f"{address}/defects/{defect['id']}/place", json={"place": place})
    assert (moved.status_code, moved.json()["defects"][-1]["place"]) == (200, place)
    assert await version() == before + 2
    await hall.corrected(car, defects_removed=[defect["id"]])
    assert await version() == before + 3
    photo = await uploaded(hall.yard, car, a_jpeg())
    assert await version() == before + 4

    async def shown() -> bool:
        told = (await hall.alice.get(lot.rpartition("/lots/")[0])).json()["lots"][0]["vehicles"][0]
        return told["dossier"] == before + 4 and told["photo"] != photo["thumb_url"]  # the first photo is the cover

    await until(shown)


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ({"view": "under", "x": 1, "y": 1}, "/place/view"),
        ({"view": "left", "x": 1_001, "y": 1}, "/place/x"),
        ({"view": "left", "x": 1, "y": -1}, "/place/y"),
        ({"view": "left", "x": 1.5, "y": 1}, "/place/x"),
        ({"view": "left", "x": 1}, "/place/y"),
        ({"view": "left", "x": 1, "y": 1, "z": 1}, "/place/z"),
    ],
)
async def test_a_place_that_is_none_changes_nothing(hall: Hall, place: dict[str, Any], pointer: str) -> None:
    car = await hall.yard.car()
    address = f"/api/vehicles/{car['id']}/defects"
    answer = await hall.yard.client.post(address, json={"name": "Choc", "amount_cents": 1, "place": place})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await hall.yard.get(car))["defects"] == []
    wrong = await hall.yard.client.put(f"{address}/{new_id()}/place", json={"place": None})
    assert wrong.status_code == 404

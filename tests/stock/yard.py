"""A dealer's yard for tests: somebody who manages its stock, and cars, over real HTTP."""

from datetime import date
from typing import Any

import httpx
from msgspec import Struct

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import EntityId
from server.kit.postgres import Pool
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_user

VIN = "VF3ABCDEF12345678"


class Yard(Struct, kw_only=True):
    api: Api
    dealer: Dealer
    user: DealerUser
    client: httpx.AsyncClient

    @property
    def pool(self) -> Pool:
        return self.api.resources.postgres

    @property
    def entity_id(self) -> EntityId:
        return self.dealer.entity_id

    def form(self, **fields: object) -> dict[str, object]:
        """A new car's form, complete enough."""
        return {
            "entity_id": self.dealer.entity_id,
            "point_of_sale_id": self.dealer.point_of_sale_id,
            "make": "PEUGEOT",
            "model": "208",
            "purchase_price_cents": 400_000,
            **fields,
        }

    async def car(self, **fields: object) -> dict[str, Any]:
        """A car taken in by its form."""
        answer = await self.client.post("/api/vehicles", json=self.form(**fields))
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def get(self, car: dict[str, Any]) -> dict[str, Any]:
        answer = await self.client.get(f"/api/vehicles/{car['id']}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def patch(self, car: dict[str, Any], **fields: object) -> httpx.Response:
        return await self.client.patch(f"/api/vehicles/{car['id']}", json={"version": car["version"], **fields})

    async def move(self, car: dict[str, Any], to: str, **fields: object) -> httpx.Response:
        return await self.client.post(f"/api/vehicles/{car['id']}/transitions", json={"to": to, **fields})

    async def moved(self, car: dict[str, Any], to: str, **fields: object) -> dict[str, Any]:
        answer = await self.move(car, to, **fields)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def entry(self, **fields: object) -> dict[str, object]:
        """What a physical entry needs but its number."""
        return {
            "outer_colour": "Gris",
            "inner_colour": "Noir",
            "origin": "Reprise",
            "plate": "GD-250-GH",
            "vin": VIN,
            "entered_on": "2026-11-02",
            "first_registration": "2021-11-30",
            "mileage_km": 87_456,
            "co2_g_km": 135,
            "trade_price_cents": 1_418_547,
            **fields,
        }

    def delivery(self, **fields: object) -> dict[str, object]:
        """What a delivery by hand needs but its client."""
        return {
            "seller_id": self.user.user_id,
            "delivered_on": "2026-11-23",
            "delivery_point_of_sale_id": self.dealer.point_of_sale_id,
            "physical_site_id": self.dealer.point_of_sale_id,
            **fields,
        }

    async def next_number(self) -> int:
        answer = await self.client.get(f"/api/police-register/next?entity_id={self.dealer.entity_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()["number"]

    async def car_for_sale(self, *, plate: str = "GD250GH", vin: str = VIN, **fields: object) -> dict[str, Any]:
        """A trade car that came in, was registered, and is for sale."""
        car = await self.car(**{"destination": "trade", **fields})
        number = await self.next_number()
        await self.moved(car, "physical_entry", **self.entry(police_number=number, plate=plate, vin=vin))
        return await self.moved(car, "for_sale")


async def a_yard(api: Api, *, name: str = "Groupe Essai") -> Yard:
    pool = api.resources.postgres
    dealer = await a_dealer(pool, name=name)
    user = await a_user(pool, dealer)
    return Yard(api=api, dealer=dealer, user=user, client=await api.client(user))


def days_since(year: int, month: int, day: int) -> int:
    """How many days ago that was by the servers' calendar; negative for one to come."""
    return (clock.now().date() - date(year, month, day)).days


def codes(answer: httpx.Response) -> dict[str, str]:
    """The errors of a problem: pointer -> code, the word before the colon."""
    return {error["pointer"]: error["code"] for error in answer.json()["errors"]}

"""A dealer that asks pros for prices, for tests: over real HTTP, with the workers at work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from msgspec import Struct

from server.accounts.principal import DealerUser, ProMember
from server.kit.ids import AuctionId, new_id
from server.resources import Resources
from server.workers import run_workers
from tests.auctions.hastening import hasten
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user, answer_delay
from tests.waiting import until

PLATE, VIN = "GE-147-JH", "VF7CHRHZB39876543"


class Inquiry(Struct, kw_only=True):
    """A manager's browser, a seller's, and those of three pros that are connected."""

    api: Api
    resources: Resources
    dealer: Dealer
    boss: DealerUser
    manager: httpx.AsyncClient
    members: tuple[ProMember, ...]
    pros: tuple[httpx.AsyncClient, ...]

    def car(self, **changes: object) -> dict[str, Any]:
        return {
            "entity_id": self.dealer.entity_id,
            "point_of_sale_id": self.dealer.point_of_sale_id,
            "make": "CITROEN",
            "model": "XSARA PICASSO",
            "plate": PLATE,
            "vin": VIN,
            "mileage_km": 143_000,
            "condition": "Choc avant droit",
        } | changes

    async def trade_in(self, **changes: object) -> str:
        made = await self.manager.post("/api/trade-ins", json=self.car(**changes))
        assert made.status_code == 201, made.text
        return f"/api/trade-ins/{made.json()['id']}"

    async def quotation(self, *, seconds: int = 600, comment: str = "Carnet complet") -> tuple[str, str]:
        """A running quotation: the trade-in's page and the auction's."""
        await self.delay(seconds)
        page = await self.trade_in()
        asked = await self.manager.post(f"{page}/quotation", json={"comment_for_pros": comment})
        assert asked.status_code == 201, asked.text
        auction = f"/api/auctions/{asked.json()['quotation']['auction_id']}"

        async def is_open() -> bool:
            return (await self.manager.get(auction)).json()["auction"]["state"] == "open"

        await until(is_open)
        return page, auction

    async def delay(self, seconds: int) -> None:
        await answer_delay(self.resources.postgres, self.dealer, seconds)

    async def time_is_over(self, auction: str) -> None:
        """Let its end come now, which nobody waits for."""
        await hasten(self.api.app.state.trading, AuctionId(auction.rsplit("/", 1)[1]))

    async def ended(self, page: str, *, within_seconds: float = 30) -> dict[str, Any]:
        """The trade-in once its quotation is over and settled."""

        async def over() -> dict[str, Any] | None:
            seen = (await self.manager.get(page)).json()
            return seen if seen["state"] != "in_quotation" else None

        found = await until(over, within_seconds=within_seconds)
        assert found is not None
        return found


async def quote(client: httpx.AsyncClient, auction: str, cents: int, *, key: str | None = None) -> dict[str, Any]:
    headers = {"idempotency-key": key or new_id()}
    answer = await client.post(f"{auction}/lots/1/quote", json={"amount_cents": cents}, headers=headers)
    return answer.json()


async def decline(client: httpx.AsyncClient, auction: str) -> dict[str, Any]:
    answer = await client.post(f"{auction}/lots/1/decline", json={}, headers={"idempotency-key": new_id()})
    return answer.json()


@asynccontextmanager
async def an_inquiry(api: Api, resources: Resources, *names: str) -> AsyncIterator[Inquiry]:
    """Everything at work, until the block ends."""
    pool = resources.postgres
    dealer = await a_dealer(pool)
    members = [await a_member(pool, await a_pro(pool, dealer, name=name), name=f"Membre {name}") for name in names]
    boss = await a_user(pool, dealer)
    workers = asyncio.create_task(run_workers(resources))
    yield Inquiry(
        api=api,
        resources=resources,
        dealer=dealer,
        boss=boss,
        manager=await api.client(boss),
        members=tuple(members),
        pros=tuple([await api.client(member) for member in members]),
    )
    workers.cancel()
    with suppress(asyncio.CancelledError):
        await workers

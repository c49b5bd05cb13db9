"""An auction house whose sockets are open, for tests: the true book, journal, ledger and feed behind real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from server.accounts.principal import DealerUser, ProMember
from server.kit.ids import AuctionId, new_id
from server.realtime.wiring import open_live
from server.resources import Resources
from server.workers import run_workers
from tests.auctions.sale import House
from tests.organisation import a_dealer, a_member, a_pro, a_session, a_user
from tests.realtime.sockets import WITHIN_SECONDS, Client, Message, Serving, serving


class Ear:
    """Hears in any order: what isn't wanted yet is kept for whoever wants it later."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._kept: list[Message] = []

    async def hear(self, kind: str, **wanted: object) -> Message:
        """The first message of this type with these values, wait before or within 15 s."""
        async with asyncio.timeout(WITHIN_SECONDS):
            place = 0
            while True:
                if place == len(self._kept):
                    self._kept.append(await self.client.hear())
                if _fits(self._kept[place], {"type": kind} | wanted):
                    return self._kept.pop(place)
                place += 1

    def passed(self, *kinds: str) -> list[Message]:
        """What came of these kinds up to what was wait last."""
        return [message for message in self._kept if message["type"] in kinds]

    async def answer(self, command: Message) -> Message:
        """What became of a command."""
        await self.client.say(command)
        return await self.hear("bid_result", command_id=command["command_id"])

    async def enter(self, room: str, **since: object) -> Message:
        """The answer to a subscription; what was kept of the room before is forgotten."""
        self._kept = [message for message in self._kept if message.get("room") != room]
        await self.client.say({"type": "subscribe", "id": 7, "room": room} | since)
        return await self.hear("subscribed", room=room)


def _fits(message: Message, wanted: Message) -> bool:
    return all(message.get(name) == value for name, value in wanted.items())


class Market:
    """The house, and the way in."""

    def __init__(self, house: House, served: Serving) -> None:
        self.house = house
        self.served = served

    @asynccontextmanager
    async def client(self, who: DealerUser | ProMember) -> AsyncGenerator[Client]:
        token = await a_session(self.house.resources.postgres, who)
        async with self.served.welcomed(token) as client:
            yield client

    @asynccontextmanager
    async def ear(self, who: DealerUser | ProMember) -> AsyncGenerator[Ear]:
        async with self.client(who) as client:
            yield Ear(client)


@asynccontextmanager
async def a_market(resources: Resources) -> AsyncGenerator[Market]:
    """Everything at work, until the block ends."""
    pool = resources.postgres
    dealer = await a_dealer(pool)
    alice, bob = [await a_pro(pool, dealer, name=name) for name in ("Top Used Cars", "SARL La Bonne Occaze")]
    async with asyncio.TaskGroup() as tasks:
        workers = tasks.create_task(run_workers(resources))
        async with open_live(resources) as live, serving(live.gateway) as served:
            house = House(
                resources=resources,
                trading=live.trading,
                dealer=dealer,
                manager=await a_user(pool, dealer),
                alice=await a_member(pool, alice, name="Alice"),
                bob=await a_member(pool, bob, name="Bob"),
            )
            yield Market(house, served)
        workers.cancel()


def a_command(kind: str, auction_id: AuctionId, entered: Message, **said: object) -> Message:
    about = {"type": kind, "id": 40, "command_id": new_id(), "auction_id": auction_id, "lot": 1}
    return about | {"epoch": entered["epoch"]} | said


def a_bid(auction_id: AuctionId, entered: Message, amount_cents: int, **changes: object) -> Message:
    return a_command("place_bid", auction_id, entered, amount_cents=amount_cents, **changes)

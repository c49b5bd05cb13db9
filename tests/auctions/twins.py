"""Evenings that differ only in what a pro may not know, and all that one pro is told in them.

Reserve, purchase price, costs, the others' names, limits, maxima and quotes differ, in length too. Ids are numbered in
the order of their coming, times and digests have one name each: what is left must be equal to the byte.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import date
from json import dumps, loads

import httpx
from litestar.routes import HTTPRoute
from msgspec import Struct, field
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.accounts.principal import ProMember
from server.auctions import bidding
from server.auctions.auction import AuctionVehicleForm
from server.auctions.managing import LowerReserve, manage
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.money import Cents
from server.protocol.commands import Quote
from server.protocol.messages import SUBPROTOCOL
from server.stock.records.attaching import add_cost
from tests.auctions.hastening import hasten
from tests.auctions.sale import House, a_car
from tests.http import Api
from tests.organisation import a_dealer, a_member, a_pro, a_session, a_user
from tests.waiting import until

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"\b1[789]\d{11}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+]\d\d:\d\d)")
OF_ONE_REQUEST = {"date", "x-request-id", "content-length"}


class Hidden(Struct, frozen=True, kw_only=True):
    """What only the dealer and the others know."""

    reserve_cents: int
    lowered_cents: int
    purchase_cents: int
    cost_cents: int
    pro: str
    member: str
    limit_cents: int
    first_maximum_cents: int
    raised_maximum_cents: int
    quote_cents: int


class Told(Struct, kw_only=True):
    """All that the pro was told: frames by room, answers by what was asked."""

    frames: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, str] = field(default_factory=dict[str, str])
    names: dict[str, str] = field(default_factory=dict[str, str])

    def equal(self, text: str) -> str:
        """The text with the names of this evening in place of ids, times and digests."""
        numbered = ID.sub(lambda found: self.names.setdefault(found[0], f"id-{len(self.names)}"), text)
        return TIME.sub("a-time", DIGEST.sub("a-digest", numbered))

    def keep(self, asked: str, answer: httpx.Response) -> None:
        """Status, headers and body; the length that was said is the length that came."""
        assert int(answer.headers.get("content-length", len(answer.content))) == len(answer.content)
        headers = sorted((name, value) for name, value in answer.headers.items() if name not in OF_ONE_REQUEST)
        self.answers[self.equal(asked)] = self.equal(f"{answer.status_code} {headers}\n{answer.text}")


class Listener:
    """A browser whose socket keeps every frame, those of `presence` apart: they come at their own beat."""

    def __init__(self, connection: ClientConnection, client: httpx.AsyncClient) -> None:
        self.client = client
        self._connection = connection
        self.heard: list[dict[str, object]] = []

    async def listen(self) -> None:
        async for frame in self._connection:
            said = loads(frame)
            messages = said if isinstance(said, list) else [said]
            self.heard += [message for message in messages if message["type"] != "presence"]

    async def say(self, **message: object) -> None:
        await self._connection.send(dumps(message))

    async def hears(self, kind: str, **wanted: object) -> None:
        """Wait for a message that says this."""
        fits = wanted | {"type": kind}
        await until(lambda: any(fits.items() <= message.items() for message in self.heard), within_seconds=25)


@asynccontextmanager
async def listening(api: Api, member: ProMember) -> AsyncGenerator[Listener]:
    token = await a_session(api.resources.postgres, member)
    address = f"ws{api.base_url.removeprefix('http')}/ws"
    headers = {"Authorization": f"Bearer {token}"}
    client = await api.client(member)
    client.headers["accept-encoding"] = "identity"
    async with connect(
        address, subprotocols=[Subprotocol(SUBPROTOCOL)], additional_headers=headers, proxy=None
    ) as connection:
        listener = Listener(connection, client)
        task = asyncio.create_task(listener.listen())
        await listener.say(type="hello", id=1, client={"name": "test", "version": "1"})
        await listener.hears("subscribed", room="me")
        yield listener
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def an_evening(api: Api, hidden: Hidden) -> Told:
    """An ascending auction of two lots and a sealed one, to their ends, as Alice is told them."""
    house = await _house(api, hidden)
    told = Told()
    async with listening(api, house.alice) as alice:
        client = alice.client
        ascending, sealed = await _ascending(house, hidden), await house.quotation()
        for auction in (ascending, sealed):
            await alice.say(type="subscribe", id=2, room=f"auction:{auction}")
            await alice.hears("subscribed", room=f"auction:{auction}")
        await _bid(house, hidden, ascending, alice, told)
        await _quote(house, hidden, sealed, client, told)
        await hasten(api.app.state.trading, ascending)
        for auction in (ascending, sealed):
            await alice.hears("auction_closed", room=f"auction:{auction}")
            await house.closed(auction)
            await _read(api, client, auction, told)
        await _all_is_told(api, house, alice)
        await _read_own(api, client, told)
    for message in alice.heard:
        _keep_frame(told, message)
    told.frames["me"].sort()
    return told


def _keep_frame(told: Told, message: dict[str, object]) -> None:
    room = str(message.get("room", "socket"))
    if room == "me":  # news and positions come from two workers, in either order
        message = {name: value for name, value in message.items() if name != "seq"}
    told.frames[told.equal(room)].append(told.equal(dumps(message, ensure_ascii=False)))


async def _house(api: Api, hidden: Hidden) -> House:
    pool = api.resources.postgres
    dealer = await a_dealer(pool)
    alice, other = await a_pro(pool, dealer, name="Top Used Cars"), await a_pro(pool, dealer, name=hidden.pro)
    await pool.execute("UPDATE connection SET limit_cents = $2 WHERE pro_id = $1", other, hidden.limit_cents)
    return House(
        resources=api.resources,
        trading=api.app.state.trading,
        dealer=dealer,
        manager=await a_user(pool, dealer),
        alice=await a_member(pool, alice, name="Alice"),
        bob=await a_member(pool, other, name=hidden.member),
    )


async def _ascending(house: House, hidden: Hidden) -> AuctionId:
    """Two cars of which nothing that pros may see differs; only the first has a reserve."""
    lines: list[AuctionVehicleForm] = []
    for reserve in (Cents(hidden.reserve_cents), None):
        car = await house.car(a_car(purchase_price_cents=hidden.purchase_cents))
        await add_cost(
            house.resources,
            house.manager,
            car,
            label="Pneus",
            amount_cents=Cents(hidden.cost_cents),
            spent_on=date(2026, 1, 2),
        )
        lines.append(AuctionVehicleForm(vehicle_id=car, reserve_cents=reserve))
    return await house.auction(*lines)


async def _bid(house: House, hidden: Hidden, auction: AuctionId, alice: Listener, told: Told) -> None:
    """Both lots are fought over with maxima; reserve and maximum move where nobody is told of it."""
    client, path, room = alice.client, f"/api/auctions/{auction}", f"auction:{auction}"
    await house.maximum(house.bob, auction, hidden.first_maximum_cents)
    await alice.hears("price_changed", room=room, lot=1, price_cents=500_000)
    for amount in (600_000, 100):
        key = {"idempotency-key": new_id()}
        answer = await client.post(f"{path}/lots/1/bids", json={"amount_cents": amount}, headers=key)
        told.keep(f"bid {amount}", answer)
    await alice.hears("price_changed", room=room, lot=1, price_cents=605_000)
    await house.maximum(house.bob, auction, hidden.raised_maximum_cents)
    lowered = LowerReserve(lot=1, reserve_cents=Cents(hidden.lowered_cents))
    await manage(house.trading, house.manager, auction, lowered, command_id=CommandId(new_id()))
    key = {"idempotency-key": new_id()}
    answer = await client.post(f"{path}/lots/2/maximum", json={"maximum_cents": 700_000}, headers=key)
    told.keep("maximum", answer)
    await alice.hears("price_changed", room=room, lot=2, price_cents=500_000)
    await house.bid(house.bob, auction, 650_000, lot=2)
    await alice.hears("price_changed", room=room, lot=2, price_cents=655_000)
    told.keep(f"{path} open", await client.get(path))


async def _quote(house: House, hidden: Hidden, auction: AuctionId, client: httpx.AsyncClient, told: Told) -> None:
    """Bob gave more than Alice before she quotes."""
    path = f"/api/auctions/{auction}"
    command = Quote(
        id=1,
        command_id=CommandId(new_id()),
        auction_id=auction,
        lot=1,
        epoch=(await house.seen_by(house.bob, auction)).epoch,
        amount_cents=Cents(hidden.quote_cents),
    )
    quoted = await bidding.decide(house.trading, house.bob, command)
    assert quoted.status == "accepted", quoted
    key = {"idempotency-key": new_id()}
    told.keep("quote", await client.post(f"{path}/lots/1/quote", json={"amount_cents": 400_000}, headers=key))
    told.keep(f"{path} open", await client.get(path))


async def _read(api: Api, client: httpx.AsyncClient, auction: AuctionId, told: Told) -> None:
    """Every document of the auction that is text."""
    for address in _addresses(api):
        if "{auction_id" in address and "{command_id" not in address and not address.endswith(".pdf"):
            asked = re.sub(r"{lot(:int)?}", "1", re.sub(r"{auction_id(:uuid)?}", auction, address))
            told.keep(asked, await client.get(asked))


async def _read_own(api: Api, client: httpx.AsyncClient, told: Told) -> None:
    """Every list that needs nothing in its address."""
    for address in _addresses(api):
        if address.startswith("/api/") and "{" not in address:
            told.keep(address, await client.get(address))


def _addresses(api: Api) -> list[str]:
    return sorted(
        route.path_format
        for route in api.app.routes
        if isinstance(route, HTTPRoute) and any("GET" in handler.http_methods for handler in route.route_handlers)
    )


async def _all_is_told(api: Api, house: House, alice: Listener) -> None:
    """Every notice is written, and every live one was heard."""
    pool = api.resources.postgres
    waiting = """
        SELECT NOT EXISTS (SELECT FROM outbox WHERE channel = 'live' AND delivered_at IS NULL AND abandoned_at IS NULL)
    """
    await until(lambda: pool.fetchval(waiting), within_seconds=25)
    notices = await pool.fetchval("SELECT count(*) FROM notification WHERE account_id = $1", house.alice.account_id)
    await until(lambda: sum(message["type"] == "notification" for message in alice.heard) >= notices)

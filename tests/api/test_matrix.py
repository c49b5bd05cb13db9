"""Every route and every command, as every role, on things of one's own, of the sister entity, of another group or pro.

Generated from the routes and from the protocol: what has no row in the table fails.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import get_args

import msgspec
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import Struct

from server.accounts.principal import DealerUser, ProMember
from server.app import create_app
from server.auctions import bidding
from server.auctions.trading import Trading
from server.kit.ids import new_id
from server.kit.postgres import Connection, Pool, transaction
from server.protocol import commands
from server.protocol.commands import AuctionCommand, CommandStatus
from server.protocol.refusals import Code, Refusal
from server.realtime.entering import allowed
from server.realtime.rooms import Room
from server.resources import Resources
from tests.api.examples import example_of
from tests.api.matrix import ROWS, Role, Row, expected
from tests.api.test_routes import JSON, Call, calls_of
from tests.api.world import ENTITY, GROUP, PRO, World, a_world
from tests.http import Api

ROLES: tuple[Role, ...] = get_args(Role)
# What each must not find in any list.
OUTSIDERS: dict[Role, tuple[str, ...]] = {
    "sister": (ENTITY, PRO),
    "stranger": (ENTITY, GROUP, PRO),
    "rival": (ENTITY, GROUP, PRO),
    "bidder": (f"{GROUP} Noir", f"{GROUP} Alix", f"{GROUP} Valérie"),
}
# Of the whole group, by right.
GROUP_WIDE = {"/api/group/entities", "/api/audit-trail"}
# More at once would only wait for the pool.
AT_ONCE = 8

Calls = dict[tuple[str, str], Call]


class Asked(Struct, frozen=True):
    """A route, and a right body for it."""

    row: Row
    call: Call
    body: object
    asks_for_entity: bool

    @property
    def names_a_thing(self) -> bool:
        return "{" in self.call.path or self.row.whose == "entity"

    def address(self, world: World) -> str:
        """With the world's ids, and with nobody's where it has none."""
        query = f"?entity_id={world.ids['entity_id']}" if self.asks_for_entity else ""
        filled = re.sub(r"{[^}]*:int}", "1", self.call.template) + query
        return re.sub(r"{([^}:]*)[^}]*}", lambda found: world.ids.get(found[1]) or new_id(), filled)


@pytest.fixture(scope="module")
def app(resources: Resources) -> Litestar:
    return create_app(resources)


@pytest.fixture(scope="module")
def calls(app: Litestar) -> Calls:
    return {call.name: call for call in calls_of(app)}


@pytest_asyncio.fixture(scope="module")
async def world(api: Api, pg_pool: Pool) -> World:
    return await a_world(api, pg_pool)


@pytest.fixture(scope="module")
def asked(app: Litestar, calls: Calls, world: World) -> list[Asked]:
    """Every route that isn't for everybody."""
    return [
        Asked(
            ROWS[method, route.path_format],
            calls[method, route.path_format],
            example_of(handler.parsed_data_field.raw, world.ids) if handler.parsed_data_field else None,
            asks_for_entity(handler),
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if (method, route.path_format) in ROWS and ROWS[method, route.path_format].whose != "public"
    ]


def asks_for_entity(handler: HTTPRouteHandler) -> bool:
    """Whether the address must say which entity, behind its question mark."""
    asked = handler.parsed_fn_signature.parameters.get("entity_id")
    return asked is not None and not asked.has_default and not any("{entity_id" in path for path in handler.paths)


async def wrong_ones(asked: Iterable[Asked], judge: Callable[[Asked], Awaitable[str | None]]) -> list[str]:
    """What the judge says of those that don't end as they should."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(call: Asked) -> str | None:
        async with turns:
            verdict = await judge(call)
        return verdict and f"{call.row.method} {call.row.path}: {verdict}"

    return [verdict for verdict in await asyncio.gather(*map(one, asked)) if verdict]


# Tries of passwords are counted, whatever comes of them.
NOTED = {"sign_in_attempt"}
# When a credential was last used is no change of the thing.
SEEN = "'{last_seen_at,last_used_at}'::text[]"


async def rows_of_every_table(database: Pool | Connection) -> dict[str, str]:
    """A digest of each table's rows, in any order."""
    tables = await database.fetch("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY 1")
    digests = " UNION ALL ".join(
        f"SELECT '{name}', md5(coalesce(string_agg(row, '' ORDER BY row), ''))"  # noqa: S608 — our own tables' names
        f" FROM (SELECT md5((to_jsonb(t) - {SEEN})::text) AS row FROM {name} t) AS rows"
        for name in (row["relname"] for row in tables)
    )
    return {str(row[0]): str(row[1]) for row in await database.fetch(digests)}


def test_every_route_has_its_row(calls: Calls) -> None:
    assert {row for row in set(ROWS) - set(calls) if not row[1].startswith("/dev/")} == set(), "rows without a route"
    assert set(calls) - set(ROWS) == set(), "routes without a row in tests/api/matrix.py"


def test_every_thing_a_row_names_is_in_the_world(calls: Calls, world: World) -> None:
    missing = {
        (name, parameter)
        for name, call in calls.items()
        for parameter in re.findall(r"{([^}:]*):uuid}", call.template)
        if name in ROWS and ROWS[name].made and parameter not in world.ids
    }
    assert not missing, "make it in tests/api/world.py, or mark the row with -"


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_is_refused_where_the_table_says(
    asked: list[Asked], world: World, pg_pool: Pool, role: Role
) -> None:
    """And no row of any table is another one after all that was refused."""
    before = await rows_of_every_table(pg_pool)

    async def judge(one: Asked) -> str | None:
        refusal = expected(one.row, role, names_a_thing=one.names_a_thing)
        if refusal is None:
            return None
        media_type = min(one.call.media_types)
        content = msgspec.json.encode(one.body) if media_type == "application/json" else b"x"
        headers = {"idempotency-key": new_id(), "upload-offset": "0"}
        headers |= {"content-type": media_type} if one.call.has_body else {}
        answer = await world.clients[role].request(
            one.call.method, one.address(world), content=content if one.call.has_body else b"", headers=headers
        )
        return None if answer.status_code == refusal else f"{answer.status_code}, not {refusal}: {answer.text[:300]}"

    assert not await wrong_ones(asked, judge)
    after = await rows_of_every_table(pg_pool)
    changed = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
    assert changed <= NOTED, f"something that was refused was done all the same: {changed - NOTED}"


async def test_the_rows_of_every_table_are_compared(world: World, pg_pool: Pool) -> None:
    before = await rows_of_every_table(pg_pool)
    assert {"vehicle", "account", "auction", "outbox", "api_key", "session", "change_record"} <= before.keys()
    async with transaction(pg_pool) as connection:
        await connection.execute("UPDATE vehicle SET make = make || 'x'")
        assert (await rows_of_every_table(connection))["vehicle"] != before["vehicle"]
        await connection.execute("UPDATE vehicle SET make = left(make, -1)")
        assert (await rows_of_every_table(connection))["vehicle"] == before["vehicle"]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
async def test_every_role_gets_through_where_the_table_says(asked: list[Asked], world: World, role: Role) -> None:
    """Reading answers; writing gets as far as its form, which is wrong here so that the world stays as it is."""

    async def judge(one: Asked) -> str | None:
        reads = one.call.method == "GET"
        refused = expected(one.row, role, names_a_thing=one.names_a_thing) is not None
        writes = one.call.has_body and "application/json" in one.call.media_types
        if refused or not one.row.made or not (reads or writes):
            return None
        client, address = world.clients[role], one.address(world)
        if reads:
            answer = await client.get(address)
            return None if answer.status_code < 300 or answer.status_code in {400, 422} else f"{answer.status_code}"
        answer = await client.request(one.call.method, address, content=b'{"surprise": 1}', headers=JSON)
        return None if answer.status_code == 422 else f"{answer.status_code}: {answer.text[:300]}"

    assert not await wrong_ones(asked, judge)


@pytest.mark.parametrize("role", OUTSIDERS)
async def test_no_list_shows_what_is_others(asked: list[Asked], world: World, role: Role) -> None:
    async def judge(one: Asked) -> str | None:
        path = one.call.path
        if one.call.method != "GET" or "{" in path or (role == "sister" and path in GROUP_WIDE):
            return None
        answer = await world.clients[role].get(path)
        found = [canary for canary in OUTSIDERS[role] if canary in answer.text]
        return f"shows {found}" if found else None

    assert not await wrong_ones(asked, judge)


# Who may send which command, by the table: the rest of its rules are the order book's.
MONEY: dict[Role, Code | None] = {
    "bidder": None,
    "viewer": Code.FORBIDDEN,
    "boss": Code.FORBIDDEN,
    "stranger": Code.FORBIDDEN,
    "rival": Code.NOT_FOUND,
}
COMMANDS: dict[str, dict[Role, Code | None]] = {
    "place_bid": MONEY,
    "set_maximum": MONEY,
    "cancel_maximum": MONEY,
    "quote": MONEY,
    "decline": MONEY,
    "command_status": {
        "bidder": None,
        "viewer": None,
        "boss": None,
        "sister": Code.NOT_FOUND,
        "stranger": Code.NOT_FOUND,
        "rival": Code.NOT_FOUND,
    },
}
# These ask for no right of their own: rooms have theirs, below.
WITHOUT_RIGHTS = {"hello", "ping", "subscribe", "unsubscribe"}


def test_every_command_has_its_row() -> None:
    tags = {command.__struct_config__.tag for command in get_args(commands.ClientMessage)}
    assert tags == set(COMMANDS) | WITHOUT_RIGHTS


@pytest.mark.parametrize("tag", COMMANDS)
async def test_every_command_is_refused_to_whom_the_table_says(api: Api, world: World, tag: str) -> None:
    command_type = next(command for command in get_args(commands.ClientMessage) if command.__struct_config__.tag == tag)
    for role, refusal in COMMANDS[tag].items():
        body = example_of(command_type, {**world.ids, "command_id": new_id()})
        command = msgspec.convert(body, command_type)
        assert await code_of(api.app.state.trading, world.people[role], command) == refusal, role


async def code_of(
    trading: Trading, who: DealerUser | ProMember, command: AuctionCommand | CommandStatus
) -> Code | None:
    """With what code the command is refused for the rights' sake; None for any other end."""
    try:
        if isinstance(command, CommandStatus):
            await bidding.command_status(trading, who, command)
            return None
        result = await bidding.decide(trading, who, command)
    except Refusal as refusal:
        code: Code | None = refusal.code
    else:
        code = getattr(result, "code", None)
    return code if code in {Code.FORBIDDEN, Code.NOT_FOUND, Code.NOT_INVITED, Code.UNAUTHORIZED} else None


ROOMS: dict[str, set[Role]] = {
    "auction": {"boss", "seller", "bidder", "viewer"},
    "desk": {"boss", "seller"},
}


@pytest.mark.parametrize("kind", ROOMS)
async def test_rooms_are_entered_by_whom_the_table_says(pg_pool: Pool, world: World, kind: str) -> None:
    rooms = {
        "auction": Room(kind="auction", id=world.ids["auction_id"]),
        "desk": Room(kind="desk", id=world.ids["entity_id"]),
    }
    room = rooms[kind]
    roles: list[Role] = [role for role in world.people if role != "program"]
    answers = await allowed(pg_pool, [(world.people[role], room) for role in roles])
    assert {role for role, may in zip(roles, answers, strict=True) if may} == ROOMS[kind]


async def test_the_room_of_one_is_for_that_one(pg_pool: Pool, world: World) -> None:
    boss = world.people["boss"]
    room = Room(kind="me", id=boss.account_id)
    assert await allowed(pg_pool, [(boss, room), (world.people["seller"], room)]) == ["dealer", None]


async def test_a_connection_that_ends_is_gone_everywhere(pg_pool: Pool, world: World) -> None:
    """From lists, auctions and rooms at once; the last test, since the world is poorer by it."""
    boss, bidder, member = world.clients["boss"], world.clients["bidder"], world.people["bidder"]
    auction, room = f"/api/auctions/{world.ids['auction_id']}", Room(kind="auction", id=world.ids["auction_id"])
    assert (await bidder.get(auction)).status_code == 200
    path = f"/api/professionals/{world.ids['pro_id']}/connections/{world.ids['entity_id']}"
    assert (await boss.delete(path)).status_code == 204
    assert (await bidder.get(auction)).status_code == 404
    assert world.ids["auction_id"] not in (await bidder.get("/api/auctions")).text
    assert (await bidder.get("/api/my/connections")).json()["items"] == []
    assert await allowed(pg_pool, [(member, room)]) == [None]

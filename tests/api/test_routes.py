"""What holds for every route there is: generated from the routes, so that a new one is tried at once."""

import re
from collections.abc import Iterator

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import Struct

from server.accounts.guards import Needs, bidder_only, dealer_only, manager_only, pro_only
from server.accounts.principal import Right
from server.app import create_app
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.resources import Resources
from tests.api.matrix import ROWS
from tests.http import Api
from tests.organisation import Dealer, a_dealer, a_member, a_pro, a_user

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Call(Struct, frozen=True, kw_only=True):
    """One method of one address, and who may use it."""

    method: str
    path: str
    template: str
    public: bool
    dealers: bool
    pros: bool
    rights: tuple[Right, ...]
    has_body: bool
    media_types: frozenset[str]

    @property
    def name(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def address(self) -> str:
        """With ids that are nobody's."""
        return self.filled(new_id())

    def filled(self, id: str) -> str:
        """The address with this for each id; ranks of lots are 1."""
        return re.sub(r"{[^}]*}", id, re.sub(r"{[^}]*:int}", "1", self.template))


class How(Struct, frozen=True):
    """What is sent along."""

    headers: dict[str, str] = {}
    content: bytes = b""


NOTHING = How()
JSON = {"content-type": "application/json"}


def calls_of(app: Litestar) -> Iterator[Call]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods - {"OPTIONS"}):
                    yield a_call(route, handler, method)


def a_call(route: HTTPRoute, handler: HTTPRouteHandler, method: str) -> Call:
    guards = handler.resolve_guards()
    rights = tuple(right for guard in guards if isinstance(guard, Needs) for right in guard.rights)
    for_dealers = dealer_only in guards or bool(rights)
    for_pros = bool({pro_only, bidder_only, manager_only} & set(guards))
    return Call(
        method=method,
        path=route.path_format,
        template=route.path,
        public=bool(handler.opt.get("public")),
        dealers=not for_pros,
        pros=not for_dealers,
        rights=rights,
        has_body=handler.parsed_data_field is not None,
        media_types=frozenset(handler.opt.get("media_types", {"application/json"})),
    )


@pytest.fixture(scope="module")
def calls(resources: Resources) -> list[Call]:
    found = list(calls_of(create_app(resources)))
    assert len(found) > 20
    return found


@pytest.fixture(scope="module")
def guarded(calls: list[Call]) -> list[Call]:
    return [call for call in calls if not call.public]


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def boss(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_user(pg_pool, dealer))


@pytest_asyncio.fixture(scope="module")
async def seller(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    """Somebody of a dealer without any right."""
    return await api.client(await a_user(pg_pool, dealer, rights=(), validation_right="none"))


@pytest_asyncio.fixture(scope="module")
async def bidder(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_member(pg_pool, await a_pro(pg_pool, dealer)))


@pytest_asyncio.fixture(scope="module")
async def viewer(api: Api, pg_pool: Pool, dealer: Dealer) -> httpx.AsyncClient:
    return await api.client(await a_member(pg_pool, await a_pro(pg_pool, dealer), role="viewer"))


def ours(calls: list[Call]) -> list[Call]:
    """Those about things that have ids here; what is outside has numbers of its own, and may be malformed."""
    return [call for call in calls if ROWS[call.name].whose != "outside"]


async def outcome(client: httpx.AsyncClient, call: Call, how: How = NOTHING) -> tuple[int, str]:
    headers = {"idempotency-key": new_id(), "upload-offset": "0", **how.headers}
    answer = await client.request(call.method, call.address, headers=headers, content=how.content)
    if answer.headers.get("content-type") != "application/problem+json":
        return answer.status_code, ""
    problem = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code", "errors"} <= set(problem)
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


async def wrong(
    calls: list[Call], expected: tuple[int, str], *, client: httpx.AsyncClient, how: How = NOTHING
) -> dict[tuple[str, str], tuple[int, str]]:
    """Calls that don't end as they should, by name."""
    outcomes = {call.name: await outcome(client, call, how) for call in calls}
    return {name: found for name, found in outcomes.items() if found != expected}


def test_only_the_routes_of_the_list_are_public(calls: list[Call]) -> None:
    assert {call.name for call in calls if call.public} == {
        call.name for call in calls if ROWS[call.name].whose == "public"
    }


def test_every_other_route_says_who_may_call_it(guarded: list[Call]) -> None:
    """Those for both kinds of people are of the one signed in, or of an auction, which both follow."""
    unsaid = {call.name for call in guarded if call.dealers and call.pros}
    assert unsaid == {call.name for call in guarded if ROWS[call.name].who in {"everybody", "anybody", "person"}}


async def test_nobody_gets_in_without_signing_in(api: Api, guarded: list[Call]) -> None:
    nobody = await api.client()
    asked = [call for call in guarded if ROWS[call.name].who == "everybody"]
    assert {(await nobody.request(call.method, call.address)).status_code for call in asked} == {204}
    assert not await wrong([call for call in guarded if call not in asked], (401, "unauthorized"), client=nobody)


async def test_pages_of_other_sites_get_nothing(calls: list[Call], boss: httpx.AsyncClient) -> None:
    told_apart = [call for call in calls if not call.public or call.method in UNSAFE]
    for origin in ("https://evil.example", "null", f"{boss.headers['origin']}.evil.example"):
        how = How({"origin": origin})
        assert not await wrong(told_apart, (403, "foreign_origin"), client=boss, how=how), origin


async def test_a_cross_site_request_without_origin_changes_nothing(
    api: Api, calls: list[Call], boss: httpx.AsyncClient
) -> None:
    unsafe = [call for call in calls if call.method in UNSAFE]
    program = httpx.AsyncClient(base_url=api.base_url, cookies=boss.cookies)
    async with program:
        for site in ("cross-site", "same-site"):
            how = How({"sec-fetch-site": site})
            assert not await wrong(unsafe, (403, "foreign_origin"), client=program, how=how)


async def test_only_json_is_read(calls: list[Call], boss: httpx.AsyncClient, bidder: httpx.AsyncClient) -> None:
    unsafe = [call for call in calls if call.method in UNSAFE]
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        how = How({"content-type": content_type}, b'{"a": 1}')
        for client, some in ((boss, [c for c in unsafe if c.dealers]), (bidder, [c for c in unsafe if not c.dealers])):
            assert not await wrong(some, (415, "unsupported_media_type"), client=client, how=how), content_type


async def test_a_lacking_right_is_403_before_anything_else(guarded: list[Call], seller: httpx.AsyncClient) -> None:
    for call in guarded:
        if call.rights:
            how = How({"content-type": min(call.media_types)}, b"{}")
            assert await outcome(seller, call, how) == (403, "forbidden"), call.name


async def test_dealers_and_pros_keep_out_of_each_others_routes(
    guarded: list[Call], boss: httpx.AsyncClient, bidder: httpx.AsyncClient
) -> None:
    assert not await wrong([c for c in guarded if not c.pros], (403, "forbidden"), client=bidder)
    assert not await wrong([c for c in guarded if not c.dealers], (403, "forbidden"), client=boss)


async def test_what_is_nobodys_is_404(guarded: list[Call], boss: httpx.AsyncClient, bidder: httpx.AsyncClient) -> None:
    named = [call for call in ours(guarded) if "{" in call.path and not call.has_body]
    assert named
    assert not await wrong([c for c in named if c.dealers], (404, "not_found"), client=boss)
    assert not await wrong([c for c in named if c.pros and not c.dealers], (404, "not_found"), client=bidder)


async def test_what_is_no_id_is_404(guarded: list[Call], boss: httpx.AsyncClient) -> None:
    for junk in ("42", "None", "%00", "..%2f..", "a" * 5_000):
        for call in ours(guarded):
            if call.filled(junk) != call.filled("") and call.dealers:
                answer = await boss.request(call.method, call.filled(junk))
                assert answer.status_code == 404, (call.name, junk)


async def test_a_body_larger_than_the_route_takes_is_refused(
    guarded: list[Call], boss: httpx.AsyncClient, bidder: httpx.AsyncClient
) -> None:
    large = b'{"name": "' + b"x" * 1_200_000 + b'"}'
    for client, some in ((boss, [c for c in guarded if c.dealers]), (bidder, [c for c in guarded if not c.dealers])):
        with_body = [call for call in some if call.has_body]
        assert not await wrong(with_body, (413, "too_large"), client=client, how=How(JSON, large))


async def test_malformed_bodies_name_what_is_wrong(
    guarded: list[Call], boss: httpx.AsyncClient, bidder: httpx.AsyncClient
) -> None:
    for client, some in ((boss, [c for c in guarded if c.dealers]), (bidder, [c for c in guarded if not c.dealers])):
        for call in some:
            if not call.has_body:
                continue
            for content in (b"{", b"\xff\xfe", b"nonsense", b"[" * 10_000, b'{"a": 1e999}'):
                found = await outcome(client, call, How(JSON, content))
                assert found == (400, "bad_request"), (call.name, content[:20])
            for value in ("[]", "1", '"x"', "null", "", '{"surprise": 1}', r'{"surprise\u0000": "\u0000"}'):
                found = await outcome(client, call, How(JSON, value.encode()))
                assert found == (422, "invalid"), (call.name, value)


async def test_a_parameter_that_is_missing_is_named(boss: httpx.AsyncClient) -> None:
    answer = await boss.get("/api/police-register")
    lacking = {"pointer": "entity_id", "code": "required", "detail": "is required"}
    assert (answer.status_code, answer.json()["errors"]) == (422, [lacking])

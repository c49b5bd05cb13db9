"""A fresh installation by its own commands: migrated, a group made, its administrator let in and rescued."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from server.accounts import operating
from server.kit.faults import CommandError
from server.kit.postgres import transaction
from server.resources import Resources, open_resources
from tests.accounts.letters import by_link
from tests.http import Api, running_api
from tests.servers import Servers, a_settings, run_sql
from tests.test_cli import refused, start, variables

MAIL = "direction@ventes.example.fr"
PASSWORD = "un-mot-bien-long-7"
LINK = re.compile(r"^http://localhost:8000(/\S+)\nworks once, until ")


@pytest_asyncio.fixture(scope="module")
async def installed(servers: Servers) -> AsyncIterator[Resources]:
    """A database of nobody's, as an operator makes it."""
    await run_sql(servers.postgres.url, "CREATE DATABASE fresh")
    settings = a_settings(servers, database="fresh")
    try:
        await asyncio.to_thread(adjuge, "migrate", **variables(settings))
        async with open_resources(settings) as resources:
            yield resources
    finally:
        await run_sql(servers.postgres.url, "DROP DATABASE fresh WITH (FORCE)")


@pytest_asyncio.fixture(scope="module")
async def site(installed: Resources) -> AsyncIterator[Api]:
    async with running_api(installed) as running:
        yield running


def adjuge(*arguments: str, **variables: str) -> str:
    with start(*arguments, **variables) as process:
        said, shown = process.communicate(timeout=60)
    assert process.returncode == 0, shown
    return said


async def command(resources: Resources, *arguments: str) -> str:
    return await asyncio.to_thread(adjuge, *arguments, **variables(resources.settings))


def path_in(said: str) -> str:
    found = LINK.match(said)
    assert found, said
    return found[1]


async def signed_in(site: Api, password: str) -> httpx.Response:
    return await (await site.client()).post("/api/session", json={"email": MAIL, "password": password})


async def test_a_fresh_installation_lets_its_first_administrator_in(site: Api, installed: Resources) -> None:
    said = await command(installed, "group", "create", "Groupe Neuf", "--admin", MAIL)
    token = path_in(said).removeprefix("/invitation#")
    client = await site.client()
    shown = (await client.get("/api/invitation", headers=by_link(token))).json()
    assert (shown["kind"], shown["state"], shown["email"]) == ("user", "open", MAIL)
    assert shown["organisation"] == "Groupe Neuf"
    accepted = await client.post(
        "/api/invitation/acceptance", headers=by_link(token), json={"name": "Ada", "password": PASSWORD}
    )
    assert accepted.status_code == 201, accepted.text
    assert (await client.get("/api/invitation", headers=by_link(token))).json()["state"] == "used"

    again = await signed_in(site, PASSWORD)
    assert again.status_code in (200, 201), again.text
    boss = await site.client()
    boss.cookies = again.cookies
    (entity,) = (await boss.get("/api/entities")).json()["items"]
    assert entity["name"] == "Groupe Neuf"
    assert (await boss.get("/api/users")).json()["items"][0]["name"] == "Ada"
    trail = (await boss.get("/api/audit-trail")).json()["items"]
    assert {change["actor"] for change in trail} >= {"adjuge"}


async def test_what_can_not_be_is_told_and_changes_nothing(installed: Resources) -> None:
    async def refusal(act: Callable[..., Awaitable[object]], *asked: str, **said: str) -> str:
        with pytest.raises(CommandError) as caught:
            async with transaction(installed.postgres) as connection:
                await act(connection, *asked, **said)
        return str(caught.value)

    assert "already; adjuge group invite" in await refusal(operating.create_group, "Groupe Neuf", admin="a@b.example")
    assert "1 to 200 characters" in await refusal(operating.create_group, " ", admin="a@b.example")
    assert "has an account already" in await refusal(operating.create_group, "Autre", admin=MAIL.upper())
    assert "is no e-mail address" in await refusal(operating.create_group, "Autre", admin="nobody")
    assert "there is no group" in await refusal(operating.invite_administrator, "Autre", admin="a@b.example")
    assert "nobody has the address" in await refusal(operating.disable, "a@b.example")
    assert "has no second factor" in await refusal(operating.reset_second_factor, MAIL)
    assert "is not disabled" in await refusal(operating.enable, MAIL)
    assert await installed.postgres.fetchval("SELECT count(*) FROM dealer_group") == 1


async def test_a_command_that_can_not_be_is_one_line(installed: Resources) -> None:
    def ask() -> str:
        return refused("admin", "disable", "a@b.example", code=1, **variables(installed.settings))

    assert "nobody has the address a@b.example" in await asyncio.to_thread(ask)


async def test_a_second_link_ends_the_first(site: Api, installed: Resources) -> None:
    client = await site.client()
    tokens: list[str] = []
    for _ in range(2):
        async with transaction(installed.postgres) as connection:
            link = await operating.invite_administrator(connection, "Groupe Neuf", admin="deux@ventes.example.fr")
            tokens.append(link.path.removeprefix("/invitation#"))
    states = [(await client.get("/api/invitation", headers=by_link(token))).json()["state"] for token in tokens]
    assert states == ["revoked", "open"]


async def test_a_lost_password_is_chosen_anew_by_the_operators_link(site: Api, installed: Resources) -> None:
    path = path_in(await command(installed, "admin", "reset-password", MAIL))
    client = await site.client()
    token = path.removeprefix("/mot-de-passe/nouveau#")
    assert (await client.get("/api/session/password-reset", headers=by_link(token))).json()["email"] == MAIL
    put = await client.put(
        "/api/session/password-reset", headers=by_link(token), json={"password": "encore-un-mot-bien-long-8"}
    )
    assert put.is_success, put.text
    assert (await signed_in(site, PASSWORD)).status_code == 401
    assert (await signed_in(site, "encore-un-mot-bien-long-8")).is_success


async def test_somebody_is_shut_out_at_once_and_let_in_again(site: Api, installed: Resources) -> None:
    password = "encore-un-mot-bien-long-8"
    inside = await signed_in(site, password)
    client = await site.client()
    client.cookies = inside.cookies
    assert (await client.get("/api/entities")).status_code == 200
    assert await command(installed, "admin", "disable", MAIL) == f"{MAIL} is shut out\n"
    assert (await client.get("/api/entities")).status_code == 401
    assert (await signed_in(site, password)).status_code == 401
    line = next(line for line in (await command(installed, "admin", "list")).splitlines() if line.startswith(MAIL))
    assert line.split("\t") == [MAIL, "Groupe Neuf", "administrator, disabled"]
    with pytest.raises(CommandError, match="comes first"):
        async with transaction(installed.postgres) as connection:
            await operating.reset_password(connection, MAIL)
    async with transaction(installed.postgres) as connection:
        await operating.enable(connection, MAIL)
    assert (await signed_in(site, password)).is_success


async def test_a_lost_telephone_is_asked_for_no_longer(site: Api, installed: Resources) -> None:
    await installed.postgres.execute(
        "INSERT INTO second_factor (account_id, secret, created_at, last_step, confirmed_at)"
        " SELECT id, 'JBSWY3DPEHPK3PXP', now(), 0, now() FROM account WHERE email = $1",
        MAIL,
    )
    password = "encore-un-mot-bien-long-8"
    assert (await signed_in(site, password)).json()["code"] == "totp_required"
    async with transaction(installed.postgres) as connection:
        await operating.reset_second_factor(connection, MAIL)
    assert (await signed_in(site, password)).is_success

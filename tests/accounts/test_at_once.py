"""What works once works once, for two who come at the same moment, too: codes and links."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest_asyncio

from server.accounts import resetting, second_factor
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.accounts.principals import identity_of_ticket, identity_of_token
from server.accounts.sessions import issue_ticket
from server.accounts.signing_in import Browser, sign_in
from server.kit.postgres import Pool, transaction
from server.kit.sealing import Seal
from server.protocol.refusals import Refusal
from tests.accounts.letters import last_mail
from tests.accounts.test_second_factor import code
from tests.organisation import a_dealer, a_session, a_user
from tests.waiting import until

T = TypeVar("T")
PASSWORD = "une phrase secrète"

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest_asyncio.fixture
async def user(pg_pool: Pool) -> DealerUser:
    return await a_user(pg_pool, await a_dealer(pg_pool), password_hash=await Passwords().hash(PASSWORD))


@asynccontextmanager
async def held(pool: Pool, table: str, user: DealerUser) -> AsyncIterator[None]:
    """Somebody holds the account's rows of a table meanwhile, so that all come to the same point before one goes on."""
    async with transaction(pool) as connection:
        await connection.execute(f"SELECT FROM {table} WHERE account_id = $1 FOR UPDATE", user.account_id)
        yield


async def at_once(pool: Pool, user: DealerUser, table: str, calls: Sequence[Callable[[], Awaitable[T]]]) -> list[T]:
    """Those that went through."""

    async def attempt(call: Callable[[], Awaitable[T]]) -> list[T]:
        try:
            return [await call()]
        except Refusal:
            return []

    async with held(pool, table, user):
        running = [asyncio.create_task(attempt(call)) for call in calls]

        async def all_wait() -> bool:
            return (await pool.fetchval(_WAITING) or 0) >= len(calls)

        await until(all_wait)
    return [value for values in await asyncio.gather(*running) for value in values]


async def enrolled(pool: Pool, user: DealerUser) -> tuple[str, str]:
    """A confirmed secret, and a recovery code."""
    async with transaction(pool) as connection:
        secret = (await second_factor.enrol(connection, Seal(), user.account_id, email=user.email)).secret
        codes = await second_factor.confirm(connection, Seal(), user.account_id, code(secret, steps=-1))
    return secret, codes.recovery_codes[0]


async def test_a_code_serves_one_of_two_simultaneous_sign_ins(pg_pool: Pool, user: DealerUser) -> None:
    secret, recovery = await enrolled(pg_pool, user)
    for typed, table in ((code(secret), "second_factor"), (recovery, "recovery_code")):
        calls = [
            lambda typed=typed, number=number: sign_in(
                pg_pool,
                Passwords(),
                Seal(),
                email=user.email,
                password=PASSWORD,
                totp=typed,
                browser=Browser(address=f"192.0.2.{number}", user_agent=""),
            )
            for number in range(2)
        ]
        assert len(await at_once(pg_pool, user, table, calls)) == 1, table


async def test_a_link_sets_one_of_two_passwords(pg_pool: Pool, user: DealerUser) -> None:
    await resetting.send_link(pg_pool, user.email)
    token = (await last_mail(pg_pool, user.email)).token
    calls = [
        lambda password=password: resetting.reset(pg_pool, Passwords(), token, password)
        for password in ("quatre chevaux bleus", "six tortues vertes")
    ]
    assert len(await at_once(pg_pool, user, "password_reset", calls)) == 1


async def test_a_ticket_opens_one_of_two_sockets(pg_pool: Pool, user: DealerUser) -> None:
    identity = await identity_of_token(pg_pool, await a_session(pg_pool, user))
    assert identity is not None
    ticket = await issue_ticket(pg_pool, identity)
    async with transaction(pg_pool) as connection:
        await connection.execute("SELECT FROM socket_ticket FOR UPDATE")
        running = [asyncio.create_task(identity_of_ticket(pg_pool, ticket)) for _ in range(2)]

        async def both_wait() -> bool:
            return (await pg_pool.fetchval(_WAITING) or 0) >= len(running)

        await until(both_wait)
    assert [found is not None for found in await asyncio.gather(*running)].count(True) == 1

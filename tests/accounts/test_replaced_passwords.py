"""A password that is replaced while it is being used opens nothing any more (security.md: a new password ends all)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from server.accounts import resetting
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.accounts.principals import identity_of_token
from server.accounts.signing_in import Browser, sign_in
from server.kit.postgres import Pool, transaction
from server.kit.sealing import Seal
from server.protocol.refusals import Refusal
from tests.http import Api
from tests.organisation import PASSWORD, a_dealer, a_password, a_session, a_user
from tests.waiting import until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
T = TypeVar("T")
BROWSER = Browser(address="192.0.2.7", user_agent="")


async def used_while_replaced(pool: Pool, user: DealerUser, use: Callable[[], Awaitable[T]]) -> T:
    """What comes of using the old password at the moment when another is being set."""
    password_hash = await Passwords().hash("une tout autre phrase")
    locked = asyncio.Event()

    async def use_when_locked() -> T:
        await locked.wait()
        return await use()

    using = asyncio.create_task(use_when_locked())  # outside of the transaction, which a task would inherit
    async with transaction(pool) as connection:
        await connection.execute("UPDATE account SET password_hash = $2 WHERE id = $1", user.account_id, password_hash)
        locked.set()
        await until(lambda: pool.fetchval(WAITING))
    return await using


async def test_nobody_signs_in_by_a_password_that_is_being_replaced(pg_pool: Pool) -> None:
    user = await a_user(pg_pool, await a_dealer(pg_pool))
    await a_password(pg_pool, user)

    async def sign() -> object:
        return await sign_in(pg_pool, Passwords(), Seal(), email=user.email, password=PASSWORD, browser=BROWSER)

    with pytest.raises(Refusal) as caught:
        await used_while_replaced(pg_pool, user, sign)
    assert caught.value.code == "wrong_credentials"
    assert await pg_pool.fetchval("SELECT count(*) FROM session WHERE account_id = $1", user.account_id) == 0


async def test_a_key_is_not_made_by_a_password_that_is_being_replaced(pg_pool: Pool, api: Api) -> None:
    user = await a_user(pg_pool, await a_dealer(pg_pool))
    await a_password(pg_pool, user)
    client = await api.client(user)
    form = {"name": "Robot", "scopes": ["read"], "password": PASSWORD}
    answer = await used_while_replaced(pg_pool, user, lambda: client.post("/api/api-keys", json=form))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/password")
    assert await pg_pool.fetchval("SELECT count(*) FROM api_key WHERE account_id = $1", user.account_id) == 0


async def test_of_two_new_passwords_at_once_the_second_needs_the_first(pg_pool: Pool) -> None:
    user = await a_user(pg_pool, await a_dealer(pg_pool))
    await a_password(pg_pool, user)
    identity = await identity_of_token(pg_pool, await a_session(pg_pool, user))
    assert identity is not None

    async def change() -> object:
        return await resetting.change(pg_pool, Passwords(), identity, old=PASSWORD, new="encore une autre phrase")

    with pytest.raises(Refusal) as caught:
        await used_while_replaced(pg_pool, user, change)
    assert caught.value.code == "invalid"

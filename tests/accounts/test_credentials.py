"""Tickets, renewal and passwords, below HTTP."""

import time

import pytest_asyncio

from server.accounts import sessions
from server.accounts.passwords import HASHINGS_AT_ONCE_MAX, Passwords
from server.accounts.principal import DealerUser, Right
from server.accounts.principals import Identity, identity_of_ticket, identity_of_token, renewed
from server.accounts.signing_in import Browser, sign_in
from server.kit.postgres import Pool, transaction
from server.kit.sealing import Seal
from tests.organisation import Dealer, a_dealer, a_session, a_user


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


async def an_identity(pool: Pool, dealer: Dealer) -> Identity:
    identity = await identity_of_token(pool, await a_session(pool, await a_user(pool, dealer)))
    assert identity is not None
    return identity


async def test_a_ticket_opens_one_socket_for_its_session(pg_pool: Pool, dealer: Dealer) -> None:
    identity = await an_identity(pg_pool, dealer)
    ticket = await sessions.issue_ticket(pg_pool, identity)
    assert await identity_of_ticket(pg_pool, ticket) == identity
    assert await identity_of_ticket(pg_pool, ticket) is None


async def test_a_ticket_is_worth_nothing_after_its_time(pg_pool: Pool, dealer: Dealer) -> None:
    ticket = await sessions.issue_ticket(pg_pool, await an_identity(pg_pool, dealer))
    await pg_pool.execute("UPDATE socket_ticket SET expires_at = now() - interval '1 second'")
    assert await identity_of_ticket(pg_pool, ticket) is None


async def sign_out(pool: Pool, identity: Identity) -> None:
    assert identity.session_id is not None
    await sessions.revoke(
        pool, account_id=identity.principal.account_id, session_id=identity.session_id, because="signed_out"
    )


async def test_a_ticket_dies_with_its_session(pg_pool: Pool, dealer: Dealer) -> None:
    identity = await an_identity(pg_pool, dealer)
    ticket = await sessions.issue_ticket(pg_pool, identity)
    await sign_out(pg_pool, identity)
    assert await identity_of_ticket(pg_pool, ticket) is None


async def test_a_ticket_is_no_session_token(pg_pool: Pool, dealer: Dealer) -> None:
    identity = await an_identity(pg_pool, dealer)
    assert await identity_of_token(pg_pool, await sessions.issue_ticket(pg_pool, identity)) is None
    assert await identity_of_ticket(pg_pool, "x" * 10_000) is None


async def test_renewing_tells_what_changed_of_each(pg_pool: Pool, dealer: Dealer) -> None:
    steady, demoted, ended = [await an_identity(pg_pool, dealer) for _ in range(3)]
    await pg_pool.execute(
        "UPDATE user_group SET rights = ARRAY['manage_stock'] WHERE name = $1", demoted.principal.email
    )
    await sign_out(pg_pool, ended)
    now_steady, now_demoted, now_ended, again = await renewed(pg_pool, [steady, demoted, ended, steady])
    assert now_steady == steady == again
    assert now_demoted is not None
    assert isinstance(now_demoted.principal, DealerUser)
    assert now_demoted.principal.rights == frozenset({Right.MANAGE_STOCK})
    assert now_ended is None
    assert await renewed(pg_pool, []) == []


async def test_a_session_past_its_end_is_forgotten_at_the_next_sign_in(pg_pool: Pool, dealer: Dealer) -> None:
    old = await an_identity(pg_pool, dealer)
    await pg_pool.execute(
        "UPDATE session SET expires_at = now() - interval '1 day' WHERE token_hash = $1", old.credential_hash
    )
    passwords = Passwords()
    user = await a_user(pg_pool, dealer, password_hash=await passwords.hash("mot de passe"))
    browser = Browser(address="192.0.2.1", user_agent="\0" + "x" * 1_000)
    await sign_in(pg_pool, passwords, Seal(), email=user.email, password="mot de passe", browser=browser)
    assert not await pg_pool.fetchval("SELECT count(*) FROM session WHERE token_hash = $1", old.credential_hash)


async def test_an_account_of_no_company_is_nobody(pg_pool: Pool, dealer: Dealer) -> None:
    user = await a_user(pg_pool, dealer)
    async with transaction(pg_pool) as connection:
        token = (await sessions.open_session(connection, user.account_id, user_agent="")).token
        await connection.execute("DELETE FROM dealer_user_entity WHERE user_id = $1", user.user_id)
        await connection.execute("DELETE FROM dealer_user WHERE id = $1", user.user_id)
    assert await identity_of_token(pg_pool, token) is None


async def test_passwords_fit_their_own_hash_only() -> None:
    passwords = Passwords()
    password_hash = await passwords.hash("un mot de passe")
    assert password_hash.startswith("$argon2id$")
    assert await passwords.fits("un mot de passe", password_hash)
    assert not await passwords.fits("un autre", password_hash)
    assert not await passwords.fits("un mot de passe", None)
    assert not await passwords.fits("un mot de passe", "none")


async def test_an_unknown_email_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords()
    password_hash = await passwords.hash("un mot de passe")
    await passwords.fits("x", None)

    async def quickest(stored: str | None) -> float:
        times = []
        for _ in range(HASHINGS_AT_ONCE_MAX):
            began = time.perf_counter()
            await passwords.fits("x", stored)
            times.append(time.perf_counter() - began)
        return min(times)

    known, unknown = await quickest(password_hash), await quickest(None)
    assert 1 / 3 < known / unknown < 3

"""Who guesses passwords is slowed down; whose they are gets in all the same (domain 1.8)."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from server.accounts import attempts
from server.accounts.attempts import Attempt
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser
from server.accounts.principals import Identity, identity_of_token
from server.accounts.resetting import demand_password
from server.accounts.sessions import OpenedSession
from server.accounts.signing_in import Browser, sign_in
from server.kit.ids import new_id
from server.kit.postgres import Pool, transaction
from server.kit.sealing import Seal
from server.protocol.refusals import Refusal
from tests.organisation import Dealer, a_dealer, a_session, a_user

PASSWORD = "une phrase secrète"
HOME, OFFICE = "192.0.2.7", "198.51.100.1"


@pytest_asyncio.fixture(scope="module")
async def dealer(pg_pool: Pool) -> Dealer:
    return await a_dealer(pg_pool)


@pytest_asyncio.fixture(scope="module")
async def passwords() -> Passwords:
    return Passwords()


@pytest_asyncio.fixture
async def user(pg_pool: Pool, dealer: Dealer, passwords: Passwords) -> AsyncIterator[DealerUser]:
    yield await a_user(pg_pool, dealer, password_hash=await passwords.hash(PASSWORD))
    await pg_pool.execute("DELETE FROM sign_in_attempt")


def an_attempt(email: str, address: str = HOME) -> Attempt:
    return Attempt(email=email, address=address)


async def counted(pool: Pool, attempt: Attempt, times: int = 1) -> int:
    """How many of so many tries were let through."""
    passed = 0
    codes = set[str]()
    for _ in range(times):
        try:
            await attempts.count(pool, attempt)
        except Refusal as problem:
            codes.add(problem.code)
        else:
            passed += 1
    assert codes <= {"rate_limited"}
    return passed


async def signs_in(
    pool: Pool, passwords: Passwords, user: DealerUser, *, address: str = HOME, device: str | None = None
) -> OpenedSession:
    browser = Browser(address=address, user_agent="tests", device=device)
    return await sign_in(pool, passwords, Seal(), email=user.email, password=PASSWORD, browser=browser)


async def filled(pool: Pool, attempt: Attempt) -> None:
    """Its e-mail is tried from everywhere, until the limit is passed."""
    for number in range(attempts.PER_EMAIL_MAX + 1):
        await counted(pool, an_attempt(attempt.email, f"203.0.113.{number}"))


async def test_one_address_does_not_lock_the_owner_out(pg_pool: Pool, passwords: Passwords, user: DealerUser) -> None:
    assert await counted(pg_pool, an_attempt(user.email, "203.0.113.9"), 105) == attempts.PER_PERSON_MAX
    await signs_in(pg_pool, passwords, user)


async def test_many_addresses_do_not_lock_the_owner_out(pg_pool: Pool, passwords: Passwords, user: DealerUser) -> None:
    await filled(pg_pool, an_attempt(user.email))
    await signs_in(pg_pool, passwords, user)


async def test_an_email_under_attack_gives_each_address_few_tries(pg_pool: Pool, user: DealerUser) -> None:
    await filled(pg_pool, an_attempt(user.email))
    attacked = an_attempt(user.email, "203.0.113.200")
    assert await counted(pg_pool, attacked, 9) == attempts.PER_PERSON_UNDER_ATTACK_MAX


async def test_who_is_known_on_a_browser_gets_in_while_its_address_is_used_up(
    pg_pool: Pool, passwords: Passwords, dealer: Dealer, user: DealerUser
) -> None:
    """Many people are behind one address of a phone carrier; strangers there don't shut out who is known."""
    known = await signs_in(pg_pool, passwords, user, address=OFFICE)
    for _ in range(attempts.PER_ADDRESS_MAX + 1):
        await counted(pg_pool, an_attempt(new_id(), OFFICE))
    stranger = await a_user(pg_pool, dealer, password_hash=await passwords.hash(PASSWORD))
    with pytest.raises(Refusal, match="rate_limited"):
        await signs_in(pg_pool, passwords, stranger, address=OFFICE)
    again = await signs_in(pg_pool, passwords, user, address=OFFICE, device=known.device)
    with pytest.raises(Refusal, match="rate_limited"):
        await signs_in(pg_pool, passwords, stranger, address=OFFICE, device=again.device)


async def test_who_is_known_gets_in_while_a_neighbour_guesses_the_password(
    pg_pool: Pool, passwords: Passwords, user: DealerUser
) -> None:
    known = await signs_in(pg_pool, passwords, user, address=OFFICE)
    guessed = await counted(pg_pool, an_attempt(user.email, OFFICE), attempts.PER_PERSON_MAX + 1)
    assert guessed == attempts.PER_PERSON_MAX
    await signs_in(pg_pool, passwords, user, address=OFFICE, device=known.device)


async def test_a_browser_known_has_a_new_secret_at_every_sign_in(
    pg_pool: Pool, passwords: Passwords, dealer: Dealer, user: DealerUser
) -> None:
    first = await signs_in(pg_pool, passwords, user)
    colleague = await a_user(pg_pool, dealer, password_hash=await passwords.hash(PASSWORD))
    shared = await signs_in(pg_pool, passwords, colleague, device=first.device)
    assert shared.device != first.device
    for _ in range(attempts.PER_ADDRESS_MAX + 1):
        await counted(pg_pool, an_attempt(new_id()))
    with pytest.raises(Refusal, match="rate_limited"):
        await signs_in(pg_pool, passwords, user, device=first.device)
    await signs_in(pg_pool, passwords, user, device=shared.device)


async def test_a_known_browser_has_few_tries_too(pg_pool: Pool, passwords: Passwords, user: DealerUser) -> None:
    known = await signs_in(pg_pool, passwords, user)
    attempt = Attempt(email=user.email, address=HOME, device=known.device)
    assert await counted(pg_pool, attempt, 15) == attempts.PER_PERSON_MAX


async def test_an_own_success_does_not_reset_what_an_address_has_sprayed(
    pg_pool: Pool, passwords: Passwords, user: DealerUser
) -> None:
    sprayed = attempts.PER_ADDRESS_MAX - 5
    for _ in range(sprayed):
        await counted(pg_pool, an_attempt(new_id()))
    await signs_in(pg_pool, passwords, user)
    passed = [await counted(pg_pool, an_attempt(new_id())) for _ in range(10)]
    assert sum(passed) == attempts.PER_ADDRESS_MAX - sprayed


async def test_what_is_refused_uses_up_nothing_of_others(pg_pool: Pool, user: DealerUser) -> None:
    await counted(pg_pool, an_attempt(user.email), 150)
    passed = [await counted(pg_pool, an_attempt(new_id())) for _ in range(attempts.PER_ADDRESS_MAX)]
    assert sum(passed) == attempts.PER_ADDRESS_MAX - attempts.PER_PERSON_MAX


async def test_purposes_are_counted_apart(pg_pool: Pool, passwords: Passwords, user: DealerUser) -> None:
    for _ in range(attempts.PER_ADDRESS_MAX + 1):
        await counted(pg_pool, Attempt(purpose="password_reset", email=new_id(), address=HOME))
    await signs_in(pg_pool, passwords, user)


async def test_a_window_passes(pg_pool: Pool, user: DealerUser) -> None:
    await counted(pg_pool, an_attempt(user.email), 11)
    await pg_pool.execute("UPDATE sign_in_attempt SET since = since - interval '16 minutes'")
    assert await counted(pg_pool, an_attempt(user.email)) == 1
    async with transaction(pg_pool) as connection:
        await attempts.forgive(connection, an_attempt(user.email))
    assert await counted(pg_pool, an_attempt(user.email), 11) == attempts.PER_PERSON_MAX


async def signed_in(pool: Pool, user: DealerUser) -> Identity:
    identity = await identity_of_token(pool, await a_session(pool, user))
    assert identity is not None
    return identity


async def test_who_gives_the_right_password_again_is_never_slowed_down(
    pg_pool: Pool, passwords: Passwords, user: DealerUser
) -> None:
    here = await signed_in(pg_pool, user)
    for _ in range(attempts.PER_PERSON_MAX + 1):
        await demand_password(pg_pool, passwords, here, PASSWORD)


async def test_who_guesses_the_password_again_is_slowed_down(
    pg_pool: Pool, passwords: Passwords, user: DealerUser
) -> None:
    stolen, own = await signed_in(pg_pool, user), await signed_in(pg_pool, user)
    for _ in range(attempts.PER_PERSON_MAX):
        with pytest.raises(Refusal, match="invalid"):
            await demand_password(pg_pool, passwords, stolen, "une phrase devinée")
    with capture_logs() as lines, pytest.raises(Refusal, match="rate_limited"):
        await demand_password(pg_pool, passwords, stolen, PASSWORD)
    await demand_password(pg_pool, passwords, own, PASSWORD)
    (line,) = lines
    assert (line["purpose"], line["account"]) == ("password_again", user.account_id)
    assert "address" not in line


async def test_whose_password_is_asked_again_is_nobodys_neighbour(
    pg_pool: Pool, passwords: Passwords, user: DealerUser
) -> None:
    for _ in range(attempts.PER_ADDRESS_MAX + 1):
        await counted(pg_pool, Attempt(purpose="password_again", email=new_id(), address=None))
    await demand_password(pg_pool, passwords, await signed_in(pg_pool, user), PASSWORD)

"""Secrets of a real database: sealed as they are written, sealed afterwards where they were written before."""

from base64 import b64decode

import pyotp
import pytest
import pytest_asyncio

from server.accounts import second_factor
from server.kit.ids import AccountId, new_id
from server.kit.postgres import Pool, transaction
from server.kit.sealing import MARK, Seal, SealedError
from server.notifications.channels import vapid
from server.resources import Resources
from server.secret_sealing import seal_stored
from tests.http import Api
from tests.organisation import a_dealer, a_member, a_password, a_pro, a_user
from tests.servers import SECRET_KEY

SECRET, NEW = b64decode(SECRET_KEY), bytes(range(32, 64))
STORED = """
    SELECT convert_to(secret, 'UTF8') AS stored FROM second_factor UNION ALL SELECT secret FROM webhook_secret
    UNION ALL SELECT private_key FROM vapid_key
"""


@pytest_asyncio.fixture
async def machine_id(api: Api, pg_pool: Pool) -> AccountId:
    """Of a machine with a webhook secret."""
    person = await a_member(pg_pool, await a_pro(pg_pool, await a_dealer(pg_pool)))
    body = {"name": "Alcopa", "email": f"{new_id()}@alcopa.example", "password": await a_password(pg_pool, person)}
    made = await (await api.client(person)).post("/api/my/machines", json=body)
    assert made.status_code == 201, made.text
    return AccountId(await pg_pool.fetchval("SELECT account_id::text FROM webhook_secret ORDER BY account_id DESC"))


async def test_secrets_are_sealed_as_they_are_written_and_sealed_anew_by_a_newer_key(
    resources: Resources, machine_id: AccountId
) -> None:
    pool, seal = resources.postgres, resources.settings.seal
    user = await a_user(pool, await a_dealer(pool))
    async with transaction(pool) as connection:
        secret = (await second_factor.enrol(connection, seal, user.account_id, email=user.email)).secret
        await seal_stored(connection, seal)
    before = [row["stored"] for row in await pool.fetch(STORED)]
    assert len(before) >= 3
    assert all(stored.startswith(MARK) for stored in before)
    signed_by = await pool.fetchval("SELECT secret FROM webhook_secret WHERE account_id = $1", machine_id)
    private = (await vapid.installed_keys(pool, seal)).private_key

    newer = Seal([NEW, SECRET])
    async with transaction(pool) as connection:
        assert await seal_stored(connection, newer) == len(before)
        assert await seal_stored(connection, newer) == 0
    alone = Seal([NEW])
    assert (await vapid.installed_keys(pool, alone)).private_key == private
    fresh = await pool.fetchval("SELECT secret FROM webhook_secret WHERE account_id = $1", machine_id)
    row = f"webhook_secret {machine_id}"
    assert alone.open(fresh, row=row) == seal.open(signed_by, row=row)
    async with transaction(pool) as connection:
        code = pyotp.TOTP(secret).now()
        assert len((await second_factor.confirm(connection, alone, user.account_id, code)).recovery_codes) > 0
        await seal_stored(connection, Seal([SECRET, NEW]))


async def test_secrets_of_before_there_was_a_key_are_read_then_sealed(resources: Resources) -> None:
    pool, seal = resources.postgres, resources.settings.seal
    user = await a_user(pool, await a_dealer(pool))
    async with transaction(pool) as connection:
        enrolled = await second_factor.enrol(connection, Seal(), user.account_id, email=user.email)
    plain = await pool.fetchval("SELECT secret FROM second_factor WHERE account_id = $1", user.account_id)
    assert plain == enrolled.secret
    async with transaction(pool) as connection:
        await seal_stored(connection, seal)
        await second_factor.confirm(connection, seal, user.account_id, pyotp.TOTP(enrolled.secret).now())
    sealed = await pool.fetchval("SELECT secret FROM second_factor WHERE account_id = $1", user.account_id)
    assert sealed.encode().startswith(MARK)


async def test_a_key_that_is_missing_changes_nothing(resources: Resources, machine_id: AccountId) -> None:
    pool = resources.postgres
    before = await pool.fetchval("SELECT secret FROM webhook_secret WHERE account_id = $1", machine_id)
    with pytest.raises(SealedError, match="ADJUGE_SECRET_KEY doesn't list"):
        async with transaction(pool) as connection:
            await seal_stored(connection, Seal([bytes(32)]))
    assert await pool.fetchval("SELECT secret FROM webhook_secret WHERE account_id = $1", machine_id) == before

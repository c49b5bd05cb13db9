"""Ask for a second factor at sign-in: a code by time (RFC 6238) from a telephone, or a recovery code that works once.

Enrolling takes two steps, so that nobody locks himself out with a secret his telephone never got. A code counts once:
its 30 s step is remembered. Recovery codes are kept as SHA-256, as every secret that is shown once.
"""

import hmac
import secrets

import pyotp
import structlog
from msgspec import Struct

from server.accounts import tables
from server.accounts.tokens import token_hash
from server.kit import clock, query
from server.kit.ids import AccountId
from server.kit.postgres import Connection, Pool
from server.kit.sealing import Seal
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

log = structlog.get_logger()

ISSUER = "Adjugé"
STEP_SECONDS = 30
# A telephone's clock may be half a minute off either way.
DRIFT_STEPS = 1
RECOVERY_CODES = 10
# 23 letters of 31 are 113 bits each: who stole the hashes finds none of them, so a plain hash is enough to keep one.
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 23
CODE_LENGTH_MAX = 40


class SecondFactor(Struct, frozen=True, kw_only=True):
    """Whether sign-in asks for a code, and how many recovery codes are left."""

    enabled: bool
    recovery_codes_left: int


class Enrolment(Struct, frozen=True, kw_only=True):
    """What the telephone needs: the secret, or the same as an address to show as a QR code."""

    secret: str
    uri: str


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Codes for the day the telephone is lost; each works once, seen here and never again."""

    recovery_codes: list[str]


class Stored(Struct, frozen=True):
    """A second factor as it is kept: its secret sealed, and the last step a code was taken for."""

    account_id: AccountId
    secret: str
    last_step: int


async def state(connection: Connection | Pool, account_id: AccountId) -> SecondFactor:
    """How an account's second factor stands."""
    row = await connection.fetchrow(
        "SELECT confirmed_at IS NOT NULL AS enabled,"
        " (SELECT count(*) FROM recovery_code WHERE account_id = $1 AND used_at IS NULL) AS left"
        " FROM second_factor WHERE account_id = $1",
        account_id,
    )
    if row is None:
        return SecondFactor(enabled=False, recovery_codes_left=0)
    return SecondFactor(enabled=row["enabled"], recovery_codes_left=row["left"])


async def enrol(connection: Connection, seal: Seal, account_id: AccountId, *, email: str) -> Enrolment:
    """A new secret, not asked for until it is confirmed; an unconfirmed one is replaced.

    Raises:
        Refusal: `conflict`, there is a confirmed one; remove it first.

    """
    secret = pyotp.random_base32()
    made = await connection.fetchval(
        "INSERT INTO second_factor AS known (account_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0)"
        " ON CONFLICT (account_id) DO UPDATE SET secret = $2, created_at = $3, last_step = 0"
        " WHERE known.confirmed_at IS NULL RETURNING true",
        account_id,
        seal.seal(secret.encode(), row=_row(account_id)).decode(),
        clock.now(),
    )
    if not made:
        raise Refusal(Code.SECOND_FACTOR_IN_USE)
    return Enrolment(secret=secret, uri=pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER))


async def confirm(connection: Connection, seal: Seal, account_id: AccountId, code: str) -> RecoveryCodes:
    """Ask for codes from now on, because this one proves that the telephone has the secret.

    Raises:
        Refusal: `invalid` on `/code`; `conflict`, nothing waits to be confirmed.

    """
    table = tables.SecondFactor
    mine = table.account_id == account_id
    waiting = table.select(table.account_id).where(mine, table.confirmed_at.is_null())
    if not await query.execute(connection, waiting.lock_rows()):
        raise Refusal(Code.NO_SECOND_FACTOR)
    if not await _takes_code(connection, seal, account_id, code):
        raise Refusal(Code.INVALID, errors=[field_error("/code", Fault.WRONG_CODE)])
    await query.execute(connection, table.update({table.confirmed_at: clock.now()}).where(mine))
    log.info("second factor made", account=account_id)
    return await renew_recovery_codes(connection, account_id)


async def renew_recovery_codes(connection: Connection, account_id: AccountId) -> RecoveryCodes:
    """New recovery codes; the old ones are dead.

    Raises:
        Refusal: `conflict`, there is no second factor.

    """
    if not (await state(connection, account_id)).enabled:
        raise Refusal(Code.NO_SECOND_FACTOR)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    await query.execute(connection, tables.RecoveryCode.delete().where(tables.RecoveryCode.account_id == account_id))
    await connection.execute(
        "INSERT INTO recovery_code (account_id, code_hash) SELECT $1, unnest($2::bytea[])",
        account_id,
        [token_hash(code) for code in codes],
    )
    return RecoveryCodes(recovery_codes=codes)


async def refuse_required(connection: Connection, account_id: AccountId) -> None:
    """Whose user group asks for a second factor keeps it (domain 1.8).

    Raises:
        Refusal: `conflict`.

    """
    if await is_required(connection, account_id):
        raise Refusal(Code.SECOND_FACTOR_KEPT)


async def is_required(connection: Connection | Pool, account_id: AccountId) -> bool:
    """Whether the user group of this account asks for one."""
    required = await connection.fetchval(
        "SELECT second_factor_required FROM dealer_user JOIN user_group ON user_group.id = user_group_id"
        " WHERE account_id = $1",
        account_id,
    )
    return required is True


async def remove(connection: Connection, account_id: AccountId) -> bool:
    """Stop asking for codes; False if none were asked for."""
    gone = await query.execute(
        connection, tables.SecondFactor.delete().where(tables.SecondFactor.account_id == account_id)
    )
    log.info("second factor removed", account=account_id)
    return gone == 1


async def demand(connection: Connection, seal: Seal, account_id: AccountId, code: str | None) -> None:
    """At sign-in, after the password: pass, or say that a code is missing or wrong.

    Raises:
        Refusal: `totp_required`, there is a second factor and no code came; `wrong_totp`.

    """
    table = tables.SecondFactor
    enabled = table.select(table.account_id).where(table.account_id == account_id, table.confirmed_at.is_not_null())
    if not await query.execute(connection, enabled.lock_rows()):
        return
    if code is None:
        raise Refusal(Code.TOTP_REQUIRED)
    if await _takes_code(connection, seal, account_id, code):
        return
    if await _takes_recovery_code(connection, account_id, code):
        return
    raise Refusal(Code.WRONG_TOTP)


async def seal_stored(connection: Connection, seal: Seal) -> int:
    """Seal by the first key what isn't yet; how many that were."""
    table = tables.SecondFactor
    every = table.select(table.account_id, table.secret, table.last_step).lock_rows()
    sealed = [
        (stored.account_id, renewed.decode())
        for stored in await query.fetch_all(connection, every, Stored)
        if (renewed := seal.renewed(stored.secret.encode(), row=_row(stored.account_id)))
    ]
    await connection.executemany("UPDATE second_factor SET secret = $2 WHERE account_id = $1", sealed)
    return len(sealed)


def _row(account_id: AccountId) -> str:
    return f"second_factor {account_id}"


def _recovery_code() -> str:
    return "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH))


async def _takes_code(connection: Connection, seal: Seal, account_id: AccountId, code: str) -> bool:
    """Whether the code is of a step near now that none was taken for yet; it is then taken."""
    table = tables.SecondFactor
    mine = table.account_id == account_id
    columns = table.account_id, table.secret, table.last_step
    stored = await query.fetch_one(connection, table.select(*columns).where(mine), Stored)
    assert stored is not None, "a code without a second factor"
    digits = code.replace(" ", "")
    totp = pyotp.TOTP(seal.open(stored.secret.encode(), row=_row(account_id)).decode())
    now = int(clock.now().timestamp()) // STEP_SECONDS
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if step > stored.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            taken = table.update({table.last_step: step}).where(mine, table.last_step < step)
            return await query.execute(connection, taken) == 1
    return False


async def _takes_recovery_code(connection: Connection, account_id: AccountId, code: str) -> bool:
    table = tables.RecoveryCode
    digest = token_hash(code.strip().lower().replace("-", "").replace(" ", ""))
    taken = table.update({table.used_at: clock.now()}).where(
        table.account_id == account_id, table.code_hash == digest, table.used_at.is_null()
    )
    return await query.execute(connection, taken) == 1

"""Hash and check passwords: argon2, in threads, a few at a time."""

import asyncio
from collections.abc import Collection
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.accounts import tables
from server.accounts.weak_passwords import is_weak
from server.kit import query
from server.kit.ids import AccountId
from server.kit.postgres import Connection
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

# 19 MiB and two passes, about 20 ms of one core: what OWASP asks for at least, and what a busy server can spare.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# More at once would only wait for cores and hold memory meanwhile.
HASHINGS_AT_ONCE_MAX = 4

LENGTH_MIN = 12
# Longer ones are an attack on argon2.
LENGTH_MAX = 256
# What a machine has in place of a hash: it never signs in by a password.
NO_PASSWORD = "none"  # noqa: S105 — what no password makes


def refuse_weak(password: str, *, about: Collection[str], pointer: str = "/password") -> None:
    """Refuse what is tried first (domain 1.8); `about`: the names of whose it is.

    Raises:
        Refusal: `invalid` on the field.

    """
    if is_weak(password, about=about):
        raise Refusal(Code.INVALID, errors=[field_error(pointer, Fault.WEAK_PASSWORD)])


class Passwords:
    """The process's turnstile before argon2."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(HASHINGS_AT_ONCE_MAX)
        # Checked when there is no such account, so that both answers take the same time.
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """What to store for `password`."""
        async with self._turns:
            return await asyncio.to_thread(_hasher.hash, password)

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether the password made this hash; no such account, or a machine's, takes as long and never fits."""
        if password_hash is None or password_hash == NO_PASSWORD:
            if self._nobody is None:
                self._nobody = await self.hash("nobody has this password")
            await self._verify(password, self._nobody)
            return False
        return await self._verify(password, password_hash)

    async def _verify(self, password: str, password_hash: str) -> bool:
        async with self._turns:
            return await asyncio.to_thread(_verified, password, password_hash)


def _verified(password: str, password_hash: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def is_password(connection: Connection, account_id: AccountId, password_hash: str) -> bool:
    """Whether this is the account's hash still, and nobody changes it before the transaction ends."""
    account = tables.Account
    same = account.select(account.id).where(
        account.id == account_id, account.password_hash == password_hash, account.disabled_at.is_null()
    )
    return await query.execute(connection, same.lock_rows("NO KEY UPDATE")) == 1

"""Hash and check passwords: argon2, in threads, a few at a time."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB and two passes, about 20 ms of one core: what OWASP asks for at least, and what a busy server can spare.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# More at once would only wait for cores and hold memory meanwhile.
HASHINGS_AT_ONCE_MAX = 4

LENGTH_MIN = 8
# Longer ones are an attack on argon2.
LENGTH_MAX = 256


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
        """Whether the password made this hash; None (no such account) takes as long and never fits."""
        if password_hash is None:
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

"""Slow down whoever guesses passwords: so many sign-ins per e-mail and address in a quarter of an hour.

Counted in Postgres, so that all processes count together and a restart forgets nothing.
"""

from datetime import timedelta
from hashlib import sha256
from typing import NewType

from msgspec import Struct

from server.kit import clock
from server.kit.postgres import Connection, Pool
from server.kit.problems import Problem

Subject = NewType("Subject", bytes)

WINDOW = timedelta(minutes=15)
# A person mistypes a few times; an office behind one address has many people; an e-mail attacked from many
# addresses is slowed down without letting any one of them lock its owner out quickly.
PER_EMAIL_AND_ADDRESS_MAX = 10
PER_ADDRESS_MAX = 200
PER_EMAIL_MAX = 100

_COUNT = """
INSERT INTO sign_in_attempt AS known (subject, since, attempts)
SELECT subject, $2, 1 FROM unnest($1::bytea[]) AS subject ORDER BY subject
ON CONFLICT (subject) DO UPDATE SET
    attempts = CASE WHEN known.since < $3 THEN 1 ELSE known.attempts + 1 END,
    since = CASE WHEN known.since < $3 THEN $2 ELSE known.since END
RETURNING subject, since, attempts
"""


class Attempt(Struct, frozen=True, kw_only=True):
    """One try to sign in, by whom and from where."""

    email: str
    address: str

    @property
    def limits(self) -> dict[Subject, int]:
        """What is counted, and how often it may happen in a window."""
        return {
            _subject("both", self.email, self.address): PER_EMAIL_AND_ADDRESS_MAX,
            _subject("address", self.address): PER_ADDRESS_MAX,
            _subject("email", self.email): PER_EMAIL_MAX,
        }


async def count(pool: Pool, attempt: Attempt) -> None:
    """Count a try before anything is checked, so that a flood doesn't reach argon2.

    Raises:
        Problem: 429 `rate_limited` with `Retry-After`, one of the limits is passed.

    """
    now = clock.now()
    limits = attempt.limits
    rows = await pool.fetch(_COUNT, list(limits), now, now - WINDOW)
    waits = [row["since"] + WINDOW - now for row in rows if row["attempts"] > limits[Subject(bytes(row["subject"]))]]
    if waits:
        seconds = max(1, int(max(waits).total_seconds()))
        raise Problem(
            429,
            "rate_limited",
            "Too many sign-ins were tried; wait a while.",
            headers={"retry-after": str(seconds)},
            facts={"after_ms": seconds * 1_000},
        )


async def forgive(connection: Connection, attempt: Attempt) -> None:
    """Take back what a successful sign-in had counted, and forget old windows."""
    both, address, email = attempt.limits
    await connection.execute("DELETE FROM sign_in_attempt WHERE subject = ANY($1::bytea[])", sorted([both, email]))
    await connection.execute(
        "UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE subject = $1 AND attempts > 0", address
    )


async def forget_old(connection: Connection | Pool) -> None:
    """Drop windows that have passed."""
    await connection.execute("DELETE FROM sign_in_attempt WHERE since < $1", clock.now() - WINDOW)


def _subject(*parts: str) -> Subject:
    return Subject(sha256("\0".join(parts).encode(errors="replace")).digest())

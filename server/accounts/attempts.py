"""Slow down whoever guesses passwords, and never lock the owner out by it (domain 1.8).

    a device that this person signed in on     counts for itself alone: whatever others try, its owner gets in
    somebody signed in, asked once more        counts for that session alone
    anybody else at this e-mail                10 tries per address; 3 while the e-mail is under attack from many
    strangers of one address                   200 tries; people of a phone carrier or an office share it

Each limit is asked only when the one before it passed: what was refused raises nothing further on, so that one address
can't use up what is counted for an e-mail or for its neighbours. A success takes back its own try and no other: who
sprays passwords over many e-mails wins nothing by signing in to an account of his own. Counted in Postgres, so that
all processes count together and a restart forgets nothing.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Literal, NewType

import structlog
from msgspec import Struct

from server.kit import clock
from server.kit.postgres import Connection, Pool
from server.protocol.refusals import Code, Refusal

Subject = NewType("Subject", bytes)
# Each is counted apart: who asks for many links doesn't close the door for those who sign in.
Purpose = Literal["sign_in", "password_reset", "acceptance", "password_again"]

WINDOW = timedelta(minutes=15)
# A person mistypes a few times.
PER_PERSON_MAX = 10
# Many people are behind one address of an office or a phone carrier; those who are known there don't count.
PER_ADDRESS_MAX = 200
# More in a window come from many addresses at once.
PER_EMAIL_MAX = 100
# Enough to mistype twice, or to give a password and then a code.
PER_PERSON_UNDER_ATTACK_MAX = 3

_COUNT = """
INSERT INTO sign_in_attempt AS known (subject, since, attempts) VALUES ($1, $2, 1)
ON CONFLICT (subject) DO UPDATE SET
    attempts = CASE WHEN known.since < $3 THEN 1 ELSE known.attempts + 1 END,
    since = CASE WHEN known.since < $3 THEN $2 ELSE known.since END
RETURNING since, attempts
"""

log = structlog.get_logger()


class Attempt(Struct, frozen=True, kw_only=True):
    """One try, by whom and from where; `device`: the secret of a browser this person is known on.

    Whoever is signed in already is named by the account and, as `device`, the session; it has no address here.
    """

    email: str
    address: str | None
    purpose: Purpose = "sign_in"
    device: str | None = None

    @property
    def person(self) -> Subject:
        """Whom the few tries of one person are counted for."""
        return self._subject("person", self.email, self.device or self.address or "")

    @property
    def neighbours(self) -> Subject:
        """Everybody of that address."""
        return self._subject("address", self.address or "")

    @property
    def alone(self) -> bool:
        """Whether nobody else is counted with it."""
        return self.device is not None or self.address is None

    @property
    def target(self) -> Subject:
        """The e-mail, wherever it is tried from."""
        return self._subject("email", self.email)

    def _subject(self, *parts: str) -> Subject:
        return Subject(sha256("\0".join((self.purpose, *parts)).encode(errors="replace")).digest())


async def count(pool: Pool, attempt: Attempt) -> None:
    """Count a try before anything is checked, so that a flood doesn't reach argon2.

    Raises:
        Refusal: `rate_limited` with `Retry-After`, one of the limits is passed.

    """
    tries = await _add(pool, attempt, attempt.person, PER_PERSON_MAX)
    if attempt.alone:
        return
    await _add(pool, attempt, attempt.neighbours, PER_ADDRESS_MAX)
    try:
        await _add(pool, attempt, attempt.target, PER_EMAIL_MAX)
    except Refusal:
        if tries > PER_PERSON_UNDER_ATTACK_MAX:
            raise


async def forgive(connection: Connection, attempt: Attempt) -> None:
    """Take back what a success had counted, and forget old windows."""
    await connection.execute("DELETE FROM sign_in_attempt WHERE subject = $1", attempt.person)
    if not attempt.alone:
        await connection.execute(
            "UPDATE sign_in_attempt SET attempts = attempts - 1 WHERE subject = ANY($1::bytea[]) AND attempts > 0",
            sorted([attempt.neighbours, attempt.target]),
        )
    await forget_old(connection)


async def forget_old(connection: Connection | Pool) -> None:
    """Drop windows that have passed."""
    await connection.execute("DELETE FROM sign_in_attempt WHERE since < $1", clock.now() - WINDOW)


async def _add(pool: Pool, attempt: Attempt, subject: Subject, most: int) -> int:
    """How many there are in this window, with this one.

    Raises:
        Refusal: `rate_limited`, more than `most`.

    """
    now = clock.now()
    row = await pool.fetchrow(_COUNT, subject, now, now - WINDOW)
    assert row is not None, "an INSERT without its row"
    tries: int = row["attempts"]
    if tries <= most:
        return tries
    who = {"account": attempt.email} if attempt.address is None else {"address": attempt.address}
    log.warning("too many tries", purpose=attempt.purpose, **who)
    seconds = max(1, int((row["since"] + WINDOW - now).total_seconds()))
    raise Refusal(Code.RATE_LIMITED, after_ms=seconds * 1_000)

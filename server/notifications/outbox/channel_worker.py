"""Hand over letters that take a while (mail, push), several at once, outside any transaction (domain 8.2).

What is promised: a letter is tried until it is delivered, refused for good, or has failed too often; then it is given
up, where managers see it and can send it again (`dead_letters`). Trouble of the whole channel (`ChannelDownError`) is
no letter's fault: the channel pauses, longer each time, and nothing is counted.

Mail must not arrive twice. Its sender therefore calls `commit` right before it says a letter: that is written down
first, and the server's answer after it. If the process dies between the two, or the line is cut after the last word,
nobody can know whether the server took the letter: it is given up as `in_doubt` instead of being sent again by itself.
In every other case it is delivered exactly once, over any death of ours or of the database. Only when both die within
the same half second, the database before its disk had what was written, may the few mails said just then go out again:
with the same Message-ID, by which mail programs tell a copy, as when a manager sends one in doubt again. No more
letters are in that state than there are slots, for some hundredths of a second; a process asked to stop finishes them.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Never

import structlog
from msgspec import Struct
from msgspec.structs import replace

from server.kit import clock
from server.kit.metrics import counter
from server.kit.postgres import UNAVAILABLE, Pool
from server.notifications.outbox.claiming import (
    HELD_SECONDS,
    IN_DOUBT,
    Held,
    Pen,
    Said,
    TakenError,
    give_up_doubtful,
    take,
)
from server.notifications.outbox.wakeup import heard

# How long a ring that was missed, or a letter that became due again, waits at most.
LOOK_SECONDS: Final = 2.0
# Whoever stops finishes the letters it is handing over, this long at most; the others it lets go at once.
GRACE_SECONDS: Final = 8.0
# 1 s, 2 s, 4 s ... 1 h apart: some 15 hours in all.
ATTEMPTS_MAX: Final = 25
RETRY_SECONDS_MAX: Final = 3_600.0
# A channel that is down is tried again after 1 s, 2 s, 4 s ... a minute.
PAUSE_SECONDS_MAX: Final = 60.0
DOUBLINGS_MAX: Final = 12
ERROR_MAX: Final = 1_000

LETTERS = counter("letters", "Letters by channel and what became of them", labels=("channel", "outcome"))

log = structlog.get_logger()

# Written down before the last word of a letter; raises TakenError when the letter isn't ours any more.
Commit = Callable[[], Awaitable[None]]
HandOver = Callable[[Held, Commit], Awaitable[None]]


class UndeliverableError(Exception):
    """This letter will never be taken: an unknown address, a subscription that ended."""


class InDoubtError(Exception):
    """The last word was said, and no answer came."""


class ChannelDownError(Exception):
    """The whole channel doesn't work now, whatever the letter."""


class Slow(Struct, frozen=True, kw_only=True):
    """A channel: how its letters are handed over, and how many at once in this process."""

    name: str
    hand_over: HandOver
    slots: int


class Hatch:
    """Takes letters of one channel and hands them over, as many at once as it has slots."""

    def __init__(self, pool: Pool, channel: Slow, ear: asyncio.Event) -> None:
        self._pool = pool
        self._channel = channel
        self._ear = ear
        self._pen = Pen(pool)
        self._quick_pen = Pen(pool, quick=True)
        self._queue: asyncio.Queue[Held | None] = asyncio.Queue()
        self._hungry = asyncio.Event()
        self._closing = False
        self._down = False
        self._troubles = 0

    async def serve(self) -> Never:
        """Hand over for ever; when cancelled, finish what has begun."""
        async with asyncio.TaskGroup() as group:
            working = group.create_task(self._work())
            try:
                await asyncio.shield(working)
            finally:
                self._closing = True
                for _ in range(self._channel.slots):
                    self._queue.put_nowait(None)
                await asyncio.wait({working}, timeout=GRACE_SECONDS)
                working.cancel()
        raise AssertionError("a hatch never closes by itself")

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            pens = [group.create_task(pen.run()) for pen in (self._pen, self._quick_pen)]
            taking = group.create_task(self._take())
            async with asyncio.TaskGroup() as slots:
                for _ in range(self._channel.slots):
                    slots.create_task(self._slot())
            taking.cancel()
            await self._let_go()
            for pen in pens:
                pen.cancel()

    async def _take(self) -> Never:
        """Keep a few letters waiting for each slot, no more: they are held meanwhile."""
        wanted = 4 * self._channel.slots
        while True:
            if self._down:
                await self._pause()
            self._ear.clear()
            self._hungry.clear()
            try:
                taken = await take(self._pool, self._channel.name, wanted - self._queue.qsize())
                doubtful = 0 if taken else await give_up_doubtful(self._pool, self._channel.name)
            except UNAVAILABLE as error:
                log.warning("the outbox can't be read", channel=self._channel.name, error=repr(error))
                await asyncio.sleep(LOOK_SECONDS)
                continue
            if doubtful:
                log.error("letters in doubt were given up", channel=self._channel.name, letters=doubtful)
            for letter in taken:
                self._queue.put_nowait(letter)
            if self._queue.qsize() > self._channel.slots:
                await heard(self._hungry, within_seconds=LOOK_SECONDS)
            elif not taken:
                await heard(self._ear, within_seconds=LOOK_SECONDS)

    async def _pause(self) -> None:
        """Wait until the channel may work again, longer each time; never all processes at the same moment."""
        self._troubles += 1
        seconds = min(PAUSE_SECONDS_MAX, 2.0 ** min(self._troubles - 1, DOUBLINGS_MAX))
        await asyncio.sleep(seconds * random.uniform(0.75, 1.0))  # noqa: S311 — spreading needs no cryptography
        self._down = False

    async def _slot(self) -> None:
        while not self._closing:
            letter = await self._queue.get()
            if self._queue.qsize() <= self._channel.slots:
                self._hungry.set()
            if letter is None:
                return
            try:
                await self._serve_one(letter)
            except TakenError:
                log.warning("a letter was held too long", id=letter.id, channel=letter.channel)

    async def _let_go(self) -> None:
        """Leave what waits to others at once."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        letters = [letter for letter in waiting if letter is not None]
        await asyncio.gather(*(self._pen.write(letter, Said()) for letter in letters), return_exceptions=True)

    async def _serve_one(self, letter: Held) -> None:
        """Hand the letter over and write down what became of it; let it go when the channel is down or closing."""
        held = letter

        async def commit() -> None:
            nonlocal held
            until = clock.now() + timedelta(seconds=HELD_SECONDS)
            await self._quick_pen.write(held, Said(handing_at=clock.now(), held_until=until))
            held = replace(held, held_until=until, held_before=held.held_until)

        said = Said() if self._down or self._closing else await self._outcome(letter, commit)
        await self._pen.write(held, said)

    async def _outcome(self, letter: Held, commit: Commit) -> Said:
        try:
            await self._channel.hand_over(letter, commit)
        except ChannelDownError as error:
            self._close(error)
            return Said(error=_text(error))
        except TakenError:
            raise
        except InDoubtError as error:
            return self._given_up(letter, f"{IN_DOUBT}: {_text(error)}")
        except UndeliverableError as error:
            return self._given_up(letter, _text(error))
        except Exception as error:  # noqa: BLE001 — whatever it is, the letter is tried again
            return self._failed(letter, error)
        self._troubles = 0
        LETTERS.labels(self._channel.name, "delivered").inc()
        return Said(delivered_at=clock.now(), tried=True)

    def _close(self, error: ChannelDownError) -> None:
        if not self._down:
            log.warning("a channel is down", channel=self._channel.name, error=_text(error))
        self._down = True
        self._hungry.set()
        self._ear.set()

    def _failed(self, letter: Held, error: Exception) -> Said:
        if letter.attempts + 1 >= ATTEMPTS_MAX:
            return self._given_up(letter, _text(error))
        log.warning("a letter is tried again later", id=letter.id, channel=letter.channel, error=_text(error))
        LETTERS.labels(self._channel.name, "failed").inc()
        pause = timedelta(seconds=min(RETRY_SECONDS_MAX, 2.0 ** min(letter.attempts, DOUBLINGS_MAX)))
        return Said(held_until=clock.now() + pause, tried=True, error=_text(error))

    def _given_up(self, letter: Held, why: str) -> Said:
        log.error("a letter is given up", id=letter.id, channel=letter.channel, kind=letter.kind, why=why)
        LETTERS.labels(self._channel.name, "given_up").inc()
        return Said(abandoned_at=clock.now(), tried=True, error=why)


def _text(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:ERROR_MAX]

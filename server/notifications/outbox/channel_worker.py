"""Send messages that take a while (mail, push, webhooks), several at once, outside any transaction (domain 8.2).

A message is tried until it is delivered, refused for good, or has failed too often; then it is given up, where managers
see it and can send it again (`dead_letters`). Trouble of the whole channel (`ChannelDownError`) is no message's fault:
the channel pauses, longer each time, and nothing is counted.

Mail must not arrive twice. Its sender therefore calls `commit` right before the content: that is written down first,
and the server's answer after it. If the process dies between the two, or the line is cut after the last word, nobody
can know whether the server took the message: it is given up as `in_doubt` instead of being sent again by itself.
Otherwise delivery is exactly-once, even if this process or Postgres crashes. Only when both crash within the same half
second, Postgres before its disk had what was written, may the few mails sent just then go out again: with the same
Message-ID, by which mail programs tell a copy, as when a manager sends one in doubt again. At most as many messages as
there are slots are in that state, for some hundredths of a second; a process asked to stop finishes them.
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
    ClaimLostError,
    Outcome,
    OutcomeWriter,
    claim,
    give_up_in_doubt,
)
from server.notifications.outbox.posting import QueuedMessage
from server.notifications.outbox.wakeup import wait

# How long a missed wakeup, or a message that became due again, waits at most.
LOOK_SECONDS: Final = 2.0
# A worker that stops finishes the messages being sent, this long at most; the others it releases at once.
GRACE_SECONDS: Final = 8.0
# 1 s, 2 s, 4 s ... 1 h apart: some 15 hours in all.
ATTEMPTS_MAX: Final = 25
RETRY_SECONDS_MAX: Final = 3_600.0
# A channel that is down is tried again after 1 s, 2 s, 4 s ... a minute.
PAUSE_SECONDS_MAX: Final = 60.0
DOUBLINGS_MAX: Final = 12
ERROR_MAX: Final = 1_000

MESSAGES = counter("letters", "Messages by channel and what became of them", labels=("channel", "outcome"))

log = structlog.get_logger()

# Written down before the last word of a message; raises ClaimLostError if the message isn't ours any more.
Commit = Callable[[], Awaitable[None]]
Send = Callable[[QueuedMessage, Commit], Awaitable[None]]


class UndeliverableError(Exception):
    """This message will never be taken: an unknown address, a subscription that ended."""


class InDoubtError(Exception):
    """The last word was sent, and no answer came."""


class ChannelDownError(Exception):
    """The whole channel doesn't work now, whatever the message."""


class SlowChannel(Struct, frozen=True, kw_only=True):
    """A channel: how its messages are sent, and how many at once in this process."""

    name: str
    send: Send
    slots: int


class ChannelWorker:
    """Claims messages of one channel and sends them, as many at once as it has slots."""

    def __init__(self, pool: Pool, channel: SlowChannel, wakeup: asyncio.Event) -> None:
        self._pool = pool
        self._channel = channel
        self._wakeup = wakeup
        self._writer = OutcomeWriter(pool)
        self._quick_writer = OutcomeWriter(pool, quick=True)
        self._queue: asyncio.Queue[QueuedMessage | None] = asyncio.Queue()
        self._has_room = asyncio.Event()
        self._closing = False
        self._down = False
        self._troubles = 0

    async def serve(self) -> Never:
        """Send for ever; when cancelled, finish what has begun."""
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
        raise AssertionError("a worker never ends by itself")

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            writers = [group.create_task(writer.run()) for writer in (self._writer, self._quick_writer)]
            claiming = group.create_task(self._claim())
            async with asyncio.TaskGroup() as slots:
                for _ in range(self._channel.slots):
                    slots.create_task(self._slot())
            claiming.cancel()
            await self._release()
            for writer in writers:
                writer.cancel()

    async def _claim(self) -> Never:
        """Keep a few messages waiting for each slot, no more: they are held meanwhile."""
        wanted = 4 * self._channel.slots
        while True:
            if self._down:
                await self._pause()
            self._wakeup.clear()
            self._has_room.clear()
            try:
                claimed = await claim(self._pool, self._channel.name, wanted - self._queue.qsize())
                doubtful = 0 if claimed else await give_up_in_doubt(self._pool, self._channel.name)
            except UNAVAILABLE as error:
                log.warning("the outbox can't be read", channel=self._channel.name, error=repr(error))
                await asyncio.sleep(LOOK_SECONDS)
                continue
            if doubtful:
                log.error("messages in doubt were given up", channel=self._channel.name, messages=doubtful)
            for message in claimed:
                self._queue.put_nowait(message)
            if self._queue.qsize() > self._channel.slots:
                await wait(self._has_room, within_seconds=LOOK_SECONDS)
            elif not claimed:
                await wait(self._wakeup, within_seconds=LOOK_SECONDS)

    async def _pause(self) -> None:
        """Wait until the channel may work again, longer each time; never all processes at the same moment."""
        self._troubles += 1
        seconds = min(PAUSE_SECONDS_MAX, 2.0 ** min(self._troubles - 1, DOUBLINGS_MAX))
        await asyncio.sleep(seconds * random.uniform(0.75, 1.0))  # noqa: S311 — spreading needs no cryptography
        self._down = False

    async def _slot(self) -> None:
        while not self._closing:
            message = await self._queue.get()
            if self._queue.qsize() <= self._channel.slots:
                self._has_room.set()
            if message is None:
                return
            try:
                await self._send_one(message)
            except ClaimLostError:
                log.warning("a message was held too long", id=message.id, channel=message.channel)

    async def _release(self) -> None:
        """Release what waits to others at once."""
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        messages = [message for message in waiting if message is not None]
        await asyncio.gather(*(self._writer.write(message, Outcome()) for message in messages), return_exceptions=True)

    async def _send_one(self, message: QueuedMessage) -> None:
        """Send the message and write down what became of it; release it when the channel is down or closing."""
        held = message

        async def commit() -> None:
            nonlocal held
            until = clock.now() + timedelta(seconds=HELD_SECONDS)
            await self._quick_writer.write(held, Outcome(handing_at=clock.now(), held_until=until))
            held = replace(held, held_until=until, held_before=held.held_until)

        outcome = Outcome() if self._down or self._closing else await self._outcome(message, commit)
        await self._writer.write(held, outcome)

    async def _outcome(self, message: QueuedMessage, commit: Commit) -> Outcome:
        try:
            await self._channel.send(message, commit)
        except ChannelDownError as error:
            self._close(error)
            return Outcome(error=_text(error))
        except ClaimLostError:
            raise
        except InDoubtError as error:
            return self._given_up(message, f"{IN_DOUBT}: {_text(error)}")
        except UndeliverableError as error:
            return self._given_up(message, _text(error))
        except Exception as error:  # noqa: BLE001 — whatever it is, the message is tried again
            return self._failed(message, error)
        self._troubles = 0
        MESSAGES.labels(self._channel.name, "delivered").inc()
        return Outcome(delivered_at=clock.now(), tried=True)

    def _close(self, error: ChannelDownError) -> None:
        if not self._down:
            log.warning("a channel is down", channel=self._channel.name, error=_text(error))
        self._down = True
        self._has_room.set()
        self._wakeup.set()

    def _failed(self, message: QueuedMessage, error: Exception) -> Outcome:
        if message.attempts + 1 >= ATTEMPTS_MAX:
            return self._given_up(message, _text(error))
        log.warning("a message is tried again later", id=message.id, channel=message.channel, error=_text(error))
        MESSAGES.labels(self._channel.name, "failed").inc()
        pause = timedelta(seconds=min(RETRY_SECONDS_MAX, 2.0 ** min(message.attempts, DOUBLINGS_MAX)))
        return Outcome(held_until=clock.now() + pause, tried=True, error=_text(error))

    def _given_up(self, message: QueuedMessage, why: str) -> Outcome:
        log.error("a message is given up", id=message.id, channel=message.channel, kind=message.kind, why=why)
        MESSAGES.labels(self._channel.name, "given_up").inc()
        return Outcome(abandoned_at=clock.now(), tried=True, error=why)


def _text(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:ERROR_MAX]

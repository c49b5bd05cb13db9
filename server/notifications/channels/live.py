"""Carry live events of tiles, rows and notifications from the outbox to every hub, by one stream of Valkey.

An event may come twice, or be lost with Valkey: it only says that something changed, and screens ask again when they
reconnect.
"""

import asyncio
from collections.abc import Callable
from typing import Final, Never, TypeAlias, cast

import structlog

from server.kit.lane import Lane, LaneDownError, RefusedError
from server.notifications.outbox.posting import QueuedMessage

STREAM: Final = "adjuge:news"
# A hub further behind has missed some.
EVENTS_MAX: Final = 10_000
READ_MAX: Final = 500
# Less than a lane waits for a reply.
BLOCK_MS: Final = 1_000
BEGINNING: Final = "0-0"
PAUSE_SECONDS: Final = 0.5

Item: TypeAlias = tuple[bytes, list[bytes]]
# Given a room and the JSON of one event in it; may not wait.
Publish = Callable[[str, bytes], None]

log = structlog.get_logger()


async def send_live(lane: Lane, message: QueuedMessage) -> None:
    """Put a message of the channel `live` on the stream.

    Raises:
        LaneDownError: Valkey is away; the message stays in the outbox.

    """
    await lane.call("XADD", STREAM, "MAXLEN", "~", EVENTS_MAX, "*", "room", message.recipient, "event", message.body)


async def follow_live(lane: Callable[[], Lane], publish: Publish) -> Never:
    """Publish what comes on the stream from now on; `lane` makes lanes that don't heal."""
    last_id: str | None = None
    while True:
        connection = lane()
        try:
            last_id = last_id or await _newest_id(connection)
            while True:
                last_id = await _read(connection, last_id, publish)
        except (LaneDownError, RefusedError) as error:
            log.warning("live events lost", error=repr(error))
        finally:
            await connection.aclose()
        await asyncio.sleep(PAUSE_SECONDS)


async def _newest_id(lane: Lane) -> str:
    newest = cast("list[Item]", await lane.call("XREVRANGE", STREAM, "+", "-", "COUNT", 1))
    return newest[0][0].decode() if newest else BEGINNING


async def _read(lane: Lane, last_id: str, publish: Publish) -> str:
    reply = await lane.call("XREAD", "COUNT", READ_MAX, "BLOCK", BLOCK_MS, "STREAMS", STREAM, last_id)
    for _, items in cast("list[tuple[bytes, list[Item]]] | None", reply) or ():
        for item_id, (_, room, _, event) in items:
            last_id = item_id.decode()
            publish(room.decode(), event)
    return last_id

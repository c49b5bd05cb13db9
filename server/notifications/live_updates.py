"""Publish live events to the desks of an entity, in the transaction of the change: tiles and rows to show anew.

An event says that something changed, in the room of the entity; screens that miss one ask again when they reconnect.
"""

from collections.abc import Mapping

from server.kit import clock
from server.kit.ids import EntityId
from server.kit.postgres import Connection
from server.notifications.outbox.posting import OutboxMessage, post
from server.protocol.dealer_events import DeskEvent, RowChanged
from server.protocol.rooms import desk_room


def row_changed(
    entity_id: EntityId, *, kind: str, id: str, summary: Mapping[str, int | str] | None = None, at_ms: int | None = None
) -> RowChanged:
    """A thing of the entity changed, now unless `at_ms` says when; `kind` and `id` name its row."""
    return RowChanged(
        room=desk_room(entity_id),
        epoch=0,
        seq=0,
        at_ms=clock.now_ms() if at_ms is None else at_ms,
        kind=kind,
        id=id,
        summary=dict(summary or {}),
    )


async def publish(connection: Connection, *events: DeskEvent) -> None:
    """Hand these events to every process once the transaction is committed."""
    messages = [
        OutboxMessage(channel="live", recipient=event.room, kind=str(event.__struct_config__.tag), body=event)
        for event in events
    ]
    await post(connection, messages)

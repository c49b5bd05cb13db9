"""Let a session into a room: reply and join in one step of the loop, so that no event falls between.

Where the client's position is known here it gets the events since, else a snapshot and what came after the snapshot
was taken. Members of a channel carry the position they joined at, so that nothing is told twice. A client that was
told more by another process than this one knows yet waits for this one: nothing it was told is taken back.
"""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from server.accounts.principal import Principal, ProMember
from server.auctions.seeing import Viewer
from server.protocol.codec import MESSAGES_PER_FRAME_MAX, encode, encode_all
from server.protocol.commands import Since
from server.protocol.events import Event
from server.protocol.refusals import Code, Refusal
from server.protocol.replies import Subscribed
from server.protocol.scalars import SubscribeMode
from server.protocol.snapshots import DealerSnapshot, ProSnapshot, Snapshot
from server.realtime.hub import Hub
from server.realtime.limits import ROOMS_MAX
from server.realtime.merging import position
from server.realtime.outlet import text_frame
from server.realtime.rooms import Channel, Room
from server.realtime.seams import UseCases
from server.realtime.session import Session

# A snapshot older than what the room remembers is taken again; books aren't rebuilt three times in a second.
SNAPSHOTS_MAX = 3
# How long a process that lags is given to catch up, each time; after that the client is to ask again.
BEHIND_SECONDS = 0.2


async def subscribe(
    hub: Hub, use_cases: UseCases, session: Session, *, request_id: int, room: Room, since: Since | None
) -> None:
    """Enter a room, again if need be, and say where the client stands.

    Raises:
        Refusal: `not_found` where there is no such room for this one; `too_many_rooms`; `unavailable`, also while
            this process knows less of the auction than the client.

    """
    if room not in session.channels and len(session.channels) >= ROOMS_MAX:
        raise Refusal(Code.TOO_MANY_ROOMS, rooms_max=ROOMS_MAX)
    viewer: Viewer = session.audience
    if room.kind != "me":
        entrance = await _entered(use_cases, session.principal, room)
        if entrance is None:
            leave(hub, session, room)
            raise Refusal(Code.NOT_FOUND)
        room, viewer = entrance
        inside = session.channels.get(room)
        if inside is None:
            leave(hub, session, room)  # whole, where it is cut to one's own lots now, or the other way round
        elif inside.viewer != viewer:
            session.anew.add(room)
            leave(hub, session, room)
    # What was told before is more, or less, than this one may see now.
    if room in session.anew or room.pro_id is not None:
        session.anew.discard(room)
        since = None
    channel = hub.channel((room, viewer))
    if since is not None:
        events = channel.since(epoch=since.epoch, seq=since.seq)
        if events is not None:
            mode: SubscribeMode = "replay" if since.seq < channel.seq else "same"
            _enter(
                hub,
                session,
                channel,
                Subscribed(id=request_id, room=room.name, epoch=since.epoch, seq=since.seq, mode=mode),
                events,
            )
            return
    least = position(since.epoch, since.seq) if since is not None else 0
    await _enter_with_snapshot(hub, use_cases, session, request_id=request_id, channel=channel, least=least)


def leave(hub: Hub, session: Session, room: Room) -> bool:
    """Leave a room, whole or cut to one's own lots; tells whether the session was in it."""
    inside = [each for each in session.channels if each.name == room.name]
    for each in inside:
        hub.leave(session.channels.pop(each), session.outlet)
    return bool(inside)


async def _entered(use_cases: UseCases, principal: Principal, room: Room) -> tuple[Room, Viewer] | None:
    """The room as this one may see it: whole, or a pro whose connection ended its own lots; None: not at all."""
    (viewer,) = await use_cases.allowed([(principal, room)])
    if viewer is None and room.kind == "auction" and isinstance(principal, ProMember):
        room = replace(room, pro_id=principal.pro_id)
        (viewer,) = await use_cases.allowed([(principal, room)])
    return None if viewer is None else (room, viewer)


async def _enter_with_snapshot(
    hub: Hub, use_cases: UseCases, session: Session, *, request_id: int, channel: Channel, least: int
) -> None:
    room = channel.room
    for _ in range(SNAPSHOTS_MAX):
        known = channel.epoch, channel.seq
        snapshot = await use_cases.snapshot(session.principal, room)
        taken_at = _position(snapshot)
        behind = taken_at is not None and position(*taken_at) < least
        # Unless the client's position never was, another process was quicker.
        if behind and position(*await use_cases.committed(session.principal, room)) >= least:
            await asyncio.sleep(BEHIND_SECONDS)
            continue
        # The snapshot of a room without a book was begun at `known`: what came meanwhile is told again, being absolute.
        epoch, seq = taken_at or (known[0] or 0, known[1])
        events = _after(channel, epoch=epoch, seq=seq)
        if events is not None:
            _enter(
                hub,
                session,
                channel,
                Subscribed(id=request_id, room=room.name, epoch=epoch, seq=seq, mode="snapshot", snapshot=snapshot),
                events,
            )
            return
    raise Refusal(Code.UNAVAILABLE)


def _position(snapshot: Snapshot) -> tuple[int, int] | None:
    if isinstance(snapshot, DealerSnapshot | ProSnapshot):
        return snapshot.epoch, snapshot.seq
    return None


def _after(channel: Channel, *, epoch: int, seq: int) -> Sequence[Event] | None:
    """What the room has told since the snapshot; None where the snapshot is too old to go on from."""
    if channel.epoch is None or (not channel.members and position(epoch, seq) > channel.position):
        channel.start_at(epoch, seq)
    if position(epoch, seq) >= channel.position:
        return ()
    return channel.since(epoch=epoch, seq=seq)


def _enter(hub: Hub, session: Session, channel: Channel, reply: Subscribed, events: Sequence[Event]) -> None:
    """Reply, catch up and join, without an await between."""
    starts = range(0, len(events), MESSAGES_PER_FRAME_MAX)
    caught_up = [text_frame(encode_all(events[start : start + MESSAGES_PER_FRAME_MAX])) for start in starts]
    session.outlet.write(b"".join([text_frame(encode(reply)), *caught_up]))
    hub.join(channel, session.outlet, position=max(position(reply.epoch, reply.seq), channel.position))
    session.channels[channel.room] = channel

"""Look again, all the time, whether everybody may still be where they are (protocol 1.7).

Ended sessions are closed, rights are taken over, rooms that are no longer one's own are left; readers that took
nothing for 20 s are cut.
"""

import asyncio
from datetime import timedelta

import structlog

from server.kit import clock
from server.protocol.closes import Close
from server.protocol.replies import ReauthDue, Resync
from server.realtime.hub import Hub
from server.realtime.seams import Entrance, UseCases
from server.realtime.session import Session, Sessions
from server.realtime.subscribing import leave

RECHECK_SECONDS = 3.0
SWEEP_SECONDS = 1.0
WARN_BEFORE_END = timedelta(minutes=5)

log = structlog.get_logger()


async def recheck_for_ever(use_cases: UseCases, hub: Hub, sessions: Sessions, tasks: asyncio.TaskGroup) -> None:
    """Recheck everybody every 3 s; while Postgres is away everybody stays."""
    while True:
        await asyncio.sleep(RECHECK_SECONDS)
        try:
            await recheck(use_cases, hub, sessions, tasks)
        except Exception:
            log.exception("rights could not be checked again", sessions=len(sessions))


async def sweep_for_ever(hub: Hub, sessions: Sessions) -> None:
    """Cut dead readers and close empty channels, every second."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        hub.expire()
        for session in sessions.all():
            if session.outlet.cut_if_stalled():
                log.info("slow reader cut", account_id=session.principal.account_id)


async def recheck(use_cases: UseCases, hub: Hub, sessions: Sessions, tasks: asyncio.TaskGroup) -> None:
    """Look once whether sessions, rights and connections still hold."""
    everybody = sessions.all()
    identities = {session.identity.credential_hash: session.identity for session in everybody}
    renewed = dict(zip(identities, await use_cases.renew(list(identities.values())), strict=True))
    present: list[Session] = []
    for session in everybody:
        identity = renewed[session.identity.credential_hash]
        if identity is None:
            tasks.create_task(session.outlet.close(_why_ended(session)))
            continue
        session.identity = identity
        _warn_of_end(session)
        present.append(session)
    await _recheck_rooms(use_cases, hub, present)


async def _recheck_rooms(use_cases: UseCases, hub: Hub, sessions: list[Session]) -> None:
    inside = [(session, room) for session in sessions for room in session.channels if room.kind != "me"]
    entrances: list[Entrance] = [(session.principal, room) for session, room in inside]
    unique = list(dict.fromkeys(entrances))
    allowed = dict(zip(unique, await use_cases.allowed(unique), strict=True))
    for (session, room), entrance in zip(inside, entrances, strict=True):
        # The client subscribes again: it is told that there is no such room for it any more, or sees it as it may now.
        channel = session.channels.get(room)  # None: it left meanwhile
        if channel is not None and allowed[entrance] != channel.viewer:
            leave(hub, session, room)
            session.anew.add(room)
            session.send(Resync(rooms=(room.name,)))


def _why_ended(session: Session) -> Close:
    ends_at = session.identity.expires_at
    return Close.AUTH_EXPIRED if ends_at is not None and ends_at <= clock.now() else Close.SESSION_REVOKED


def _warn_of_end(session: Session) -> None:
    ends_at = session.identity.expires_at
    if ends_at is None or session.warned_of_end or ends_at - clock.now() > WARN_BEFORE_END:
        return
    session.warned_of_end = True
    session.send(ReauthDue(at_ms=clock.to_ms(ends_at)))

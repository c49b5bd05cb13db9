"""Receive sockets at `/ws`: check where they come from and who they are, listen to them, say goodbye.

403                      a foreign Origin, before the socket opens
4505, 4504, 4501, 4007   no common protocol, too many sockets, nobody known, no hello
4500, 4005               five malformed frames, three breaches of a limit within 10 s
4000                     the server stops: `bye`, the commands in flight, then the close
"""

import asyncio
from collections.abc import Collection, Coroutine
from functools import partial
from random import SystemRandom
from typing import Any, TypeAlias

import structlog
from litestar import WebSocket, websocket
from litestar.types import Receive, Scope, Send
from msgspec import Struct

from server.kit import clock
from server.kit.addresses import peer_of
from server.kit.http import PUBLIC
from server.protocol.closes import Close
from server.protocol.commands import Hello, Since
from server.protocol.messages import SUBPROTOCOL
from server.protocol.refusals import Refusal
from server.protocol.replies import Bye, Welcome
from server.realtime.admission import Request, read_request
from server.realtime.dispatch import Dispatch, as_error
from server.realtime.hub import Hub
from server.realtime.limits import LIMITS, SOCKETS_PER_USER_MAX
from server.realtime.listening import listen, take_all
from server.realtime.meeting import Closed, Doorstep, Gone, meet
from server.realtime.outlet import Outlet
from server.realtime.rechecking import recheck_for_ever, sweep_for_ever
from server.realtime.seams import UseCases
from server.realtime.session import Session, Sessions, member_of, user_id
from server.realtime.subscribing import subscribe
from server.realtime.transport import PING_SECONDS, outlet_of, subprotocols_of

# Those who are told to come back do so spread over this time.
COME_BACK_MS_MAX = 2_000

AnySocket: TypeAlias = WebSocket[Any, Any, Any]

log = structlog.get_logger()
chance = SystemRandom()


class Doorkeeping(Struct, frozen=True, kw_only=True):
    """Which pages may open sockets, and the cookie that counts when they do."""

    allowed_origins: Collection[str]
    cookie_name: str


class Gateway:
    """All sockets of this process."""

    def __init__(
        self, doorkeeping: Doorkeeping, use_cases: UseCases, hub: Hub, sessions: Sessions, tasks: asyncio.TaskGroup
    ) -> None:
        self.hub = hub
        self.sessions = sessions
        self._doorkeeping = doorkeeping
        self._use_cases = use_cases
        self._doorstep = Doorstep()
        self._tasks = tasks
        self._dispatch = Dispatch(use_cases, hub, tasks, on_answered=self._leave_when_answered)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket, from its request to its end."""
        request = read_request(
            scope["headers"],
            subprotocols=subprotocols_of(scope),
            allowed_origins=self._doorkeeping.allowed_origins,
            cookie_name=self._doorkeeping.cookie_name,
        )
        await receive()
        if request.foreign:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        subprotocol = SUBPROTOCOL if request.speaks else None
        await send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": []})
        outlet = outlet_of(scope)
        try:
            await self._converse(request, peer_of(scope), outlet, receive)
        except Closed as closed:
            await outlet.close(closed.close)
        except Gone:
            pass
        except Exception:
            log.exception("socket failed")
            await outlet.close(Close.RESTARTING)

    async def _converse(self, request: Request, address: str, outlet: Outlet, receive: Receive) -> None:
        if not request.speaks:
            raise Closed(Close.PROTOCOL_UNSUPPORTED)
        identity, hello, others = await meet(
            request, self._use_cases, receive, doorstep=self._doorstep, address=address
        )
        if self.sessions.of_account(identity.principal.account_id) >= SOCKETS_PER_USER_MAX:
            raise Closed(Close.TOO_MANY_CONNECTIONS)
        session = Session(outlet, identity, now=asyncio.get_running_loop().time())
        self.sessions.add(session)
        outlet.on_shutdown = partial(self._farewell, session)
        try:
            await self._greet(session, hello)
            await take_all(session, self._dispatch, others)
            await listen(session, self._dispatch, receive)
        finally:
            outlet.on_shutdown = None
            self.sessions.remove(session)
            for channel in session.channels.values():
                self.hub.leave(channel, outlet)
            session.channels.clear()

    async def _greet(self, session: Session, hello: Hello) -> None:
        """Welcome, then the rooms: one's own, and those of before."""
        session.send(
            Welcome(
                id=hello.id,
                user_id=user_id(session.principal),
                member_of=member_of(session.principal),
                audience=session.audience,
                server_ms=clock.now_ms(),
                ping_ms=round(PING_SECONDS * 1_000),
                limits=LIMITS,
            )
        )
        resumed = {each.room: Since(epoch=each.epoch, seq=each.seq) for each in hello.resume}
        for name in dict.fromkeys(["me", *resumed]):
            try:
                await subscribe(
                    self.hub,
                    self._use_cases,
                    session,
                    request_id=hello.id,
                    room=session.room(name),
                    since=resumed.get(name),
                )
            except Refusal as refusal:
                session.send(as_error(refusal, request_id=hello.id))

    def _farewell(self, session: Session) -> None:
        """The server stops: no new requests; the socket closes when the last command is answered."""
        session.leaving = True
        session.send(Bye(code="restarting", after_ms=chance.randrange(COME_BACK_MS_MAX)))
        self._leave_when_answered(session)

    def _leave_when_answered(self, session: Session) -> None:
        if session.leaving and session.in_flight == 0:
            self._tasks.create_task(session.outlet.close(Close.RESTARTING))


def tend(
    use_cases: UseCases, hub: Hub, sessions: Sessions, tasks: asyncio.TaskGroup
) -> list[Coroutine[None, None, None]]:
    """The loops that a gateway needs beside it: writing, sweeping, checking rights again."""
    return [hub.run(), sweep_for_ever(hub, sessions), recheck_for_ever(use_cases, hub, sessions, tasks)]


@websocket("/ws", opt=PUBLIC)
async def live(socket: AnySocket) -> None:
    """The live protocol; the application's state holds the gateway."""
    gateway: Gateway = socket.app.state.gateway
    await gateway.serve(socket.scope, socket.receive, socket.send)

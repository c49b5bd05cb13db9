"""Take one message of a client to what it asks for, and answer.

Bids run beside the reading of the socket, so that a slow commit doesn't hold up a ping; they start in the order in
which they came, which is the order the book sees. What is refused without the book is refused here.
"""

import asyncio
from collections.abc import Callable
from typing import assert_never

import structlog
from msgspec.structs import replace

from server.accounts.rights import may_commit_money
from server.kit import clock
from server.protocol.commands import (
    AuctionCommand,
    CancelMaximum,
    ClientMessage,
    CommandStatus,
    Decline,
    Hello,
    Ping,
    PlaceBid,
    Quote,
    SetMaximum,
    Subscribe,
    Unsubscribe,
)
from server.protocol.refusals import RETRY, Code, Refusal
from server.protocol.replies import BidResult, Error, Ok, Pending, Pong
from server.realtime.hub import Hub
from server.realtime.limits import BIDS_BURST, BIDS_PER_SECOND, Credit
from server.realtime.rooms import Room
from server.realtime.seams import UseCases
from server.realtime.session import Session
from server.realtime.subscribing import leave, subscribe

PENDING_SECONDS = 0.3
# After this the client asks for the status, or sends the same command again.
COMMAND_SECONDS_MAX = 10.0
IN_FLIGHT_MAX = 64
BID_CREDITS_MAX = 10_000

log = structlog.get_logger()


class Dispatch:
    """The use cases with what they need of this process: its hub, its bidders' credit, its running commands."""

    def __init__(
        self, use_cases: UseCases, hub: Hub, tasks: asyncio.TaskGroup, *, on_answered: Callable[[Session], None]
    ) -> None:
        self._use_cases = use_cases
        self._hub = hub
        self._tasks = tasks
        self._credits: dict[tuple[str, str, int], Credit] = {}
        self._on_answered = on_answered

    async def take(self, session: Session, message: ClientMessage) -> Code | None:
        """Do what the message says; gives the code where it was refused at once (it has been answered too)."""
        try:
            await self._take(session, message)
        except Refusal as refusal:
            session.send(as_error(refusal, request_id=message.id))
            return refusal.code
        except Exception:
            log.exception("request failed", request=type(message).__name__)
            session.send(as_error(Refusal(Code.UNAVAILABLE), request_id=message.id))
            return Code.UNAVAILABLE
        return None

    async def _take(self, session: Session, message: ClientMessage) -> None:
        match message:
            case PlaceBid() | SetMaximum() | CancelMaximum() | Quote() | Decline():
                self._start(session, message)
            case Ping():
                self._pong(session, message)
            case Subscribe():
                await subscribe(
                    self._hub,
                    self._use_cases,
                    session,
                    request_id=message.id,
                    room=session.room(message.room),
                    since=message.since,
                )
            case Unsubscribe():
                if not leave(self._hub, session, session.room(message.room)):
                    raise Refusal(Code.NOT_SUBSCRIBED)
                session.send(Ok(id=message.id))
            case CommandStatus():
                await self._check_room(session, message)
                result = await self._use_cases.command_status(session.principal, message)
                session.send(replace(result, id=message.id))
            case Hello():
                raise Refusal(Code.BAD_REQUEST, detail="hello is said once")
            case _ as never:
                assert_never(never)

    def _start(self, session: Session, command: AuctionCommand) -> None:
        if not may_commit_money(session.principal):
            raise Refusal(Code.FORBIDDEN)
        if session.in_flight >= IN_FLIGHT_MAX:
            raise Refusal(Code.RATE_LIMITED, after_ms=1_000)
        self._spend_bid(session, command)
        session.in_flight += 1
        self._tasks.create_task(self._answer(session, command))

    async def _answer(self, session: Session, command: AuctionCommand) -> None:
        pending = asyncio.get_running_loop().call_later(
            PENDING_SECONDS, session.send, Pending(id=command.id, command_id=command.command_id)
        )
        try:
            async with asyncio.timeout(COMMAND_SECONDS_MAX):
                await self._check_room(session, command)
                result = await self._use_cases.decide(session.principal, command)
            answer: BidResult | Pending | Error = replace(result, id=command.id)
        except Refusal as refusal:
            answer = as_error(refusal, request_id=command.id)
        except TimeoutError:
            answer = as_error(Refusal(Code.TIMEOUT), request_id=command.id)
        except ConnectionError as error:
            log.warning("command not answered", command_id=command.command_id, error=repr(error))
            answer = as_error(Refusal(Code.UNAVAILABLE), request_id=command.id)
        except Exception:
            log.exception("command failed", command_id=command.command_id, auction_id=command.auction_id)
            answer = as_error(Refusal(Code.UNAVAILABLE), request_id=command.id)
        finally:
            pending.cancel()
            session.in_flight -= 1
        session.send(answer)
        self._on_answered(session)

    async def _check_room(self, session: Session, command: AuctionCommand | CommandStatus) -> None:
        """Whoever is in the room was checked within 5 s; others are checked now."""
        room = Room(kind="auction", id=command.auction_id)
        if room in session.channels:
            return
        (allowed,) = await self._use_cases.allowed([(session.principal, room)])
        if not allowed:
            raise Refusal(Code.NOT_FOUND)

    def _spend_bid(self, session: Session, command: AuctionCommand) -> None:
        now = asyncio.get_running_loop().time()
        key = (session.principal.account_id, command.auction_id, command.lot)
        credit = self._credits.get(key)
        if credit is None:
            if len(self._credits) >= BID_CREDITS_MAX:
                self._credits = {key: credit for key, credit in self._credits.items() if not credit.full(now=now)}
            credit = self._credits[key] = Credit(per_second=BIDS_PER_SECOND, burst=BIDS_BURST, now=now)
        after_ms = credit.spend(now=now)
        if after_ms:
            raise Refusal(Code.RATE_LIMITED, after_ms=after_ms)

    def _pong(self, session: Session, ping: Ping) -> None:
        received_ms = clock.now_ms()
        after_ms = session.pings.spend(now=asyncio.get_running_loop().time())
        if after_ms:
            raise Refusal(Code.RATE_LIMITED, after_ms=after_ms)
        session.send(Pong(id=ping.id, client_ms=ping.client_ms, received_ms=received_ms, sent_ms=clock.now_ms()))


def as_error(refusal: Refusal, *, request_id: int | None) -> Error:
    """A refusal as the socket tells it."""
    after_ms, detail = refusal.facts.get("after_ms"), refusal.facts.get("detail")
    return Error(
        id=request_id,
        code=refusal.code,
        retry=refusal.code in RETRY,
        after_ms=after_ms if isinstance(after_ms, int) else None,
        detail=detail if isinstance(detail, str) else None,
    )

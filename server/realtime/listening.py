"""Read a known client's frames within its credit; five malformed ones or three breaches in 10 s end it."""

import asyncio
from collections.abc import Sequence

from litestar.types import Receive

from server.protocol.closes import Close
from server.protocol.codec import Malformed, decode, request_id
from server.protocol.commands import ClientMessage
from server.protocol.refusals import Code, Refusal
from server.realtime.dispatch import Dispatch, as_error
from server.realtime.limits import MALFORMED_MAX
from server.realtime.meeting import Closed, receive_text
from server.realtime.session import Session


async def listen(session: Session, dispatch: Dispatch, receive: Receive) -> None:
    """Take frames until the client goes away (`Gone`) or must go (`Closed`)."""
    while True:
        await _take_frame(session, dispatch, await receive_text(receive))


async def take_all(session: Session, dispatch: Dispatch, messages: Sequence[ClientMessage]) -> None:
    """Do what a frame says, in its order."""
    for message in messages:
        if session.leaving:
            session.send(as_error(Refusal(Code.UNAVAILABLE), request_id=message.id))
        elif await dispatch.take(session, message) is Code.RATE_LIMITED:
            _breached(session)


async def _take_frame(session: Session, dispatch: Dispatch, frame: bytes | None) -> None:
    after_ms = session.frames.spend(now=asyncio.get_running_loop().time())
    if after_ms:
        known_id = request_id(frame) if frame else None
        session.send(as_error(Refusal(Code.RATE_LIMITED, after_ms=after_ms), request_id=known_id))
        _breached(session)
        return
    try:
        messages = _decode(frame)
    except Malformed as wrong:
        session.send(as_error(Refusal(Code.BAD_REQUEST, detail=wrong.detail), request_id=wrong.request_id))
        session.malformed += 1
        if session.malformed >= MALFORMED_MAX:
            raise Closed(Close.BAD_REQUEST) from None
        return
    await take_all(session, dispatch, messages)


def _decode(frame: bytes | None) -> Sequence[ClientMessage]:
    if frame is None:
        raise Malformed("frames are text")
    return decode(frame)


def _breached(session: Session) -> None:
    if session.breach(now=asyncio.get_running_loop().time()):
        raise Closed(Close.RATE_LIMITED)

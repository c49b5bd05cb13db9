"""Find out who opened a socket: by the token of the request, or by the ticket in the first frame."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from litestar.types import Receive

from server.accounts.principals import Identity
from server.protocol.closes import Close
from server.protocol.codec import Malformed, decode
from server.protocol.commands import ClientMessage, Hello
from server.realtime.admission import Request
from server.realtime.limits import HELLO_SECONDS_MAX
from server.realtime.seams import UseCases


class Closed(Exception):
    """The conversation is over, by us, with this code."""

    def __init__(self, close: Close) -> None:
        self.close = close
        super().__init__(close.reason)


class Gone(Exception):
    """The conversation is over: the client went away."""


async def receive_text(receive: Receive) -> bytes | None:
    """The next frame; None for a binary one, which the protocol doesn't have.

    Raises:
        Gone: there will be no more.

    """
    message = await receive()
    if message["type"] != "websocket.receive":
        raise Gone
    text = message.get("text")
    return text.encode() if text is not None else None


async def meet(
    request: Request, use_cases: UseCases, receive: Receive
) -> tuple[Identity, Hello, Sequence[ClientMessage]]:
    """Who is there, its hello, and what else the first frame said.

    Raises:
        Closed: nobody we know, no hello within 5 s, something else instead.
        Gone: the client went away.

    """
    try:
        async with asyncio.timeout(HELLO_SECONDS_MAX):
            # A dead session is told so at once, whatever it would have said.
            known = await _known(use_cases.identify, request.token) if request.token is not None else None
            hello, others = await _first_frame(receive)
            return known or await _known(use_cases.redeem, hello.ticket), hello, others
    except TimeoutError:
        raise Closed(Close.HELLO_TIMEOUT) from None


async def _first_frame(receive: Receive) -> tuple[Hello, Sequence[ClientMessage]]:
    text = await receive_text(receive)
    try:
        messages = decode(text or b"")
    except Malformed:
        raise Closed(Close.BAD_REQUEST) from None
    hello, *others = messages
    if not isinstance(hello, Hello):
        raise Closed(Close.BAD_REQUEST)
    return hello, others


async def _known(look_up: Callable[[str], Awaitable[Identity | None]], secret: str | None) -> Identity:
    identity = await look_up(secret) if secret else None
    if identity is None:
        raise Closed(Close.UNAUTHORIZED)
    return identity

"""Find out who opened a socket: by the token of the request, or by the ticket in the first frame."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager

from litestar.types import Receive

from server.accounts.principals import Identity
from server.protocol.closes import Close
from server.protocol.codec import Malformed, decode
from server.protocol.commands import ClientMessage, Hello
from server.realtime.admission import Request
from server.realtime.limits import HELLO_SECONDS_MAX, SOCKETS_PER_USER_MAX, STRANGERS_PER_ADDRESS_MAX
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


class Doorstep:
    """Counts who has connected and not said hello yet: known people by themselves, strangers by their address.

    Many people behind one address, of an office or a phone's carrier, don't stand in each other's way like that.
    """

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def place(self, who: str, *, most: int) -> Generator[None]:
        """Hold a place for as long as the block runs.

        Raises:
            Closed: that many wait there already.

        """
        if self._waiting[who] >= most:
            raise Closed(Close.TOO_MANY_CONNECTIONS)
        self._waiting[who] += 1
        try:
            yield
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]


async def meet(
    request: Request, use_cases: UseCases, receive: Receive, *, doorstep: Doorstep, address: str
) -> tuple[Identity, Hello, Sequence[ClientMessage]]:
    """Who is there, its hello, and what else the first frame said.

    Raises:
        Closed: nobody we know, no hello within 5 s, something else instead, too many like it.
        Gone: the client went away.

    """
    try:
        async with asyncio.timeout(HELLO_SECONDS_MAX):
            # A dead session is told so at once, whatever it would have said.
            known = await _known(use_cases.identify, request.token) if request.token is not None else None
            who = known.principal.account_id if known else address
            with doorstep.place(who, most=SOCKETS_PER_USER_MAX if known else STRANGERS_PER_ADDRESS_MAX):
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

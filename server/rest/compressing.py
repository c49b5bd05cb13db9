"""Send JSON answers of more than a kilobyte compressed: a page of 200 cars is 250 KB, and a twelfth of that by gzip.

What is learned from the length of a compressed answer (BREACH) needs a secret in it, beside words that a foreign page
made the browser send, again and again. Ours hold none: the session is in a cookie that no answer repeats, there are no
tokens against forgery in bodies, foreign pages are refused by `Origin` and `SameSite`, and secrets that are shown once
are in answers to POST, which are left alone. So are the live frames: they hold bids, and each is small.
"""

import gzip
from asyncio import to_thread

from litestar.types import ASGIApp, HTTPResponseBodyEvent, HTTPResponseStartEvent, Message, Receive, Scope, Send

BYTES_MIN = 1_000
# Longer ones are compressed beside the loop, which has bids to answer: a megabyte takes ten milliseconds.
LOOP_BYTES_MAX = 32 * 1024
# Within some percent of the size of level 6 for half its time.
LEVEL = 4
TYPES = (b"application/json", b"application/problem+json")


def compress(app: ASGIApp) -> ASGIApp:
    """The middleware; what streams, and what is compressed already, passes."""

    async def compressed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        takes_gzip = _takes_gzip(scope)
        held: HTTPResponseStartEvent | None = None

        async def send_smaller(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                if _is_json(message):
                    held = message  # its length is known with the body
                    return
            elif message["type"] == "http.response.body" and held is not None:
                start, held = held, None
                message = await _smaller(start, message, takes_gzip=takes_gzip)
                await send(start)
            await send(message)

        await app(scope, receive, send_smaller)

    return compressed


async def _smaller(
    start: HTTPResponseStartEvent, body: HTTPResponseBodyEvent, *, takes_gzip: bool
) -> HTTPResponseBodyEvent:
    """The body compressed where that is worth it, `start` being changed with it."""
    start["headers"] = [*start["headers"], (b"vary", b"accept-encoding")]
    content = body["body"]
    if not takes_gzip or body["more_body"] or len(content) < BYTES_MIN:
        return body
    small = _gzip(content) if len(content) <= LOOP_BYTES_MAX else await to_thread(_gzip, content)
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    start["headers"] = [*kept, (b"content-length", str(len(small)).encode()), (b"content-encoding", b"gzip")]
    return {**body, "body": small}


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)


def _takes_gzip(scope: Scope) -> bool:
    said = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding").decode("latin-1").lower()
    for part in said.split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _is_json(start: HTTPResponseStartEvent) -> bool:
    named = {name.lower(): value for name, value in start["headers"]}
    return named.get(b"content-type", b"").startswith(TYPES) and b"content-encoding" not in named

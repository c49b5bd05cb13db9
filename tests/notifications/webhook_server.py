"""A machine's own server: takes webhooks, checks their signatures, and can be ill."""

import asyncio
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, post
from msgspec import Struct

from server.kit import clock
from tests.http import serving

TOLERANCE_SECONDS = 300


class Told(Struct, frozen=True, kw_only=True):
    id: str
    payload: dict[str, Any]


class WebhookServer:
    """Answers 204, or the next of `answers`; `None` among them hangs, a text redirects there."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = ""
        self.answers: list[int | str | None] = []
        self.told: list[Told] = []
        self.strays = 0
        self.leaving = asyncio.Event()

    def verified(self, headers: dict[str, str], content: bytes) -> Told:
        """As the standard says a receiver does it."""
        name, at = headers["webhook-id"], headers["webhook-timestamp"]
        assert abs(clock.now().timestamp() - int(at)) < TOLERANCE_SECONDS
        key = b64decode(self.secret.removeprefix("whsec_"), validate=True)
        digest = hmac.new(key, f"{name}.{at}.".encode() + content, hashlib.sha256).digest()
        version, _, signature = headers["webhook-signature"].partition(",")
        assert (version, signature) == ("v1", b64encode(digest).decode())
        return Told(id=name, payload=json.loads(content))


@asynccontextmanager
async def a_webhook_server() -> AsyncGenerator[WebhookServer]:
    server = WebhookServer()

    @post("/hook")
    async def take(request: Request[Any, Any, Any]) -> Response[None]:
        server.told.append(server.verified(dict(request.headers), await request.body()))
        answer = server.answers.pop(0) if server.answers else 204
        if answer is None:
            await server.leaving.wait()
        if isinstance(answer, str):
            return Response(None, status_code=302, headers={"location": answer})
        return Response(None, status_code=answer or 204)

    @post("/elsewhere")
    async def stray() -> None:
        server.strays += 1

    async with serving(Litestar(route_handlers=[take, stray], logging_config=None)) as url:
        server.url = url
        try:
            yield server
        finally:
            server.leaving.set()

"""Use the running server as a person's browser would: sign in, read, send, over one connection kept open."""

import asyncio
from http.client import HTTPConnection, HTTPException
from typing import TypeVar

import msgspec
from msgspec import Struct

from server.demo.cast import email

T = TypeVar("T")

TIMEOUT_SECONDS = 10.0
OK, REDIRECT, UNAUTHORIZED = 200, 300, 401


class Answer(Struct, frozen=True, kw_only=True):
    """What came back; the text is JSON."""

    status: int
    text: bytes


class Refused(Exception):
    """The server said no, or nothing at all (status 0)."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(f"{status} {text}")


class Browser:
    """One person at the demonstration; signs in at the first request, and again when its session is gone."""

    def __init__(self, *, host: str, port: int, sign_in: str, password: str) -> None:
        self.sign_in = sign_in
        self._password = password
        self._connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        self._cookie: str | None = None

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    async def get(self, path: str, shape: type[T]) -> T:
        """What is at a path.

        Raises:
            Refused: an answer that isn't a success, or none.

        """
        return msgspec.json.decode(await self._send("GET", path, None, {}), type=shape)

    async def post(self, path: str, body: object, *, key: str) -> None:
        """Send a body under an idempotency key.

        Raises:
            Refused: an answer that isn't a success, or none.

        """
        await self._send("POST", path, body, {"idempotency-key": key})

    async def make(self, path: str, body: object, shape: type[T], *, key: str) -> T:
        """Send a body under an idempotency key; what was made.

        Raises:
            Refused: an answer that isn't a success, or none.

        """
        return msgspec.json.decode(await self._send("POST", path, body, {"idempotency-key": key}), type=shape)

    async def _send(self, method: str, path: str, body: object, headers: dict[str, str]) -> bytes:
        if self._cookie is None:
            credentials = {"email": email(self.sign_in), "password": self._password}
            _text_of(await self._ask("POST", "/api/session", credentials, {}))
        answer = await self._ask(method, path, body, headers)
        if answer.status == UNAUTHORIZED:
            self._cookie = None
        return _text_of(answer)

    async def _ask(self, method: str, path: str, body: object, headers: dict[str, str]) -> Answer:
        return await asyncio.to_thread(self._exchange, method, path, body, headers)

    def _exchange(self, method: str, path: str, body: object, headers: dict[str, str]) -> Answer:
        sent = dict(headers)
        if body is not None:
            sent["content-type"] = "application/json"
        if self._cookie is not None:
            sent["cookie"] = self._cookie
        try:
            self._connection.request(method, path, None if body is None else msgspec.json.encode(body), sent)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise Refused(0, type(error).__name__) from error
        given = response.getheader("set-cookie")
        if given is not None:
            self._cookie = given.partition(";")[0]
        return Answer(status=response.status, text=text)


def _text_of(answer: Answer) -> bytes:
    if not OK <= answer.status < REDIRECT:
        raise Refused(answer.status, answer.text.decode(errors="replace"))
    return answer.text

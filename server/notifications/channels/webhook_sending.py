"""Tell machines by webhook, signed so that they know it is us (Standard Webhooks).

2xx            the machine has it
410            it wants none of this: given up
anything else, a redirect included, or no answer in time: tried again later

What went wrong is written with a code before it, so that its owner reads it in words: `answered: 500`.

A machine is reached by the open net only. Names are looked up here, and the connection goes to the very address that
was looked at, so that no name can answer twice differently. A machine that hung is left alone for a minute: it must not
keep others waiting.
"""

import asyncio
import hashlib
import hmac
import socket
from base64 import b64encode
from datetime import datetime
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx
import msgspec
from msgspec import Struct

from server.kit import clock
from server.kit.ids import AccountId
from server.kit.postgres import Pool
from server.kit.sealing import Seal
from server.notifications.channels.webhooks import Webhook, webhook_of
from server.notifications.outbox.channel_worker import Commit, UndeliverableError
from server.notifications.outbox.posting import Content, QueuedMessage
from server.notifications.rules import is_among, is_open, webhook_fault
from server.notifications.wording.facts import Fact
from server.notifications.wording.phrase import phrase

TIMEOUT_SECONDS: Final = 10.0
REST_SECONDS: Final = 60.0
RESTING_MAX: Final = 10_000
GONE: Final = 410


class WebhookError(Exception):
    """This attempt failed; the text is for the machine's owner, a code first."""


class EventData(Struct, frozen=True, kw_only=True):
    """What a machine is told: the words a person would read, the facts they were made of, and where to read on."""

    notification_id: str
    subject_id: str | None
    title: str
    body: str
    link: str
    facts: dict[str, Fact]


class Payload(Struct, frozen=True, kw_only=True):
    """The body of a request, as Standard Webhooks wants it; `timestamp` is when it happened."""

    type: str
    timestamp: datetime
    data: EventData


class WebhookLimits(Struct, frozen=True, kw_only=True):
    """`hosts` may be private or on this machine; `timeout_seconds` for all of one attempt."""

    hosts: frozenset[str]
    timeout_seconds: float = TIMEOUT_SECONDS
    rest_seconds: float = REST_SECONDS


class WebhookSender:
    """Sends messages of the channel `webhook`."""

    def __init__(
        self, pool: Pool, client: httpx.AsyncClient, *, seal: Seal, public_url: str, limits: WebhookLimits
    ) -> None:
        self._pool = pool
        self._client = client
        self._seal = seal
        self._public_url = public_url
        self._limits = limits
        self._resting: dict[str, float] = {}

    async def send(self, message: QueuedMessage, _commit: Commit) -> None:
        """Hand a message to the machine.

        Raises:
            UndeliverableError: it hears no more, or must not be reached there.
            WebhookError: try again later.

        """
        webhook = await webhook_of(self._pool, self._seal, AccountId(message.recipient))
        if webhook is None:
            raise UndeliverableError("no_webhook: the machine has no webhook any more")
        fault = webhook_fault(webhook.url, self._limits.hosts)
        if fault:
            raise UndeliverableError(f"{fault}: the webhook {fault.en}")
        if self._resting.get(message.recipient, 0.0) > clock.monotonic():
            raise WebhookError("no_answer: the webhook did not answer in time a moment ago")
        try:
            async with asyncio.timeout(self._limits.timeout_seconds):
                status = await self._posted(message, webhook)
        except TimeoutError:
            self._rest(message.recipient)
            raise WebhookError("no_answer: the webhook did not answer in time") from None
        except (httpx.HTTPError, OSError) as error:
            raise WebhookError(f"unreachable: {type(error).__name__}") from error
        if status == GONE:
            raise UndeliverableError(f"answered: {status}")
        if not httpx.codes.is_success(status):
            raise WebhookError(f"answered: {status}")

    async def _posted(self, message: QueuedMessage, webhook: Webhook) -> int:
        """The status of the answer; its content is nothing to us."""
        content = self._written(message)
        parts = urlsplit(webhook.url)
        address = await self._address(parts)
        headers = {"host": parts.netloc, "content-type": "application/json", "user-agent": "Adjuge"}
        headers |= signed(message.id, content, webhook.secret)
        url = httpx.URL(webhook.url).copy_with(host=address)
        extensions = {"sni_hostname": parts.hostname}
        async with self._client.stream("POST", url, content=content, headers=headers, extensions=extensions) as answer:
            return answer.status_code

    async def _address(self, parts: SplitResult) -> str:
        """The address to connect to.

        Raises:
            UndeliverableError: one of those the name stands for is private.

        """
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(where[0]).partition("%")[0] for *_, where in found]
        if not is_among(host, self._limits.hosts) and not all(is_open(address) for address in addresses):
            raise UndeliverableError("private_address: the webhook is in a private network")
        return addresses[0]

    def _written(self, message: QueuedMessage) -> bytes:
        try:
            body = msgspec.json.decode(message.body, type=Content)
        except msgspec.MsgspecError as error:
            raise UndeliverableError(f"it can't be written: {error}") from error
        title, text = phrase(message.kind, body.locale, body.facts)
        data = EventData(
            notification_id=body.notification_id,
            subject_id=message.subject_id,
            title=title,
            body=text,
            link=self._public_url + body.link,
            facts=dict(body.facts),
        )
        return msgspec.json.encode(Payload(type=message.kind, timestamp=message.created_at, data=data))

    def _rest(self, recipient: str) -> None:
        now = clock.monotonic()
        if len(self._resting) >= RESTING_MAX:
            self._resting = {one: until for one, until in self._resting.items() if until > now}
        self._resting[recipient] = now + self._limits.rest_seconds


def signed(id: str, content: bytes, secret: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks, signed now: whoever checks them refuses old ones."""
    at = int(clock.now().timestamp())
    digest = hmac.digest(secret, f"{id}.{at}.".encode() + content, hashlib.sha256)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def webhook_client() -> httpx.AsyncClient:
    """The client for webhooks; it goes only where it was sent, and asks for each name's certificate anew.

    It has no patience of its own: an attempt is bounded as a whole.
    """
    fresh = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(timeout=httpx.Timeout(None), follow_redirects=False, trust_env=False, limits=fresh)

"""Send mails by SMTP: a few conversations kept open, one message after the other in each.

no conversation, no permission, 421   the channel is down: no message's fault
4xx                                   the message is tried again later
5xx about the message                 it will never be taken
cut off after the last word           in doubt: see `channel_worker`
"""

import asyncio
from contextlib import suppress
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec
from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from msgspec import Struct

from server.kit import clock
from server.notifications.channels.envelope import enclose, mailbox, words
from server.notifications.channels.mail import compose, read_body
from server.notifications.outbox.channel_worker import ChannelDownError, Commit, InDoubtError, UndeliverableError
from server.notifications.outbox.posting import QueuedMessage

TIMEOUT_SECONDS: Final = 15.0
# Servers hang up on those who say nothing for minutes; asking first costs a round trip.
IDLE_SECONDS_MAX: Final = 5.0
# Conversations at once in one process; mail servers dislike more.
CONVERSATIONS_MAX: Final = 8
MESSAGES_PER_CONVERSATION: Final = 200
CLOSING: Final = 421
PERMANENT: Final = 500


class SmtpSettings(Struct, frozen=True, kw_only=True):
    """The mail server, and who writes: `url` is `smtp://` (STARTTLS where offered) or `smtps://`."""

    url: str
    sender: str
    public_url: str


class Conversation(Struct, kw_only=True):
    """An open connection, since when it is idle, and how many messages it took."""

    client: SMTP
    idle_since: float
    messages: int = 0


class MailSender:
    """Sends messages of the channel `mail`; keeps conversations open between them."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._idle: list[Conversation] = []
        self._talks = asyncio.Semaphore(CONVERSATIONS_MAX)

    async def send(self, message: QueuedMessage, commit: Commit) -> None:
        """Send a message to the server; `commit` is called right before its content, which ends with the last word.

        Raises:
            ChannelDownError, UndeliverableError, InDoubtError: see the module.
            SMTPException, OSError: try again later.

        """
        try:
            content = self._written(message)
        except (msgspec.MsgspecError, ValueError) as error:
            raise UndeliverableError(f"it can't be written: {error}") from error
        async with self._talks:
            conversation = await self._conversation()
            try:
                await conversation.client.mail(self._settings.sender)
                await _to(conversation.client, message.recipient)
                await commit()
                await _say(conversation.client, content)
            except BaseException:
                conversation.client.close()
                raise
            conversation.messages += 1
            conversation.idle_since = clock.monotonic()
            self._idle.append(conversation)

    async def aclose(self) -> None:
        """Say goodbye."""
        for conversation in self._idle:
            with suppress(SMTPException, OSError, TimeoutError):
                await conversation.client.quit(timeout=1.0)
            conversation.client.close()
        self._idle.clear()

    def _written(self, message: QueuedMessage) -> bytes:
        body = read_body(message.body)
        mail = compose(body, kind=message.kind, public_url=self._settings.public_url)
        host = self._settings.sender.rpartition("@")[2]
        headers = {
            "From": mailbox(mail.sender, self._settings.sender),
            "To": mailbox(body.name, message.recipient),
            "Subject": words(mail.subject),
            "Date": format_datetime(message.created_at),
            # The same however often it is sent: mail programs tell a copy by it.
            "Message-ID": f"<{message.id}@{host}>",
            "Auto-Submitted": "auto-generated",
        }
        if message.subject_id:  # mail programs keep what is about one sale, or one car, together
            headers["References"] = f"<{message.subject_id}@{host}>"
        return enclose(headers, text=mail.text, html=mail.html, boundary=f"part-{message.id}")

    async def _conversation(self) -> Conversation:
        while self._idle:
            kept = self._idle.pop()
            if kept.messages < MESSAGES_PER_CONVERSATION and await _answers(kept):
                return kept
            kept.client.close()
        try:
            return Conversation(client=await self._connected(), idle_since=clock.monotonic())
        except (SMTPException, OSError, TimeoutError) as error:
            raise ChannelDownError(f"no mail server: {error}") from error

    async def _connected(self) -> SMTP:
        url = urlsplit(self._settings.url)
        client = SMTP(
            hostname=url.hostname,
            port=url.port or (465 if url.scheme == "smtps" else 587),
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            local_hostname=self._settings.sender.rpartition("@")[2],
            timeout=TIMEOUT_SECONDS,
        )
        await client.connect()
        return client


async def _answers(kept: Conversation) -> bool:
    if clock.monotonic() - kept.idle_since <= IDLE_SECONDS_MAX:
        return kept.client.is_connected
    try:
        await kept.client.noop()
    except (SMTPException, OSError, TimeoutError):
        return False
    return True


async def _to(client: SMTP, recipient: str) -> None:
    try:
        await client.rcpt(recipient)
    except SMTPRecipientRefused as error:
        raise _refused(error) from error


async def _say(client: SMTP, content: bytes) -> None:
    try:
        await client.data(content)
    except SMTPResponseException as error:
        raise _refused(error) from error
    except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
        raise InDoubtError(f"no answer to the last word: {error}") from error


def _refused(error: SMTPResponseException) -> Exception:
    if error.code == CLOSING:
        return ChannelDownError(f"the mail server closes: {error.message}")
    if error.code >= PERMANENT:
        return UndeliverableError(f"{error.code} {error.message}")
    return error

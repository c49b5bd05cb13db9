"""Messages in the outbox, workers, and a mail server that can be ill, for the tests of this folder."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from server.kit.postgres import Pool, transaction
from server.kit.rows import Row
from server.notifications.channels.mailing import MailSender, SmtpSettings
from server.notifications.outbox.channel_worker import ChannelWorker, SlowChannel
from server.notifications.outbox.posting import Content, OutboxChannel, OutboxMessage, post
from server.notifications.outbox.wakeup import Wakeup
from server.resources import Resources


def a_mail(recipient: str = "a@pro.example", *, kind: str = "auction_started", **changed: object) -> OutboxMessage:
    facts = {"number": 43, "entity": "Démo Lyon", "lots": 2, "ends_at_ms": 0}
    body = Content(name="Dominique Marchand", locale="fr", facts=facts, link="/ventes/43")
    values: dict[str, object] = {"channel": "mail", "recipient": recipient, "kind": kind, "body": body, **changed}
    return OutboxMessage(**values)  # pyrefly: ignore[bad-argument-type] -- the values are those of the fields


async def posted(pool: Pool, *messages: OutboxMessage) -> None:
    async with transaction(pool) as connection:
        await post(connection, messages)


async def rows(pool: Pool) -> list[Row]:
    return list(await pool.fetch("SELECT * FROM outbox ORDER BY recipient"))


async def delivered(pool: Pool, channel: OutboxChannel = "mail") -> int:
    return await pool.fetchval("SELECT count(*) FROM outbox WHERE channel = $1 AND delivered_at IS NOT NULL", channel)


async def settled(pool: Pool) -> bool:
    """Whether every message was delivered or given up."""
    return not await pool.fetchval("SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND abandoned_at IS NULL")


@asynccontextmanager
async def working(resources: Resources, channel: SlowChannel) -> AsyncGenerator[None]:
    wakeup = Wakeup()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(wakeup.listen(resources.own_connection)),
            group.create_task(ChannelWorker(resources.postgres, channel, wakeup.subscribe()).serve()),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


class MailServer:
    """Takes mails, or answers what it was told to; `cut` hangs up after the last word, having taken the mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.conversations = 0
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    async def start(self) -> None:
        loop = asyncio.get_running_loop()

        def serving() -> SMTP:
            self.conversations += 1
            return SMTP(self, loop=loop, hostname="localhost", enable_SMTPUTF8=True)

        self._server = await loop.create_server(serving, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        assert self._server
        self._server.close()

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Sequence[str]
    ) -> str:
        answer = self.answers.get(address, "")
        if answer.startswith(("4", "5")) and not answer.endswith("later"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- as above
        answer = self.answers.get(str(envelope.rcpt_tos[0]), "")
        if answer.endswith("later"):
            return answer
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        if answer == "cut":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


@asynccontextmanager
async def a_mail_server() -> AsyncGenerator[MailServer]:
    server = MailServer()
    await server.start()
    try:
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def sending(resources: Resources, server: MailServer, *, slots: int = 4) -> AsyncGenerator[None]:
    """Mails leave for this server, for the length of the block."""
    mail_sender = MailSender(
        SmtpSettings(url=server.url, sender="ventes@adjuge.example", public_url="https://ventes.example")
    )
    try:
        async with working(resources, SlowChannel(name="mail", send=mail_sender.send, slots=slots)):
            yield
    finally:
        await mail_sender.aclose()

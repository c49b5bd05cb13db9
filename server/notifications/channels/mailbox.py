"""Keep the mails of a demonstration: a real SMTP server on this machine, whose mails `/dev/mail` shows.

It listens in the process that sends, so that every mail takes the way it would take to anybody's server; a mail is
kept in the database before the server says that it took it.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from server.kit import clock
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.kit.rows import Row

if TYPE_CHECKING:  # it comes with the demonstration only
    from aiosmtpd.smtp import SMTP, Envelope, Session

HOST: Final = "127.0.0.1"
MAIL_BYTES_MAX: Final = 2_000_000
# Older ones are forgotten: nobody looks further back in a demonstration.
KEPT_MAX: Final = 1_000

KEEP: Final = """
WITH kept AS (
    INSERT INTO dev_mail (id, received_at, sender, recipients, raw) VALUES ($1, $2, $3, $4, $5)
)
DELETE FROM dev_mail WHERE id IN (SELECT id FROM dev_mail ORDER BY id DESC OFFSET $6)
"""


class KeptMail(Struct, frozen=True, kw_only=True):
    """A mail as its reader would have it."""

    id: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str


class Sink:
    """What the SMTP server does with a mail: the interface is aiosmtpd's."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def handle_DATA(self, _server: "SMTP", _session: "Session", envelope: "Envelope") -> str:  # noqa: N802 — its name
        """Keep the mail; only then say so."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        recipients = [str(recipient) for recipient in envelope.rcpt_tos]
        await self._pool.execute(KEEP, new_id(), clock.now(), envelope.mail_from or "", recipients, raw, KEPT_MAX)
        return "250 Kept"


@asynccontextmanager
async def open_mailbox(pool: Pool) -> AsyncGenerator[str]:
    """Take mails while the block lasts; gives the address to send to, as `ADJUGE_SMTP_URL` would have it."""
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415 — an installation without the demonstration hasn't got it

    loop = asyncio.get_running_loop()

    def serving() -> SMTP:
        return SMTP(Sink(pool), loop=loop, hostname="localhost", data_size_limit=MAIL_BYTES_MAX, enable_SMTPUTF8=True)

    server = await loop.create_server(serving, HOST, 0)
    try:
        yield f"smtp://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def kept_mails(pool: Pool, *, limit: int) -> list[KeptMail]:
    """The newest mails first."""
    rows = await pool.fetch("SELECT * FROM dev_mail ORDER BY id DESC LIMIT $1", limit)
    return [_read(row) for row in rows]


async def kept_mail(pool: Pool, id: str) -> KeptMail | None:
    """One mail."""
    row = await pool.fetchrow("SELECT * FROM dev_mail WHERE id = $1", id)
    return None if row is None else _read(row)


def _read(row: Row) -> KeptMail:
    message = message_from_bytes(row["raw"], policy=policy.default)
    assert isinstance(message, EmailMessage)
    return KeptMail(
        id=str(row["id"]),
        received_at=row["received_at"],
        sender=str(message["from"] or row["sender"]),
        recipient=", ".join(row["recipients"]),
        subject=str(message["subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message["message-id"] or ""),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""

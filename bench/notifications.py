"""How fast an opening is told to all, beside bare inserts and sends: `python -m bench.notifications [PEOPLE]`.

Everybody gets a notification row, a live event and a mail. The clock runs from the commit of the opening to the last
hand-over of each channel. The limit does only what can't be left out, in the same order: the same rows inserted ready
made, then as many XADDs, then as many ready-made mails of that size by as many conversations of the same library. The
mail server is a process of its own that says yes to everything. Memory is that of the delivering process after a tenth
and at the end.
"""

import asyncio
import multiprocessing
import os
import resource
import socket
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from aiosmtplib import SMTP
from msgspec import Struct
from typing_extensions import override

from bench.stage import run, table
from server.embedded.servers import Servers
from server.kit import clock
from server.kit.ids import AccountId, new_id
from server.kit.lane import Lane
from server.kit.postgres import Pool, transaction
from server.notifications.channels.live import STREAM, send_live
from server.notifications.channels.mailing import CONVERSATIONS_MAX, MailSender, SmtpSettings
from server.notifications.channels.running import MAIL_SLOTS
from server.notifications.message import Message, Recipient
from server.notifications.outbox import delivering
from server.notifications.outbox.channel_worker import ChannelWorker, SlowChannel
from server.notifications.outbox.delivering import deliver
from server.notifications.outbox.wakeup import Wakeup
from server.notifications.sending import send
from server.resources import Resources

PEOPLE: Final = 10_000
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
MAIL_BYTES: Final = 9_000
LOOK_SECONDS: Final = 0.1
LOOKS_MAX: Final = 6_000


class Told(Struct, kw_only=True):
    """What one opening took, in seconds from its commit; memory in MB."""

    written: float
    live: float = 0.0
    mail: float = 0.0
    live_spread: float = 0.0
    mail_spread: float = 0.0
    memory_early: float = 0.0
    memory_late: float = 0.0
    cpu: float = 0.0


async def measure(resources: Resources, _: Servers) -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with a_mail_server() as port:
        bare = await _bare(resources, people, port)
        told = await _told(resources, people, port)
    rows = [
        ("rows", f"{bare.written:.2f}", f"{told.written:.2f}", f"{bare.written / told.written:.2f}", "", ""),
        *(
            (
                name,
                f"{limit:.2f}",
                f"{ours:.2f}",
                f"{limit / ours:.2f}",
                f"{spread * 1_000:.0f}",
                f"{people / ours:.0f}",
            )
            for name, limit, ours, spread in (
                ("live", bare.live, told.live, told.live_spread),
                ("mail", bare.mail, told.mail, told.mail_spread),
            )
        ),
    ]
    table(("", "bare s", "ours s", "ratio", "spread ms", "a second"), rows)
    last, bare_last = max(told.live, told.mail), bare.live + bare.mail
    print(f"\n{people} people: {last:.2f} s from commit to the last hand-over, {bare_last / last:.2f} of bare sends")
    print(f"delivering CPU {1_000_000 * told.cpu / people:.0f} us a person; memory {told.memory_early:.0f} MB after a")
    print(f"tenth, {told.memory_late:.0f} MB at the end")


async def _told(resources: Resources, people: int, port: int) -> Told:
    message = Message(
        kind="auction_started",
        recipients=await _recipients(resources.postgres, people),
        facts={"number": 43, "entity": "Démo Lyon"},
        at=clock.now(),
        links={"pro": "/ventes/43"},
        subject_id=new_id(),
    )
    async with _delivering(resources, port):
        start, cpu = time.perf_counter(), _cpu_seconds()
        async with transaction(resources.postgres) as connection:
            await send(connection, message)
        committed, at = time.perf_counter(), clock.now()
        told = Told(written=committed - start)
        await _delivered(resources.postgres, 2 * people // 10)
        told.memory_early = _memory_mb()
        await _delivered(resources.postgres, 2 * people)
        told.memory_late, told.cpu = _memory_mb(), _cpu_seconds() - cpu
    for channel in ("live", "mail"):
        row = await resources.postgres.fetchrow(
            "SELECT min(delivered_at) AS first, max(delivered_at) AS last FROM outbox WHERE channel = $1", channel
        )
        assert row
        spread = (row["last"] - row["first"]).total_seconds()
        setattr(told, channel, _seconds(at, row["last"]))
        setattr(told, f"{channel}_spread", spread)
    return told


@asynccontextmanager
async def _delivering(resources: Resources, port: int) -> AsyncGenerator[None]:
    wakeup, lane = Wakeup(), Lane(resources.settings.valkey_url)
    mail_sender = MailSender(
        SmtpSettings(url=f"smtp://127.0.0.1:{port}", sender="bench@adjuge.example", public_url="https://v.example")
    )
    mail = SlowChannel(name="mail", send=mail_sender.send, slots=MAIL_SLOTS)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(wakeup.listen(resources.own_connection)),
            group.create_task(deliver(resources.postgres, wakeup.subscribe(), {"live": partial(send_live, lane)})),
            group.create_task(ChannelWorker(resources.postgres, mail, wakeup.subscribe()).serve()),
        ]
        await asyncio.sleep(0.5)  # everybody listens by then
        yield
        for task in tasks:
            task.cancel()
    await mail_sender.aclose()
    await lane.aclose()


async def _bare(resources: Resources, people: int, port: int) -> Told:
    """The same rows and sends without anything around them."""
    recipients = await _recipients(resources.postgres, people)
    start = time.perf_counter()
    await _insert(resources.postgres, recipients)
    written = time.perf_counter() - start
    lane = Lane(resources.settings.valkey_url)
    body = await resources.postgres.fetchval("SELECT body FROM outbox WHERE channel = 'live' LIMIT 1")
    start = time.perf_counter()
    for first in range(0, people, delivering.ROUND_MAX):
        await asyncio.gather(
            *(
                lane.call(
                    "XADD", STREAM, "MAXLEN", "~", 10_000, "*", "room", f"me:{recipient.account_id}", "event", body
                )
                for recipient in recipients[first : first + delivering.ROUND_MAX]
            )
        )
    live = time.perf_counter() - start
    await lane.aclose()
    start = time.perf_counter()
    queue = list(recipients)
    await asyncio.gather(*(_converse(queue, port) for _ in range(CONVERSATIONS_MAX)))
    mail = time.perf_counter() - start
    await resources.postgres.execute("DELETE FROM outbox")
    await resources.postgres.execute("DELETE FROM notification")
    return Told(written=written, live=live, mail=mail)


async def _insert(pool: Pool, recipients: list[Recipient]) -> None:
    facts = msgspec.json.encode({"number": 43, "entity": "Démo Lyon"}).decode()
    body = msgspec.json.encode(
        {"type": "notification", "title": "Vente n° 43 ouverte", "body": "Les offres sont ouvertes", "room": "me"}
    ).decode()
    async with transaction(pool) as connection:
        await connection.execute(
            "INSERT INTO notification (id, account_id, kind, facts, link, created_at)"
            " SELECT id, account_id, 'auction_started', $3::jsonb, '/x', now()"
            " FROM unnest($1::uuid[], $2::uuid[]) AS told (id, account_id)",
            [new_id() for _ in recipients],
            [recipient.account_id for recipient in recipients],
            facts,
        )
        for channel in ("live", "mail"):
            await connection.execute(
                "INSERT INTO outbox (id, channel, recipient, kind, body, created_at, due_at, attempts)"
                " SELECT id, $3, recipient, 'auction_started', $4::jsonb, now(), now() + interval '1 day', 0"
                " FROM unnest($1::uuid[], $2::text[]) AS message (id, recipient)",
                [new_id() for _ in recipients],
                [recipient.email for recipient in recipients],
                channel,
                body,
            )


async def _converse(queue: list[Recipient], port: int) -> None:
    """Send ready-made mails by the same library as fast as it can."""
    client = SMTP(hostname="127.0.0.1", port=port, local_hostname="bench")
    await client.connect()
    message = b"Subject: x\r\n\r\n" + (b"x" * 74 + b"\r\n") * (MAIL_BYTES // 76)
    while queue:
        recipient = queue.pop().email
        await client.mail("bench@adjuge.example")
        await client.rcpt(recipient)
        await client.data(message)
    client.close()


async def _recipients(pool: Pool, people: int) -> list[Recipient]:
    """Accounts, once; both measurements tell the same people."""
    rows = await pool.fetch("SELECT id::text, email FROM account")
    if len(rows) != people:
        ids = [new_id() for _ in range(people)]
        await pool.execute(
            "INSERT INTO account (id, email, password_hash, name, locale, kind, created_at)"
            " SELECT id, id || '@pro.example', '', 'Dominique', 'fr', 'person', now() FROM unnest($1::uuid[]) AS id",
            ids,
        )
        rows = await pool.fetch("SELECT id::text, email FROM account")
    return [
        Recipient(account_id=AccountId(row["id"]), email=row["email"], name="Dominique", locale="fr", audience="pro")
        for row in rows
    ]


async def _delivered(pool: Pool, count: int) -> None:
    for _ in range(LOOKS_MAX):
        if await pool.fetchval("SELECT count(*) FROM outbox WHERE delivered_at IS NOT NULL") >= count:
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError("the messages don't leave")


@contextmanager
def a_mail_server() -> Generator[int]:
    """A process that takes every mail; gives its port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    process = multiprocessing.get_context("fork").Process(target=_serve_mail, args=(listener,), daemon=True)
    process.start()
    port = listener.getsockname()[1]
    listener.close()
    try:
        yield port
    finally:
        process.terminate()
        process.join()


def _serve_mail(listener: socket.socket) -> None:
    class Taking(asyncio.Protocol):
        @override
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport, self.rest, self.in_data = transport, b"", False
            transport.write(b"220 bench\r\n")

        @override
        def data_received(self, data: bytes) -> None:
            self.rest += data
            while True:
                end = b"\r\n.\r\n" if self.in_data else b"\r\n"
                found, ended, rest = self.rest.partition(end)
                if not ended:
                    return
                self.rest = rest
                self.answer(found)

        def answer(self, line: bytes) -> None:
            if self.in_data:
                self.in_data = False
                self.transport.write(b"250 taken\r\n")
            elif line.upper().startswith(b"DATA"):
                self.in_data = True
                self.transport.write(b"354 go on\r\n")
            else:
                self.transport.write(b"250 ok\r\n")

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Taking, sock=listener)
        await server.serve_forever()

    asyncio.run(serve())


def _seconds(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def _memory_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES / 1_000_000


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    run(measure)

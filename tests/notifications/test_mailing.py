"""Mails over a real SMTP conversation: what they look like, and what becomes of them when the server is ill."""

from collections.abc import AsyncGenerator
from email.message import EmailMessage

import pytest
import pytest_asyncio

from server.kit.ids import new_id
from server.notifications.outbox import channel_worker
from server.resources import Resources
from tests.notifications.outbox import (
    MailServer,
    a_mail,
    a_mail_server,
    delivered,
    posted,
    rows,
    sending,
    settled,
)
from tests.waiting import until


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[MailServer]:
    async with a_mail_server() as running:
        yield running


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


async def test_mails_about_one_sale_form_a_thread(resources: Resources, server: MailServer) -> None:
    sale = new_id()
    await posted(
        resources.postgres,
        a_mail("a@pro.example", subject_id=sale),
        a_mail("a@pro.example", kind="outbid", subject_id=sale),
        a_mail("b@pro.example"),
    )
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    threads = sorted((mail["to"].addresses[0].addr_spec, mail["references"]) for mail in server.mails)
    assert threads[:2] == [("a@pro.example", f"<{sale}@adjuge.example>")] * 2
    assert threads[2:] == [("b@pro.example", None)]


async def test_a_mail_says_who_writes_what_and_where_to_read_on(resources: Resources, server: MailServer) -> None:
    await posted(resources.postgres, a_mail("thomas@pro.example"))
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    (mail,) = server.mails
    (row,) = await rows(resources.postgres)
    assert mail["from"] == "Démo Lyon <ventes@adjuge.example>"
    assert mail["to"] == "Dominique Marchand <thomas@pro.example>"
    assert mail["subject"] == "Vente n° 43 ouverte"
    assert mail["message-id"] == f"<{row['id']}@adjuge.example>"
    assert mail["auto-submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = part(mail, kind)
        assert "https://ventes.example/ventes/43" in text
        assert "https://ventes.example/confidentialite" in text
        assert "Démo Lyon" in text


async def test_one_conversation_carries_many_messages(resources: Resources, server: MailServer) -> None:
    await posted(resources.postgres, *(a_mail(f"{number}@pro.example") for number in range(50)))
    async with sending(resources, server, slots=2):
        await until(lambda: settled(resources.postgres))
    assert len({mail["message-id"] for mail in server.mails}) == len(server.mails) == 50
    assert server.conversations == 2


async def test_an_unknown_address_is_given_up_with_the_servers_words(resources: Resources, server: MailServer) -> None:
    server.answers["nobody@pro.example"] = "550 no such user"
    await posted(resources.postgres, a_mail("nobody@pro.example"), a_mail("somebody@pro.example"))
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    nobody, somebody = await rows(resources.postgres)
    assert (nobody["last_error"], nobody["abandoned_at"] is not None) == ("550 no such user", True)
    assert somebody["delivered_at"] is not None


@pytest.mark.parametrize("answer", ["450 mailbox busy", "451 try later"])
async def test_a_server_that_says_later_is_asked_later(resources: Resources, server: MailServer, answer: str) -> None:
    server.answers["a@pro.example"] = answer
    await posted(resources.postgres, a_mail("a@pro.example"))
    async with sending(resources, server):
        await until(lambda: _tried(resources))
        assert server.mails == []
        server.answers.clear()
        await until(lambda: delivered(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert (len(server.mails), row["attempts"], row["handing_at"]) == (1, 2, None)


async def test_a_line_cut_after_the_last_word_sends_nothing_twice(resources: Resources, server: MailServer) -> None:
    server.answers["a@pro.example"] = "cut"
    await posted(resources.postgres, a_mail("a@pro.example"))
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert len(server.mails) == 1
    assert row["last_error"].startswith("in_doubt")
    assert row["abandoned_at"] is not None


async def test_a_mail_server_that_is_away_loses_nothing(
    resources: Resources, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_worker, "PAUSE_SECONDS_MAX", 0.05)
    server.stop()
    await posted(resources.postgres, *(a_mail(f"{number}@pro.example") for number in range(30)))
    async with sending(resources, server):
        await until(lambda: _refused(resources))
        assert await delivered(resources.postgres) == 0
        await server.start()
        await until(lambda: settled(resources.postgres))
    assert len(server.mails) == 30
    assert {row["attempts"] for row in await rows(resources.postgres)} == {1}


async def test_an_hour_without_mail_server_is_waited_for(resources: Resources, server: MailServer) -> None:
    """Pauses end at a minute: within one after the server is back, and whatever it was, everything leaves."""
    assert channel_worker.PAUSE_SECONDS_MAX <= 60
    server.stop()
    await posted(resources.postgres, a_mail())
    async with sending(resources, server):
        await until(lambda: _refused(resources))
    await resources.postgres.execute("UPDATE outbox SET created_at = now() - interval '1 h', due_at = created_at")
    await server.start()
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    assert len(server.mails) == 1


async def test_a_conversation_that_has_died_meanwhile_is_begun_anew(resources: Resources, server: MailServer) -> None:
    async with sending(resources, server, slots=1):
        await posted(resources.postgres, a_mail("a@pro.example"))
        await until(lambda: settled(resources.postgres))
        server.answers["b@pro.example"] = "cut"
        await posted(resources.postgres, a_mail("b@pro.example"))
        await until(lambda: settled(resources.postgres))
        await posted(resources.postgres, a_mail("c@pro.example"))
        await until(lambda: delivered_to(resources, "c@pro.example"))
    assert len(server.mails) == 3


async def test_a_body_that_makes_no_sense_is_not_sent_again_for_ever(resources: Resources, server: MailServer) -> None:
    await posted(resources.postgres, a_mail(body=[1, 2, 3]), a_mail("b@pro.example", body={"facts": {"a": {"b": 1}}}))
    async with sending(resources, server):
        await until(lambda: settled(resources.postgres))
    assert [row["abandoned_at"] is not None for row in await rows(resources.postgres)] == [True, True]


async def delivered_to(resources: Resources, recipient: str) -> bool:
    return await resources.postgres.fetchval(
        "SELECT delivered_at IS NOT NULL FROM outbox WHERE recipient = $1", recipient
    )


async def _tried(resources: Resources) -> bool:
    return await resources.postgres.fetchval("SELECT attempts > 0 FROM outbox")


async def _refused(resources: Resources) -> bool:
    return await resources.postgres.fetchval("SELECT count(*) > 0 FROM outbox WHERE last_error LIKE 'no mail server%'")

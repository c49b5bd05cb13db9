"""The development mailbox: mails arrive there by real SMTP, and its pages show them; elsewhere it isn't there."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage

import httpx
import pytest_asyncio
from msgspec.structs import replace

from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.notifications.channels import running
from server.notifications.channels.mailbox import kept_mails, open_mailbox
from server.notifications.outbox.wakeup import Wakeup
from server.resources import Resources, open_resources
from server.settings import MAILBOX, Settings
from tests.http import Api, running_api
from tests.notifications.outbox import a_mail, posted
from tests.waiting import until


@pytest_asyncio.fixture(scope="module")
async def demo(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(replace(settings, smtp_url=MAILBOX)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module")
async def client(demo: Resources) -> AsyncIterator[httpx.AsyncClient]:
    async with running_api(demo) as running:
        yield await running.client()


async def test_what_the_product_writes_can_be_read_in_the_mailbox(demo: Resources, client: httpx.AsyncClient) -> None:
    wakeup = Wakeup()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(wakeup.listen(demo.own_connection)),
            group.create_task(running.run_channels(demo, wakeup)),
        ]
        await posted(demo.postgres, a_mail("thomas@pro.example"))
        await until(lambda: kept_mails(demo.postgres, limit=1))
        for task in tasks:
            task.cancel()
    (mail,) = await kept_mails(demo.postgres, limit=9)
    assert (mail.recipient, mail.subject) == ("thomas@pro.example", "Vente n° 43 ouverte")
    listed = (await client.get("/dev/mail")).text
    assert "Vente n° 43 ouverte" in listed
    assert "thomas@pro.example" in listed
    page = await client.get(f"/dev/mail/{mail.id}")
    assert f"/dev/mail/{mail.id}/html" in page.text
    assert "les enchères sont ouvertes jusqu&#x27;au" in page.text
    html = await client.get(f"/dev/mail/{mail.id}/html")
    assert "/ventes/43" in html.text
    assert "script-src" not in html.headers["content-security-policy"]
    assert "default-src 'none'" in html.headers["content-security-policy"]
    assert html.headers.get_list("content-security-policy") == [html.headers["content-security-policy"]]
    assert "/ventes/43" in (await client.get(f"/dev/mail/{mail.id}/text")).text


async def test_a_mail_of_somebody_else_does_the_pages_no_harm(demo: Resources, client: httpx.AsyncClient) -> None:
    import aiosmtplib

    message = EmailMessage()
    message["From"], message["To"] = "evil@example.org", "<script>alert(1)</script>@example.org"
    message["Subject"] = "<script>alert(1)</script>"
    message.set_content("<script>alert(1)</script>")
    async with open_mailbox(demo.postgres) as url:
        await aiosmtplib.send(
            message,
            sender="evil@example.org",
            recipients=["victim@example.org"],
            hostname="127.0.0.1",
            port=int(url.rpartition(":")[2]),
        )
    mail = (await kept_mails(demo.postgres, limit=1))[0]
    for path in ("/dev/mail", f"/dev/mail/{mail.id}"):
        assert "<script>" not in (await client.get(path)).text


async def test_the_mailbox_is_read_on_this_machine_only(demo: Resources, client: httpx.AsyncClient) -> None:
    """Its links open accounts: a demonstration that phones reach doesn't show them to the whole network."""
    assert (await client.get("/dev/mail")).status_code == 200
    for header in ({"x-forwarded-for": "192.168.1.20"}, {"forwarded": "for=192.168.1.20"}, {"via": "1.1 tunnel"}):
        assert (await client.get("/dev/mail", headers=header)).status_code == 404, header
    async with running_api(demo) as running:
        # pyrefly: ignore[bad-argument-type] -- two spellings of what ASGI is
        phone = httpx.ASGITransport(running.app, client=("192.168.1.20", 40_000))
        async with httpx.AsyncClient(transport=phone, base_url=running.base_url) as elsewhere:
            assert (await elsewhere.get("/health/live")).status_code == 200
            assert (await elsewhere.get("/dev/mail")).status_code == 404


async def test_what_is_not_there_is_404(client: httpx.AsyncClient) -> None:
    for path in (new_id(), f"{new_id()}/html", f"{new_id()}/text", "42", "x/html"):
        assert (await client.get(f"/dev/mail/{path}")).status_code == 404


async def test_a_real_installation_has_no_mailbox(api: Api, pg_pool: Pool) -> None:
    client = await api.client()
    assert (await client.get("/dev/mail")).status_code == 404
    assert (await client.get(f"/dev/mail/{new_id()}")).status_code == 404

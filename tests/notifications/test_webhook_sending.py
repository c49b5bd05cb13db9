"""Machines hear by webhook: signed, tried again, never by a way into a private network (domain 1.5)."""

import base64
import hmac
import socket
import time
from base64 import b64decode
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from server.kit import clock
from server.kit.ids import AccountId, new_id
from server.kit.postgres import Pool, transaction
from server.notifications.channels.webhook_sending import WebhookLimits, WebhookSender, signed, webhook_client
from server.notifications.message import Message, Recipient
from server.notifications.outbox.channel_worker import SlowChannel
from server.notifications.rules import is_open, webhook_fault
from server.notifications.sending import send
from server.resources import Resources
from tests.http import Api
from tests.notifications.deaths import outlived, steps_of
from tests.notifications.outbox import rows, settled, working
from tests.notifications.webhook_server import WebhookServer, a_webhook_server
from tests.organisation import PASSWORD, a_dealer, a_member, a_password, a_pro
from tests.waiting import until

HERE = frozenset({"127.0.0.1"})
DEATHS = steps_of(WebhookSender)
DOCUMENT = Path(__file__).parents[2] / "docs" / "machines.md"


class Machine(Struct, frozen=True, kw_only=True):
    member_id: str
    account_id: AccountId
    manager: httpx.AsyncClient

    async def deliveries(self) -> list[dict[str, Any]]:
        return (await self.manager.get(f"/api/my/machines/{self.member_id}/deliveries")).json()["items"]


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[WebhookServer]:
    async with a_webhook_server() as running:
        yield running


@pytest_asyncio.fixture
async def machine(api: Api, pg_pool: Pool, server: WebhookServer) -> Machine:
    """A machine whose server runs on this one, which its operator allows."""
    person = await a_member(pg_pool, await a_pro(pg_pool, await a_dealer(pg_pool)))
    manager = await api.client(person)
    body = {"name": "Alcopa", "email": f"{new_id()}@alcopa.example", "webhook_url": "https://alcopa.example/hook"}
    body["password"] = await a_password(pg_pool, person)
    made = (await manager.post("/api/my/machines", json=body)).json()
    server.secret = made["webhook_secret"]
    row = await pg_pool.fetchrow(
        "UPDATE pro_member SET webhook_url = $2 WHERE id = $1 RETURNING account_id::text",
        made["member"]["id"],
        f"{server.url}/hook",
    )
    assert row
    return Machine(member_id=made["member"]["id"], account_id=AccountId(row["account_id"]), manager=manager)


@asynccontextmanager
async def hooking(resources: Resources, hosts: frozenset[str] = HERE) -> AsyncGenerator[None]:
    limits = WebhookLimits(hosts=hosts, timeout_seconds=0.3, rest_seconds=0.5)
    async with webhook_client() as client:
        webhook_sender = WebhookSender(
            resources.postgres,
            client,
            seal=resources.settings.seal,
            public_url="https://ventes.example.fr",
            limits=limits,
        )
        async with working(resources, SlowChannel(name="webhook", send=webhook_sender.send, slots=4)):
            yield


async def tell_of_a_sale(pool: Pool, account_id: AccountId) -> None:
    program = Recipient(
        account_id=account_id, email=f"{account_id}@x.example", name="Alcopa", locale="fr", audience="pro"
    )
    facts = {"number": 43, "entity": "Démo Lyon", "lots": 2, "ends_at_ms": 0}
    async with transaction(pool) as connection:
        message = Message(
            kind="auction_started", recipients=[program], facts=facts, at=clock.now(), links={"pro": "/ventes/43"}
        )
        await send(connection, message)
        await connection.execute("DELETE FROM outbox WHERE channel <> 'webhook'")


async def test_a_machine_is_told_in_words_and_facts_signed(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    await tell_of_a_sale(pg_pool, machine.account_id)
    (waiting,) = await machine.deliveries()
    assert (waiting["kind"], waiting["status"], waiting["attempts"]) == ("auction_started", "waiting", 0)
    async with hooking(resources):
        await until(lambda: settled(pg_pool))
    (told,) = server.told
    data = told.payload["data"]
    assert told.payload["type"] == "auction_started"
    assert (data["title"], data["body"]) == (
        "Vente n°\u00a043 ouverte",
        "2 lots chez Démo Lyon\u00a0: les enchères sont ouvertes jusqu'au jeudi 1 janvier 1970 à 01:00.",
    )
    assert (data["link"], data["facts"]["number"]) == ("https://ventes.example.fr/ventes/43", 43)
    (done,) = await machine.deliveries()
    assert (done["id"], done["status"], done["attempts"]) == (told.id, "delivered", 1)
    assert (done["code"], done["error"]) == (None, None)


async def test_people_are_not_told_by_webhook(pg_pool: Pool) -> None:
    await tell_of_a_sale(pg_pool, (await a_member(pg_pool, await a_pro(pg_pool))).account_id)
    assert await rows(pg_pool) == []


async def test_a_machine_in_trouble_is_told_the_same_message_again(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    server.answers = [500]
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources):
        await until(lambda: len(server.told) == 1)
        await until(lambda: settled(pg_pool))
    assert [told.id for told in server.told] == [server.told[0].id] * 2
    (done,) = await machine.deliveries()
    assert (done["status"], done["attempts"]) == ("delivered", 2)


async def test_a_machine_that_hangs_is_left_alone_for_a_while(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    server.answers = [None]
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources):
        await until(lambda: settled(pg_pool))
    (done,) = await machine.deliveries()
    assert (done["status"], len(server.told)) == ("delivered", 2)


async def test_a_redirect_is_not_followed(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    server.answers = [f"{server.url}/elsewhere"] * 9
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources):
        await until(lambda: attempted(machine))
    (failed,) = await machine.deliveries()
    assert (failed["status"], failed["code"], failed["error"]) == ("waiting", "answered", "302")
    assert server.strays == 0


async def attempted(machine: Machine) -> bool:
    return (await machine.deliveries())[0]["attempts"] > 0


async def test_a_machine_that_wants_no_more_is_taken_at_its_word(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    server.answers = [410]
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources):
        await until(lambda: settled(pg_pool))
    (given_up,) = await machine.deliveries()
    assert (given_up["status"], given_up["code"], given_up["error"]) == ("given_up", "answered", "410")


async def test_nothing_goes_into_a_private_network_unless_allowed(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources, hosts=frozenset()):
        await until(lambda: settled(pg_pool))
    (given_up,) = await machine.deliveries()
    assert (given_up["status"], given_up["code"]) == ("given_up", "private_address")
    assert server.told == []


async def test_a_name_that_stands_for_a_private_address_is_refused(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    """Numbers written as one are a name to us, and an address to the resolver."""
    port = server.url.rpartition(":")[2]
    await pg_pool.execute(
        "UPDATE pro_member SET webhook_url = $2 WHERE id = $1", machine.member_id, f"https://2130706433:{port}/hook"
    )
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources, hosts=frozenset()):
        await until(lambda: settled(pg_pool))
    (given_up,) = await machine.deliveries()
    assert (given_up["code"], given_up["error"]) == ("private_address", "the webhook is in a private network")


async def test_a_name_that_stands_for_an_open_and_a_private_address_is_refused(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of them came first would be called: one private address spoils the name."""
    port = int(server.url.rpartition(":")[2])
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in ("127.0.0.1", "9.9.9.9")]
    asked = socket.getaddrinfo

    def known(host: str, port: int, *more: int) -> Sequence[object]:
        return both if host == "alcopa.example" else asked(host, port, *more)

    monkeypatch.setattr(socket, "getaddrinfo", known)
    await pg_pool.execute(
        "UPDATE pro_member SET webhook_url = $2 WHERE id = $1",
        machine.member_id,
        f"https://alcopa.example:{port}/hook",
    )
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources, hosts=frozenset()):
        await until(lambda: settled(pg_pool))
    (given_up,) = await machine.deliveries()
    assert (given_up["status"], given_up["code"]) == ("given_up", "private_address")


async def test_a_renewed_secret_signs_from_then_on(
    resources: Resources, pg_pool: Pool, machine: Machine, server: WebhookServer
) -> None:
    path = f"/api/my/machines/{machine.member_id}/webhook-secrets"
    wrong = await machine.manager.post(path, json={"password": "faux"})
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/password"]
    renewed = (await machine.manager.post(path, json={"password": PASSWORD})).json()
    assert renewed["webhook_secret"].startswith("whsec_")
    assert renewed["webhook_secret"] != server.secret
    assert renewed["key"] is None
    server.secret = renewed["webhook_secret"]
    await tell_of_a_sale(pg_pool, machine.account_id)
    async with hooking(resources):
        await until(lambda: settled(pg_pool))
    assert len(server.told) == 1


async def test_a_machine_without_webhook_or_shut_out_is_told_nothing(pg_pool: Pool, machine: Machine) -> None:
    await pg_pool.execute("UPDATE account SET disabled_at = now() WHERE id = $1", machine.account_id)
    await tell_of_a_sale(pg_pool, machine.account_id)
    assert await machine.deliveries() == []


async def test_deliveries_and_secrets_are_of_ones_own_machines(api: Api, pg_pool: Pool, machine: Machine) -> None:
    person = await a_member(pg_pool, await a_pro(pg_pool))
    stranger = await api.client(person)
    again = {"password": await a_password(pg_pool, person)}
    for member_id in (machine.member_id, person.member_id):
        assert (await stranger.get(f"/api/my/machines/{member_id}/deliveries")).status_code == 404
        assert (await stranger.post(f"/api/my/machines/{member_id}/webhook-secrets", json=again)).status_code == 404


@pytest.mark.parametrize("url", ["http://localhost:8000/x", "http://127.0.0.1/", "https://10.1.2.3/x"])
async def test_a_private_address_is_refused_when_it_is_given(machine: Machine, url: str) -> None:
    body = {"name": "R", "email": f"{new_id()}@pro.example", "webhook_url": url, "password": PASSWORD}
    answer = await machine.manager.post("/api/my/machines", json=body)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/webhook_url", "private_address")
    ]
    change = {"version": 1, "webhook_url": url}
    answer = await machine.manager.patch(f"/api/my/members/{machine.member_id}", json=change)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/webhook_url", "private_address")
    ]


def test_the_signature_is_the_published_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test vector of Standard Webhooks, which every library of receivers verifies."""
    at = datetime.fromtimestamp(1_614_265_330, tz=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    key = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert signed("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', key) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_check_that_is_documented_takes_what_we_send_and_nothing_else() -> None:
    """docs/machines.md, word for word."""
    documented = DOCUMENT.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"base64": base64, "hmac": hmac, "time": time}
    exec(documented, names)  # noqa: S102 — our own page
    verified = names["verified"]
    key, body = b"k" * 32, b'{"type":"outbid"}'
    secret = f"whsec_{base64.b64encode(key).decode()}"
    headers = signed("01a20cc4", body, key)
    assert verified(secret, headers, body)
    assert not verified(secret, headers, body + b" ")
    assert not verified(secret, {**headers, "webhook-id": "another"}, body)
    old = str(int(headers["webhook-timestamp"]) - 600)
    content = f"01a20cc4.{old}.".encode() + body
    digest = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    assert not verified(secret, {**headers, "webhook-timestamp": old, "webhook-signature": f"v1,{digest}"}, body)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 — refused, like the others
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_are_known_whatever_they_wear(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_of_the_open_net_are_open(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://alcopa.example/x",
        "https://u:p@alcopa.example/",
        "https://[::1]/",
        "https://[oops",
        "https://",
        "x:1",
        "ftp://127.0.0.1/",
        "https://alcopa.example:99999/",
        "https://alcopa.example:0/",
        "https://192.168.0.4/",
    ],
)
def test_machines_are_told_nowhere_else(url: str) -> None:
    assert webhook_fault(url, HERE)


def test_a_private_host_that_is_allowed_needs_https_all_the_same() -> None:
    hosts = frozenset({"*.intern.example", "10.0.0.7", "127.0.0.1"})
    assert webhook_fault("https://10.0.0.7/x", hosts) is None
    assert webhook_fault("http://10.0.0.7/x", hosts)
    assert webhook_fault("http://127.0.0.1:9000/x", hosts) is None
    assert webhook_fault("https://webhooks_client.intern.example/x", hosts) is None


@pytest.mark.parametrize("name", DEATHS)
async def test_a_webhook_comes_whichever_step_a_worker_dies_after(
    resources: Resources, machine: Machine, server: WebhookServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await tell_of_a_sale(resources.postgres, machine.account_id)
    row = await outlived(resources, monkeypatch, DEATHS[name], lambda: hooking(resources))
    assert row["delivered_at"]
    # A receiver drops what comes with an id it knows (docs/machines.md).
    assert [told.id for told in server.told] == [str(row["id"])] * DEATHS[name].arrives

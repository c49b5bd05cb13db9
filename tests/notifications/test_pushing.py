"""Pushes to a push service on this machine: sealed for one browser, signed by us, forgotten when it is gone."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest
import pytest_asyncio
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from server.kit import clock
from server.kit.ids import AccountId
from server.kit.postgres import Pool, transaction
from server.kit.sealing import Seal
from server.notifications.channels.pushing import PushSender, push_client, seal
from server.notifications.channels.subscriptions import (
    NewSubscription,
    Subscription,
    subscribe,
    subscriptions_of,
)
from server.notifications.channels.vapid import installed_keys, new_keys, store_keys, warn_of_contact
from server.notifications.outbox.channel_worker import SlowChannel
from server.notifications.outbox.posting import Content, OutboxMessage
from server.notifications.rules import endpoint_fault
from server.resources import Resources
from server.settings import PUSH_HOSTS
from tests.notifications.deaths import outlived, steps_of
from tests.notifications.outbox import posted, rows, settled, working
from tests.notifications.push_service import Browser, PushService, a_push_service, decoded, verified_claims
from tests.organisation import a_member, a_pro
from tests.waiting import until

HERE = frozenset({"127.0.0.1"})
DEATHS = steps_of(PushSender)


@pytest_asyncio.fixture
async def service() -> AsyncGenerator[PushService]:
    async with a_push_service() as running:
        yield running


def test_an_address_that_apple_refuses_is_told_at_the_start() -> None:
    with capture_logs() as lines:
        warn_of_contact("ventes@example.fr")
        assert lines == []
        for here in ("adjuge@localhost", "adjuge@127.0.0.1"):
            warn_of_contact(here)
    assert [line["address"] for line in lines] == ["adjuge@localhost", "adjuge@127.0.0.1"]


@asynccontextmanager
async def pushing(resources: Resources) -> AsyncGenerator[None]:
    keys = await installed_keys(resources.postgres, resources.settings.seal)
    async with push_client() as client:
        push_sender = PushSender(resources.postgres, client, keys, contact="mailto:ventes@adjuge.example")
        async with working(resources, SlowChannel(name="push", send=push_sender.send, slots=4)):
            yield


async def subscribed(pool: Pool, browser: Browser, endpoint: str) -> tuple[AccountId, Subscription]:
    account_id = (await a_member(pool, await a_pro(pool))).account_id
    new = msgspec.convert(browser.subscription(endpoint), NewSubscription)
    async with transaction(pool) as connection:
        return account_id, await subscribe(connection, account_id, new, hosts=HERE, user_agent="Firefox")


def a_push(subscription_id: str, **facts: str | int) -> OutboxMessage:
    body = Content(
        notification_id="n1",
        locale="fr",
        facts={"number": 43, "entity": "Démo Lyon", "lots": 2, "ends_at_ms": 0, **facts},
        link="/ventes/43",
    )
    return OutboxMessage(channel="push", recipient=subscription_id, kind="auction_started", body=body)


async def test_a_push_can_be_read_by_its_browser_alone(resources: Resources, service: PushService) -> None:
    browser = Browser()
    _, subscription = await subscribed(resources.postgres, browser, service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    ((name, headers, sealed),) = service.pushes
    assert (name, headers["content-encoding"], headers["ttl"], headers["urgency"]) == (
        "thomas",
        "aes128gcm",
        "14400",
        "high",
    )
    pushed = msgspec.json.decode(browser.opened(sealed))
    assert pushed["title"] == "Vente n°\u00a043 ouverte"
    assert (
        pushed["body"]
        == "2 lots chez Démo Lyon\u00a0: les enchères sont ouvertes jusqu'au jeudi 1 janvier 1970 à 01:00."
    )
    assert (pushed["kind"], pushed["link"], pushed["id"]) == ("auction_started", "/ventes/43", "n1")
    with pytest.raises(InvalidTag):
        Browser().opened(sealed)


async def test_a_push_proves_who_sent_it(resources: Resources, service: PushService) -> None:
    _, subscription = await subscribed(resources.postgres, Browser(), service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    claims = verified_claims(service.pushes[0][1]["authorization"])
    assert (claims["aud"], claims["sub"]) == (service.url, "mailto:ventes@adjuge.example")
    assert timedelta(0) < clock.from_ms(claims["exp"] * 1_000) - clock.now() < timedelta(days=1)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(resources: Resources, service: PushService, status: int) -> None:
    service.answers["gone"] = status
    account_id, subscription = await subscribed(resources.postgres, Browser(), service.endpoint("gone"))
    await posted(resources.postgres, a_push(subscription.id), a_push(subscription.id))
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    assert await subscriptions_of(resources.postgres, account_id) == []
    assert all(row["delivered_at"] for row in await rows(resources.postgres))


async def test_a_push_that_is_refused_is_given_up(resources: Resources, service: PushService) -> None:
    service.answers["thomas"] = 400
    _, subscription = await subscribed(resources.postgres, Browser(), service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert row["last_error"] == "the push service answers 400"


async def test_a_push_service_in_trouble_is_asked_later(resources: Resources, service: PushService) -> None:
    service.answers["thomas"] = 503
    _, subscription = await subscribed(resources.postgres, Browser(), service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    async with pushing(resources):
        await until(lambda: len(service.pushes) == 1)
        service.answers.clear()
        await until(lambda: settled(resources.postgres))
    assert len(service.pushes) == 2


async def test_what_is_no_news_any_more_is_not_pushed(resources: Resources, service: PushService) -> None:
    _, subscription = await subscribed(resources.postgres, Browser(), service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    await resources.postgres.execute("UPDATE outbox SET created_at = now() - interval '1 day'")
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    assert service.pushes == []


async def test_a_long_text_still_fits_into_a_push(resources: Resources, service: PushService) -> None:
    browser = Browser()
    _, subscription = await subscribed(resources.postgres, browser, service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id, entity="É" * 3_000))
    async with pushing(resources):
        await until(lambda: settled(resources.postgres))
    sealed = service.pushes[0][2]
    assert len(sealed) <= 4_096
    assert browser.opened(sealed)


async def test_a_browser_belongs_to_whoever_signed_in_last(pg_pool: Pool) -> None:
    browser = Browser()
    first, _ = await subscribed(pg_pool, browser, "http://127.0.0.1/push/shared")
    second, _ = await subscribed(pg_pool, browser, "http://127.0.0.1/push/shared")
    assert await subscriptions_of(pg_pool, first) == []
    assert len(await subscriptions_of(pg_pool, second)) == 1


async def test_the_keys_of_the_installation_never_change(pg_pool: Pool) -> None:
    before = await installed_keys(pg_pool, Seal())
    async with transaction(pg_pool) as connection:
        await store_keys(connection, new_keys())
    assert await installed_keys(pg_pool, Seal()) == before


def test_a_browser_of_the_standard_reads_what_the_standard_sealed() -> None:
    """RFC 8291, section 5: the test's own browser is right, so what it reads of ours is sealed right."""
    private = ec.derive_private_key(
        int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    browser = Browser(private, decoded("BTBZMqHH6r4Tts7J_aSIgg"))
    sealed = decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.opened(sealed) == b"When I grow up, I want to be a watermelon"
    assert browser.opened(seal(b"Bonjour", p256dh=browser.point, auth=browser.secret)) == b"Bonjour"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/abc",
    ],
)
def test_push_services_of_browsers_are_known(endpoint: str) -> None:
    assert endpoint_fault(endpoint, PUSH_HOSTS) is None


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/abc",
        "https://user:secret@fcm.googleapis.com/abc",
        "https://fcm.googleapis.com.evil.example/abc",
        "https://evil.example/?fcm.googleapis.com",
        "https://notify.windows.com.evil.example/abc",
        "http://127.0.0.1:5432/",
        "https://[::1]/",
        "https://[oops",
        "https://fcm.googleapis.com:99999/abc",
        "file:///etc/passwd",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com/" + "a" * 2_000,
        "https://fcm.googleapis.com/\n",
        "",
    ],
)
def test_nothing_is_sent_anywhere_else(endpoint: str) -> None:
    assert endpoint_fault(endpoint, PUSH_HOSTS)


@pytest.mark.parametrize("name", DEATHS)
async def test_a_push_comes_whichever_step_a_worker_dies_after(
    resources: Resources, service: PushService, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    browser = Browser()
    _, subscription = await subscribed(resources.postgres, browser, service.endpoint("thomas"))
    await posted(resources.postgres, a_push(subscription.id))
    row = await outlived(resources, monkeypatch, DEATHS[name], lambda: pushing(resources))
    assert row["delivered_at"]
    # A browser shows one notification for what says the same id.
    assert [msgspec.json.decode(browser.opened(sealed))["id"] for *_, sealed in service.pushes] == ["n1"] * DEATHS[
        name
    ].arrives

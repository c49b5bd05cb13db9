"""Managers see which letters were given up, and send them again."""

import httpx
import pytest_asyncio
from msgspec import Struct

from server.accounts.principal import DealerUser, Right
from server.kit.ids import new_id
from server.kit.postgres import Pool
from server.notifications.channels.mailing import MailSender, SmtpSettings
from server.notifications.outbox.channel_worker import MESSAGES, SlowChannel
from server.resources import Resources
from tests.http import Api
from tests.notifications.outbox import a_mail, a_mail_server, posted, rows, settled, working
from tests.organisation import Dealer, a_dealer, a_member, a_password, a_pro, a_user
from tests.waiting import until


class Office(Struct, kw_only=True):
    dealer: Dealer
    manager: httpx.AsyncClient


@pytest_asyncio.fixture
async def office(api: Api, pg_pool: Pool) -> Office:
    await pg_pool.execute("DELETE FROM outbox")
    dealer = await a_dealer(pg_pool)
    return Office(dealer=dealer, manager=await api.client(await a_user(pg_pool, dealer, rights=[Right.RUN_AUCTIONS])))


async def given_up(pool: Pool, dealer: Dealer, recipient: str, why: str = "550 no such user") -> None:
    await posted(pool, a_mail(recipient, entity_id=dealer.entity_id, kind="won"))
    await pool.execute(
        "UPDATE outbox SET abandoned_at = now(), attempts = 3, last_error = $2 WHERE recipient = $1", recipient, why
    )


async def test_a_manager_sees_what_could_not_be_delivered_and_why(office: Office, pg_pool: Pool) -> None:
    await given_up(pg_pool, office.dealer, "a@pro.example")
    await given_up(pg_pool, office.dealer, "b@pro.example", why="in_doubt: no answer")
    await posted(pg_pool, a_mail("c@pro.example", entity_id=office.dealer.entity_id))
    page = (await office.manager.get("/api/dead-letters?limit=1")).json()
    (newest,) = page["items"]
    assert (newest["recipient"], newest["in_doubt"], page["total"]) == ("b@pro.example", True, 2)
    (older,) = (await office.manager.get(f"/api/dead-letters?limit=1&cursor={page['next_cursor']}")).json()["items"]
    assert (older["recipient"], older["in_doubt"], older["last_error"], older["attempts"]) == (
        "a@pro.example",
        False,
        "550 no such user",
        3,
    )


async def test_a_letter_sent_again_arrives_with_the_same_message_id(
    office: Office, pg_pool: Pool, resources: Resources
) -> None:
    async with a_mail_server() as server:
        server.answers["a@pro.example"] = "cut"
        mail_sender = MailSender(
            SmtpSettings(url=server.url, sender="ventes@adjuge.example", public_url="https://v.example")
        )
        async with working(resources, SlowChannel(name="mail", send=mail_sender.send, slots=1)):
            await posted(pg_pool, a_mail("a@pro.example", entity_id=office.dealer.entity_id))
            await until(lambda: settled(pg_pool))
            server.answers.clear()
            (letter,) = (await office.manager.get("/api/dead-letters")).json()["items"]
            assert letter["in_doubt"]
            again = await office.manager.post(f"/api/dead-letters/{letter['id']}/resend")
            assert again.status_code == 204
            await until(lambda: settled(pg_pool))
        await mail_sender.aclose()
    assert len(server.mails) == 2
    assert server.mails[0]["message-id"] == server.mails[1]["message-id"]
    (row,) = await rows(pg_pool)
    assert row["delivered_at"] is not None
    assert row["resent_by"] is not None
    assert (await office.manager.get("/api/dead-letters")).json()["items"] == []


async def test_a_letter_on_its_way_can_not_be_sent_again(office: Office, pg_pool: Pool) -> None:
    await given_up(pg_pool, office.dealer, "a@pro.example")
    (letter,) = (await office.manager.get("/api/dead-letters")).json()["items"]
    assert (await office.manager.post(f"/api/dead-letters/{letter['id']}/resend")).status_code == 204
    assert (await office.manager.post(f"/api/dead-letters/{letter['id']}/resend")).status_code == 404
    assert (await office.manager.post(f"/api/dead-letters/{new_id()}/resend")).status_code == 404


async def test_other_dealers_see_and_send_nothing_of_it(office: Office, api: Api, pg_pool: Pool) -> None:
    await given_up(pg_pool, office.dealer, "a@pro.example")
    (letter,) = (await office.manager.get("/api/dead-letters")).json()["items"]
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Autre")))
    assert (await stranger.get("/api/dead-letters")).json()["total"] == 0
    assert (await stranger.post(f"/api/dead-letters/{letter['id']}/resend")).status_code == 404


async def test_letters_of_the_whole_group_are_seen_by_its_managers(office: Office, api: Api, pg_pool: Pool) -> None:
    """An invitation of a user, and his password: no entity wrote them."""
    newcomer, boss = f"{new_id()}@demo.example", await a_user(pg_pool, office.dealer)
    groups = (await office.manager.get("/api/user-groups")).json()["items"]
    body = {"email": newcomer, "name": "Nouveau", "user_group_id": groups[0]["id"]}
    body["entity_ids"] = [office.dealer.entity_id]
    invited = await (await api.client(boss)).post("/api/user-invitations", json=body)
    assert invited.status_code == 201
    forgotten = await (await api.client()).post(
        "/api/session/password-reset", json={"email": await email_of(pg_pool, boss)}
    )
    assert forgotten.status_code < 300
    await until(lambda: mails_written(pg_pool, 2))
    await give_up_all(pg_pool)
    seen = (await office.manager.get("/api/dead-letters")).json()["items"]
    assert {(letter["kind"], letter["entity_id"]) for letter in seen} == {
        ("user_invitation", None),
        ("password_reset", None),
    }
    stranger = await api.client(await a_user(pg_pool, await a_dealer(pg_pool, name="Autre")))
    assert (await stranger.get("/api/dead-letters")).json()["total"] == 0
    for letter in seen:
        assert (await stranger.post(f"/api/dead-letters/{letter['id']}/resend")).status_code == 404
        assert (await office.manager.post(f"/api/dead-letters/{letter['id']}/resend")).status_code == 204


async def test_letters_of_a_pros_own_people_are_counted_and_seen_by_nobody(
    office: Office, api: Api, pg_pool: Pool, resources: Resources
) -> None:
    manager = await api.client(await a_member(pg_pool, await a_pro(pg_pool, office.dealer)))
    body = {"email": f"{new_id()}@pro.example", "name": "Collègue", "role": "bidder", "manages": False}
    assert (await manager.post("/api/my/invitations", json=body)).status_code == 201
    before = given_up_count()
    async with a_mail_server() as server:
        server.answers[body["email"]] = "550 no such user"
        mail_sender = MailSender(
            SmtpSettings(url=server.url, sender="ventes@adjuge.example", public_url="https://v.example")
        )
        async with working(resources, SlowChannel(name="mail", send=mail_sender.send, slots=1)):
            await until(lambda: given_up_once(pg_pool))
        await mail_sender.aclose()
    assert given_up_count() == before + 1
    assert (await office.manager.get("/api/dead-letters")).json()["total"] == 0


async def test_a_machine_that_can_not_be_told_is_seen_by_its_address(office: Office, api: Api, pg_pool: Pool) -> None:
    person = await a_member(pg_pool, await a_pro(pg_pool, office.dealer))
    manager = await api.client(person)
    body = {"name": "Alcopa", "email": f"{new_id()}@alcopa.example", "webhook_url": "https://alcopa.example/hook"}
    body["password"] = await a_password(pg_pool, person)
    made = (await manager.post("/api/my/machines", json=body)).json()
    account_id = await pg_pool.fetchval("SELECT account_id::text FROM pro_member WHERE id = $1", made["member"]["id"])
    await posted(pg_pool, a_mail(account_id, channel="webhook", entity_id=office.dealer.entity_id))
    await give_up_all(pg_pool)
    (letter,) = (await office.manager.get("/api/dead-letters")).json()["items"]
    assert (letter["channel"], letter["recipient"]) == ("webhook", body["email"])


async def email_of(pool: Pool, user: DealerUser) -> str:
    return await pool.fetchval("SELECT email FROM account WHERE id = $1", user.account_id)


async def mails_written(pool: Pool, how_many: int) -> bool:
    return await pool.fetchval("SELECT count(*) FROM outbox WHERE channel = 'mail'") == how_many


async def give_up_all(pool: Pool) -> None:
    await pool.execute("UPDATE outbox SET abandoned_at = now(), attempts = 3, last_error = '550 no such user'")


async def given_up_once(pool: Pool) -> bool:
    return await pool.fetchval("SELECT count(*) FROM outbox WHERE abandoned_at IS NOT NULL") == 1


def given_up_count() -> float:
    return MESSAGES.labels("mail", "given_up")._value.get()


async def test_it_takes_a_right(office: Office, api: Api, pg_pool: Pool) -> None:
    seller = await api.client(await a_user(pg_pool, office.dealer, rights=[Right.MANAGE_STOCK]))
    assert (await seller.get("/api/dead-letters")).status_code == 403

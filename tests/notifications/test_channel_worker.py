"""Messages that claim a while: held, committed to, tried again, given up, and never lost or sent twice."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from server import notifications
from server.kit.postgres import Pool
from server.notifications.outbox import channel_worker, claiming
from server.notifications.outbox.channel_worker import (
    ChannelDownError,
    Commit,
    InDoubtError,
    SlowChannel,
    UndeliverableError,
)
from server.notifications.outbox.claiming import ClaimLostError, Outcome, OutcomeWriter, Pending, claim
from server.notifications.outbox.posting import QueuedMessage
from server.resources import Resources
from tests.notifications.outbox import a_mail, delivered, posted, rows, settled, working
from tests.organisation import a_dealer
from tests.waiting import until

LINKS = Path(notifications.__file__).parent / "piccolo_migrations" / "links.sql"


async def links(pool: Pool) -> set[str | None]:
    return {row["link"] for row in await pool.fetch("SELECT body->>'link' AS link FROM outbox")}


class Counterpart:
    """Takes messages, or raises what it was told to."""

    def __init__(self) -> None:
        self.taken: list[QueuedMessage] = []
        self.raises: list[Exception] = []
        self.busy = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    def slow(self, slots: int = 4) -> SlowChannel:
        return SlowChannel(name="mail", send=self.hand_over, slots=slots)

    async def hand_over(self, message: QueuedMessage, commit: Commit) -> None:
        if self.raises:
            raise self.raises.pop(0)
        await commit()
        self.busy.set()
        await self.goes_on.wait()
        self.taken.append(message)


async def test_every_message_is_handed_over_once(resources: Resources) -> None:
    one, other = Counterpart(), Counterpart()
    async with working(resources, one.slow()), working(resources, other.slow()):
        await posted(resources.postgres, *(a_mail(f"{number}@pro.example") for number in range(200)))
        await until(lambda: settled(resources.postgres))
    handed = [message.recipient for message in one.taken + other.taken]
    assert len(handed) == len(set(handed)) == 200
    assert await delivered(resources.postgres) == 200


async def test_messages_of_one_instant_leave_in_an_order_nobody_foresees(pg_pool: Pool) -> None:
    names = [f"{number:03}@pro.example" for number in range(100)]
    await posted(pg_pool, *(a_mail(name) for name in names))
    first = [message.recipient for message in await claim(pg_pool, "mail", 100)]
    assert sorted(first) == names
    assert first != names
    row = await pg_pool.fetchrow("SELECT count(DISTINCT due_at) AS instants FROM outbox")
    assert row
    assert row["instants"] == 1


async def test_trouble_with_one_message_is_tried_again_later(resources: Resources) -> None:
    counterpart = Counterpart()
    counterpart.raises = [ConnectionError("busy")]
    await posted(resources.postgres, a_mail())
    async with working(resources, counterpart.slow()):
        await until(lambda: delivered(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert (row["attempts"], len(counterpart.taken)) == (2, 1)


async def test_a_link_that_opens_an_account_is_not_kept_once_it_was_sent(resources: Resources) -> None:
    """Who reads the outbox later, or a backup of it, takes over nobody's account."""
    counterpart = Counterpart()
    for link in ("/mot-de-passe/nouveau#pwd_secret", "/invitation#inv_secret", "/invitation/inv_old", "/ventes/7"):
        body = {"name": "Camille", "link": link}
        await posted(resources.postgres, replace(a_mail(), body=body))
    async with working(resources, counterpart.slow()):
        await until(lambda: delivered(resources.postgres))
    assert len(counterpart.taken) == 4
    assert await links(resources.postgres) == {None, "/ventes/7"}


@pytest.mark.parametrize("error", [UndeliverableError("550 no such user"), InDoubtError("cut")])
async def test_a_link_is_not_kept_by_a_message_that_nobody_can_send_again(
    resources: Resources, error: Exception
) -> None:
    counterpart = Counterpart()
    counterpart.raises = [error, error]
    dealer = await a_dealer(resources.postgres)
    message = replace(a_mail(), body={"name": "Camille", "link": "/invitation#inv_lost"})
    again = replace(message, body={"name": "Camille", "link": "/invitation#inv_again"}, group_id=dealer.group_id)
    await posted(resources.postgres, message, again)
    async with working(resources, counterpart.slow()):
        await until(lambda: settled(resources.postgres))
    assert await links(resources.postgres) == {None, "/invitation#inv_again"}


async def test_links_of_messages_from_before_are_taken_out(resources: Resources) -> None:
    links_of = {"sent": "/invitation/inv_a", "waits": "/invitation/inv_b", "lost": "/x#pwd_c", "other": "/ventes/7"}
    for name, link in links_of.items():
        await posted(resources.postgres, replace(a_mail(name), body={"name": "Camille", "link": link}))
    await resources.postgres.execute("UPDATE outbox SET delivered_at = now() WHERE recipient IN ('sent', 'other')")
    await resources.postgres.execute("UPDATE outbox SET abandoned_at = now() WHERE recipient = 'lost'")
    await resources.postgres.execute(LINKS.read_text(encoding="utf-8"))
    assert await links(resources.postgres) == {None, "/invitation/inv_b", "/ventes/7"}


async def test_a_message_that_fails_too_often_is_given_up(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_worker, "ATTEMPTS_MAX", 1)
    counterpart = Counterpart()
    counterpart.raises = [ConnectionError("busy")]
    await posted(resources.postgres, a_mail())
    async with working(resources, counterpart.slow()):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert (row["abandoned_at"] is not None, row["last_error"], row["delivered_at"]) == (True, "busy", None)


async def test_a_message_that_is_refused_for_good_is_given_up_at_once(resources: Resources) -> None:
    counterpart = Counterpart()
    counterpart.raises = [UndeliverableError("550 no such user")]
    await posted(resources.postgres, a_mail())
    async with working(resources, counterpart.slow()):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert (row["attempts"], row["last_error"]) == (1, "550 no such user")
    assert row["abandoned_at"] is not None


async def test_a_message_without_an_answer_is_given_up_as_doubtful(resources: Resources) -> None:
    counterpart = Counterpart()
    counterpart.raises = [InDoubtError("cut")]
    await posted(resources.postgres, a_mail())
    async with working(resources, counterpart.slow()):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert row["last_error"] == "in_doubt: cut"


async def test_a_channel_that_is_down_counts_against_no_message(resources: Resources) -> None:
    counterpart = Counterpart()
    counterpart.raises = [ChannelDownError("no mail server")]
    await posted(resources.postgres, *(a_mail(f"{number}@pro.example") for number in range(20)))
    async with working(resources, counterpart.slow(slots=1)):
        await until(lambda: settled(resources.postgres))
    assert {row["attempts"] for row in await rows(resources.postgres)} == {1}
    assert len(counterpart.taken) == 20


async def test_a_message_whose_holder_died_before_committing_is_handed_over_by_another(resources: Resources) -> None:
    await posted(resources.postgres, a_mail())
    assert len(await claim(resources.postgres, "mail", 10)) == 1  # and its holder is killed
    assert await claim(resources.postgres, "mail", 10) == []
    await resources.postgres.execute("UPDATE outbox SET held_until = now() - interval '1 s'")
    counterpart = Counterpart()
    async with working(resources, counterpart.slow()):
        await until(lambda: delivered(resources.postgres))
    assert len(counterpart.taken) == 1


async def test_a_message_whose_holder_died_after_committing_is_never_sent_again_by_itself(resources: Resources) -> None:
    await posted(resources.postgres, replace(a_mail(), body={"name": "Camille", "link": "/invitation#inv_lost"}))
    await claim(resources.postgres, "mail", 10)
    await resources.postgres.execute(
        "UPDATE outbox SET handing_at = now(), held_until = now() - interval '1 s'"
    )  # it was killed between the last word and writing the answer down
    counterpart = Counterpart()
    async with working(resources, counterpart.slow()):
        await until(lambda: settled(resources.postgres))
    (row,) = await rows(resources.postgres)
    assert counterpart.taken == []
    assert (row["abandoned_at"] is not None, row["last_error"]) == (True, "in_doubt")
    assert await links(resources.postgres) == {None}


async def test_whoever_held_a_message_too_long_may_not_commit_to_it(resources: Resources) -> None:
    await posted(resources.postgres, a_mail())
    (late,) = await claim(resources.postgres, "mail", 1)
    await resources.postgres.execute("UPDATE outbox SET held_until = now() - interval '1 s'")
    (mine,) = await claim(resources.postgres, "mail", 1)
    writer = OutcomeWriter(resources.postgres)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(writer.run())
        with pytest.raises(ClaimLostError):
            await writer.write(late, Outcome(handing_at=late.due_at, held_until=late.held_until))
        await writer.write(mine, Outcome(delivered_at=mine.due_at, tried=True))
        writing.cancel()
    assert await delivered(resources.postgres) == 1


async def test_what_became_of_a_message_waits_for_the_database(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "PAUSE_SECONDS", 0.01)
    away = True
    committed = OutcomeWriter._committed

    async def unless_away(writer: OutcomeWriter, said: Pending) -> set[str]:
        if away:
            raise ConnectionError("the database is away")
        return await committed(writer, said)

    monkeypatch.setattr(OutcomeWriter, "_committed", unless_away)
    counterpart = Counterpart()
    await posted(resources.postgres, a_mail())
    async with working(resources, counterpart.slow()):
        await until(lambda: _held(resources.postgres))
        assert await delivered(resources.postgres) == 0
        away = False
        await until(lambda: delivered(resources.postgres))
    assert len(counterpart.taken) == 1


async def test_a_process_that_stops_finishes_what_it_began_and_lets_the_rest_go(resources: Resources) -> None:
    counterpart = Counterpart()
    counterpart.goes_on.clear()
    await posted(resources.postgres, *(a_mail(f"{number}@pro.example") for number in range(10)))
    async with asyncio.TaskGroup() as group, working(resources, counterpart.slow(slots=1)):
        await counterpart.busy.wait()
        group.create_task(_set_when_cancelled(counterpart.goes_on))
    assert len(counterpart.taken) == 1
    states = [(row["delivered_at"] is not None, row["held_until"]) for row in await rows(resources.postgres)]
    assert sorted(states, key=str) == sorted([(True, None), *[(False, None)] * 9], key=str)


async def _set_when_cancelled(event: asyncio.Event) -> None:
    """A few turns of the loop later, when everybody has wait that it is over."""
    for _ in range(20):
        await asyncio.sleep(0)
    event.set()


async def _held(pool: Pool) -> int:
    return await pool.fetchval("SELECT count(*) FROM outbox WHERE held_until IS NOT NULL")

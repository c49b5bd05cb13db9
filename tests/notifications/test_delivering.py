import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from server.kit.lane import Lane
from server.kit.postgres import Connection, Pool, transaction
from server.notifications.channels.live import follow_live, send_live
from server.notifications.outbox import delivering as module
from server.notifications.outbox.delivering import deliver, deliver_due
from server.notifications.outbox.posting import OutboxChannel, OutboxMessage, QueuedMessage, post
from server.notifications.outbox.wakeup import Wakeup
from server.resources import Resources
from tests.notifications.deaths import Killed
from tests.waiting import until


class Receiver:
    """Takes messages, unless it is ill."""

    def __init__(self) -> None:
        self.ill = False
        self.messages: list[QueuedMessage] = []

    async def hand_over(self, message: QueuedMessage) -> None:
        if self.ill:
            raise ConnectionError("ill")
        self.messages.append(message)


@pytest_asyncio.fixture(autouse=True)
async def empty_outbox(pg_pool: Pool) -> None:
    await pg_pool.execute("DELETE FROM outbox")


@asynccontextmanager
async def at_work(resources: Resources, receiver: Receiver) -> AsyncGenerator[None]:
    wakeup = Wakeup()
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(wakeup.listen(resources.own_connection)),
            group.create_task(deliver(resources.postgres, wakeup.subscribe(), {"live": receiver.hand_over})),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


async def test_a_message_leaves_once_its_fact_is_committed(resources: Resources) -> None:
    receiver = Receiver()
    async with at_work(resources, receiver):
        async with transaction(resources.postgres) as connection:
            await post(connection, [a_message("a"), a_message("b")])
            assert receiver.messages == []
        await until(lambda: is_empty(resources.postgres), within_seconds=3)
    assert {message.recipient for message in receiver.messages} == {"a", "b"}


async def test_a_message_of_a_fact_that_was_undone_never_leaves(resources: Resources) -> None:
    with pytest.raises(LookupError):
        async with transaction(resources.postgres) as connection:
            await post(connection, [a_message("nobody")])
            raise LookupError
    assert await waiting(resources.postgres) == 0


async def test_a_message_needs_a_transaction(pg_pool: Pool) -> None:
    async with pg_pool.acquire() as connection:
        with pytest.raises(AssertionError):
            await post(connection, [a_message("nobody")])


async def test_two_deliverers_share_the_messages(resources: Resources) -> None:
    one, other = Receiver(), Receiver()
    async with at_work(resources, one), at_work(resources, other):
        async with transaction(resources.postgres) as connection:
            await post(connection, [a_message(str(number)) for number in range(250)])
        await until(lambda: is_empty(resources.postgres))
    assert (
        len(one.messages) + len(other.messages) == len({message.id for message in one.messages + other.messages}) == 250
    )


async def test_a_failed_message_is_tried_again_later_and_abandoned_in_the_end(
    pg_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ATTEMPTS_MAX", 2)
    receiver = Receiver()
    receiver.ill = True
    async with transaction(pg_pool) as connection:
        await post(connection, [a_message("a")])
    assert await deliver_due(pg_pool, "live", receiver.hand_over) == 1
    assert await deliver_due(pg_pool, "live", receiver.hand_over) == 0
    await pg_pool.execute("UPDATE outbox SET due_at = now() WHERE delivered_at IS NULL")
    assert await deliver_due(pg_pool, "live", receiver.hand_over) == 1
    row = await pg_pool.fetchrow("SELECT attempts, last_error, abandoned_at FROM outbox WHERE delivered_at IS NULL")
    assert row
    assert (row["attempts"], row["last_error"]) == (2, "ConnectionError('ill')")
    assert row["abandoned_at"] is not None
    assert await waiting(pg_pool) == 0


async def test_one_ill_message_does_not_hold_up_the_others(pg_pool: Pool) -> None:
    handed: list[str] = []

    async def hand_over(message: QueuedMessage) -> None:
        if message.recipient == "ill":
            raise ConnectionError
        handed.append(message.recipient)

    async with transaction(pg_pool) as connection:
        await post(connection, [a_message("a"), a_message("ill"), a_message("b")])
    await deliver_due(pg_pool, "live", hand_over)
    assert sorted(handed) == ["a", "b"]
    assert await waiting(pg_pool) == 1


@pytest.mark.parametrize(("committed", "arrives"), [(False, 2), (True, 1)])
async def test_live_news_come_whichever_side_of_the_commit_a_worker_dies_on(
    pg_pool: Pool, monkeypatch: pytest.MonkeyPatch, *, committed: bool, arrives: int
) -> None:
    """What its death undoes is handed over again: news are absolute, so that twice is as once."""

    @asynccontextmanager
    async def dying(pool: Pool) -> AsyncGenerator[Connection]:
        async with transaction(pool) as connection:
            yield connection
            if not committed:
                raise Killed
        raise Killed

    receiver = Receiver()
    async with transaction(pg_pool) as connection:
        await post(connection, [a_message("a")])
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(module, "transaction", dying)
        await deliver_due(pg_pool, "live", receiver.hand_over)
    await deliver_due(pg_pool, "live", receiver.hand_over)
    assert await is_empty(pg_pool)
    assert [message.recipient for message in receiver.messages] == ["a"] * arrives


async def test_live_news_reach_every_hub(resources: Resources) -> None:
    lane = Lane(resources.settings.valkey_url)
    wait: list[tuple[str, bytes]] = []

    def hear(room: str, event: bytes) -> None:
        wait.append((room, event))

    def fresh() -> Lane:
        return Lane(resources.settings.valkey_url, heals=False)

    async with asyncio.TaskGroup() as group:
        hubs = [group.create_task(follow_live(fresh, hear)) for _ in range(2)]
        await until(lambda: _blocked(lane, 2))
        async with transaction(resources.postgres) as connection:
            await post(connection, [a_message("desk:1", channel="live", body={"type": "tile_changed"})])
        await deliver_due(resources.postgres, "live", lambda message: send_live(lane, message))
        await until(lambda: len(wait) == 2)
        for hub in hubs:
            hub.cancel()
    await lane.aclose()
    assert wait == [("desk:1", b'{"type": "tile_changed"}')] * 2


def a_message(recipient: str, *, channel: OutboxChannel = "live", body: object = None) -> OutboxMessage:
    return OutboxMessage(channel=channel, recipient=recipient, kind="invitation", body=body or {})


async def waiting(pool: Pool) -> int:
    count: int = await pool.fetchval("SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND abandoned_at IS NULL")
    return count


async def is_empty(pool: Pool) -> bool:
    return await waiting(pool) == 0


async def _blocked(lane: Lane, count: int) -> bool:
    reply = await lane.call("INFO", "clients")
    assert isinstance(reply, bytes)
    return f"blocked_clients:{count}".encode() in reply

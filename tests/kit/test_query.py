"""Piccolo's queries on the connection that is passed in."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from msgspec import Struct, ValidationError
from piccolo.columns import UUID, Integer, Text
from piccolo.table import Table

from server.kit import query
from server.kit.ids import EntityId, new_id
from server.kit.postgres import Pool, savepoint, transaction
from server.resources import Resources


class Noted(Table, tablename="queried"):
    """A table of its own, so that nothing here depends on the product's."""

    id = UUID(primary_key=True, default=None)
    number = Integer(default=None)
    word = Text(null=True, default=None)


class Note(Struct, frozen=True):
    number: int
    word: str | None


@pytest_asyncio.fixture
async def pool(resources: Resources) -> AsyncIterator[Pool]:
    pool = resources.postgres
    await pool.execute(
        """
        DROP TABLE IF EXISTS queried;
        CREATE TABLE queried (id uuid PRIMARY KEY, number integer NOT NULL, word text);
        """
    )
    yield pool
    assert pool.get_size() == pool.get_idle_size()


async def fill(pool: Pool, *numbers: int) -> None:
    for number in numbers:
        await query.insert(pool, Noted(id=new_id(), number=number))


async def numbers(pool: Pool) -> list[int]:
    return await query.fetch_values(pool, Noted.select(Noted.number).order_by(Noted.number), int)


async def test_a_query_runs_in_the_transaction_of_its_connection_and_is_undone_with_it(pool: Pool) -> None:
    await fill(pool, 1)
    with pytest.raises(LookupError):
        async with transaction(pool) as connection:
            assert await query.execute(connection, Noted.update({Noted.number: 2}).where(Noted.number == 1)) == 1
            with pytest.raises(ZeroDivisionError):
                async with savepoint(connection):
                    await query.execute(connection, Noted.delete().where(Noted.number == 2))
                    _ = 1 / 0
            assert await query.fetch_value(connection, Noted.select(Noted.number), int) == 2
            assert await numbers(pool) == [1]  # another connection sees nothing of it
            raise LookupError
    assert await numbers(pool) == [1]


async def test_a_task_started_inside_works_in_the_transaction_whose_connection_it_is_given(pool: Pool) -> None:
    async with transaction(pool) as connection:
        await query.insert(connection, Noted(id=new_id(), number=1))
        async with asyncio.TaskGroup() as group:
            child = group.create_task(query.fetch_one(connection, Noted.select(), Note))
    assert child.result() == Note(number=1, word=None)


async def test_rows_become_structs_and_ids_strings(pool: Pool) -> None:
    note_id = new_id()
    await query.insert(pool, Noted(id=note_id, number=1, word="one"))
    await query.insert(pool, Noted(id=new_id(), number=2))
    every = Noted.select(Noted.number, Noted.word).order_by(Noted.number)
    assert await query.fetch_all(pool, every, Note) == [Note(1, "one"), Note(2, None)]
    assert await query.fetch_value(pool, Noted.select(Noted.id).where(Noted.id == note_id), EntityId) == note_id
    with pytest.raises(ValidationError):
        await query.fetch_value(pool, Noted.select(Noted.number), str)


async def test_there_is_none(pool: Pool) -> None:
    await fill(pool, 1)
    nobody = Noted.number == 9
    assert await query.fetch_all(pool, Noted.select().where(nobody), Note) == []
    assert await query.fetch_one(pool, Noted.select().where(nobody), Note) is None
    assert await query.fetch_value(pool, Noted.select(Noted.number).where(nobody), int) is None
    assert await query.fetch_value(pool, Noted.select(Noted.word), str) is None  # a row, whose value is null
    assert await query.fetch_values(pool, Noted.select(Noted.number).where(nobody), int) == []


async def test_a_change_returns_what_it_is_asked_for_and_a_lock_how_many_rows_it_found(pool: Pool) -> None:
    await fill(pool, 1, 2, 3)
    raised = Noted.update({Noted.number: Noted.number + 10}).where(Noted.number > 1)
    assert {note.number for note in await query.fetch_all(pool, raised.returning(Noted.number, Noted.word), Note)} == {
        12,
        13,
    }
    async with transaction(pool) as connection:
        found = await query.execute(connection, Noted.select(Noted.id).where(Noted.number > 10).lock_rows())
        with pytest.raises(asyncpg.LockNotAvailableError):
            await pool.fetch("SELECT FROM queried WHERE number = 12 FOR UPDATE NOWAIT")
    assert found == 2
    assert await query.execute(pool, Noted.delete().where(Noted.number == 9)) == 0


async def test_any_of_takes_any_number_of_values(pool: Pool) -> None:
    await fill(pool, *range(5))
    wanted = Noted.select(Noted.number).order_by(Noted.number)
    assert await query.fetch_values(pool, wanted.where(query.any_of(Noted.number, {1, 3, 9})), int) == [1, 3]
    none = Noted.select(Noted.number).where(query.any_of(Noted.number, []))
    assert await query.fetch_values(pool, none, int) == []


async def test_a_change_of_every_row_is_refused(pool: Pool) -> None:
    await fill(pool, 1)
    with pytest.raises(Exception, match="delete all"):
        await query.execute(pool, Noted.delete())
    with pytest.raises(Exception, match="update all"):
        await query.execute(pool, Noted.update({Noted.number: 2}))
    assert await numbers(pool) == [1]


async def test_a_value_that_is_left_out_is_refused(pool: Pool) -> None:
    with pytest.raises(ValueError, match="number wasn't provided"):
        await query.insert(pool, Noted(id=new_id()))
    assert await numbers(pool) == []

"""Answer a search: pages of cars, counts, and all of them one batch after the other (domain 6.5).

Each entity's cars are read in order from its own index, then merged, so that a page costs the same whatever the size
of the stock. The total is counted for the first page only; cursors carry it on.
"""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId
from server.kit.postgres import Connection, Pool
from server.policies.life_line import LifeLine
from server.policies.reading import life_lines
from server.rest.listing import Page, decode_cursor, encode_cursor
from server.stock.queries import JOINS, SELECT_ONLY, WIDTH, Reading
from server.stock.searching.conditions import Conditions, add_search, of_entities
from server.stock.searching.search import VehicleSearch
from server.stock.searching.sorts import SORTS, Sort
from server.stock.searching.words import Term, understand
from server.stock.vehicle import VehicleRow

BATCH = 500
ID_BYTES = 16
# The cars of a page in its order, with the key they are sorted by.
OF_PAGE = f"{SELECT_ONLY}, page.sort_key::text"


class Asked(Struct, frozen=True, kw_only=True):
    """A search with everything it hangs on: whose cars, what its words mean, the life-lines, the day."""

    search: VehicleSearch
    entity_ids: Collection[EntityId]
    terms: list[Term]
    lines: Mapping[EntityId, LifeLine]
    today: date

    def conditions(self) -> Conditions:
        """What a car has to fulfil."""
        conditions = of_entities(self.entity_ids)
        add_search(conditions, self.search, terms=self.terms, lines=self.lines, today=self.today)
        return conditions


async def ask(database: Pool | Connection, search: VehicleSearch, *, entity_ids: Collection[EntityId]) -> Asked:
    """The search over the cars of these entities, or of the one it names, which the caller has checked."""
    among = entity_ids if search.entity_id is None else {search.entity_id}
    return Asked(
        search=search,
        entity_ids=among,
        terms=await understand(database, search.q, entity_ids=among) if search.q else [],
        lines=await life_lines(database, among),
        today=clock.now().date(),
    )


async def find_page(
    database: Pool | Connection, asked: Asked, *, limit: int, cursor: str | None, skip: int = 0
) -> Page[VehicleRow]:
    """A page: the first, the one after `cursor`, or the one after so many cars.

    Raises:
        Refusal: `invalid`, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    known, _, value = str(after[0]).partition(":") if after else ("", "", "")
    key = (value, after[1]) if after else None
    counted = not known.isdigit()
    statement, arguments = page_statement(asked, limit=limit + 1, after=key, skip=skip, counted=counted)
    rows = await database.fetch(statement, *arguments)
    if not counted:
        total = int(known)
    elif rows:
        total = rows[0][WIDTH + 1]
    else:
        total = await count(database, asked) if skip else 0
    items = Reading(asked.lines).vehicles(rows[:limit])
    last = f"{total}:{rows[limit - 1][WIDTH]}" if len(rows) > limit else ""
    next_cursor = encode_cursor((last, items[-1].id)) if last else None
    return Page(items=items, next_cursor=next_cursor, total=total)


async def count(database: Pool | Connection, asked: Asked) -> int:
    """How many cars there are."""
    statement, arguments = count_statement(asked)
    return await database.fetchval(statement, *arguments) or 0


async def every(database: Pool | Connection, asked: Asked) -> AsyncGenerator[list[VehicleRow]]:
    """All the cars in the order they have now, so many at a time; whoever reads slowly holds no connection meanwhile.

    Each comes once, as it is when its turn comes, however it is edited meanwhile; one that no longer fits is left out.
    """
    reading = Reading(asked.lines)
    statement, arguments = order_statement(asked)
    # 16 bytes a car: hundreds of thousands of them are no burden.
    order: bytes = await database.fetchval(statement, *arguments) or b""
    for start in range(0, len(order), BATCH * ID_BYTES):
        of_batch = order[start : start + BATCH * ID_BYTES]
        ids = [UUID(bytes=of_batch[at : at + ID_BYTES]) for at in range(0, len(of_batch), ID_BYTES)]
        statement, arguments = batch_statement(asked, ids)
        if rows := await database.fetch(statement, *arguments):
            yield reading.vehicles(rows)


def order_statement(asked: Asked) -> tuple[str, list[object]]:
    """The ids of all the cars in their order, one after the other, as a statement with its arguments."""
    sort, direction = _sorted(asked)
    conditions = asked.conditions()
    statement = f"""
        SELECT string_agg(uuid_send(v.id), ''::bytea ORDER BY {sort.expression} {direction}, v.id {direction})
        FROM vehicle v WHERE v.entity_id = ANY($1::uuid[]){conditions.sql}
    """  # noqa: S608 — our own words only
    return statement, conditions.arguments


def batch_statement(asked: Asked, ids: Sequence[UUID]) -> tuple[str, list[object]]:
    """Those of these cars that still fit, in the order of the ids, as a statement with its arguments."""
    conditions = asked.conditions()
    statement = f"""
        {SELECT_ONLY} FROM unnest({conditions.argument(ids)}::uuid[]) WITH ORDINALITY AS batch (id, place)
        JOIN vehicle v ON v.id = batch.id {JOINS}
        WHERE v.entity_id = ANY($1::uuid[]){conditions.sql} ORDER BY batch.place
    """
    return statement, conditions.arguments


def _sorted(asked: Asked) -> tuple[Sort, str]:
    sort = SORTS[asked.search.sorted_by]
    return sort, "DESC" if asked.search.descending is not sort.backwards else "ASC"


def count_statement(asked: Asked) -> tuple[str, list[object]]:
    """How many, as a statement with its arguments."""
    conditions = asked.conditions()
    statement = f"SELECT count(*) FROM vehicle v WHERE v.entity_id = ANY($1::uuid[]){conditions.sql}"  # noqa: S608 — our own words only
    return statement, conditions.arguments


def page_statement(
    asked: Asked, *, limit: int, after: tuple[str, str] | None, skip: int, counted: bool = False
) -> tuple[str, list[object]]:
    """The page as a statement with its arguments; `after` is the sort key and the id of the car before it.

    With `counted` each row ends with how many cars there are on all pages, counted once.
    """
    sort, direction = _sorted(asked)
    conditions = asked.conditions()
    total = f", (SELECT count(*) FROM vehicle v WHERE v.entity_id = ANY($1::uuid[]){conditions.sql})" if counted else ""  # noqa: S608 — our own words only
    if after is not None:
        _add_after(conditions, sort, after, descending=direction == "DESC")
    of_each = conditions.argument(limit + skip)
    # The pieces put together are constants of our modules; every value is an argument.
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT found.id, found.sort_key FROM unnest($1::uuid[]) AS mine (entity_id) CROSS JOIN LATERAL (
                SELECT v.id, {sort.expression} AS sort_key FROM vehicle v
                WHERE v.entity_id = mine.entity_id{conditions.sql}
                ORDER BY {sort.expression} {direction}, v.id {direction} LIMIT {of_each}
            ) AS found
            ORDER BY found.sort_key {direction}, found.id {direction}
            LIMIT {conditions.argument(limit)} OFFSET {conditions.argument(skip)}
        )
        {OF_PAGE}{total} FROM page JOIN vehicle v ON v.id = page.id {JOINS}
        ORDER BY page.sort_key {direction}, page.id {direction}
    """  # noqa: S608 — our own words only
    return statement, conditions.arguments


def _add_after(conditions: Conditions, sort: Sort, after: tuple[str, str], *, descending: bool) -> None:
    comparison = "<" if descending else ">"
    conditions.add(f"({sort.expression}, v.id) {comparison} ({{}}::text::{sort.kind}, {{}}::uuid)", *after)

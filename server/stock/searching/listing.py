"""Answer a search: pages of cars, counts, and all of them one batch after the other (domain 6.5).

Each entity's cars are read in order from its own index, then merged, so that a page costs the same whatever the size
of the stock. The total is counted for the first page only; cursors carry it on.
"""

from collections.abc import AsyncGenerator, Collection, Mapping
from datetime import date

from msgspec import Struct

from server.kit import clock
from server.kit.ids import EntityId
from server.kit.listing import Page, decode_cursor, page_of
from server.kit.postgres import Connection, Pool
from server.stock.life_line import LifeLine
from server.stock.life_lines import life_lines
from server.stock.queries import SELECT, Reading
from server.stock.searching.conditions import Conditions, add_search, of_entities
from server.stock.searching.search import VehicleSearch
from server.stock.searching.sorts import SORTS, Sort
from server.stock.searching.words import Term, understand
from server.stock.vehicle import Vehicle

BATCH = 500
# The cars of a page, in its order.
OF_PAGE = SELECT.replace(
    "FROM vehicle v", ", page.sort_key::text AS sort_key FROM page JOIN vehicle v ON v.id = page.id"
)


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
) -> Page[Vehicle]:
    """A page: the first, the one after `cursor`, or the one after so many cars.

    Raises:
        Problem: 422, the cursor is not one of ours.

    """
    after = decode_cursor(cursor)
    known, _, value = str(after[0]).partition(":") if after else ("", "", "")
    total = int(known) if known.isdigit() else await count(database, asked)
    key = (value, after[1]) if after else None
    statement, arguments = page_statement(asked, limit=limit + 1, after=key, skip=skip)
    rows = [dict(row) for row in await database.fetch(statement, *arguments)]
    keys = [row.pop("sort_key") for row in rows]
    items = Reading(asked.lines, today=asked.today).vehicles(rows)
    cursors = {car.id: f"{total}:{key}" for car, key in zip(items, keys, strict=True)}
    return page_of(items, limit=limit, total=total, key=lambda car: (cursors[car.id], car.id))


async def count(database: Pool | Connection, asked: Asked) -> int:
    """How many cars there are."""
    statement, arguments = count_statement(asked)
    return await database.fetchval(statement, *arguments) or 0


async def every(database: Pool | Connection, asked: Asked) -> AsyncGenerator[list[Vehicle]]:
    """All the cars in order, so many at a time; whoever reads slowly holds no connection meanwhile."""
    reading = Reading(asked.lines, today=asked.today)
    after: tuple[str, str] | None = None
    while True:
        statement, arguments = page_statement(asked, limit=BATCH, after=after, skip=0)
        rows = [dict(row) for row in await database.fetch(statement, *arguments)]
        if not rows:
            return
        after = (rows[-1]["sort_key"], rows[-1]["id"])
        for row in rows:
            del row["sort_key"]
        yield reading.vehicles(rows)
        if len(rows) < BATCH:
            return


def count_statement(asked: Asked) -> tuple[str, list[object]]:
    """How many, as a statement with its arguments."""
    conditions = asked.conditions()
    statement = f"SELECT count(*) FROM vehicle v WHERE v.entity_id = ANY($1::uuid[]){conditions.sql}"  # noqa: S608 — our own words only
    return statement, conditions.arguments


def page_statement(asked: Asked, *, limit: int, after: tuple[str, str] | None, skip: int) -> tuple[str, list[object]]:
    """The page as a statement with its arguments; `after` is the sort key and the id of the car before it."""
    sort, descending = SORTS[asked.search.sorted_by], asked.search.descending
    conditions = asked.conditions()
    if after is not None:
        _add_after(conditions, sort, after, descending=descending)
    direction = "DESC" if descending else "ASC"
    of_each = f"LIMIT {conditions.argument(limit + skip)}"
    of_all = f"LIMIT {conditions.argument(limit)} OFFSET {conditions.argument(skip)}"
    # The pieces put together are constants of our modules; every value is an argument.
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT found.id, found.sort_key FROM unnest($1::uuid[]) AS mine (entity_id) CROSS JOIN LATERAL (
                SELECT v.id, {sort.expression} AS sort_key FROM vehicle v
                WHERE v.entity_id = mine.entity_id{conditions.sql}
                ORDER BY {sort.expression} {direction}, v.id {direction} {of_each}
            ) AS found
            ORDER BY found.sort_key {direction}, found.id {direction} {of_all}
        )
        {OF_PAGE}
        ORDER BY page.sort_key {direction}, page.id {direction}
    """  # noqa: S608 — our own words only
    return statement, conditions.arguments


def _add_after(conditions: Conditions, sort: Sort, after: tuple[str, str], *, descending: bool) -> None:
    comparison = "<" if descending else ">"
    conditions.add(f"({sort.expression}, v.id) {comparison} ({{}}::text::{sort.kind}, {{}}::uuid)", *after)

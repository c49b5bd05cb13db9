"""Keep searches and columns for the user who chose them (domain 6.5)."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.http import Name
from server.kit.ids import new_id
from server.kit.postgres import Pool, transaction
from server.kit.rows import structs
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.stock.searching.listing import ask, count
from server.stock.searching.search import ADDRESS_LENGTH_MAX, VehicleSearch, search_of

SEARCHES_MAX = 50
COLUMNS_MAX = 60

Query = Annotated[str, msgspec.Meta(max_length=ADDRESS_LENGTH_MAX)]
ColumnName = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_]{1,60}$")]


class SavedSearch(Struct, frozen=True, kw_only=True):
    """A search by name; `query` is what stands in the page's address, `count` how many cars it finds now."""

    id: str
    name: str
    query: str
    pinned: bool
    count: int


class NewSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search to keep; pinned ones are on the home page."""

    name: Name
    query: Query
    pinned: bool = False


class SearchChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be otherwise."""

    name: Name | UnsetType = UNSET
    query: Query | UnsetType = UNSET
    pinned: bool | UnsetType = UNSET


class TableColumns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns a user chose for the table, in order; empty: the usual ones."""

    columns: Annotated[tuple[ColumnName, ...], msgspec.Meta(max_length=COLUMNS_MAX)]


class _Kept(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    query: str
    pinned: bool


async def saved_searches(
    pool: Pool, user: DealerUser, *, pinned: bool | None, search_id: str | None = None
) -> list[SavedSearch]:
    """The user's searches by name, each with what it finds now; or the one of that id."""
    rows = await pool.fetch(
        """
        SELECT id, name, query, pinned FROM saved_search
        WHERE user_id = $1 AND ($2::boolean IS NULL OR pinned = $2) AND ($3::uuid IS NULL OR id = $3)
        ORDER BY lower(name), id
        """,
        user.user_id,
        pinned,
        search_id,
    )
    return [
        SavedSearch(
            id=kept.id, name=kept.name, query=kept.query, pinned=kept.pinned, count=await _count(pool, user, kept.query)
        )
        for kept in structs(rows, _Kept)
    ]


async def save_search(pool: Pool, user: DealerUser, form: NewSearch) -> SavedSearch:
    """Keep a search.

    Raises:
        Refusal: `invalid` for a query that makes no sense; `conflict` for a name that is taken, or too many.

    """
    _check(form.query)
    search_id = new_id()
    async with transaction(pool) as connection:
        kept = await connection.fetchval("SELECT count(*) FROM saved_search WHERE user_id = $1", user.user_id)
        if kept and kept >= SEARCHES_MAX:
            raise Refusal(Code.TOO_MANY, most=SEARCHES_MAX)
        await connection.execute(
            "INSERT INTO saved_search (id, user_id, name, query, pinned, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            search_id,
            user.user_id,
            form.name.strip(),
            form.query,
            form.pinned,
            clock.now(),
        )
    return (await saved_searches(pool, user, pinned=None, search_id=search_id))[0]


async def change_search(pool: Pool, user: DealerUser, search_id: str, form: SearchChange) -> SavedSearch:
    """Change it.

    Raises:
        Refusal: `not_found`; `conflict`, `invalid` as when saving.

    """
    if form.query is not UNSET:
        _check(form.query)
    await pool.execute(
        """
        UPDATE saved_search SET name = coalesce($3, name), query = coalesce($4, query), pinned = coalesce($5, pinned)
        WHERE id = $1 AND user_id = $2
        """,
        search_id,
        user.user_id,
        None if form.name is UNSET else form.name.strip(),
        None if form.query is UNSET else form.query,
        None if form.pinned is UNSET else form.pinned,
    )
    found = await saved_searches(pool, user, pinned=None, search_id=search_id)
    if not found:
        raise Refusal(Code.NOT_FOUND)
    return found[0]


async def forget_search(pool: Pool, user: DealerUser, search_id: str) -> None:
    """Forget it.

    Raises:
        Refusal: `not_found`.

    """
    if not await pool.fetchval(
        "DELETE FROM saved_search WHERE id = $1 AND user_id = $2 RETURNING true", search_id, user.user_id
    ):
        raise Refusal(Code.NOT_FOUND)


async def columns_of(pool: Pool, user: DealerUser) -> TableColumns:
    """What the user chose for the table of cars."""
    found = await pool.fetchval(
        "SELECT columns FROM table_columns WHERE user_id = $1 AND table_name = 'vehicles'", user.user_id
    )
    return TableColumns(columns=tuple(found or ()))


async def choose_columns(pool: Pool, user: DealerUser, chosen: TableColumns) -> None:
    """Remember the choice."""
    await pool.execute(
        """
        INSERT INTO table_columns (user_id, table_name, columns) VALUES ($1, 'vehicles', $2)
        ON CONFLICT (user_id, table_name) DO UPDATE SET columns = excluded.columns
        """,
        user.user_id,
        list(chosen.columns),
    )


def _check(query: str) -> VehicleSearch:
    try:
        return search_of(query)
    except Refusal as refusal:
        errors = [
            field_error("/query", Fault.BAD_QUERY, part=f"{error.pointer} {error.detail}") for error in refusal.errors
        ]
        raise Refusal(Code.INVALID, errors=errors) from refusal


async def _count(pool: Pool, user: DealerUser, query: str) -> int:
    """How many it finds; one over an entity that is no longer the user's finds none."""
    try:
        search = search_of(query)
    except Refusal:
        return 0  # saved by an older version, which knew other filters
    if search.entity_id is not None and search.entity_id not in user.entity_ids:
        return 0
    return await count(pool, await ask(pool, search, entity_ids=user.entity_ids))

"""Say which rows of the fenced tables the present task may see (server/fence/piccolo_migrations/fence.sql).

A serving process opens its pool with `open_fenced_pool`; each time a connection is taken, it gets the scope of the
task that takes it. A request narrows its scope once it knows who asks. What serves everybody at once (sockets, feeds,
links for people who haven't signed in) sees everything: there the slices' own questions are the only fence.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct
from typing_extensions import override

from server.kit import postgres

ROLE: Final = "adjuge_web"
ALL: Final = "*"


class Scope(Struct, frozen=True):
    """Of which entities, which dealer group, which pro rows may be seen; as the database reads it, empty is none."""

    entities: str = ""
    group: str = ""
    pro: str = ""


EVERYTHING: Final = Scope(entities=ALL)
_scope: ContextVar[Scope] = ContextVar("scope", default=EVERYTHING)


def of_dealer(entity_ids: Iterable[str], group_id: str) -> Scope:
    """What somebody of a dealer group may see."""
    return Scope(entities=",".join(sorted(_id(entity_id) for entity_id in entity_ids)), group=_id(group_id))


def of_pro(pro_id: str) -> Scope:
    """What somebody of a pro may see."""
    return Scope(pro=_id(pro_id))


def narrow(scope: Scope) -> None:
    """From now on this task, and those it starts, see no more than that."""
    _scope.set(scope)


@contextmanager
def everything() -> Generator[None]:
    """See all for a moment, where a rule itself says so; for connections that are taken inside."""
    token = _scope.set(EVERYTHING)
    try:
        yield
    finally:
        _scope.reset(token)


class FencedConnection(asyncpg.Connection):
    """A connection that is made clean when it is taken, by the same message that sets the scope, not when it is left.

    Advisory locks of sessions and LISTEN belong on connections of their own (`Resources.own_connection`).
    """

    @override
    def get_reset_query(self) -> str:
        return ""


async def open_fenced_pool(url: str, *, size_max: int) -> postgres.Pool:
    """A pool that acts as the web role, each use within the scope of whoever takes the connection.

    Raises:
        OSError, asyncpg.PostgresError, TimeoutError: as `postgres.open_pool`; also when the role isn't there.

    """
    return await postgres.open_pool(
        url, size_max=size_max, connection_class=FencedConnection, setup=_enter_scope, role=ROLE
    )


async def _enter_scope(connection: PoolConnectionProxy) -> None:
    scope = _scope.get()
    await connection.execute(
        f"CLOSE ALL; RESET ALL; SET adjuge.entities = '{scope.entities}';"
        f" SET adjuge.dealer_group = '{scope.group}'; SET adjuge.pro = '{scope.pro}'"
    )


def _id(text: str) -> str:
    """In its canonical form, which is safe inside a statement.

    Raises:
        ValueError: no id, a mistake of ours.

    """
    return str(UUID(text))

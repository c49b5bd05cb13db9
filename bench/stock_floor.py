"""The framework with nothing of ours: `python -m bench.stock_floor FD ENTITY_ID`, started by `bench.stock`.

One route of a bare Litestar under the same uvicorn: fetch the rows of a page, encode them, answer. No sign-in, no
rights, no settings, no headers, no log. What a list costs beyond this is our own doing.
"""

import asyncio
import os
import socket
import sys
from functools import cache
from typing import Any

import asyncpg
import msgspec
import uvicorn
import uvloop
from litestar import Litestar, Request, Response, get

from server.kit.ids import EntityId
from server.rest.listing import LIMIT_DEFAULT
from server.stock.searching.listing import ask, page_statement
from server.stock.searching.search import search_of


async def serve(listener: socket.socket, entity_id: EntityId) -> None:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=2) as pool:
        encoder = msgspec.json.Encoder()

        @cache
        def understood(query: str) -> asyncio.Future[tuple[str, list[object]]]:
            return asyncio.ensure_future(statement_of(pool, query, entity_id))

        @get("/api/vehicles")
        async def rows(request: Request[Any, Any, Any]) -> Response[bytes]:
            statement, arguments = await understood(request.url.query)
            found = await pool.fetch(statement, *arguments)
            return Response(encoder.encode([dict(row) for row in found]), media_type="application/json")

        config = uvicorn.Config(
            Litestar([rows], openapi_config=None, logging_config=None),  # pyright: ignore[reportArgumentType] — as server/running.py
            http="httptools",
            log_config=None,
            access_log=False,
        )
        await uvicorn.Server(config).serve([listener])


async def statement_of(pool: asyncpg.Pool, query: str, entity_id: EntityId) -> tuple[str, list[object]]:
    """The page the address asks for, understood once."""
    asked = await ask(pool, search_of(query), entity_ids=[entity_id])
    paging = dict(part.split("=") for part in query.split("&") if part)
    limit, skip = int(paging.get("limit", LIMIT_DEFAULT)), int(paging.get("skip", 0))
    return page_statement(asked, limit=limit, after=None, skip=skip, counted=True)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(socket.socket(fileno=int(sys.argv[1])), EntityId(sys.argv[2])))

"""Spoilt requests and frames against a running server, for as long as asked: `make fuzz MINUTES=10`.

No answer is a server's mistake, none takes long, the process neither dies nor grows, and its log has no trace.
"""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from json import loads
from random import Random
from urllib.parse import quote

import httpx
import psutil
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from server.accounts.principal import DealerUser, ProMember
from server.protocol.messages import SUBPROTOCOL
from tests.api.test_schemathesis import a_key
from tests.chaos.ground import Ground, a_ground
from tests.fuzz.mutating import METHODS, Mutator
from tests.organisation import a_dealer, a_member, a_pro, a_user

MINUTES = float(os.environ.get("FUZZ_MINUTES", "0.1"))
WORKERS = 4
ANSWER_SECONDS_MAX = 10.0
GROWTH_BYTES_MAX = 250 * 1024 * 1024


@pytest_asyncio.fixture(scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with a_ground(serve=1, work=1) as running:
        yield running


async def tokens(ground: Ground) -> list[str]:
    """API keys of both sides: signing out, which is among the requests, doesn't end them."""
    pool = ground.resources.postgres
    dealer = await a_dealer(pool)
    people: list[DealerUser | ProMember] = [await a_user(pool, dealer), await a_member(pool, await a_pro(pool, dealer))]
    return [await a_key(pool, person) for person in people]


class Fuzz:
    """One run: what was answered how often, and who asks until when."""

    def __init__(self, port: int, tokens: list[str], seed: int, end: float) -> None:
        self.port = port
        self.tokens = tokens
        self.seed = seed
        self.end = end
        self.answers: Counter[str] = Counter()

    async def ask(self, number: int) -> None:
        """Send requests, each to an operation of the description."""
        chance = Random(f"{self.seed} request {number}")
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=ANSWER_SECONDS_MAX) as client:
            document = (await client.get("/api/openapi.json")).json()
            mutator = Mutator(chance, document["components"]["schemas"])
            operations = [
                (path, method, found) for path, by in document["paths"].items() for method, found in by.items()
            ]
            while asyncio.get_running_loop().time() < self.end:
                path, method, operation = chance.choice(operations)
                for parameter in operation.get("parameters", ()):
                    path = path.replace(
                        f"{{{parameter['name']}}}", quote(mutator.text(), safe="", errors="replace") or "-"
                    )
                asked = {p["name"]: mutator.text() for p in operation.get("parameters", ()) if p["in"] == "query"}
                shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                answer = await client.request(
                    chance.choice(METHODS) if chance.random() < 0.05 else method.upper(),
                    path,
                    params={name: text.encode(errors="replace").decode() for name, text in asked.items()},
                    content=None if shape is None else mutator.body(shape),
                    headers={
                        "authorization": f"Bearer {chance.choice(self.tokens)}",
                        "content-type": "application/json",
                    },
                )
                self.answers[f"{answer.status_code // 100}xx"] += 1
                assert answer.status_code < 500 or answer.status_code == 503, (method, path, answer.text)

    async def talk(self, number: int) -> None:
        """Send frames; a socket that is closed for it is opened anew."""
        chance = Random(f"{self.seed} frame {number}")
        mutator = Mutator(chance, {})
        while asyncio.get_running_loop().time() < self.end:
            with suppress(ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._converse(chance, mutator)

    async def _converse(self, chance: Random, mutator: Mutator) -> None:
        headers = {"authorization": f"Bearer {chance.choice(self.tokens)}"}
        address = f"ws://127.0.0.1:{self.port}/ws"
        async with connect(
            address, subprotocols=[Subprotocol(SUBPROTOCOL)], additional_headers=headers, proxy=None
        ) as socket:
            if chance.random() < 0.9:
                await socket.send('{"type": "hello", "id": 1, "client": {"name": "fuzz", "version": "1"}}')
            for _ in range(chance.randrange(1, 30)):
                frame = mutator.frame()
                await socket.send(frame if chance.random() < 0.05 else frame.decode(errors="replace"))
                self.answers["frames"] += 1
            async with asyncio.timeout(ANSWER_SECONDS_MAX):
                await socket.send('{"type": "ping", "id": 99, "client_ms": 1}')
                while loads(await socket.recv()):
                    pass


async def test_nothing_that_is_sent_makes_a_mistake_of_ours(ground: Ground, seed: int) -> None:
    (serve,) = ground.serving
    assert serve._process is not None
    process = psutil.Process(serve._process.pid)
    before = process.memory_info().rss
    end = asyncio.get_running_loop().time() + MINUTES * 60
    fuzz = Fuzz(serve.port, await tokens(ground), seed, end)
    async with asyncio.TaskGroup() as group:
        for number in range(WORKERS):
            group.create_task(fuzz.ask(number))
            group.create_task(fuzz.talk(number))
    grown = process.memory_info().rss - before
    print(f"seed {seed}: {dict(fuzz.answers)}, grown by {grown // 1024} KiB")
    assert fuzz.answers["4xx"] > 50
    assert fuzz.answers["frames"] > 50
    assert serve.is_live, "it answers, and is the process it was"
    assert serve._process.pid == process.pid
    assert grown < GROWTH_BYTES_MAX
    told = [
        line
        for line in ground.log_of(serve.name).splitlines()
        if "unhandled" in line or "socket failed" in line or "Traceback" in line
    ]
    assert not told, "\n".join(told[:3])

"""An auction evening on a ground, with bidders who never give up, and what may befall it."""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from server.auctions import creating
from server.kit.lane import Lane
from server.kit.postgres import transaction
from server.ledger.holding import FROZEN_SECONDS
from server.stock.entering import enter_vehicle
from tests.auctions.sale import a_car, a_form
from tests.chaos.bidder import Bidder
from tests.chaos.ground import Ground, Process
from tests.organisation import a_dealer, a_member, a_pro, a_session, a_user
from tests.waiting import until

HEALED_SECONDS = 5.0
# What is shown of a worker's log when something takes too long.
LOG_CHARACTERS = 20_000
ACTIVITY = """
SELECT pid, application_name, state, wait_event_type, wait_event, now() - state_change AS since, pg_blocking_pids(pid),
       left(query, 100) AS query FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY state_change
"""


class Storm:
    """Bidders on their auctions, and faults that are counted."""

    def __init__(
        self, ground: Ground, bidders: Sequence[Bidder], auctions: Sequence[str], chance: random.Random
    ) -> None:
        self.ground = ground
        self.bidders = bidders
        self.auctions = auctions
        self.chance = chance
        self.faults: Counter[str] = Counter()
        self.befell: list[tuple[float, str]] = []

    @property
    def acknowledged(self) -> int:
        """Commands whose outcome some client knows."""
        return sum(command.answered_at is not None for bidder in self.bidders for command in bidder.commands.values())

    @property
    def unanswered(self) -> int:
        """Commands whose outcome nobody knows yet."""
        return sum(len(bidder.open_commands) for bidder in self.bidders)

    async def bids(self, count: int, *, within_seconds: float = 30.0) -> None:
        """Wait until so many more commands are answered: the evening goes on."""
        enough = self.acknowledged + count
        await until(lambda: self.acknowledged >= enough, within_seconds=within_seconds)

    async def calm_down(self) -> None:
        """Heal everything; what was asked must be answered within 5 s (invariant I15)."""
        await self.ground.heal()
        self.befell.append((time.time(), "healed"))
        for bidder in self.bidders:
            bidder.bidding = False
        try:
            await until(lambda: self.unanswered == 0, within_seconds=HEALED_SECONDS)
        except AssertionError as late:
            waiting = [(b.name, b.last_heard, command) for b in self.bidders for command in b.open_commands]
            await self._explain()
            raise AssertionError(f"{len(waiting)} commands unanswered, {dict(self.faults)}: {waiting[:5]}") from late

    async def _explain(self) -> None:
        """Print what may tell why something takes too long."""
        print("\n".join(f"{at:.1f} {fault}" for at, fault in self.befell))
        for process in self.ground.working:
            print(f"{process.name}, running {process.is_live}:\n{self.ground.log_of(process.name)[-LOG_CHARACTERS:]}")
        connection = await self.ground.resources.own_connection()
        for row in await connection.fetch(ACTIVITY):
            print(dict(row))
        await connection.close()

    async def all_closed(self, *, within_seconds: float) -> None:
        """Wait until every auction is closed and settled."""

        async def closed() -> bool:
            query = "SELECT count(*) FROM auction WHERE id = ANY($1::uuid[]) AND state = 'closed'"
            with contextlib.suppress(OSError):
                return await self.ground.resources.postgres.fetchval(query, self.auctions) == len(self.auctions)
            return False

        await until(closed, within_seconds=within_seconds)

    async def kill_serve(self) -> None:
        await self._kill("serve killed", self.chance.choice(self.ground.serving))

    async def kill_work(self) -> None:
        await self._kill("work killed", self.chance.choice(self.ground.working))

    async def _kill(self, fault: str, process: Process) -> None:
        process.send(signal.SIGKILL)
        self._count(fault)
        await self._moment()
        process.start()

    async def freeze(self) -> None:
        """Stop a process for a while, as a machine that swaps or a long pause of its host."""
        process = self.chance.choice(self.ground.processes)
        process.send(signal.SIGSTOP)
        self._count("frozen")
        await asyncio.sleep(self.chance.uniform(0.5, 3.0))
        process.send(signal.SIGCONT)

    async def freeze_long(self) -> None:
        """Stop a worker for so long that the other one throws it out, and let it go on where it was."""
        process = self.chance.choice(self.ground.working)
        process.send(signal.SIGSTOP)
        self._count("frozen for long")
        await asyncio.sleep(FROZEN_SECONDS + 2.0)
        process.send(signal.SIGCONT)

    async def kill_valkey(self) -> None:
        """Valkey dies and comes back empty."""
        self._kill_valkey("valkey killed")
        await self._moment()
        (self.ground.folder / "dump.rdb").unlink(missing_ok=True)
        self.ground.servers.valkey.start()

    async def wipe_valkey(self) -> None:
        """Everything in Valkey is gone, functions too, and it goes on."""
        await self._command("FLUSHALL")
        await self._command("FUNCTION", "FLUSH")
        self._count("valkey wiped")

    async def age_valkey(self) -> None:
        """Valkey comes back as it was some bids ago, as a lagging replica that is promoted."""
        await self._command("SAVE")
        with contextlib.suppress(AssertionError):
            await self.bids(5, within_seconds=3.0)
        self._kill_valkey("valkey older")
        self.ground.servers.valkey.start()
        (self.ground.folder / "dump.rdb").unlink(missing_ok=True)

    async def kill_postgres(self) -> None:
        """Postgres dies with all its sessions and recovers from its log."""
        self._signal_postgres(signal.SIGKILL, "postgres killed")
        await self._moment()
        self.ground.servers.postgres.start()

    async def stop_postgres(self) -> None:
        """An immediate stop."""
        self._signal_postgres(signal.SIGQUIT, "postgres stopped")
        await self._moment()
        self.ground.servers.postgres.start()

    async def cut_sockets(self) -> None:
        for bidder in self.bidders:
            if self.chance.random() < 0.5:
                bidder.cut()
        self._count("sockets cut")

    @property
    def everything(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """All that may befall an evening."""
        return (
            self.kill_serve,
            self.kill_work,
            self.freeze,
            self.freeze_long,
            self.kill_valkey,
            self.wipe_valkey,
            self.age_valkey,
            self.kill_postgres,
            self.stop_postgres,
            self.cut_sockets,
        )

    def _kill_valkey(self, fault: str) -> None:
        pid = self.ground.servers.valkey.pid
        assert pid
        _signal(pid, signal.SIGKILL)
        self._count(fault)

    def _signal_postgres(self, number: signal.Signals, fault: str) -> None:
        pid = self.ground.servers.postgres.pid
        assert pid
        _signal(pid, number)
        self._count(fault)

    async def _command(self, *arguments: str) -> None:
        lane = Lane(self.ground.resources.settings.valkey_url)
        try:
            await lane.call(*arguments)
        finally:
            await lane.aclose()

    def _count(self, fault: str) -> None:
        self.faults[fault] += 1
        self.befell.append((time.time(), fault))

    async def _moment(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.0, 0.5))


@asynccontextmanager
async def a_storm(
    ground: Ground, *, bidders: int, durations_seconds: Sequence[int], lots: int, seed: int
) -> AsyncGenerator[Storm]:
    """An evening: auctions of these durations, pros on sockets, until the block ends."""
    chance = random.Random(seed)
    pool = ground.resources.postgres
    dealers = [await a_dealer(pool, name=f"Groupe {n}") for n in range(2)]
    members = [await a_member(pool, await a_pro(pool, *dealers, name=f"Pro {n}")) for n in range(bidders)]
    auctions: list[str] = []
    for number, duration in enumerate(durations_seconds):
        dealer = dealers[number % 2]
        manager = await a_user(pool, dealer)
        async with transaction(pool) as connection:
            cars = [
                await enter_vehicle(
                    connection, a_car(), entity_id=dealer.entity_id, point_of_sale_id=dealer.point_of_sale_id
                )
                for _ in range(lots)
            ]
        form = a_form(dealer, *cars, duration_seconds=duration, minimum_raise_cents=500)
        auctions.append((await creating.create(ground.resources, manager, form, idempotency_key=None)).id)
    ports = [process.port for process in ground.serving]
    clients = [
        Bidder(f"pro {n}", await a_session(pool, member), ports, auctions, seed + n) for n, member in enumerate(members)
    ]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(client.run()) for client in clients]
        yield Storm(ground, clients, auctions, chance)
        for task in tasks:
            task.cancel()


def _signal(pid: int, number: signal.Signals) -> None:
    os.kill(pid, number)

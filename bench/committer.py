"""How fast journals become ledger, beside the bare insert of the same rows: `python -m bench.committer [ENTRIES]`.

The committer reads, checks, chains, inserts, moves its checkpoint, feeds and trims; the limit only inserts rows that
are ready, as many at a time, on the same server, into a table with the same keys. Goal: 0.6 of it.
"""

import asyncio
import os
import resource
import sys
import time

from bench.stage import run, table, until
from server.auctions.book import LIBRARY, OrderBook
from server.embedded.servers import Servers
from server.kit.ids import AuctionId, CommandId, new_id
from server.kit.lane import Lane
from server.kit.partitions import Partition
from server.kit.postgres import Connection
from server.ledger import keys
from server.ledger.chain import Head
from server.ledger.committing import Committer, Wiring
from server.ledger.copying import BATCH_MAX
from server.ledger.entry import ACCEPTED, Entry, entry_fields, position_of
from server.ledger.fencing import Lost
from server.ledger.recording import EVENT_COLUMNS, RECORD, weave
from server.resources import Resources

ENTRIES = 30_000
ROUNDS = 3
AUCTIONS = 20
PARTITION = Partition(7)
POSITION = "SELECT epoch, last_journal_id FROM partition_checkpoint WHERE partition = $1"
PUBLIC = (
    b'{"lot":1,"price_cents":1250000,"next_min_cents":1260000,"bids":17,"bidders":6,"ends_at_ms":1790000000000,'
    b'"extended":false,"reserve_met":true,"leader_alias":3,"outcome":""}'
)
PRIVATE = (
    b'{"lot":{"lot":1,"starting_price_cents":1000000,"reserve_cents":1200000,"price_cents":1250000,"leader_pro":'
    b'"01900000-0000-7000-8000-000000000001","leader_member":"01900000-0000-7000-8000-000000000002","leader_alias":3,'
    b'"leader_maximum_cents":1250000,"bids":17,"bidders":6,"ends_at_ms":1790000000000,"extended_ms":0,"outcome":""},'
    b'"invited":40,"answered":6,"act":{"kind":"bid","pro":"01900000-0000-7000-8000-000000000001","member":'
    b'"01900000-0000-7000-8000-000000000002","alias":3,"amount_cents":1250000,"command":'
    b'"01900000-0000-7000-8000-000000000003","counted":true},"automatic":false}'
)
RESULT = b'{"price_cents":1250000,"next_min_cents":1260000,"ends_at_ms":1790000000000,"amount_cents":1250000}'


def an_evening(count: int, *, epoch: int, start_ms: int) -> list[Entry]:
    """Bids on some auctions of one partition, as the book journals them."""
    auctions = [AuctionId(new_id()) for _ in range(AUCTIONS)]
    return [
        Entry(
            journal_id=f"{start_ms + number}-0",
            epoch=epoch,
            auction_id=auctions[number % AUCTIONS],
            kind="bid_placed",
            seq=number // AUCTIONS + 1,
            pro_seq=number // AUCTIONS + 1,
            visible=True,
            at_ms=start_ms + number,
            lot=1,
            command_id=CommandId(new_id()),
            sender="01900000-0000-7000-8000-000000000002",
            pro_id="01900000-0000-7000-8000-000000000001",
            content_hash="0123456789abcdef0123456789abcdef",
            outcome=ACCEPTED,
            public=PUBLIC,
            private=PRIVATE,
            result=RESULT,
        )
        for number in range(count)
    ]


async def measure(resources: Resources, _: Servers) -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    await resources.postgres.execute("CREATE TABLE bare (LIKE ledger INCLUDING ALL)")
    await _first_epoch(resources)
    rounds = [(await _bare(resources, count), await _committed(resources, count)) for _ in range(ROUNDS)]
    bare = max(per_second for per_second, _ in rounds)
    committed, cpu_us = max(round_ for _, round_ in rounds)
    print(f"{count} rows, best of {ROUNDS} rounds each, load {os.getloadavg()[0]:.1f}")
    table(
        ("", "rows/s", "of the limit", "Python CPU us/row"),
        [
            ("bare unnest insert (limit)", f"{bare:.0f}", "1.00", ""),
            ("committer", f"{committed:.0f}", f"{committed / bare:.2f} (goal 0.60)", f"{cpu_us:.1f}"),
        ],
    )


async def _bare(resources: Resources, count: int) -> float:
    """Rows per second of nothing but inserting them."""
    connection = await resources.own_connection()
    entries = an_evening(count, epoch=1, start_ms=0)
    heads = dict.fromkeys((entry.auction_id for entry in entries), Head())
    rows = weave([], [(PARTITION, entry) for entry in entries], heads).events
    columns = [list(zip(*rows[start : start + BATCH_MAX], strict=True)) for start in range(0, count, BATCH_MAX)]
    statement = await connection.prepare(_bare_insert())
    start = time.perf_counter()
    for batch in columns:
        await statement.fetchval(*batch)
    seconds = time.perf_counter() - start
    await connection.close()
    return count / seconds


def _bare_insert() -> str:
    """The committer's own insert, into the other table and alone."""
    insert = RECORD[RECORD.index("INSERT INTO ledger") : RECORD.index("), refused")].replace("ledger", "bare")
    for place in range(EVENT_COLUMNS):
        insert = insert.replace(f"${place + 5}::", f"${place + 1}::")
    return insert


async def _first_epoch(resources: Resources) -> None:
    """Let a committer make the books before anything is measured."""
    committer = Committer(idle_wiring(resources))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(committer.run())
        await until(lambda: PARTITION in committer.held)
        task.cancel()


async def _committed(resources: Resources, count: int) -> tuple[float, float]:
    """Rows per second of the whole way, and what of it is our own CPU."""
    committer = Committer(idle_wiring(resources))
    lane = Lane(resources.settings.valkey_url)
    epoch, last_id = await resources.postgres.fetchrow(POSITION, PARTITION) or (1, "0-0")
    entries = an_evening(count, epoch=epoch, start_ms=position_of(last_id)[0] + 1)
    for start in range(0, count, BATCH_MAX):
        page = entries[start : start + BATCH_MAX]
        await asyncio.gather(
            *(lane.call("XADD", keys.journal(PARTITION), entry.journal_id, *entry_fields(entry)) for entry in page)
        )
    await lane.aclose()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(committer.run())
        await until(lambda: PARTITION in committer.held)
        start_seconds, start_cpu = time.perf_counter(), _cpu_seconds()
        await until(lambda: _position(committer) == entries[-1].journal_id)
        seconds, cpu = time.perf_counter() - start_seconds, _cpu_seconds() - start_cpu
        task.cancel()
    return count / seconds, 1_000_000 * cpu / count


def _position(committer: Committer) -> str:
    held = committer.held.get(PARTITION)
    return held.checkpoint.last_journal_id if held else ""


def idle_wiring(resources: Resources) -> Wiring:
    """A committer of books without rows: nothing to settle, nothing to rebuild."""

    async def settle(_: Connection, __: Entry) -> None:
        return

    async def rebuild(_: Connection, lane: Lane, lost: Lost) -> None:
        await OrderBook(lane.call).load(
            lost.partition, epoch=lost.epoch, last_journal_id=lost.last_journal_id, alive_ms=0, states=()
        )

    return Wiring(
        connect=resources.own_connection,
        lane=lambda: Lane(resources.settings.valkey_url, heals=False),
        library=LIBRARY,
        settle=settle,
        rebuild=rebuild,
        changed=lambda _: None,
    )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    run(measure)

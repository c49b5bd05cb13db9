"""A whole evening of random faults (`make chaos MINUTES=n` for longer and more of them; each time another seed).

Two `serve` and two `work` processes, twelve pros who send twice and lose their sockets; everything is killed, frozen,
wiped, rolled back and stopped in an order that the seed decides. Nothing acknowledged may be lost, no invariant broken.
"""

import asyncio
import os
import time

import pytest

from tests.chaos.auditor import audit_all
from tests.chaos.ground import a_ground
from tests.chaos.storm import a_storm

LONG_STORM_SECONDS = 45
STORMS = round(60 * float(os.environ.get("CHAOS_MINUTES", "0")) / LONG_STORM_SECONDS)
STORM_SECONDS = LONG_STORM_SECONDS if STORMS else 0
"""How long faults go on; each befalls the evening once, however long that takes."""

DURATIONS_SECONDS = (20, 35, 50, 60) if STORMS else (10, 18, 25, 30)
"""Of the sales: some close during the storm, some after it."""

BETWEEN_FAULTS_SECONDS = 2.0


@pytest.mark.parametrize("number", range(max(1, STORMS)))
async def test_nothing_acknowledged_is_lost_in_a_storm(seed: int, number: int) -> None:
    async with (
        a_ground(serve=2, work=2) as ground,
        a_storm(ground, bidders=12, durations_seconds=DURATIONS_SECONDS, lots=3, seed=seed + number) as storm,
    ):
        await storm.bids(10)
        until = time.monotonic() + STORM_SECONDS
        coming = storm.chance.sample(storm.everything, len(storm.everything))
        while coming or time.monotonic() < until:
            await (coming.pop() if coming else storm.chance.choice(storm.everything))()
            await asyncio.sleep(storm.chance.uniform(0.0, BETWEEN_FAULTS_SECONDS))
        await storm.calm_down()
        await storm.all_closed(within_seconds=120)
        async with ground.resources.postgres.acquire() as connection:
            violations = await audit_all(connection, storm.auctions, storm.bidders)
        commands = sum(len(bidder.commands) for bidder in storm.bidders)
        print(f"seed {seed + number}: {commands} commands, {storm.acknowledged} answered, {dict(storm.faults)}")
        print("\n".join(violations))
        assert violations == []
        assert len(storm.faults) == len(storm.everything)
        assert sum(bidder.reconnects for bidder in storm.bidders) > 0
        assert sum(bidder.duplicates for bidder in storm.bidders) > 0

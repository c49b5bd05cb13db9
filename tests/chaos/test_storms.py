"""A whole evening of random faults (`make chaos MINUTES=n` for more of them; the seed is another each time).

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

STORM_SECONDS = 45
STORMS = max(1, round(60 * float(os.environ.get("CHAOS_MINUTES", "0")) / STORM_SECONDS))
BETWEEN_FAULTS_SECONDS = 2.0


@pytest.mark.parametrize("number", range(STORMS))
async def test_nothing_acknowledged_is_lost_in_a_storm(seed: int, number: int) -> None:
    async with (
        a_ground(serve=2, work=2) as ground,
        a_storm(ground, bidders=12, durations_seconds=(20, 35, 50, 60), lots=3, seed=seed + number) as storm,
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

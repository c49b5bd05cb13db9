"""Each process and server is killed during a bidding: no acknowledged bid is lost, every lot closes once."""

from tests.chaos.auditor import audit_all
from tests.chaos.ground import a_ground
from tests.chaos.storm import a_storm

BETWEEN_BIDS = 15


async def test_no_acknowledged_bid_is_lost_and_every_lot_closes_once(seed: int) -> None:
    async with (
        a_ground(serve=1, work=1) as ground,
        a_storm(ground, bidders=6, durations_seconds=(12, 25), lots=3, seed=seed) as storm,
    ):
        for fault in (storm.kill_serve, storm.kill_work, storm.kill_valkey, storm.kill_postgres):
            await storm.bids(BETWEEN_BIDS)
            await fault()
        await storm.bids(BETWEEN_BIDS)
        await storm.calm_down()
        await storm.all_closed(within_seconds=60)
        async with ground.resources.postgres.acquire() as connection:
            violations = await audit_all(connection, storm.auctions, storm.bidders)
        print(seed, storm.faults, storm.acknowledged)
        assert violations == []
        assert storm.faults == {"serve killed": 1, "work killed": 1, "valkey killed": 1, "postgres killed": 1}
        assert storm.acknowledged >= 5 * BETWEEN_BIDS

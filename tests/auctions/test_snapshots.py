"""The position of a snapshot is that of the last committed entry, whichever process reads it, and when (I4)."""

from server.auctions.snapshots import read_picture
from server.resources import Resources
from tests.auctions.sale import a_house

FENCE = """
UPDATE partition_checkpoint SET epoch = epoch + 1
FROM auction WHERE auction.partition = partition_checkpoint.partition AND auction.id = $1
"""


async def test_a_fence_moves_no_position_before_its_rebuild_is_committed(resources: Resources) -> None:
    async with a_house(resources) as house:
        auction = await house.auction(await house.car())
        async with resources.postgres.acquire() as connection:
            before = await read_picture(connection, auction)
            undone = connection.transaction()
            await undone.start()
            await connection.execute(FENCE, auction)
            fenced = await read_picture(connection, auction)
            await undone.rollback()
    assert (fenced.epoch, fenced.seq) == (before.epoch, before.seq)

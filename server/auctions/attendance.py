"""Know who has an auction's room open just now, so that they aren't mailed what is on their screen (domain 8.1).

Every process that serves rooms notes it at its beat; who isn't noted again has left.
"""

from collections.abc import Collection
from typing import Final, cast

import structlog

from server.kit import clock
from server.kit.ids import AccountId, AuctionId
from server.kit.lane import Lane, LaneDownError, RefusedError

# Two beats of those who note, and a little.
LEFT_AFTER_MS: Final = 12_000

log = structlog.get_logger()


async def note_attendance(lane: Lane, auction_id: AuctionId, accounts: Collection[AccountId]) -> None:
    """These are in the auction's room now.

    Raises:
        LaneDownError, RefusedError: Valkey is away, or says no.

    """
    if not accounts:
        return
    key, now = _key(auction_id), clock.now_ms()
    noted = [word for account_id in accounts for word in (account_id, now)]
    await lane.call("HSET", key, *noted)
    await lane.call("PEXPIRE", key, LEFT_AFTER_MS)


async def attending(lane: Lane, auction_id: AuctionId) -> frozenset[AccountId]:
    """Who is there; nobody when it can't be known, for a message too many is better than one too few."""
    try:
        told = cast("list[bytes]", await lane.call("HGETALL", _key(auction_id)))
    except (LaneDownError, RefusedError) as error:
        log.warning("who attends can't be known", error=repr(error))
        return frozenset()
    since = clock.now_ms() - LEFT_AFTER_MS
    return frozenset(
        AccountId(account_id.decode())
        for account_id, noted_ms in zip(told[::2], told[1::2], strict=True)
        if int(noted_ms) > since
    )


def _key(auction_id: AuctionId) -> str:
    return f"adjuge:attendance:{auction_id}"

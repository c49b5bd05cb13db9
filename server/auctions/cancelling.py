"""Take an auction back: freely before any bid, with a reason told to all afterwards (domain 7.4)."""

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.auctions.book import Address, BookUnavailableError
from server.auctions.desk import desk_of
from server.kit.ids import AuctionId, CommandId, EntityId
from server.kit.partitions import Partition
from server.protocol.refusals import Code, Refusal
from server.resources import Resources


async def cancel(
    resources: Resources, user: DealerUser, auction_id: AuctionId, *, reason: str, command_id: CommandId
) -> None:
    """End the auction without a sale; returns once that is committed. The same command id does it once.

    Raises:
        Refusal: not_found; closed; reason_required once there are bids; command_mismatch; unavailable.

    """
    row = await resources.postgres.fetchrow("SELECT entity_id, partition FROM auction WHERE id = $1", auction_id)
    if row is None or not sees_entity(user, EntityId(str(row["entity_id"]))):
        raise Refusal(Code.NOT_FOUND)
    desk = desk_of(resources)
    partition = Partition(row["partition"])
    try:
        address = Address(
            partition=partition,
            auction_id=auction_id,
            epoch=await desk.book.epoch(partition) or 0,
            command_id=command_id,
            sender=user.user_id,
        )
        decision = await desk.book.cancel(address, reason=reason)
    except BookUnavailableError as error:
        raise Refusal(Code.UNAVAILABLE) from error
    match decision.status:
        case "ok":
            await desk.committed(partition, decision.journal_id)
        case "mismatch":
            raise Refusal(Code.COMMAND_MISMATCH)
        case "no_book" | "stale_epoch":
            raise Refusal(Code.UNAVAILABLE)
    if not decision.accepted:
        raise Refusal(Code(decision.outcome))

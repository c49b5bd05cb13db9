"""What rooms are called on the wire, written and read in this place only."""

from typing import Literal, cast

from server.kit.ids import AccountId, AuctionId, EntityId

RoomKind = Literal["auction", "desk", "me"]


def auction_room(auction_id: AuctionId) -> str:
    """An auction, as each audience sees it."""
    return f"auction:{auction_id}"


def desk_room(entity_id: EntityId) -> str:
    """What happens to the rows and figures of an entity."""
    return f"desk:{entity_id}"


def me_room(account_id: AccountId) -> str:
    """What concerns one person; on the wire that person reads `me`."""
    return f"me:{account_id}"


def read_room(name: str) -> tuple[RoomKind, str]:
    """The kind and the id of a name that `RoomName` let pass; the id is empty in `me`."""
    kind, _, subject = name.partition(":")
    return cast("RoomKind", kind), subject

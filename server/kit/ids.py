"""Give everything its identity: UUIDv7 strings, told apart by their types.

A UUIDv7 starts with its time of birth, so that ids sort by age and index pages fill from one side. A car's id is
random: bidders see it, and how long a car has been standing is the dealer's to tell.
"""

from typing import NewType

import uuid_utils

GroupId = NewType("GroupId", str)
EntityId = NewType("EntityId", str)
PointOfSaleId = NewType("PointOfSaleId", str)
AccountId = NewType("AccountId", str)
UserId = NewType("UserId", str)
UserGroupId = NewType("UserGroupId", str)
ProId = NewType("ProId", str)
MemberId = NewType("MemberId", str)
SessionId = NewType("SessionId", str)
ApiKeyId = NewType("ApiKeyId", str)
ConnectionId = NewType("ConnectionId", str)
ProfessionalId = NewType("ProfessionalId", str)
InvitationId = NewType("InvitationId", str)
DistributionListId = NewType("DistributionListId", str)
VehicleId = NewType("VehicleId", str)
AuctionId = NewType("AuctionId", str)
CommandId = NewType("CommandId", str)
OpportunityId = NewType("OpportunityId", str)
OfferId = NewType("OfferId", str)
TradeInId = NewType("TradeInId", str)
QuoteId = NewType("QuoteId", str)
NotificationId = NewType("NotificationId", str)
OutboxId = NewType("OutboxId", str)


def new_id() -> str:
    """A fresh UUIDv7 in its canonical 36 characters; wrap it in the type it is for."""
    return str(uuid_utils.uuid7())


def new_vehicle_id() -> VehicleId:
    """A fresh UUIDv4: it tells nothing of when the car came in."""
    return VehicleId(str(uuid_utils.uuid4()))

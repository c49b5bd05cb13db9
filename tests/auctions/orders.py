"""What is asked of the book, and what it answers and writes, as the desk reads it and the oracle expects it."""

from dataclasses import dataclass, field
from typing import Any

from server.auctions.decision import Status
from server.auctions.event import Kind, PrivateAuction, PrivateLot, PublicAuction, PublicLot, Result
from server.kit.ids import AuctionId, CommandId, MemberId, ProId

NO_PRO = ProId("")


@dataclass(frozen=True, kw_only=True)
class Order:
    """A command as a client means it: `name` of the function and its own arguments."""

    name: str
    auction: AuctionId
    sender: MemberId
    id: CommandId
    epoch: int
    pro: ProId = NO_PRO
    lot: int = 0
    said: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def content(self) -> tuple[object, ...]:
        """What a repeat must have in common."""
        said = sorted(self.said.items())
        return self.name, self.pro, self.lot, *said


@dataclass(frozen=True, kw_only=True)
class Written:
    """An entry of the journal, without its id and its content hash."""

    kind: Kind
    auction: AuctionId
    seq: int
    pro_seq: int
    at_ms: int
    command: CommandId
    sender: str
    pro: ProId
    lot: int | None = None
    outcome: str = "accepted"
    visible: bool = False
    public: PublicAuction | PublicLot | None = None
    private: PrivateAuction | PrivateLot | None = None
    result: Result | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The answer to an order; `at_ms` is 0 where nothing was decided."""

    status: Status
    outcome: str = ""
    seq: int = 0
    at_ms: int = 0
    result: Result | None = None
    repeated: bool = False

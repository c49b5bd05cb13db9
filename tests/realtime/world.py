"""A gateway on a real uvicorn with real sockets; behind its seams a small world in memory, changed by the test.

The true book, ledger and feed stand behind the same seams in tests/e2e.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.principals import Identity
from server.accounts.tokens import TokenHash
from server.auctions.seeing import Viewer
from server.kit import clock
from server.kit.ids import (
    AccountId,
    AuctionId,
    CommandId,
    EntityId,
    GroupId,
    MemberId,
    ProId,
    SessionId,
    UserId,
    new_id,
)
from server.kit.money import Cents
from server.protocol.commands import AuctionCommand, CommandStatus
from server.protocol.events import Event
from server.protocol.lots import Party
from server.protocol.pro_events import PriceChanged, ProLotClosed
from server.protocol.refusals import Code, Refusal
from server.protocol.replies import BidResult, Pending
from server.protocol.scalars import Audience
from server.protocol.snapshots import AuctionHead, DeskSnapshot, MeSnapshot, ProSnapshot, Snapshot
from server.realtime.gateway import Doorkeeping, Gateway, tend
from server.realtime.hub import Hub
from server.realtime.rooms import Room
from server.realtime.seams import Entrance, UseCases
from server.realtime.session import Sessions, audience_of
from tests.realtime.sockets import Client, Message, Serving, serving

ORIGIN = "https://ventes.example.fr"
AUCTION = AuctionId("0192d3b4-7a10-7000-8000-00000000a001")
ENTITY = EntityId("0192d3b4-7a10-7000-8000-00000000e001")
ROOM = f"auction:{AUCTION}"


def a_member(name: str = "Ada") -> ProMember:
    return ProMember(
        account_id=AccountId(new_id()),
        member_id=MemberId(new_id()),
        pro_id=ProId(new_id()),
        pro_name="Top Used Cars",
        name=name,
        email=f"{name.lower()}@example.fr",
        locale="fr-FR",
        role="bidder",
        limit_cents=None,
    )


def a_user(name: str = "Chef") -> DealerUser:
    return DealerUser(
        account_id=AccountId(new_id()),
        user_id=UserId(new_id()),
        group_id=GroupId(new_id()),
        name=name,
        email=f"{name.lower()}@example.fr",
        locale="fr-FR",
        entity_ids=frozenset({ENTITY}),
        validation_right="all",
        rights=frozenset(),
    )


def a_price(seq: int, *, lot: int | None = None, epoch: int = 1, price_cents: int = 500_000) -> PriceChanged:
    """A bid's event, by default each on a lot of its own, so that none replaces another."""
    return PriceChanged(
        room=ROOM,
        epoch=epoch,
        seq=seq,
        at_ms=1_764_000_000_000 + seq,
        lot=seq if lot is None else lot,
        price_cents=Cents(price_cents),
        next_min_cents=Cents(price_cents + 5_000),
        bids=seq,
        bidders=2,
        ends_at_ms=1_764_000_600_000,
        extended=False,
        reserve_met=True,
        leader_alias="Enchérisseur 1",
        leader_number=1,
    )


def a_close(seq: int, *, lot: int = 1, epoch: int = 1) -> ProLotClosed:
    return ProLotClosed(room=ROOM, epoch=epoch, seq=seq, at_ms=1_764_000_000_000 + seq, lot=lot, outcome="no_bid")


class World:
    """Who exists, who may enter where, where the auction stands, and what was decided."""

    def __init__(self) -> None:
        self.identities: dict[str, Identity] = {}
        self.tickets: dict[str, Identity] = {}
        self.banned: set[tuple[AccountId, Room]] = set()
        self.epoch, self.seq = 1, 0
        # What other processes know before this one.
        self.ahead = (0, 0)
        self.decided: list[AuctionCommand] = []
        self.decision_may_come = asyncio.Event()
        self.decision_may_come.set()
        self.snapshots = 0
        self.snapshot_may_come = asyncio.Event()
        self.snapshot_may_come.set()
        self.failing = False
        self.renewals_failed = 0

    def sign_in(self, principal: Principal) -> str:
        token = f"ses_{new_id()}"
        self.identities[token] = Identity(
            principal=principal,
            credential="session",
            credential_hash=TokenHash(token.encode()),
            session_id=SessionId(new_id()),
            expires_at=None,
        )
        return token

    def use_cases(self) -> UseCases:
        return UseCases(
            identify=self._identify,
            redeem=self._redeem,
            renew=self._renew,
            allowed=self._allowed,
            snapshot=self._snapshot,
            committed=self._committed,
            decide=self._decide,
            command_status=self._command_status,
        )

    async def _identify(self, token: str) -> Identity | None:
        return self.identities.get(token)

    async def _redeem(self, ticket: str) -> Identity | None:
        return self.tickets.pop(ticket, None)

    async def _renew(self, identities: Sequence[Identity]) -> Sequence[Identity | None]:
        if self.failing:
            self.renewals_failed += 1
            raise OSError("Postgres is away")
        known = {identity.credential_hash: identity for identity in self.identities.values()}
        return [known.get(identity.credential_hash) for identity in identities]

    async def _allowed(self, entrances: Sequence[Entrance]) -> Sequence[Viewer | None]:
        return [audience_of(who) if self._may_enter(who, room) else None for who, room in entrances]

    def _may_enter(self, principal: Principal, room: Room) -> bool:
        if (principal.account_id, room) in self.banned:
            return False
        if room.kind == "desk":
            return isinstance(principal, DealerUser) and room.id in principal.entity_ids
        return room.id == AUCTION and room.pro_id is None

    async def _snapshot(self, _: Principal, room: Room) -> Snapshot:
        if self.failing:
            raise OSError("Postgres is away")
        if room.kind == "me":
            return MeSnapshot(positions=(), unread=0)
        if room.kind == "desk":
            return DeskSnapshot(tiles={})
        taken = an_auction(epoch=self.epoch, seq=self.seq)
        self.snapshots += 1
        await self.snapshot_may_come.wait()
        return taken

    async def _committed(self, _: Principal, __: Room) -> tuple[int, int]:
        return max(self.ahead, (self.epoch, self.seq))

    async def _decide(self, _: Principal, command: AuctionCommand) -> BidResult | Pending:
        self.decided.append(command)
        await self.decision_may_come.wait()
        if self.failing:
            raise OSError("Valkey is away")
        if command.lot == 404:
            raise Refusal(Code.NOT_FOUND)
        return a_result(command.auction_id, command.command_id, lot=command.lot)

    async def _command_status(self, _: Principal, asked: CommandStatus) -> BidResult:
        seen = any(command.command_id == asked.command_id for command in self.decided)
        result = a_result(asked.auction_id, asked.command_id)
        return result if seen else replace(result, status="unknown")


def an_auction(*, epoch: int, seq: int) -> ProSnapshot:
    return ProSnapshot(
        epoch=epoch,
        seq=seq,
        auction=AuctionHead(
            id=AUCTION,
            number=43,
            format="ascending",
            kind="whole_lot",
            state="open",
            starts_at_ms=1_764_000_000_000,
            ends_at_ms=1_764_000_600_000,
            minimum_raise_cents=Cents(5_000),
            entity=Party(id=ENTITY, name="Démo"),
            point_of_sale=Party(id=ENTITY, name="Site"),
        ),
        lots=(),
    )


def a_result(auction_id: AuctionId, command_id: CommandId, *, lot: int = 1) -> BidResult:
    return BidResult(
        command_id=command_id,
        auction_id=auction_id,
        lot=lot,
        status="accepted",
        epoch=1,
        seq=1,
        price_cents=Cents(510_000),
        next_min_cents=Cents(515_000),
        leading=True,
        ends_at_ms=1_764_000_600_000,
        decided_at_ms=clock.now_ms(),
        repeated=False,
    )


class Live:
    """A running server, its gateway and its world."""

    def __init__(self, world: World, gateway: Gateway, served: Serving) -> None:
        self.world = world
        self.gateway = gateway
        self.served = served
        self.socket = served.socket

    def publish(self, event: Event, *, audience: Audience = "pro") -> None:
        """What the feed would bring: the world moves on, then the hub tells it."""
        self.world.epoch, self.world.seq = max(event.epoch, self.world.epoch), max(event.seq, self.world.seq)
        self.gateway.hub.publish((Room(kind="auction", id=AUCTION), audience), event)

    def client(self, principal: Principal, *, resume: Sequence[Message] = ()) -> AbstractAsyncContextManager[Client]:
        """Somebody signed in, welcomed, and in room `me`."""
        return self.served.welcomed(self.world.sign_in(principal), resume=resume)


@asynccontextmanager
async def open_gateway(world: World) -> AsyncGenerator[Gateway]:
    """A gateway over the world, with the loops it needs."""
    hub, sessions, use_cases = Hub(epoch=clock.now_ms()), Sessions(), world.use_cases()
    async with asyncio.TaskGroup() as tasks:
        background = [tasks.create_task(work) for work in tend(use_cases, hub, sessions, tasks)]
        try:
            doorkeeping = Doorkeeping(allowed_origins={ORIGIN}, cookie_name="sid")
            yield Gateway(doorkeeping, use_cases, hub, sessions, tasks)
        finally:
            for task in background:
                task.cancel()


@asynccontextmanager
async def running(world: World) -> AsyncGenerator[Live]:
    """A server with its gateway over a small world."""
    async with open_gateway(world) as gateway, serving(gateway) as served:
        yield Live(world, gateway, served)

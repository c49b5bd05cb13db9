"""Our server for `bench.fanout`: the real protocol, gateway and hub; a datagram with a number is one price change.

`python -m bench.fanout_server` prints its two ports (sockets, datagrams). Limits per person and address are lifted,
because all receivers come from here; access and snapshots come from memory.
"""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress

import structlog
import uvicorn
import uvloop
from litestar import Litestar
from typing_extensions import override

from server.accounts.principal import Principal, ProMember
from server.accounts.principals import Identity
from server.accounts.tokens import TokenHash
from server.auctions.seeing import Viewer
from server.kit.garbage import collect_seldom
from server.kit.ids import AccountId, AuctionId, MemberId, ProId, new_id
from server.kit.money import Cents
from server.protocol.commands import AuctionCommand, CommandStatus
from server.protocol.lots import Party
from server.protocol.pro_events import PriceChanged
from server.protocol.refusals import Code, Refusal
from server.protocol.replies import BidResult
from server.protocol.snapshots import AuctionHead, MeSnapshot, ProSnapshot, Snapshot
from server.realtime import gateway
from server.realtime.gateway import Doorkeeping, Gateway, live, tend
from server.realtime.hub import Hub
from server.realtime.rooms import Room
from server.realtime.seams import Entrance, UseCases
from server.realtime.session import Sessions, audience_of
from server.realtime.transport import uvicorn_options

AUCTION = AuctionId("0192d3b4-7a10-7000-8000-00000000a001")
ROOM = Room(kind="auction", id=AUCTION)
# Numbers of six digits and lots of three: every frame is as long as the next, and no lot gets hot.
FIRST_SEQ, LOTS, FIRST_LOT = 100_000, 900, 100


def price_changed(seq: int) -> PriceChanged:
    return PriceChanged(
        room=ROOM.name,
        epoch=1,
        seq=seq,
        at_ms=1_764_000_000_000,
        lot=FIRST_LOT + seq % LOTS,
        price_cents=Cents(1_250_000),
        next_min_cents=Cents(1_255_000),
        bids=17,
        bidders=5,
        ends_at_ms=1_764_000_600_000,
        extended=False,
        reserve_met=True,
        leader_alias="Enchérisseur 3",
        leader_number=3,
    )


async def identify(token: str) -> Identity | None:
    member = ProMember(
        account_id=AccountId(token),
        member_id=MemberId(new_id()),
        pro_id=ProId(new_id()),
        pro_name="Top Used Cars",
        name="Ada",
        email="ada@example.fr",
        locale="fr-FR",
        role="bidder",
        limit_cents=None,
    )
    return Identity(
        principal=member,
        credential="session",
        credential_hash=TokenHash(token.encode()),
        session_id=None,
        expires_at=None,
    )


async def renew(identities: Sequence[Identity]) -> Sequence[Identity | None]:
    return identities


async def allowed(entrances: Sequence[Entrance]) -> Sequence[Viewer | None]:
    return [audience_of(who) for who, _ in entrances]


async def committed(_: Principal, __: Room) -> tuple[int, int]:
    return 1, 0


async def snapshot(_: Principal, room: Room) -> Snapshot:
    if room.kind == "me":
        return MeSnapshot(positions=(), unread=0)
    head = AuctionHead(
        id=AUCTION,
        number=43,
        format="ascending",
        kind="per_unit",
        state="open",
        starts_at_ms=1_764_000_000_000,
        ends_at_ms=1_764_000_600_000,
        minimum_raise_cents=Cents(5_000),
        entity=Party(id=AUCTION, name="Démo"),
        point_of_sale=Party(id=AUCTION, name="Site"),
    )
    return ProSnapshot(epoch=1, seq=FIRST_SEQ - 1, auction=head, lots=())


async def decide(_: Principal, __: AuctionCommand) -> BidResult:
    raise Refusal(Code.NOT_FOUND)


async def command_status(_: Principal, __: CommandStatus) -> BidResult:
    raise Refusal(Code.NOT_FOUND)


class Datagrams(asyncio.DatagramProtocol):
    """Each datagram is the next committed price."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        self._hub.publish((ROOM, "pro"), price_changed(int(data[:6])))


async def serve() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    vars(gateway).update(SOCKETS_PER_ADDRESS_MAX=1_000_000, SOCKETS_PER_USER_MAX=1_000_000)
    collect_seldom()
    hub, sessions = Hub(epoch=1), Sessions()
    use_cases = UseCases(
        identify=identify,
        redeem=identify,
        renew=renew,
        allowed=allowed,
        snapshot=snapshot,
        committed=committed,
        decide=decide,
        command_status=command_status,
    )
    async with asyncio.TaskGroup() as tasks:
        for work in tend(use_cases, hub, sessions, tasks):
            tasks.create_task(work)
        app = Litestar([live], logging_config=None)
        doorkeeping = Doorkeeping(allowed_origins=(), cookie_name="sid")
        app.state.gateway = Gateway(doorkeeping, use_cases, hub, sessions, tasks)
        listener = socket.create_server(("127.0.0.1", 0), backlog=4_096)
        datagrams, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Datagrams(hub), local_addr=("127.0.0.1", 0)
        )
        print(listener.getsockname()[1], datagrams.get_extra_info("sockname")[1], flush=True)
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, **uvicorn_options())
        await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())

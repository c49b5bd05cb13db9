"""Put the live side of a serving process together: `async with open_live(resources) as live`.

The feed tells entries to the watches, the watches tell events to the hub, the hub writes to sockets; commands go from
the gateway to the books, and come back when the feed has them.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from server.accounts.guards import cookie_name
from server.accounts.principal import Principal
from server.accounts.principals import Identity, for_sockets, identity_of_ticket, identity_of_token, renewed
from server.auctions import bidding
from server.auctions.seeing import Viewer
from server.auctions.snapshots import committed_position
from server.auctions.trading import Trading, open_trading
from server.kit import clock
from server.kit.ids import AuctionId, EntityId
from server.kit.lane import Lane
from server.ledger.feed import Feed, Followers
from server.notifications.channels.live import follow_live
from server.protocol.dealer_events import DeskEvent, RowChanged
from server.protocol.events import MeEvent
from server.protocol.rooms import read_room
from server.protocol.snapshots import Snapshot
from server.realtime.entering import allowed
from server.realtime.gateway import Doorkeeping, Gateway, tend
from server.realtime.hub import Hub
from server.realtime.own_room import desk_snapshot, me_snapshot
from server.realtime.presence import Presences
from server.realtime.rooms import Room
from server.realtime.seams import Entrance, UseCases
from server.realtime.session import Sessions
from server.realtime.starts import Starts
from server.realtime.watching import VIEWERS, Watches
from server.resources import Resources
from server.stock.dossiers.changing import CAR_SHOWN
from server.stock.live_updates import COSTS

_live_event: Decoder[DeskEvent | MeEvent] = Decoder(DeskEvent | MeEvent)


class Live(Struct, frozen=True, kw_only=True):
    """The live side at work: sockets, and what takes commands for them and for HTTP."""

    gateway: Gateway
    trading: Trading


@asynccontextmanager
async def open_live(resources: Resources) -> AsyncGenerator[Live]:
    """Sockets, commands and the feed, at work until the block ends; then commands in flight are finished."""
    settings = resources.settings
    sessions = Sessions()
    starts = Starts(resources.postgres, sessions)
    hub = Hub(epoch=clock.now_ms(), observe=starts.observe)

    def lane() -> Lane:
        return Lane(settings.valkey_url, heals=False)

    async with asyncio.TaskGroup() as tasks:
        watches = Watches(resources, hub, sessions, tasks)
        feed = Feed(lane=lane, pool=resources.postgres, followers=Followers(entry=watches.entry, missed=watches.missed))
        async with open_trading(resources, feed.committed) as trading:
            use_cases = real_use_cases(trading, watches)
            counting = Lane(settings.valkey_url)
            background = [
                tasks.create_task(feed.run()),
                tasks.create_task(follow_live(lane, partial(publish_live, hub, watches))),
                tasks.create_task(starts.keep_for_ever()),
                tasks.create_task(watches.sweep_for_ever()),
                tasks.create_task(Presences(hub, sessions, counting, watches.picture_of).tell_for_ever()),
                *(tasks.create_task(work) for work in tend(use_cases, hub, sessions, tasks)),
            ]
            try:
                await feed.started.wait()
                doorkeeping = Doorkeeping(allowed_origins=settings.allowed_origins, cookie_name=cookie_name(settings))
                yield Live(gateway=Gateway(doorkeeping, use_cases, hub, sessions, tasks), trading=trading)
            finally:
                for task in background:
                    task.cancel()
                await counting.aclose()


def real_use_cases(trading: Trading, watches: Watches) -> UseCases:
    """The slices behind the sockets' seams."""
    resources = trading.resources
    pool = resources.postgres

    async def renew(identities: Sequence[Identity]) -> Sequence[Identity | None]:
        return [for_sockets(identity) for identity in await renewed(pool, identities)]

    async def identify(token: str) -> Identity | None:
        return for_sockets(await identity_of_token(pool, token))

    async def redeem(ticket: str) -> Identity | None:
        return for_sockets(await identity_of_ticket(pool, ticket))

    async def may_enter(entrances: Sequence[Entrance]) -> Sequence[Viewer | None]:
        return await allowed(pool, entrances)

    async def snapshot(principal: Principal, room: Room) -> Snapshot:
        match room.kind:
            case "auction":
                return await watches.snapshot(principal, room)
            case "desk":
                return await desk_snapshot(resources, EntityId(room.id))
            case "me":
                return await me_snapshot(resources, watches, principal)

    async def committed(principal: Principal, room: Room) -> tuple[int, int]:
        return await committed_position(pool, principal, AuctionId(room.id))

    return UseCases(
        identify=identify,
        redeem=redeem,
        renew=renew,
        allowed=may_enter,
        snapshot=snapshot,
        committed=committed,
        decide=partial(bidding.decide, trading),
        command_status=partial(bidding.command_status, trading),
    )


def publish_live(hub: Hub, watches: Watches, recipient: str, body: bytes) -> None:
    """An event from the outbox, in the room it is for; `me:<account>` names a person.

    A lot whose row changed without an entry, as a sale that was cancelled, makes its auction be read anew; a car that
    is shown anew is told to all who watch its auction.
    """
    kind, subject = read_room(recipient)
    try:
        event = _live_event.decode(body)
    except DecodeError:
        return  # of a newer version of ours, which shows it by itself
    room = Room(kind=kind, id=subject)
    for viewer in VIEWERS:
        hub.tell((room, viewer), event)
    if isinstance(event, RowChanged) and event.kind == "lot":
        watches.renew(AuctionId(event.id))
    if isinstance(event, RowChanged) and event.kind == COSTS:
        watches.reckon(event.id)
    if isinstance(event, RowChanged) and event.kind == CAR_SHOWN:
        watches.show_anew(AuctionId(event.id), str(event.summary["car"]))

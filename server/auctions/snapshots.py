"""Read an auction whole: its rows as a context, its ledger as a picture, both as the snapshot of one viewer."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.rights import sees_entity
from server.auctions import lot_views
from server.auctions.context import AuctionContext
from server.auctions.lot_reading import read_lots
from server.auctions.own_lots import own_lots
from server.auctions.picture import Picture
from server.auctions.seeing import plain_snapshot, viewer_of
from server.kit import clock
from server.kit.ids import AuctionId, EntityId, ProId, UserId
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool
from server.kit.rows import Row
from server.ledger.entry import ACCEPTED, Entry
from server.protocol.lots import Party
from server.protocol.refusals import Code, Refusal
from server.protocol.snapshots import AuctionSnapshot, ProSnapshot, SoftClose

# Pictures kept between readings: a room that is read again and again costs what is new in it.
PICTURES_MAX = 256


class Watched(Struct, kw_only=True):
    """An auction as a process follows it; whoever holds it applies the entries that come, in order."""

    context: AuctionContext
    picture: Picture


class Pictures:
    """Auctions to look at, as of what is committed now; what was read before is kept, and only what is new is read."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._kept: dict[AuctionId, Picture] = {}

    async def now(self, auction_id: AuctionId) -> Watched:
        """The auction now, to look at: its picture is shared, and nobody else applies entries.

        Raises:
            Refusal: not_found, there is no such auction.

        """
        context = await read_context(self.pool, auction_id)
        picture = self._kept.get(auction_id)
        if picture is None:
            picture = await read_picture(self.pool, auction_id)
        else:
            await _catch_up(self.pool, picture)
        if len(self._kept) >= PICTURES_MAX:
            self._kept.pop(next(iter(self._kept)))
        self._kept[auction_id] = picture
        return Watched(context=context, picture=picture)


async def snapshot(pictures: Pictures, principal: Principal, auction_id: AuctionId) -> AuctionSnapshot:
    """The auction as the one signed in may see it, as of what is committed now.

    A pro whose connection ended while it led sees those lots on (domain 2.6).

    Raises:
        Refusal: not_found, there is none for this one.

    """
    if await may_watch(pictures.pool, principal, auction_id):
        return snapshot_of(await pictures.now(auction_id), principal)
    return own_snapshot_of(*await _parted(pictures, principal, auction_id))


def snapshot_of(watched: Watched, principal: Principal) -> AuctionSnapshot:
    """The snapshot of a followed auction for one who has access to it."""
    match principal:
        case DealerUser():
            told, context = lot_views.dealer_snapshot(watched.context, watched.picture), watched.context
            viewer = viewer_of(principal, format=context.format, asked_by=context.asked_by)
            return told if viewer == "dealer" else plain_snapshot(told)
        case ProMember():
            return lot_views.pro_snapshot(watched.context, watched.picture, principal.pro_id)


def own_snapshot_of(watched: Watched, pro_id: ProId) -> ProSnapshot:
    """The snapshot for a pro that may see its own lots only.

    Raises:
        Refusal: not_found, it leads none.

    """
    own = own_lots(watched.picture, pro_id)
    if not own:
        raise Refusal(Code.NOT_FOUND)
    return replace(lot_views.pro_snapshot(watched.context, watched.picture, pro_id, only=own), parted=True)


INVITED = "SELECT EXISTS (SELECT FROM auction_invitation WHERE auction_id = $1 AND pro_id = $2)"
# Invited and still connected; what is over stays to be read by whoever took part (domain 2.3).
WATCHED_BY_PRO = """
SELECT EXISTS (SELECT FROM auction_invitation WHERE auction_id = $1 AND pro_id = $2)
    AND EXISTS (SELECT FROM auction WHERE id = $1 AND (state IN ('closed', 'cancelled') OR EXISTS (
        SELECT FROM connection
        WHERE connection.entity_id = auction.entity_id AND connection.pro_id = $2 AND ended_at IS NULL)))
"""


async def check_access(pool: Pool, principal: Principal, auction_id: AuctionId) -> None:
    """Let pass the selling entity's users and the members of invited pros (domain 1.4).

    Raises:
        Refusal: not_found for everybody else.

    """
    if not await may_watch(pool, principal, auction_id):
        raise Refusal(Code.NOT_FOUND)


async def lots_seen(pictures: Pictures, principal: Principal, auction_id: AuctionId) -> frozenset[int] | None:
    """The lots that this one may look at: None is all; a pro whose connection ended keeps its own (domain 2.6).

    Raises:
        Refusal: not_found where there are none.

    """
    if await may_watch(pictures.pool, principal, auction_id):
        return None
    watched, pro_id = await _parted(pictures, principal, auction_id)
    own = own_lots(watched.picture, pro_id)
    if not own:
        raise Refusal(Code.NOT_FOUND)
    return own


async def _parted(pictures: Pictures, principal: Principal, auction_id: AuctionId) -> tuple[Watched, ProId]:
    """The auction, and the pro that was invited to it and is no longer connected."""
    if isinstance(principal, ProMember) and await pictures.pool.fetchval(INVITED, auction_id, principal.pro_id):
        return await pictures.now(auction_id), principal.pro_id
    raise Refusal(Code.NOT_FOUND)


async def may_watch(pool: Pool, principal: Principal, auction_id: AuctionId) -> bool:
    """Whether the one signed in may follow the auction."""
    match principal:
        case DealerUser():
            entity_id = await pool.fetchval("SELECT entity_id FROM auction WHERE id = $1", auction_id)
            return entity_id is not None and sees_entity(principal, EntityId(str(entity_id)))
        case ProMember():
            return bool(
                await pool.fetchval(
                    WATCHED_BY_PRO,
                    auction_id,
                    principal.pro_id,
                )
            )


async def watch(pool: Pool, auction_id: AuctionId) -> Watched:
    """The auction's context and picture, as of what is committed now, for one who applies what comes.

    Raises:
        Refusal: not_found, there is no such auction.

    """
    context = await read_context(pool, auction_id)
    return Watched(context=context, picture=await read_picture(pool, auction_id))


async def read_picture(pool: Pool | Connection, auction_id: AuctionId) -> Picture:
    """The auction as its committed entries left it, under the epoch of the last one: every process reads the same."""
    picture = Picture(auction_id, epoch=1)
    await _catch_up(pool, picture)
    return picture


async def _catch_up(pool: Pool | Connection, picture: Picture) -> None:
    """Apply what was committed since; several may do so at once."""
    for entry in await read_entries(pool, picture.auction_id, after_seq=picture.seq):
        if entry.seq > picture.seq:
            picture.apply(entry)


async def read_entries(pool: Pool | Connection, auction_id: AuctionId, *, after_seq: int) -> list[Entry]:
    """The auction's committed entries beyond a position, in order."""
    rows = await pool.fetch(
        """
        SELECT journal_id, epoch, auction_id::text, kind, seq, pro_seq, pro_visible AS visible, at_ms, lot, command_id,
            sender_id AS sender, pro_id, content_hash, $3 AS outcome, public, private, result
        FROM ledger WHERE auction_id = $1 AND seq > $2 ORDER BY seq
        """,
        auction_id,
        after_seq,
        ACCEPTED,
    )
    return [Entry(**row) for row in rows]


async def committed_position(pool: Pool, principal: Principal, auction_id: AuctionId) -> tuple[int, int]:
    """The epoch and number of the last entry that this one may have been told of, by whatever process."""
    row = await pool.fetchrow(
        "SELECT epoch, seq, pro_seq FROM ledger WHERE auction_id = $1 ORDER BY seq DESC LIMIT 1", auction_id
    )
    if row is None:
        return 0, 0
    return row["epoch"], row["seq"] if isinstance(principal, DealerUser) else row["pro_seq"]


async def read_context(pool: Pool, auction_id: AuctionId) -> AuctionContext:
    """The auction's cars, figures and names.

    Raises:
        Refusal: not_found, there is no such auction.

    """
    row = await pool.fetchrow(
        """
        SELECT auction.*, entity.name AS entity_name, point_of_sale.name AS point_of_sale_name,
            (SELECT trade_in.created_by::text FROM quotation JOIN trade_in ON trade_in.id = quotation.trade_in_id
                WHERE quotation.auction_id = auction.id) AS asked_by
        FROM auction JOIN entity ON entity.id = auction.entity_id
        JOIN point_of_sale ON point_of_sale.id = auction.point_of_sale_id WHERE auction.id = $1
        """,
        auction_id,
    )
    if row is None:
        raise Refusal(Code.NOT_FOUND)
    pros, members = await _read_people(pool, auction_id)
    return AuctionContext(
        id=auction_id,
        entity_id=EntityId(str(row["entity_id"])),
        number=row["number"],
        format=row["format"],
        kind=row["kind"],
        starts_at_ms=clock.to_ms(row["starts_at"]),
        ends_at_ms=clock.to_ms(row["ends_at"]),
        minimum_raise_cents=Cents(row["minimum_raise_cents"]),
        soft_close=_soft_close(row),
        entity=Party(id=str(row["entity_id"]), name=row["entity_name"]),
        point_of_sale=Party(id=str(row["point_of_sale_id"]), name=row["point_of_sale_name"]),
        comment=row["comment_for_pros"],
        lots=await read_lots(pool, auction_id),
        pros=pros,
        members=members,
        asked_by=row["asked_by"] and UserId(row["asked_by"]),
    )


def _soft_close(row: Row) -> SoftClose | None:
    if not row["soft_close_window_seconds"]:
        return None
    return SoftClose(
        window_seconds=row["soft_close_window_seconds"],
        extension_seconds=row["soft_close_extension_seconds"],
        cap_seconds=row["soft_close_cap_seconds"],
    )


async def _read_people(pool: Pool, auction_id: AuctionId) -> tuple[Mapping[ProId, Party], Mapping[str, Party]]:
    rows = await pool.fetch(
        """
        SELECT pro.id::text AS pro_id, coalesce(invitation.known_as, pro_name(auction.entity_id, pro.id)) AS pro_name,
            member.id::text AS member_id,
            account.name AS member_name
        FROM auction_invitation invitation JOIN pro ON pro.id = invitation.pro_id
        JOIN auction ON auction.id = invitation.auction_id
        LEFT JOIN pro_member member ON member.pro_id = pro.id LEFT JOIN account ON account.id = member.account_id
        WHERE invitation.auction_id = $1 ORDER BY pro_name, pro.id
        """,
        auction_id,
    )
    pros = {ProId(row["pro_id"]): Party(id=row["pro_id"], name=row["pro_name"]) for row in rows}
    members = {
        row["member_id"]: Party(id=row["member_id"], name=row["member_name"]) for row in rows if row["member_id"]
    }
    return pros, members

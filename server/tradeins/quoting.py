"""Ask pros for a price: open a sealed auction for a customer's car, to every connected pro (domain 4.2, 4.6)."""

from datetime import datetime

from msgspec import Struct

from server.accounts.principal import DealerUser
from server.accounts.rights import may_validate, sees_entity
from server.auctions.sealing import QuotedCar, SealedAuction, write_sealed
from server.kit import clock, query
from server.kit.ids import AuctionId, EntityId, PointOfSaleId, TradeInId, UserId
from server.kit.postgres import Connection, transaction
from server.kit.rows import Row, struct
from server.policies.reading import quotation_recipients
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.photos.subject import Subject
from server.stock.photos.uploading import cover_key
from server.tradeins import tables


class Asked(Struct, frozen=True, kw_only=True):
    """The auction in which pros are asked; `repeated` when the same key had opened it before."""

    auction_id: AuctionId
    repeated: bool


async def ask(
    resources: Resources, user: DealerUser, trade_in_id: TradeInId, *, comment: str, key: str | None
) -> Asked:
    """Begin a round; the book is told by the caller, or by its reconciler.

    Raises:
        Refusal: `forbidden` for one who may not validate this trade-in (domain 1.2); `not_found`; `invalid` without
            plate or VIN; `conflict` while a round runs, or when the key began another one's.
        Refusal: no_pro, nobody is connected.

    """
    now = clock.now()
    async with transaction(resources.postgres) as connection:
        row = await connection.fetchrow("SELECT * FROM trade_in WHERE id = $1 FOR UPDATE", trade_in_id)
        if row is None or not sees_entity(user, EntityId(str(row["entity_id"]))):
            raise Refusal(Code.NOT_FOUND)
        if not may_validate(user, requester_id=UserId(str(row["created_by"]))):
            raise Refusal(Code.FORBIDDEN, needs="validator")
        if key is not None and (begun := await _begun_before(connection, user, dict(row), comment=comment, key=key)):
            return Asked(auction_id=begun, repeated=True)
        check_complete(dict(row))
        auction_id = await _open(connection, user, dict(row), comment=comment, key=key, now=now)
    return Asked(auction_id=auction_id, repeated=False)


async def _begun_before(
    connection: Connection, user: DealerUser, trade_in: Row, *, comment: str, key: str
) -> AuctionId | None:
    row = await connection.fetchrow(
        """
        SELECT auction.id::text, quotation.trade_in_id::text FROM auction
        LEFT JOIN quotation ON quotation.auction_id = auction.id
        WHERE auction.created_by = $1 AND auction.idempotency_key = $2
        """,
        user.user_id,
        key,
    )
    if row is None:
        return None
    if row["trade_in_id"] != str(trade_in["id"]) or comment != trade_in["comment_for_pros"]:
        raise Refusal(Code.COMMAND_MISMATCH)
    return AuctionId(row["id"])


def check_complete(row: Row) -> None:
    """Pros aren't being asked already, and what they need is there (domain 4.2).

    Raises:
        Refusal: `conflict`, `invalid`.

    """
    if row["state"] == "in_quotation":
        raise Refusal(Code.ALREADY_ASKED, version=row["version"])
    missing = [name for name in ("plate", "vin") if row[name] is None]
    if missing:
        raise Refusal(Code.INVALID, errors=[field_error(f"/{name}", Fault.REQUIRED) for name in missing])


async def _open(
    connection: Connection, user: DealerUser, row: Row, *, comment: str, key: str | None, now: datetime
) -> AuctionId:
    entity_id = EntityId(str(row["entity_id"]))
    pro_ids = await quotation_recipients(connection, entity_id)
    if not pro_ids:
        raise Refusal(Code.NO_PRO)
    cover = await cover_key(connection, Subject(kind="trade_in", id=str(row["id"])))
    sealed = SealedAuction(
        entity_id=entity_id,
        point_of_sale_id=PointOfSaleId(str(row["point_of_sale_id"])),
        car=struct({**row, "subject_id": row["id"], "photo_key": cover}, QuotedCar),
        comment=comment,
        pro_ids=pro_ids,
    )
    auction_id = await write_sealed(connection, sealed, user_id=user.user_id, key=key, now=now)
    await connection.execute(
        """
        INSERT INTO quotation (trade_in_id, round, auction_id)
        SELECT $1, coalesce(max(round), 0) + 1, $2 FROM quotation WHERE trade_in_id = $1
        """,
        row["id"],
        auction_id,
    )
    car = tables.TradeIn
    await query.execute(
        connection,
        car.update({car.state: "in_quotation", car.comment_for_pros: comment, car.version: car.version + 1}).where(
            car.id == row["id"]
        ),
    )
    return auction_id

"""What is broken about a customer's car, and its photos; pros who are asked see both at once (domain 4.1, 7.6)."""

from msgspec import Struct
from msgspec.structs import asdict

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import query
from server.kit.ids import AuctionId, EntityId, TradeInId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool, transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock import tables as stock_tables
from server.stock.dossiers.changing import shown_anew
from server.stock.dossiers.place import Place, View, columns_of, place_of
from server.stock.photos.subject import Subject
from server.stock.records.record import Defect
from server.tradeins import tables


class NotedDefect(Struct, frozen=True):
    """A defect as it is kept; its place is three columns, null where nobody said."""

    id: str
    name: str
    amount_cents: Cents
    place_view: View | None
    place_x: int | None
    place_y: int | None


async def defects_of(database: Pool | Connection, trade_in_id: TradeInId) -> list[Defect]:
    """In the order they were noted."""
    defect = tables.TradeInDefect
    noted = defect.select().where(defect.trade_in_id == trade_in_id).order_by(defect.id)
    return [
        Defect(id=each.id, name=each.name, amount_cents=each.amount_cents, place=place_of(asdict(each)))
        for each in await query.fetch_all(database, noted, NotedDefect)
    ]


async def add_defect(
    resources: Resources,
    user: DealerUser,
    trade_in_id: TradeInId,
    *,
    name: str,
    amount_cents: Cents,
    place: Place | None,
) -> None:
    """Something broken, where, and what mending it costs excl. VAT.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        subject = await hold(connection, user, trade_in_id)
        view, x, y = columns_of(place)
        await query.insert(
            connection,
            tables.TradeInDefect(
                id=new_id(),
                trade_in_id=trade_in_id,
                name=name,
                amount_cents=amount_cents,
                place_view=view,
                place_x=x,
                place_y=y,
            ),
        )
        await changed(connection, subject)


async def place_defect(
    resources: Resources, user: DealerUser, trade_in_id: TradeInId, defect_id: str, *, place: Place | None
) -> None:
    """Say where on the car it is, or that nobody knows.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        subject = await hold(connection, user, trade_in_id)
        defect = tables.TradeInDefect
        view, x, y = columns_of(place)
        moved = defect.update({defect.place_view: view, defect.place_x: x, defect.place_y: y}).where(
            defect.id == defect_id, defect.trade_in_id == trade_in_id
        )
        if not await query.execute(connection, moved):
            raise Refusal(Code.NOT_FOUND)
        await changed(connection, subject)


async def remove_defect(resources: Resources, user: DealerUser, trade_in_id: TradeInId, defect_id: str) -> None:
    """Strike it; its photos are photos of the car from now on.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        subject = await hold(connection, user, trade_in_id)
        defect, photo = tables.TradeInDefect, stock_tables.Photo
        gone = defect.delete().where(defect.id == defect_id, defect.trade_in_id == trade_in_id)
        if not await query.execute(connection, gone):
            raise Refusal(Code.NOT_FOUND)
        await query.execute(connection, photo.update({photo.defect_id: None}).where(photo.defect_id == defect_id))
        await changed(connection, subject)


async def hold(connection: Connection, user: DealerUser, trade_in_id: TradeInId) -> Subject:
    """The trade-in, still until the transaction ends, if the user sees its entity.

    Raises:
        Refusal: `not_found`.

    """
    car = tables.TradeIn
    held = car.select(car.entity_id).where(car.id == trade_in_id).lock_rows()
    entity_id = await query.fetch_value(connection, held, EntityId)
    if entity_id is None or not sees_entity(user, entity_id):
        raise Refusal(Code.NOT_FOUND)
    return Subject(kind="trade_in", id=trade_in_id)


async def photos_changed(connection: Connection, subject: Subject, key: str | None) -> None:
    """Pros who are asked now see the first photo on their list."""
    await connection.execute(
        """
        UPDATE quoted_car SET photo_key = $2 FROM auction
        WHERE quoted_car.subject_id = $1 AND auction.id = quoted_car.auction_id
            AND auction.state IN ('scheduled', 'open') AND quoted_car.photo_key IS DISTINCT FROM $2
        """,
        subject.id,
        key,
    )
    await changed(connection, subject)


async def changed(connection: Connection, subject: Subject) -> None:
    """Count it, and tell the pros who are asked now."""
    rows = await connection.fetch(
        """
        SELECT auction.id::text FROM quotation JOIN auction ON auction.id = quotation.auction_id
        WHERE quotation.trade_in_id = $1 AND auction.state IN ('scheduled', 'open')
        """,
        subject.id,
    )
    car = tables.TradeIn
    entity_id = await query.fetch_value(connection, car.select(car.entity_id).where(car.id == subject.id), str)
    auction_ids = [AuctionId(row["id"]) for row in rows]
    await shown_anew(connection, subject, entity_id=EntityId(str(entity_id)), auction_ids=auction_ids)

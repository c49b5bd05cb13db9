"""What is broken about a customer's car, and its photos; pros who are asked see both at once (domain 4.1, 7.6)."""

from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit.ids import AuctionId, EntityId, TradeInId, new_id
from server.kit.money import Cents
from server.kit.postgres import Connection, Pool, transaction
from server.kit.rows import struct
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.dossiers.changing import shown_anew
from server.stock.dossiers.place import Place, columns_of, place_of
from server.stock.photos.subject import Subject
from server.stock.records.record import Defect


async def defects_of(database: Pool | Connection, trade_in_id: TradeInId) -> list[Defect]:
    """In the order they were noted."""
    rows = await database.fetch("SELECT * FROM trade_in_defect WHERE trade_in_id = $1 ORDER BY id", trade_in_id)
    return [struct({**row, "place": place_of(row)}, Defect) for row in rows]


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
        await connection.execute(
            """
            INSERT INTO trade_in_defect (id, trade_in_id, name, amount_cents, place_view, place_x, place_y)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            new_id(),
            trade_in_id,
            name,
            amount_cents,
            *columns_of(place),
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
        moved = await connection.execute(
            """
            UPDATE trade_in_defect SET place_view = $3, place_x = $4, place_y = $5 WHERE id = $1 AND trade_in_id = $2
            """,
            defect_id,
            trade_in_id,
            *columns_of(place),
        )
        if moved == "UPDATE 0":
            raise Refusal(Code.NOT_FOUND)
        await changed(connection, subject)


async def remove_defect(resources: Resources, user: DealerUser, trade_in_id: TradeInId, defect_id: str) -> None:
    """Strike it; its photos are photos of the car from now on.

    Raises:
        Refusal: `not_found`.

    """
    async with transaction(resources.postgres) as connection:
        subject = await hold(connection, user, trade_in_id)
        gone = await connection.execute(
            "DELETE FROM trade_in_defect WHERE id = $1 AND trade_in_id = $2", defect_id, trade_in_id
        )
        if gone == "DELETE 0":
            raise Refusal(Code.NOT_FOUND)
        await connection.execute("UPDATE photo SET defect_id = NULL WHERE defect_id = $1", defect_id)
        await changed(connection, subject)


async def hold(connection: Connection, user: DealerUser, trade_in_id: TradeInId) -> Subject:
    """The trade-in, still until the transaction ends, if the user sees its entity.

    Raises:
        Refusal: `not_found`.

    """
    entity_id = await connection.fetchval("SELECT entity_id FROM trade_in WHERE id = $1 FOR UPDATE", trade_in_id)
    if entity_id is None or not sees_entity(user, EntityId(str(entity_id))):
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
    entity_id = await connection.fetchval("SELECT entity_id::text FROM trade_in WHERE id = $1", subject.id)
    auction_ids = [AuctionId(row["id"]) for row in rows]
    await shown_anew(connection, subject, entity_id=EntityId(str(entity_id)), auction_ids=auction_ids)

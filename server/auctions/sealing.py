"""Write a sealed auction down: one car, shown to pros as it is now, and whom to ask (domain 4.6).

The book is told afterwards, by `opening`, as of any other auction. Whose car it is, and what becomes of it, is the
caller's: `subject_id` is what it is there.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct, structs

from server.auctions.inviting import invite
from server.kit.ids import AuctionId, EntityId, PointOfSaleId, ProId, UserId, new_id
from server.kit.partitions import partition_of
from server.kit.postgres import Connection
from server.policies.reading import auction_settings, price_policy
from server.protocol.scalars import VatRegime
from server.stock.numbering import take_numbers


class QuotedCar(Struct, frozen=True, kw_only=True):
    """A car that isn't in stock, as pros are shown it."""

    subject_id: str
    make: str
    model: str
    model_version: str
    trim: str
    plate: str | None
    vin: str | None
    energy: str | None
    gearbox: str | None
    body: str | None
    mileage_km: int | None
    mileage_guaranteed: bool
    first_registration: date | None
    fiscal_power_cv: int | None
    power_hp: int | None
    co2_g_km: int | None
    outer_colour: str | None
    inner_colour: str | None
    condition: str
    vat_regime: VatRegime
    doors: int | None
    first_owner: bool | None
    origin: str | None
    options: tuple[str, ...]
    photo_key: str | None


class SealedAuction(Struct, frozen=True, kw_only=True):
    """What to ask whom; it starts at once, and lasts the entity's answer delay (domain 3.1)."""

    entity_id: EntityId
    point_of_sale_id: PointOfSaleId
    car: QuotedCar
    comment: str
    pro_ids: tuple[ProId, ...]


async def write_sealed(
    connection: Connection, sealed: SealedAuction, *, user_id: UserId, key: str | None, now: datetime
) -> AuctionId:
    """Write it as `scheduled`; call it inside a transaction."""
    assert sealed.pro_ids, "nobody to ask"
    auction_id = AuctionId(new_id())
    delay_seconds = (await price_policy(connection, sealed.entity_id)).answer_delay_seconds
    settings = await auction_settings(connection, sealed.entity_id)
    numbers = await take_numbers(connection, sealed.entity_id, "auction")
    await connection.execute(
        """
        INSERT INTO auction (id, entity_id, point_of_sale_id, partition, number, format, kind, state, created_by,
            created_at, starts_at, duration_seconds, ends_at, minimum_raise_cents, soft_close_window_seconds,
            soft_close_extension_seconds, soft_close_cap_seconds, gain_basis, comment_for_pros, idempotency_key,
            by_list)
        VALUES ($1, $2, $3, $4, $5, 'sealed', 'quotation', 'scheduled', $6, $7, $7, $8, $9, 1, 0, 0, 0, $10, $11, $12,
            true)
        """,
        auction_id,
        sealed.entity_id,
        sealed.point_of_sale_id,
        partition_of(sealed.entity_id),
        numbers.start,
        user_id,
        now,
        delay_seconds,
        now + timedelta(seconds=delay_seconds),
        settings.gain_basis,
        sealed.comment or None,
        key,
    )
    await _write_lot(connection, auction_id, sealed)
    await invite(connection, auction_id, sealed.pro_ids, entity_id=sealed.entity_id, at=now)
    return auction_id


async def _write_lot(connection: Connection, auction_id: AuctionId, sealed: SealedAuction) -> None:
    numbers = await take_numbers(connection, sealed.entity_id, "lot")
    await connection.execute(
        "INSERT INTO lot (auction_id, lot, entity_id, number, starting_price_cents) VALUES ($1, 1, $2, $3, 0)",
        auction_id,
        sealed.entity_id,
        numbers.start,
    )
    columns = {"auction_id": auction_id, "lot": 1, **structs.asdict(sealed.car)}
    # The columns' names are the fields of our own Struct.
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    await connection.execute(
        f"INSERT INTO quoted_car ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 — our own words only
        *columns.values(),
    )

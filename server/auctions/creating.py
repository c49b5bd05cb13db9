"""Write an auction down: rows, numbers, engaged cars and invitations in one transaction (domain 7.2-7.4).

The book is told afterwards, by `opening`; a crash between the two is healed by its reconciler.
"""

from datetime import datetime

from msgspec import Struct

from server.accounts.principal import Principal
from server.auctions.auction import AuctionForm
from server.auctions.inviting import invite
from server.auctions.preparing import Draft, all_faults, allowed, read_draft
from server.auctions.rules import Entry
from server.kit import clock
from server.kit.ids import AuctionId, UserId, VehicleId, new_id
from server.kit.money import CENTS_MAX, Cents
from server.kit.partitions import partition_of
from server.kit.postgres import Connection, transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.live_updates import vehicles_changed
from server.stock.numbering import take_numbers


class Created(Struct, frozen=True, kw_only=True):
    """The auction a form made; `repeated` when the same request had made it before."""

    id: AuctionId
    repeated: bool


async def create(
    resources: Resources, principal: Principal, form: AuctionForm, *, idempotency_key: str | None
) -> Created:
    """Write the auction as `scheduled`, also one that starts at once: the book opens it.

    Raises:
        Refusal: `forbidden`, `not_found`; `invalid` with every wrong field and refused car; `conflict` when the key
            made another auction.

    """
    user = allowed(principal, form.entity_id)
    now = clock.now()
    async with transaction(resources.postgres) as connection:
        if idempotency_key is not None:
            made = await _made_before(connection, user.user_id, idempotency_key, form)
            if made is not None:
                return Created(id=made, repeated=True)
        draft = await read_draft(connection, form, now=now, lock=True)
        _refuse(draft)
        auction_id = AuctionId(new_id())
        await _engage(connection, auction_id, draft, now=now)
        await _write_auction(connection, auction_id, draft, user_id=user.user_id, key=idempotency_key, now=now)
        await _write_lots(connection, auction_id, draft)
        await invite(connection, auction_id, draft.pro_ids, entity_id=form.entity_id, at=now)
    return Created(id=auction_id, repeated=False)


def _refuse(draft: Draft) -> None:
    errors = all_faults(draft)
    if not errors and _starting_price(draft.entries) > CENTS_MAX:
        errors = [field_error("/vehicles", Fault.TOO_HIGH, most=CENTS_MAX)]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)


async def _made_before(connection: Connection, user_id: UserId, key: str, form: AuctionForm) -> AuctionId | None:
    """The auction this key made, after any request with the same key that is still running."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"auction:{user_id}:{key}")
    row = await connection.fetchrow(
        """
        SELECT id, kind, entity_id, duration_seconds, minimum_raise_cents,
            array(SELECT vehicle_id::text FROM lot_vehicle WHERE auction_id = auction.id) AS vehicle_ids
        FROM auction WHERE created_by = $1 AND idempotency_key = $2
        """,
        user_id,
        key,
    )
    if row is None:
        return None
    asked = (form.kind, form.entity_id, form.duration_seconds, form.minimum_raise_cents)
    made = (row["kind"], str(row["entity_id"]), row["duration_seconds"], row["minimum_raise_cents"])
    if asked != made or {line.vehicle_id for line in form.vehicles} != set(row["vehicle_ids"]):
        raise Refusal(Code.COMMAND_MISMATCH)
    return AuctionId(str(row["id"]))


async def _engage(connection: Connection, auction_id: AuctionId, draft: Draft, *, now: datetime) -> None:
    """Take the cars for this auction; the primary key lets nobody else (domain 6.7)."""
    wanted = [entry.vehicle_id for entry in draft.entries]
    rows = await connection.fetch(
        """
        INSERT INTO vehicle_engagement (vehicle_id, kind, subject_id, since)
        SELECT vehicle_id, 'auction', $2, $3 FROM unnest($1::uuid[]) AS vehicle_id
        ON CONFLICT DO NOTHING RETURNING vehicle_id
        """,
        wanted,
        auction_id,
        now,
    )
    taken = {VehicleId(str(row["vehicle_id"])) for row in rows}
    errors = [
        field_error(f"/vehicles/{place}/vehicle_id", Fault.ENGAGED_IN_AUCTION)
        for place, vehicle_id in enumerate(wanted)
        if vehicle_id not in taken
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
    await vehicles_changed(connection, wanted)


async def _write_auction(
    connection: Connection, auction_id: AuctionId, draft: Draft, *, user_id: UserId, key: str | None, now: datetime
) -> None:
    form = draft.form
    numbers = await take_numbers(connection, form.entity_id, "auction")
    await connection.execute(
        """
        INSERT INTO auction (id, entity_id, point_of_sale_id, partition, number, format, kind, state,
            distribution_list_id, created_by, created_at, starts_at, duration_seconds, ends_at, minimum_raise_cents,
            soft_close_window_seconds, soft_close_extension_seconds, soft_close_cap_seconds, gain_basis,
            idempotency_key, by_list)
        VALUES ($1, $2, $3, $4, $5, 'ascending', $6, 'scheduled', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $7::uuid IS NOT NULL)
        """,
        auction_id,
        form.entity_id,
        form.point_of_sale_id,
        partition_of(form.entity_id),
        numbers.start,
        form.kind,
        form.distribution_list_id,
        user_id,
        now,
        draft.schedule.starts_at,
        form.duration_seconds,
        draft.schedule.ends_at,
        form.minimum_raise_cents,
        draft.soft_close.window_seconds,
        draft.soft_close.extension_seconds,
        draft.soft_close.cap_seconds,
        draft.settings.gain_basis,
        key,
    )


async def _write_lots(connection: Connection, auction_id: AuctionId, draft: Draft) -> None:
    """One lot of all cars, or one lot a car, with the prices of today."""
    whole = draft.form.kind == "whole_lot"
    groups = [list(draft.entries)] if whole else [[entry] for entry in draft.entries]
    numbers = await take_numbers(connection, draft.form.entity_id, "lot", how_many=len(groups))
    await connection.executemany(
        """
        INSERT INTO lot (auction_id, lot, entity_id, number, starting_price_cents, reserve_cents)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
            (
                auction_id,
                rank,
                draft.form.entity_id,
                number,
                _starting_price(group),
                draft.form.reserve_cents if whole else group[0].reserve_cents,
            )
            for rank, (number, group) in enumerate(zip(numbers, groups, strict=True), start=1)
        ],
    )
    await connection.executemany(
        """
        INSERT INTO lot_vehicle (auction_id, lot, position, vehicle_id, starting_price_cents, sale_price_cents,
            market_value_cents, real_margin_cents)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
            (auction_id, rank, position, *_prices_of_the_day(entry))
            for rank, group in enumerate(groups, start=1)
            for position, entry in enumerate(group, start=1)
        ],
    )


def _starting_price(group: list[Entry] | tuple[Entry, ...]) -> Cents:
    return Cents(sum(entry.starting_price_cents or 0 for entry in group))


def _prices_of_the_day(entry: Entry) -> tuple[VehicleId, Cents, Cents, Cents | None, Cents]:
    car = entry.vehicle
    assert car is not None
    assert car.trade_price_cents is not None
    assert car.real_margin_cents is not None
    assert car.costs_cents is not None
    assert entry.starting_price_cents is not None
    # Costs change until the end and after it, so that they are taken off where the margin is read (domain 6.8).
    before_costs = Cents(car.real_margin_cents + car.costs_cents)
    return car.id, entry.starting_price_cents, car.trade_price_cents, car.market_value_cents, before_costs

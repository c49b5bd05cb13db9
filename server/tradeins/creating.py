"""Write a customer's car down as a trade-in (domain 4.1)."""

from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from server.accounts import tables as accounts_tables
from server.accounts.principal import DealerUser
from server.accounts.rights import sees_entity
from server.kit import clock, query
from server.kit.ids import TradeInId, new_id
from server.kit.postgres import Connection, transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.stock.identity import read_plate, read_vin
from server.stock.numbering import take_numbers
from server.tradeins import tables
from server.tradeins.trade_in import TradeInForm

PLACES = frozenset({"entity_id", "point_of_sale_id"})


class Created(Struct, frozen=True, kw_only=True):
    """The trade-in a form made; `repeated` when the same key had made it before."""

    id: TradeInId
    repeated: bool


async def create(resources: Resources, user: DealerUser, form: TradeInForm, *, key: str | None) -> Created:
    """Write it as a draft.

    Raises:
        Refusal: `not_found` for an entity that isn't the user's; `conflict` when the key made another one; `invalid`
            with every wrong field.

    """
    if not sees_entity(user, form.entity_id):
        raise Refusal(Code.NOT_FOUND)
    trade_in_id = TradeInId(new_id())
    async with transaction(resources.postgres) as connection:
        if key is not None and (made := await _made_before(connection, user, key, form)):
            return Created(id=made, repeated=True)
        await _check(connection, form)
        numbers = await take_numbers(connection, form.entity_id, "trade_in")
        await query.insert(
            connection,
            tables.TradeIn(
                id=trade_in_id,
                number=numbers.start,
                version=1,
                created_by=user.user_id,
                created_at=clock.now(),
                idempotency_key=key,
                comment_for_pros="",
                comment_for_manager="",
                state="draft",
                **_written(form),
            ),
        )
    return Created(id=trade_in_id, repeated=False)


def _written(form: TradeInForm) -> dict[str, Any]:
    """The form as its row has it."""
    return structs.asdict(form) | {
        "options": [*form.options],
        "plate": read_plate(form.plate).text if form.plate else None,
        "vin": read_vin(form.vin).text if form.vin else None,
    }


async def _made_before(connection: Connection, user: DealerUser, key: str, form: TradeInForm) -> TradeInId | None:
    """The trade-in this key made, after any request with the same key that is still running."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"trade_in:{user.user_id}:{key}")
    made = await connection.fetchrow(
        "SELECT * FROM trade_in WHERE created_by = $1 AND idempotency_key = $2", user.user_id, key
    )
    if made is None:
        return None
    # Of one that has been edited since nobody can tell any more what was asked for.
    asked = {name: value if name not in PLACES else UUID(str(value)) for name, value in _written(form).items()}
    if made["version"] == 1 and any(made[name] != value for name, value in asked.items()):
        raise Refusal(Code.COMMAND_MISMATCH)
    return TradeInId(str(made["id"]))


async def _check(connection: Connection, form: TradeInForm) -> None:
    point = accounts_tables.PointOfSale
    its_own = point.select(point.id).where(point.id == form.point_of_sale_id, point.entity_id == form.entity_id)
    place = await query.execute(connection, its_own)
    wrong = {
        "/point_of_sale_id": None if place else Fault.UNKNOWN,
        "/plate": Fault.NO_PLATE if form.plate and read_plate(form.plate).text is None else None,
        "/vin": Fault.NO_VIN if form.vin and read_vin(form.vin).text is None else None,
    }
    errors = [field_error(pointer, fault) for pointer, fault in wrong.items() if fault]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)

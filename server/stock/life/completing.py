"""Complete entries of the police register with what wasn't known at first: once, and beside what was written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.ids import EntityId
from server.kit.postgres import Pool, transaction
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

Field = Literal["seller_name", "seller_address", "seller_document", "payment_method"]
# Who sold the car, and how it was paid: asked of every entry (domain "France").
FIELDS: tuple[Field, ...] = ("seller_name", "seller_address", "seller_document", "payment_method")

Said = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"\S")]


class Completion(Struct, frozen=True, kw_only=True):
    """What was added to an entry, when and by whom."""

    field: Field
    value: str
    completed_at: datetime
    completed_by: str


class CompletionForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an entry lacks, as far as it is known now."""

    seller_name: Said | UnsetType = UNSET
    seller_address: Said | UnsetType = UNSET
    seller_document: Said | UnsetType = UNSET
    payment_method: Said | UnsetType = UNSET


async def complete(pool: Pool, user: DealerUser, entity_id: EntityId, number: int, form: CompletionForm) -> None:
    """Add what the entry lacks.

    Raises:
        Refusal: `not_found`, no such entry; `invalid`, nothing said, or said before: `already_said`.

    """
    said: dict[str, str] = {name: value.strip() for name in FIELDS if (value := getattr(form, name)) is not UNSET}
    if not said:
        errors = [
            field_error(f"/{name}", Fault.ONE_REQUIRED, others=", ".join(other for other in FIELDS if other != name))
            for name in FIELDS
        ]
        raise Refusal(Code.INVALID, errors=errors)
    async with transaction(pool) as connection:
        # Two at once take turns; the entry itself is never written.
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtext('police_completion'), hashtext($1))", f"{entity_id} {number}"
        )
        entry = await connection.fetchrow(
            "SELECT * FROM police_entry WHERE entity_id = $1 AND number = $2", entity_id, number
        )
        if entry is None:
            raise Refusal(Code.NOT_FOUND)
        known = await connection.fetch(
            "SELECT field FROM police_completion WHERE entity_id = $1 AND number = $2", entity_id, number
        )
        _refuse_said(said, entry, {row["field"] for row in known})
        await connection.executemany(
            """
            INSERT INTO police_completion (entity_id, number, field, value, completed_at, completed_by)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [(entity_id, number, name, value, clock.now(), user.name) for name, value in said.items()],
        )


def _refuse_said(said: Mapping[str, str], entry: Mapping[str, object], completed: set[str]) -> None:
    errors = [field_error(f"/{name}", Fault.ALREADY_SAID) for name in said if entry[name] or name in completed]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)

"""The police register over HTTP: its entries, the next number, and the whole of it as PDF and CSV (domain "France")."""

from collections.abc import AsyncGenerator
from datetime import date
from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from server.accounts.guards import needs
from server.accounts.principal import DealerUser, Right
from server.accounts.rights import sees_entity
from server.kit import clock
from server.kit.http import UUID_LENGTH, UUID_PATTERN, Injected
from server.kit.ids import EntityId
from server.kit.money import Cents
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.days import day_errors
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page
from server.stock.exchanging import csv_writing
from server.stock.exchanging.csv_writing import Money, euros, shown
from server.stock.identity import shown_plate
from server.stock.life.completing import CompletionForm, complete
from server.stock.life.form import POLICE_NUMBER_MAX
from server.stock.life.register import PoliceEntry, every_entry, find_entries, find_entry
from server.stock.life.registering import Head, next_number
from server.stock.printing.typesetting import MEDIA_TYPE, typeset

# Names, addresses and prices of private sellers (domain 1.6).
REGISTER = needs(Right.SEE_POLICE_REGISTER)
OfEntity = Annotated[str, QueryParameter(pattern=UUID_PATTERN, max_length=UUID_LENGTH)]
HEAD = (
    "Numéro", "Date d'entrée", "Inscrit le", "Inscrit par", "Marque", "Modèle", "Version", "Couleur", "Immatriculation",
    "Châssis", "1re mise en circulation", "Kilométrage", "Provenance", "Vendeur", "Adresse du vendeur",
    "Pièce d'identité", "Prix d'achat TTC", "Mode de règlement", "Sortie le", "Acquéreur", "Facture", "Complété depuis",
)  # fmt: skip
COMPLETED = {
    "seller_name": "Vendeur",
    "seller_address": "Adresse du vendeur",
    "seller_document": "Pièce d'identité",
    "payment_method": "Mode de règlement",
}


@get("/police-register", guards=[REGISTER])
async def list_police_entries(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: OfEntity,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[PoliceEntry]:
    """Entries of an entity's register, last ones first."""
    return await find_entries(resources.postgres, _seen(user, entity_id), limit=limit, cursor=cursor)


@get("/police-register/next", guards=[needs(Right.MANAGE_STOCK, Right.SEE_POLICE_REGISTER)])
async def read_next_police_number(
    user: Injected[DealerUser], resources: Injected[Resources], entity_id: OfEntity
) -> Head:
    """The number to propose; `empty`: nothing was entered yet, the first number may be chosen."""
    return await next_number(resources.postgres, _seen(user, entity_id))


@post("/police-register/{number:int}/completions", guards=[needs(Right.MANAGE_STOCK), REGISTER])
async def complete_police_entry(
    *,
    number: FromPath[int],
    data: JSONBody[CompletionForm],
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: OfEntity,
) -> PoliceEntry:
    """Add what an entry lacks: each column once, with your name and the time, beside what was written."""
    entity = _seen(user, entity_id)
    if number > POLICE_NUMBER_MAX:
        raise Refusal(Code.NOT_FOUND)
    await complete(resources.postgres, user, entity, number, data)
    entry = await find_entry(resources.postgres, entity, number)
    assert entry is not None, "it was completed just now"
    return entry


@get("/police-register.csv", guards=[REGISTER], media_type=csv_writing.MEDIA_TYPE)
async def export_police_register_csv(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: OfEntity,
    entered_from: FromQuery[date | None] = None,
    entered_to: FromQuery[date | None] = None,
) -> Stream:
    """The register as CSV, in its order."""
    entity = _seen(user, entity_id)
    _refuse_days(entered_from=entered_from, entered_to=entered_to)

    async def body() -> AsyncGenerator[bytes]:
        yield csv_writing.BOM.encode() + csv_writing.lines([HEAD])
        pool = resources.postgres
        async for entries in every_entry(pool, entity, entered_from=entered_from, entered_to=entered_to):
            yield csv_writing.lines(_cells(entry) for entry in entries)

    return Stream(body(), media_type=csv_writing.MEDIA_TYPE, headers=_attached("registre.csv"))


@get("/police-register.pdf", guards=[REGISTER], media_type=MEDIA_TYPE)
async def export_police_register_pdf(
    *,
    user: Injected[DealerUser],
    resources: Injected[Resources],
    entity_id: OfEntity,
    entered_from: FromQuery[date | None] = None,
    entered_to: FromQuery[date | None] = None,
) -> Response[bytes]:
    """The register on paper, in its order."""
    entity = _seen(user, entity_id)
    _refuse_days(entered_from=entered_from, entered_to=entered_to)
    pool = resources.postgres
    place = await pool.fetchrow(
        """
        SELECT entity.name, coalesce(place.address || ', ' || place.postcode || ' ' || place.city, '') AS address
        FROM entity LEFT JOIN point_of_sale place ON place.entity_id = entity.id
        WHERE entity.id = $1 ORDER BY place.id LIMIT 1
        """,
        entity,
    )
    entries = [
        entry
        async for batch in every_entry(pool, entity, entered_from=entered_from, entered_to=entered_to)
        for entry in batch
    ]
    assert place is not None
    data = {
        "dealer": place["name"],
        "address": place["address"],
        "printed": shown(clock.now()),
        "first": entries[0].number if entries else "-",
        "last": entries[-1].number if entries else "-",
        "entries": [_printed(entry) for entry in entries],
    }
    pdf = await typeset("register", data)
    return Response(pdf, media_type=MEDIA_TYPE, headers=_attached("registre.pdf"))


def _seen(user: DealerUser, entity_id: str) -> EntityId:
    entity = EntityId(entity_id.lower())
    if not sees_entity(user, entity):
        raise Refusal(Code.NOT_FOUND)
    return entity


def _refuse_days(**asked: date | None) -> None:
    today = clock.now().date()
    errors = [error for name, day in asked.items() for error in day_errors(day, today=today, pointer=name)]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


def _cells(entry: PoliceEntry) -> tuple[object, ...]:
    return (
        entry.number, entry.entered_on, entry.recorded_at, entry.recorded_by, entry.make, entry.model,
        entry.model_version, entry.outer_colour, shown_plate(entry.plate), entry.vin, entry.first_registration,
        entry.mileage_km, entry.origin, entry.seller_name, entry.seller_address, entry.seller_document,
        Money(entry.purchase_price_cents), entry.payment_method, entry.exited_at, entry.client_name,
        entry.invoice_number, "; ".join(_completed(entry)),
    )  # fmt: skip


def _completed(entry: PoliceEntry) -> list[str]:
    """What was added to the entry, each with its day and who did it."""
    return [
        f"{COMPLETED[added.field]} : {added.value} (le {shown(added.completed_at)} par {added.completed_by})"
        for added in entry.completions
    ]


def _printed(entry: PoliceEntry) -> dict[str, object]:
    seller = (entry.seller_name, entry.seller_address, entry.seller_document, entry.origin)
    exit_parts = (shown(entry.exited_at and entry.exited_at.date()), entry.client_name, entry.invoice_number)
    return {
        "number": entry.number,
        "entered_on": shown(entry.entered_on),
        "recorded_on": shown(entry.recorded_at.date()),
        "recorded_by": entry.recorded_by,
        "car": " ".join(filter(None, (entry.make, entry.model, entry.model_version))),
        "colour": entry.outer_colour,
        "plate": shown_plate(entry.plate),
        "vin": entry.vin,
        "first_registration": shown(entry.first_registration),
        "mileage": entry.mileage_km,
        "seller": ", ".join(filter(None, seller)),
        "price": f"{euros(Cents(entry.purchase_price_cents))} €",
        "payment_method": entry.payment_method,
        "completed": _completed(entry),
        "exit": ", ".join(filter(None, exit_parts)),
    }


REGISTER_ROUTES = (
    list_police_entries,
    read_next_police_number,
    complete_police_entry,
    export_police_register_csv,
    export_police_register_pdf,
)

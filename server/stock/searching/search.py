"""What may be asked of the stock, in an address: `status=for_sale&q=peugot&sort=-entered_at` (domain 6.5).

One Struct speaks for the table, its export, counts and saved searches. Lists are given by repeating a name.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from server.kit import clock
from server.kit.http import ID
from server.kit.ids import EntityId, PointOfSaleId, ProId
from server.kit.money import CENTS_MAX, Cents
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.misfits import misfit
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import VatRegime
from server.rest.days import RegistrationDay, day_errors, spans_of
from server.rest.listing import QUERY_LENGTH_MAX
from server.stock.searching.sorts import SORT_PATTERN
from server.stock.vehicle import Destination, Kind, Status

CHOICES_MAX = 50
DAYS_MAX = 36_500
KM_MAX = 2_000_000
ADDRESS_LENGTH_MAX = 4_000
# What else may stand in the address of a list.
PAGING = frozenset({"limit", "cursor", "skip", "columns"})

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=CHOICES_MAX)]
Days = Annotated[int, msgspec.Meta(ge=0, le=DAYS_MAX)]
Price = Annotated[Cents, msgspec.Meta(ge=0, le=CENTS_MAX)]
Km = Annotated[int, msgspec.Meta(ge=0, le=KM_MAX)]


class VehicleSearch(Struct, frozen=True, kw_only=True):
    """Filters, words and sort; bounds are inclusive, prices incl. VAT.

    `reserved`: kept for a professional client; `enterable`: may enter a stock auction now (domain 6.6);
    `late`: past the day it should have been sold by; days count from the entry into stock.
    """

    entity_id: Annotated[EntityId, ID] | None = None
    status: tuple[Status, ...] = ()
    extra_status: Word | None = None
    destination: tuple[Destination, ...] = ()
    kind: tuple[Kind, ...] = ()
    reserved: bool | None = None
    reserved_for: Annotated[ProId, ID] | None = None
    engaged: bool | None = None
    enterable: bool | None = None
    allowed_to_professionals: bool | None = None
    point_of_sale_id: tuple[Annotated[PointOfSaleId, ID], ...] = ()
    physical_site_id: Annotated[PointOfSaleId, ID] | None = None
    days_in_stock_min: Days | None = None
    days_in_stock_max: Days | None = None
    late: bool | None = None
    make: Words = ()
    model: Words = ()
    energy: Words = ()
    gearbox: Words = ()
    body: Words = ()
    vat_regime: VatRegime | None = None
    with_photo: bool | None = None
    retail_price_min_cents: Price | None = None
    retail_price_max_cents: Price | None = None
    trade_price_min_cents: Price | None = None
    trade_price_max_cents: Price | None = None
    mileage_min_km: Km | None = None
    mileage_max_km: Km | None = None
    registered_from: RegistrationDay | None = None
    registered_to: RegistrationDay | None = None
    q: Annotated[str, msgspec.Meta(max_length=QUERY_LENGTH_MAX)] | None = None
    sort: Annotated[str, msgspec.Meta(pattern=SORT_PATTERN, max_length=40)] = "-number"

    @property
    def sorted_by(self) -> str:
        """The name of the sort, without its direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the greatest comes first."""
        return self.sort.startswith("-")


_TYPES: Mapping[str, Any] = {field.name: field.type for field in fields(VehicleSearch)}
_SPANS = spans_of(VehicleSearch)
_MANY = frozenset(field.name for field in fields(VehicleSearch) if field.default == ())


def search_of(address: str) -> VehicleSearch:
    """The search in the query part of an address.

    Raises:
        Refusal: `invalid` with every name and value that makes no sense.

    """
    try:
        pairs = parse_qsl(address, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise Refusal(Code.INVALID, errors=[field_error("query", Fault.NO_QUERY)]) from error
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in PAGING:
            given.setdefault(name, []).append(value)
    values: dict[str, Any] = {}
    errors = [error for name, texts in given.items() for error in _read(name, texts, values)]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)
    return VehicleSearch(**values)


def _read(name: str, texts: Sequence[str], values: dict[str, Any]) -> list[FieldError]:
    if name not in _TYPES:
        return [field_error(name, Fault.UNKNOWN_FIELD)]
    if any("\0" in text for text in texts):
        return [field_error(name, Fault.NUL_CHARACTER)]
    if name not in _MANY and len(texts) > 1:
        return [field_error(name, Fault.REPEATED)]
    plain: object = texts if name in _MANY else texts[0]
    if plain == "" and name != "q":
        return [field_error(name, Fault.EMPTY)]
    try:
        values[name] = msgspec.convert(plain, _TYPES[name], strict=False)
    except msgspec.ValidationError as error:
        # A parameter is pointed at by its name, also one of several.
        return [replace(misfit(str(error), name, _TYPES[name]), pointer=name)]
    return [*day_errors(values[name], today=clock.now().date(), pointer=name, span=_SPANS[name])]

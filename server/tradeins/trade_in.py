"""What a trade-in is: a customer's car, and what pros answered when they were asked for a price (domain 4)."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.kit.http import ID, Line, Name, Remark
from server.kit.ids import AuctionId, EntityId, PointOfSaleId, QuoteId, TradeInId
from server.kit.money import Cents
from server.protocol.lots import Party
from server.protocol.scalars import AuctionState, VatRegime
from server.rest.days import RegistrationDay
from server.stock.photos.photo import Photo
from server.stock.records.record import Defect

TradeInState = Literal["draft", "awaiting_validation", "in_quotation", "quoted", "not_quoted"]
AnswerStatus = Literal["invited", "quoted", "declined"]

Count = Annotated[int, Meta(ge=0, le=2_000_000)]
Doors = Annotated[int, Meta(ge=1, le=9)]
Options = Annotated[tuple[Name, ...], Meta(max_length=200)]
Power = Annotated[int, Meta(ge=1, le=2_000)]


class TradeInForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The customer's car as the seller saw it; `condition` in words. Plate and VIN are needed before quoting."""

    entity_id: Annotated[EntityId, ID]
    point_of_sale_id: Annotated[PointOfSaleId, ID]
    make: Name
    model: Name
    model_version: Line = ""
    trim: Line = ""
    plate: Line | None = None
    vin: Line | None = None
    energy: Line | None = None
    gearbox: Line | None = None
    body: Line | None = None
    mileage_km: Count | None = None
    mileage_guaranteed: bool = False
    first_registration: RegistrationDay | None = None
    fiscal_power_cv: Power | None = None
    power_hp: Power | None = None
    co2_g_km: Annotated[int, Meta(ge=0, le=2_000)] | None = None
    outer_colour: Line | None = None
    inner_colour: Line | None = None
    condition: Remark = ""
    vat_regime: VatRegime = "margin"
    doors: Doors | None = None
    first_owner: bool | None = None
    origin: Line | None = None
    options: Options = ()


class QuotationForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pros are told beside the car."""

    comment_for_pros: Remark


class FinishForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pros are told beside the car, and a manager where one has to validate."""

    comment_for_pros: Remark = ""
    comment_for_manager: Remark = ""


class Answer(Struct, frozen=True, kw_only=True):
    """An invited pro and what it said last; `quote_id` and `selected` once the round has ended. Incl. VAT."""

    pro: Party
    status: AnswerStatus
    amount_cents: Cents | None
    at_ms: int | None
    quote_id: QuoteId | None
    selected: bool


class Quotation(Struct, frozen=True, kw_only=True):
    """A round in which pros were asked, as the dealer follows it; its room is `auction:<auction_id>`. Incl. VAT.

    `best_cents` is the highest price so far, of equal ones the earliest (domain 4.7).
    """

    auction_id: AuctionId
    number: int
    round: int
    state: AuctionState
    paused: bool
    epoch: int
    seq: int
    starts_at_ms: int
    ends_at_ms: int
    comment_for_pros: str
    invited: int
    answered: int
    declined: int
    best_cents: Cents | None
    best_pro: Party | None
    answers: tuple[Answer, ...]


class TradeInRow(Struct, frozen=True, kw_only=True):
    """A trade-in in a list; `quotation` names its newest round's auction, `best_cents` what was selected there."""

    id: TradeInId
    number: int
    state: TradeInState
    entity: Party
    point_of_sale: Party
    created_by: Party
    created_at: datetime
    make: str
    model: str
    model_version: str
    plate: str | None
    mileage_km: int | None
    first_registration: date | None
    energy: str | None
    photo: str | None
    auction_id: AuctionId | None
    ends_at: datetime | None
    best_cents: Cents | None


class TradeIn(Struct, frozen=True, kw_only=True):
    """A trade-in whole; `quotation` is the newest round, `earlier` are those before, newest first.

    `may_ask`: whether who reads it may have pros asked; who may not submits it to somebody who may, and is shown no
    price of theirs (domain 1.2).
    """

    id: TradeInId
    number: int
    version: int
    state: TradeInState
    entity: Party
    point_of_sale: Party
    created_by: Party
    created_at: datetime
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
    options: list[str]
    comment_for_pros: str
    comment_for_manager: str
    may_ask: bool
    defects: list[Defect]
    photos: list[Photo]
    quotation: Quotation | None = None
    earlier: tuple[Quotation, ...] = ()

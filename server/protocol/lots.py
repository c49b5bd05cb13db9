"""Lots as their viewers see them: what a pro may know, and what only the selling dealer may.

The two sides are separate Structs, so that a reserve, a name or a margin can't be encoded for a pro by accident
(domain 7.6). `price_cents` is 0 while nobody has bid.
"""

from datetime import date

from server.protocol.scalars import (
    Counter,
    LotOutcome,
    LotRank,
    SignedCents,
    Standing,
    TimeMs,
    VatRegime,
    WireCents,
    WireCommandId,
    WireOfferId,
    WireVehicleId,
)
from server.protocol.wire import Part


class Party(Part, frozen=True, kw_only=True):
    """Somebody or something with a name: a pro, a member, an entity, a point of sale."""

    id: str
    name: str


class Margin(Part, frozen=True, kw_only=True):
    """What a lot earns: `real_cents` at its sale price, the final ones at the price reached (domain "Margins").

    `final_cents` adds the price's distance from the sale price as the guide does, `net_cents` without its VAT.
    `gain_cents`, incl. VAT, is another thing: how far the last offer is above the starting price. Margins excl. VAT.
    """

    real_cents: SignedCents
    gain_cents: SignedCents
    final_cents: SignedCents
    net_cents: SignedCents


class Totals(Part, frozen=True, kw_only=True):
    """Sums over an auction (domain 7.7); last offers, their starts and the gain count only lots that have an offer.

    `margin` is for those who may see margins (domain 1.6).
    """

    lots: Counter
    lots_with_offer: Counter
    starting_cents: WireCents
    starting_with_offer_cents: WireCents
    last_offers_cents: WireCents
    reserve_cents: WireCents
    margin: Margin | None = None


class CorrectedField(Part, frozen=True, kw_only=True):
    """What was wrong of a car, and what it is; null where there was or is none."""

    field: str
    before: str | int | bool | None = None
    after: str | int | bool | None = None


class CarCorrection(Part, frozen=True, kw_only=True):
    """What the dealer corrected of a car during the sale, and why (domain 6.7)."""

    at_ms: TimeMs
    reason: str
    changes: tuple[CorrectedField, ...]


class Vehicle(Part, frozen=True, kw_only=True):
    """A car as a buyer compares it; `condition` is what the dealer says of its state, in words.

    `dossier` is the version of what `GET .../lots/{lot}/dossier` says of it.
    """

    id: WireVehicleId
    make: str
    model: str
    version: str
    trim: str | None = None
    plate: str | None = None
    vin: str | None = None
    energy: str | None = None
    gearbox: str | None = None
    mileage_km: Counter | None = None
    mileage_guaranteed: bool
    first_registration: date | None = None
    co2_g_km: Counter | None = None
    power_hp: Counter | None = None
    fiscal_power_cv: Counter | None = None
    body: str | None = None
    outer_colour: str | None = None
    inner_colour: str | None = None
    condition: str | None = None
    vat_regime: VatRegime
    photo: str | None = None
    dossier: Counter = 0
    corrections: tuple[CarCorrection, ...] = ()
    starting_price_cents: WireCents


class DealerVehicle(Vehicle, frozen=True, kw_only=True):
    """A car with what it cost and should bring, for its seller only (domain 7.2); zeros for one not bought yet.

    `real_margin_cents` is what `costs_cents`, excl. VAT, leave of it at its sale price (domain 6.8). What it cost and
    leaves is for those who may see margins (domain 1.6).
    """

    market_value_cents: WireCents | None = None
    sale_price_cents: WireCents
    purchase_price_cents: WireCents | None = None
    costs_cents: WireCents | None = None
    real_margin_cents: SignedCents | None = None


class ProHistoryRow(Part, frozen=True, kw_only=True):
    """A step of the price, its leader by pseudonym (domain 7.6); the number is for words of the reader's language."""

    seq: Counter
    at_ms: TimeMs
    leader_alias: str
    leader_number: Counter | None = None
    price_cents: WireCents


class DealerHistoryRow(Part, frozen=True, kw_only=True):
    """A bid with its bidder; an automatic answer has the `seq` of the bid it answers."""

    seq: Counter
    at_ms: TimeMs
    command_id: WireCommandId | None = None
    pro: Party
    member: Party | None = None
    amount_cents: WireCents
    automatic: bool
    voided: bool = False


class QuoteRow(Part, frozen=True, kw_only=True):
    """What an invited pro last answered to a sealed request: a price, or none when it declined (domain 4.6).

    `hidden`: a price, for others than the one who reads.
    """

    pro: Party
    at_ms: TimeMs
    amount_cents: WireCents | None = None
    hidden: bool = False


class LotState(Part, frozen=True, kw_only=True):
    """The public state of a lot, where its fixed parts are known already."""

    lot: LotRank
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    ends_at_ms: TimeMs
    reserve_met: bool
    outcome: LotOutcome | None = None


class ProLot(Part, frozen=True, kw_only=True):
    """A lot in a pro's snapshot: everything public, and its own position.

    Of the reserve a pro knows whether there is one, and whether it is met (domain 7.6).
    """

    lot: LotRank
    number: Counter
    vehicles: tuple[Vehicle, ...]
    starting_price_cents: WireCents
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    bidders: Counter
    ends_at_ms: TimeMs
    extended: bool
    reserve_met: bool
    without_reserve: bool = False
    leader_alias: str | None = None
    leader_number: Counter | None = None
    outcome: LotOutcome | None = None
    history: tuple[ProHistoryRow, ...]
    standing: Standing
    my_bid_cents: WireCents | None = None
    my_maximum_cents: WireCents | None = None


class DealerLot(Part, frozen=True, kw_only=True):
    """A lot in the seller's snapshot, names, reserve and margin included; the last three are of the sealed format.

    There `price_cents` is the best quote, `winner` whose it was once all is over, and `quotes` are newest first.
    """

    lot: LotRank
    number: Counter
    vehicles: tuple[DealerVehicle, ...]
    starting_price_cents: WireCents
    price_cents: WireCents
    next_min_cents: WireCents
    bids: Counter
    bidders: Counter
    ends_at_ms: TimeMs
    extended: bool
    reserve_met: bool
    reserve_cents: WireCents | None = None
    leader: Party | None = None
    margin: Margin | None = None
    outcome: LotOutcome | None = None
    winner: Party | None = None
    offer_id: WireOfferId | None = None
    history: tuple[DealerHistoryRow, ...]
    invited: Counter | None = None
    answered: Counter | None = None
    quotes: tuple[QuoteRow, ...] | None = None

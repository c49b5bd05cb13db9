"""Try settings on a car, kept or not yet: where it would go, what it would be worth, who would have to look (domain 3).

"A 2009 C3 with 105 632 km would go to: trade."
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.accounts.principal import DealerUser
from server.kit import clock
from server.kit.http import Amount, Line, Name
from server.kit.ids import EntityId
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.policies import rules as policy_rules
from server.policies.change import Part, Share, Sum
from server.policies.changing import page
from server.policies.price_policy import PricePolicy, PricePolicyChoice
from server.policies.reading import PRICE_POLICY, merged
from server.policies.rules import Car, Condition, Directed, Exclusion
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import VatRegime
from server.rest.days import RegistrationDay
from server.stock.margins import TradeInPrice, margin_at_rate, trade_in_price
from server.valuation.market import MarketValueProvider, OwnSales
from server.valuation.rules import MarketValue, SaleValue, Subject, market_of, sale_value, trade_price

# From an estimate to the day the car comes in (domain "Numbers that must come out").
MONTHS_UNTIL_ENTRY = 1


class ExampleForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A car, and settings to try on it; without `own` those that hold. Amounts incl. VAT.

    `market_value_cents` stands in for a provider that knows none, `resale_cents` for the best quote of a pro.
    """

    own: PricePolicyChoice | UnsetType = UNSET
    make: Name
    model: Name
    first_registration: RegistrationDay | None = None
    mileage_km: Annotated[int, Meta(ge=0, le=2_000_000)] | None = None
    vat_regime: VatRegime = "margin"
    first_owner: bool | None = None
    origin: Line | None = None
    inner_colour: Line | None = None
    outer_colour: Line | None = None
    damaged: bool = False
    imported: bool = False
    running: bool = True
    outstanding_finance_cents: Amount = Cents(0)
    market_value_cents: Amount | None = None
    resale_cents: Amount | None = None


class Example(Struct, frozen=True, kw_only=True):
    """What would become of the car; amounts incl. VAT, null where there is no market value.

    `automatic`: its estimate would need nobody; `exclusions` are all that speaks against it.
    """

    directed: Directed
    market: MarketValue
    sale_value: SaleValue | None
    trade_price_cents: Cents | None
    price: TradeInPrice | None
    automatic: bool
    exclusions: list[Exclusion]


async def example(pool: Pool, user: DealerUser, entity_id: EntityId | None, form: ExampleForm) -> Example:
    """The car by the settings of the entity, or of the group.

    Raises:
        Refusal: `not_found`, not an entity of the user's; `invalid`, settings that can't be, or a car from the future.

    """
    policy = await _policy(pool, user, entity_id, form)
    today = clock.now().date()
    _refuse_the_future(form, today)
    return await worked_out(policy, form, OwnSales(pool, user.group_id), today=today)


async def worked_out(policy: PricePolicy, form: ExampleForm, provider: MarketValueProvider, *, today: date) -> Example:
    """The same with everything at hand."""
    subject = subject_of(form)
    typed = form.market_value_cents
    market = await provider.value(subject) if typed is None else market_of(typed)
    car = Car(make=form.make, model=form.model, first_registration=form.first_registration, mileage_km=form.mileage_km)
    directed = policy_rules.direct(policy, car, today=today)
    sale = sale_value(policy, subject, market)
    trade = None if sale is None else trade_price(policy, sale.proposed_cents)
    price = None if sale is None else price_of(policy, directed, sale.proposed_cents, resale_cents=form.resale_cents)
    condition = Condition(
        damaged=form.damaged,
        imported=form.imported,
        running=form.running,
        outstanding_finance_cents=form.outstanding_finance_cents,
        trade_in_cents=None if price is None else price.trade_in_cents,
    )
    exclusions = policy_rules.exclusions(policy, directed.destination, car, condition, today=today)
    return Example(
        directed=directed,
        market=market,
        sale_value=sale,
        trade_price_cents=trade,
        price=price,
        automatic=not exclusions,
        exclusions=exclusions,
    )


def price_of(
    policy: PricePolicy, directed: Directed, sale_cents: Cents, *, resale_cents: Cents | None = None
) -> TradeInPrice:
    """The ladder from the resale value down to the group trade-in price (domain 4.8).

    Without a resale value: the group sale value for retail, the proposed trade price for trade. The margin is a rate of
    the group sale value, incl. VAT (254.90 = 7 % x 4 369.67 / 1.2), or an amount excl. VAT.
    """
    trade = directed.destination == "trade"
    usual = trade_price(policy, sale_cents) if trade else sale_cents
    return trade_in_price(
        resale_cents=usual if resale_cents is None else resale_cents,
        margin_cents=_margin(policy.trade_margin if trade else policy.retail_margin, sale_cents),
        fees_cents=policy.trade_fees_cents if trade else policy.retail_fees_cents,
        reconditioning_cents=policy_rules.reconditioning(policy, directed.destination),
    )


def subject_of(form: ExampleForm) -> Subject:
    """The car of the form, as it would be on the day it comes in."""
    return Subject(
        make=form.make,
        model=form.model,
        first_registration=form.first_registration,
        mileage_km=form.mileage_km,
        vat_regime=form.vat_regime,
        first_owner=form.first_owner,
        origin=form.origin,
        inner_colour=form.inner_colour,
        outer_colour=form.outer_colour,
        months_in_stock=MONTHS_UNTIL_ENTRY,
    )


async def _policy(pool: Pool, user: DealerUser, entity_id: EntityId | None, form: ExampleForm) -> PricePolicy:
    shown = await page(pool, PRICE_POLICY, user, entity_id)
    if form.own is UNSET:
        return shown.values
    inherited = msgspec.to_builtins(shown.inherited)
    policy = merged(PRICE_POLICY, inherited, msgspec.to_builtins(form.own))
    faults = policy_rules.price_policy_faults(policy)
    if faults:
        raise Refusal(Code.INVALID, errors=[fault.below("/own") for fault in faults])
    return policy


def _refuse_the_future(form: ExampleForm, today: date) -> None:
    if form.first_registration is not None and form.first_registration > today:
        raise Refusal(Code.INVALID, errors=[field_error("/first_registration", Fault.IN_THE_FUTURE)])


def _margin(margin: Part, sale_cents: Cents) -> Cents:
    match margin:
        case Share():
            return margin_at_rate(sale_cents=sale_cents, rate_bp=margin.rate_bp)
        case Sum():
            return margin.amount_cents

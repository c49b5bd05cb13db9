"""What an entity decides about prices, destinations and quotations (domain 3.1-3.5, 3.8, 3.9). Pure data.

`PricePolicy` is what holds; `PricePolicyChoice` what a group or an entity chose itself, the rest being inherited.
"""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.kit.ids import ProId
from server.kit.money import Cents
from server.policies.change import NO_CHANGE, NO_PART, Change, Name, NamedChange, Part, RotationBand, Share
from server.protocol.scalars import WireCents, WireProId

RECIPIENTS_MAX = 1_000
MODEL_RULES_MAX = 500
NAMES_MAX = 100
BANDS_MAX = 20

AnswerDelay = Annotated[int, Meta(ge=10, le=86_400)]
Recipients = Annotated[list[WireProId], Meta(max_length=RECIPIENTS_MAX)]
Years = Annotated[int, Meta(ge=0, le=100)]
Kilometres = Annotated[int, Meta(ge=0, le=2_000_000)]
MonthlyRate = Annotated[int, Meta(ge=0, le=2_000)]
Bands = Annotated[list[RotationBand], Meta(max_length=BANDS_MAX)]
NamedChanges = Annotated[list[NamedChange], Meta(max_length=NAMES_MAX)]


class DestinationRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A car goes to trade when it exceeds both bounds (`both`), or one of them; null: no such bound.

    Without any bound no car goes to trade by itself.
    """

    older_than_years: Years | None
    beyond_km: Kilometres | None
    both: bool


class ModelRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rule of a make, or of one of its models; a model's comes before its make's."""

    make: Name
    model: Name | None
    rule: DestinationRule


ModelRules = Annotated[list[ModelRule], Meta(max_length=MODEL_RULES_MAX)]


class PricePolicy(Struct, frozen=True, kw_only=True):
    """What holds. Amounts incl. VAT unless a comment says otherwise; the defaults are the product's."""

    answer_delay_seconds: int = 600
    # Whom quotations ask; none: every connected pro.
    recipient_pro_ids: list[ProId] = []
    destination_rule: DestinationRule = DestinationRule(older_than_years=10, beyond_km=100_000, both=True)
    model_destination_rules: list[ModelRule] = []
    validates_retail: bool = False
    validates_trade: bool = False
    minimum_trade_in_cents: Cents = Cents(100)
    maximum_age_years: int = 25
    # Of the group sale value, the rate incl. VAT and the margin excl. (domain "Numbers that must come out").
    retail_margin: Part = Share(rate_bp=700)
    trade_margin: Part = Share(rate_bp=700)
    retail_fees_cents: Cents = Cents(0)
    trade_fees_cents: Cents = Cents(0)
    reconditioning_cents: Cents = Cents(0)
    # Instead of the other for a car that goes to trade; null: the same.
    trade_reconditioning_cents: Cents | None = None
    professional_discount: Part = NO_PART
    adjustment: Change = NO_CHANGE
    monthly_depreciation_bp: int = 0
    recoverable_vat: Change = NO_CHANGE
    first_owner: Change = NO_CHANGE
    rotation: list[RotationBand] = []
    origins: list[NamedChange] = []
    inner_colours: list[NamedChange] = []
    outer_colours: list[NamedChange] = []


class PricePolicyChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is chosen here; what is left out is inherited."""

    answer_delay_seconds: AnswerDelay | UnsetType = UNSET
    recipient_pro_ids: Recipients | UnsetType = UNSET
    destination_rule: DestinationRule | UnsetType = UNSET
    model_destination_rules: ModelRules | UnsetType = UNSET
    validates_retail: bool | UnsetType = UNSET
    validates_trade: bool | UnsetType = UNSET
    minimum_trade_in_cents: WireCents | UnsetType = UNSET
    maximum_age_years: Years | UnsetType = UNSET
    retail_margin: Part | UnsetType = UNSET
    trade_margin: Part | UnsetType = UNSET
    retail_fees_cents: WireCents | UnsetType = UNSET
    trade_fees_cents: WireCents | UnsetType = UNSET
    reconditioning_cents: WireCents | UnsetType = UNSET
    trade_reconditioning_cents: WireCents | UnsetType | None = UNSET
    professional_discount: Part | UnsetType = UNSET
    adjustment: Change | UnsetType = UNSET
    monthly_depreciation_bp: MonthlyRate | UnsetType = UNSET
    recoverable_vat: Change | UnsetType = UNSET
    first_owner: Change | UnsetType = UNSET
    rotation: Bands | UnsetType = UNSET
    origins: NamedChanges | UnsetType = UNSET
    inner_colours: NamedChanges | UnsetType = UNSET
    outer_colours: NamedChanges | UnsetType = UNSET

/** Settings of an entity, with its group's as default, as REST shows them (domain 3). */

import type { Cents } from '../kit/money';

/** Where a value is from: chosen for the entity, for the group, or nobody chose. */
export type Source = 'entity' | 'group' | 'product';

/** `own` is what was chosen here; what it leaves out is inherited. `version` is 0 before the first change. */
export interface SettingsPage<V> {
  readonly entity_id: string | null;
  readonly version: number;
  readonly changed_at: string | null;
  readonly changed_by: string | null;
  readonly values: V;
  readonly sources: Readonly<Record<keyof V, Source>>;
  readonly own: Partial<V>;
  readonly inherited: V;
}

/** So many basis points (700 is 7 %), or a fixed amount. */
export type Part =
  | { readonly kind: 'percent'; readonly rate_bp: number }
  | { readonly kind: 'amount'; readonly amount_cents: Cents };

/** Trade when the car exceeds both bounds, or one of them; null: no such bound. */
export interface DestinationRule {
  readonly older_than_years: number | null;
  readonly beyond_km: number | null;
  readonly both: boolean;
}

export interface ModelRule {
  readonly make: string;
  readonly model: string | null;
  readonly rule: DestinationRule;
}

export interface NamedChange {
  readonly name: string;
  readonly change: Part;
}

export interface RotationBand {
  readonly up_to_days: number | null;
  readonly change: Part;
}

export interface PricePolicy {
  readonly answer_delay_seconds: number;
  readonly recipient_pro_ids: readonly string[];
  readonly destination_rule: DestinationRule;
  readonly model_destination_rules: readonly ModelRule[];
  readonly validates_retail: boolean;
  readonly validates_trade: boolean;
  readonly minimum_trade_in_cents: Cents;
  readonly maximum_age_years: number;
  readonly retail_margin: Part;
  readonly trade_margin: Part;
  readonly retail_fees_cents: Cents;
  readonly trade_fees_cents: Cents;
  readonly reconditioning_cents: Cents;
  readonly trade_reconditioning_cents: Cents | null;
  readonly professional_discount: Part;
  readonly adjustment: Part;
  readonly monthly_depreciation_bp: number;
  readonly recoverable_vat: Part;
  readonly first_owner: Part;
  readonly rotation: readonly RotationBand[];
  readonly origins: readonly NamedChange[];
  readonly inner_colours: readonly NamedChange[];
  readonly outer_colours: readonly NamedChange[];
}

export interface ExtraStatus {
  readonly key: string;
  readonly label: string;
  readonly after: string;
}

export interface LifeLine {
  readonly extra_statuses: readonly ExtraStatus[];
  readonly publishable_from: string;
  readonly sellable_from: string;
  readonly manual_exit: boolean;
  readonly target_days: number;
}

export interface SoftClose {
  readonly window_seconds: number;
  readonly extension_seconds: number;
  readonly cap_seconds: number;
}

export interface AuctionSettings {
  readonly enabled: boolean;
  readonly soft_close: SoftClose | null;
  readonly gain_basis: 'as_guide' | 'net_of_vat';
}

export type Destination = 'retail' | 'trade' | 'scrap';

/** What settings, kept or not yet, would make of a car. */
export interface Example {
  readonly directed: {
    readonly destination: Destination;
    readonly rule: DestinationRule;
    readonly of: 'default' | 'make' | 'model';
    readonly older: boolean | null;
    readonly further: boolean | null;
  };
  readonly market: { readonly value_cents: Cents | null; readonly used: number };
  readonly sale_value: {
    readonly lines: readonly { readonly kind: string; readonly amount_cents: Cents }[];
    readonly proposed_cents: Cents;
  } | null;
  readonly trade_price_cents: Cents | null;
  readonly price: Readonly<Record<string, Cents>> | null;
  readonly automatic: boolean;
  readonly exclusions: readonly string[];
}

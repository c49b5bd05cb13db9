/** REST shapes of the stock. Money in cents incl. VAT unless said otherwise, days as "2024-11-30", moments RFC 3339. */

import type { FieldError } from '../../api/problem';
import type { Place } from '../../car/plan';
import type { Party, Vehicle, VehicleStatus } from '../../api/types';

export type Kind = 'used' | 'new' | 'demo';

/** A row of GET /vehicles. */
export interface Car extends Vehicle {
  readonly version: number;
  readonly created_at: string;
  readonly physical_site_id: string | null;
  readonly kind: Kind;
  readonly internal_number: string | null;
  readonly police_number: number | null;
  readonly mileage_guaranteed: boolean;
  readonly first_owner: boolean | null;
  readonly origin: string | null;
  readonly gearbox: string | null;
  readonly power_hp: number | null;
  readonly inner_colour: string | null;
  readonly purchase_price_cents: number | null;
  readonly proposed_price_cents: number | null;
  readonly proposed_trade_price_cents: number | null;
  readonly staff_price_cents: number | null;
  /** The entity's own status after the fixed one. */
  readonly extra_status: string | null;
  readonly publishable: boolean;
  readonly sellable: boolean;
  readonly exited_at: string | null;
  readonly entered_at: string | null;
  readonly days_in_stock: number | null;
  readonly sale_target_on: string | null;
  /** From `sale_target_on`; negative before it. */
  readonly days_late: number | null;
}

export const PRICE_LINES = [
  'adjustment_cents',
  'depreciation_cents',
  'recoverable_vat_cents',
  'first_owner_cents',
  'rotation_cents',
  'origin_cents',
  'inner_colour_cents',
  'outer_colour_cents',
] as const;
export type PriceLine = (typeof PRICE_LINES)[number];
export type PriceLines = Readonly<Record<PriceLine | 'professional_discount_cents', number>>;

export interface Photo {
  readonly id: string;
  readonly position: number;
  readonly cover: boolean;
  readonly defect_id: string | null;
  readonly state: 'uploading' | 'ready';
  readonly size_bytes: number;
  readonly received_bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly url: string | null;
  readonly thumb_url: string | null;
}

/** Excl. VAT. */
export interface Cost {
  readonly id: string;
  readonly label: string;
  readonly amount_cents: number;
  readonly spent_on: string;
}

/** Excl. VAT. */
export interface Defect {
  readonly id: string;
  readonly name: string;
  readonly amount_cents: number;
  readonly place: Place | null;
}

/** A car of the stock or a trade-in, as far as its condition goes. */
export interface Broken {
  readonly body: string | null;
  readonly defects: readonly Defect[];
  readonly photos: readonly Photo[];
}

export interface Stage {
  readonly key: string;
  /** Of an extra status. */
  readonly label: string | null;
  readonly fixed: VehicleStatus;
  readonly reached: boolean;
  readonly current: boolean;
}

export interface Move {
  readonly to: string;
  /** Fields to ask for. */
  readonly missing: readonly string[];
  /** What forbids it, whatever is filled in. */
  readonly reasons: readonly string[];
}

export interface Delivery {
  readonly seller: string;
  readonly pro_id: string | null;
  readonly client_name: string;
  readonly delivered_on: string;
  readonly point_of_sale_id: string;
  readonly physical_site_id: string;
  readonly price_cents: number | null;
  readonly offer_id: string | null;
}

export interface Exit {
  readonly exited_at: string;
  readonly invoice_number: string | null;
  readonly client_name: string;
  readonly pro_id: string | null;
  readonly price_cents: number | null;
}

/** GET /vehicles/{id}. */
export interface CarRecord extends Car {
  readonly options: readonly string[];
  readonly comment: string;
  readonly comment_for_pros: string;
  readonly price_lines: PriceLines;
  readonly purchased_on: string | null;
  readonly purchase_declared_on: string | null;
  /** Null for who may not see margins. */
  readonly costs: readonly Cost[] | null;
  readonly defects: readonly Defect[];
  readonly photos: readonly Photo[];
  readonly delivery: Delivery | null;
  readonly exit: Exit | null;
  readonly life: { readonly stages: readonly Stage[]; readonly moves: readonly Move[] };
  /** The sale or offer it is in; `lot` of an auction. */
  readonly engaged_in: { readonly number: number; readonly lot: number | null } | null;
  /** Of a car on an offer or order: what it was sold for, incl. VAT, and what it earns by that. */
  readonly agreed_price_cents: number | null;
  readonly agreed_margin_cents: number | null;
  /** Fields that a sale or a reservation keeps as they are. */
  readonly kept: readonly string[];
  readonly warnings: readonly FieldError[];
}

export interface CarChange {
  readonly field: string;
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
}

/** A line of GET /vehicles/{id}/history, newest first. */
export interface CarEvent {
  readonly id: string;
  readonly version: number;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly changes: readonly CarChange[];
}

export interface SavedSearch extends Party {
  /** What stands in the address of the table. */
  readonly query: string;
  readonly pinned: boolean;
  readonly count: number;
}

export interface PoliceEntry {
  readonly number: number;
  readonly vehicle_id: string;
  readonly recorded_at: string;
  readonly recorded_by: string;
  readonly entered_on: string;
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly plate: string;
  readonly vin: string;
  readonly first_registration: string;
  readonly mileage_km: number;
  readonly outer_colour: string;
  readonly origin: string;
  readonly purchase_price_cents: number;
  readonly seller_name: string;
  readonly exited_at: string | null;
  readonly client_name: string | null;
  readonly invoice_number: string | null;
  /** What was added since it was written. */
  readonly completions: readonly { readonly field: SellerField; readonly value: string; readonly completed_at: string; readonly completed_by: string }[];
  /** What is still to be said. */
  readonly missing: readonly SellerField[];
}

/** What the register also keeps where it is said (domain "France"). */
export const SELLER_FIELDS = ['seller_name', 'seller_address', 'seller_document', 'payment_method'] as const;
export type SellerField = (typeof SELLER_FIELDS)[number];

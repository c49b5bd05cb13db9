/** Organisations, their people and what ties them, as REST shows them. */

import type { Cents } from '../kit/money';
import type { Entity, PointOfSale, Right } from './types';

export type ValidationRight = 'none' | 'own' | 'all';
export type Role = 'bidder' | 'viewer';

/** Edits say which version they saw; 409 when somebody else was faster. */
export interface Versioned {
  readonly version: number;
}

export interface Group extends Versioned {
  readonly id: string;
  readonly name: string;
}

export interface OwnPointOfSale extends PointOfSale, Versioned {
  readonly address: string;
  readonly phone: string;
}

export interface OwnEntity extends Entity, Versioned {
  readonly points_of_sale: readonly OwnPointOfSale[];
}

export interface UserGroup extends Versioned {
  readonly id: string;
  readonly name: string;
  readonly validation_right: ValidationRight;
  readonly rights: readonly Right[];
  readonly second_factor_required: boolean;
  readonly users: number;
}

export interface User extends Versioned {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly user_group_id: string;
  readonly entity_ids: readonly string[];
  readonly disabled: boolean;
  readonly second_factor: boolean;
}

/** A colleague who was mailed a link and hasn't come yet; of users, or of a pro's members. */
export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly user_group_id: string | null;
  readonly entity_ids: readonly string[] | null;
  readonly role: Role | null;
  readonly manages: boolean | null;
  readonly limit_cents: Cents | null;
}

export interface Member extends Versioned {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly kind: 'person' | 'machine';
  readonly role: Role;
  readonly manages: boolean;
  readonly limit_cents: Cents | null;
  readonly webhook_url: string | null;
  readonly disabled: boolean;
}

/** A program with what was just made for it, seen this once; null: as it was. */
export interface Machine {
  readonly member: Member;
  readonly key: string | null;
  readonly webhook_secret: string | null;
}

/** Something a program was told at its address; `code` and `error` are of the last attempt. */
export interface WebhookDelivery {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly status: 'waiting' | 'delivered' | 'given_up';
  readonly attempts: number;
  readonly code: string | null;
  readonly error: string | null;
}

/** What a company is known by, wherever it is shown. */
export interface Identity {
  readonly name: string;
  readonly email: string;
  readonly siret: string | null;
  readonly vat_number: string | null;
  readonly ape_code: string | null;
  readonly address: string;
  readonly postcode: string;
  readonly city: string;
  readonly phone: string;
  readonly legal_representative: string | null;
}

export interface OwnCompany extends Identity, Versioned {
  readonly id: string;
}

export interface Connection {
  readonly entity_id: string;
  readonly connected_at: string;
  readonly limit_cents: Cents | null;
}

export interface PendingInvitation {
  readonly id: string;
  readonly email: string;
  readonly entity_ids: readonly string[];
  readonly created_at: string;
  readonly expires_at: string;
}

/** A group's record of a company that buys; `pro_id` once that company has an account here. */
export interface Professional extends Identity, Versioned {
  /** The company's own name for itself, where it is another. */
  readonly calls_itself: string | null;
  readonly id: string;
  readonly pro_id: string | null;
  readonly created_at: string;
  readonly connections: readonly Connection[];
  readonly invitation: PendingInvitation | null;
}

/** What the company directory says of a SIRET. */
export interface Company {
  readonly siret: string;
  readonly name: string;
  readonly vat_number: string;
  readonly ape_code: string | null;
  readonly address: string;
  readonly postcode: string;
  readonly city: string;
  readonly legal_representative: string | null;
  readonly closed: boolean;
  readonly closed_on: string | null;
  readonly check_digit_fits: boolean;
}

/** A dealer as the pro connected with it sees it. */
export interface MyConnection {
  readonly entity_id: string;
  readonly entity: string;
  readonly group: string;
  readonly connected_at: string;
  readonly limit_cents: Cents | null;
  readonly points_of_sale: readonly OwnPointOfSale[];
}

export interface ProList extends Versioned {
  readonly id: string;
  readonly entity_id: string;
  readonly name: string;
  readonly pros: number;
  readonly pro_ids: readonly string[];
}

export interface ListedSession {
  readonly id: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly user_agent: string;
  readonly current: boolean;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

export interface IssuedApiKey extends ApiKey {
  readonly key: string;
}

export interface SecondFactor {
  readonly enabled: boolean;
  readonly recovery_codes_left: number;
}

/** One line of the audit trail; null before: it was made, null after: it is gone. */
export interface Change {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  readonly subject_id: string | null;
  readonly action: 'created' | 'changed' | 'removed';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** Short names for what members of REST's shapes may be, and for what generics of the server are here. */

import type {
  AuctionForm,
  AuctionRow,
  Me,
  Member,
  OwnCompany,
  PageOfVehicleRow,
  PreviewVehicle,
  PricePolicyPage,
  Share,
  Sum,
  TradeInRow,
  VehicleRow,
} from '../api.gen';

/** Who is signed in. */
export type Session = Me;
export type VehicleStatus = VehicleRow['status'];
export type VehicleKind = VehicleRow['kind'];
export type Destination = VehicleRow['destination'];
export type AuctionKind = AuctionForm['kind'];
export type AuctionState = AuctionRow['state'];
/** Why a car can't be in a sale (domain 6.6, 6.7). */
export type EntryRefusal = PreviewVehicle['refusals'][number];
export type TradeInState = TradeInRow['state'];
export type ValidationRight = NonNullable<Me['validation_right']>;
export type Role = Member['role'];
/** What a company is known by, wherever it is shown. */
export type Identity = Omit<OwnCompany, 'id' | 'version'>;
/** So many basis points (700 is 7 %), or a fixed amount. */
export type Part = Share | Sum;

/** One page of a list; `total` counts all. */
export type List<T> = Omit<PageOfVehicleRow, 'items'> & { readonly items: readonly T[] };

/** A page of settings: `own` is what was chosen here; what it leaves out is inherited. `version` is 0 before the first change. */
export type SettingsPage<V> = Omit<PricePolicyPage, 'values' | 'sources' | 'own' | 'inherited'> & {
  readonly values: V;
  readonly sources: Readonly<Record<keyof V, Source>>;
  readonly own: Partial<V>;
  readonly inherited: V;
};
/** Where a value is from: chosen for the entity, for the group, or nobody chose. */
export type Source = PricePolicyPage['sources'][string];

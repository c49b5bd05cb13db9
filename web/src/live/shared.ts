/** What both audiences of an auction are told alike. Pure. */

import type {
  AuctionCancelled,
  AuctionClosed,
  AuctionHead,
  AuctionOpened,
  BidVoided,
  CarChanged,
  CountdownChanged,
  DealerVehicle,
  LotState,
  Vehicle,
} from '../protocol.gen';
import { changeLot, mergeLots } from './lots';

export type SharedEvent = AuctionOpened | AuctionClosed | AuctionCancelled | BidVoided | CarChanged | CountdownChanged;

type SharedLot = LotState & { readonly vehicles: readonly Vehicle[]; readonly bidders: number; readonly extended: boolean };

interface SharedSnapshot<L> {
  readonly auction: AuctionHead;
  readonly lots: readonly L[];
}

export function applyShared<L extends SharedLot, S extends SharedSnapshot<L>>(snapshot: S, event: SharedEvent): S {
  switch (event.type) {
    case 'auction_opened':
    case 'auction_closed':
    case 'auction_cancelled':
      return {
        ...snapshot,
        auction: { ...snapshot.auction, state: event.state, ...paused('paused' in event ? event : {}) },
        lots: mergeLots<SharedLot>(snapshot.lots, event.lots),
      };
    case 'countdown_changed':
      return { ...snapshot, auction: retimed(snapshot.auction, event), lots: moved<L>(snapshot.lots, event) };
    case 'bid_voided': {
      const { price_cents, next_min_cents, bids, bidders, reserve_met } = event;
      const state = { price_cents, next_min_cents, bids, bidders, reserve_met };
      return {
        ...snapshot,
        lots: changeLot<SharedLot>(snapshot.lots, event.lot, (lot) => ({ ...lot, ...state })),
      };
    }
    case 'car_changed':
      return { ...snapshot, lots: changeLot<SharedLot>(snapshot.lots, event.lot, (lot) => ({ ...lot, vehicles: shownAnew(lot.vehicles, event.vehicle) })) };
    default:
      return event satisfies never;
  }
}

type OwnField = Exclude<keyof DealerVehicle, keyof Vehicle>;

/** What only its seller is shown of a car, beside what everybody is. */
const OWN: Readonly<Record<OwnField, true>> = {
  market_value_cents: true,
  sale_price_cents: true,
  purchase_price_cents: true,
  costs_cents: true,
  real_margin_cents: true,
};

/** The public fields as told, and what isn't told is empty now; the seller keeps its own beside them. */
function shownAnew(cars: readonly Vehicle[], told: Vehicle): readonly Vehicle[] {
  return cars.map((car) => (car.id === told.id ? { ...ownOf(car), ...told } : car));
}

function ownOf(car: Vehicle): Partial<Vehicle> {
  return Object.fromEntries(Object.entries(car).filter(([field]) => field in OWN));
}

/** Without a lot it is the whole auction: its planned end, and whether its clock stands. */
function retimed(auction: AuctionHead, event: CountdownChanged): AuctionHead {
  return event.lot === undefined ? { ...auction, ...paused(event), ends_at_ms: event.ends_at_ms } : auction;
}

/** The clock stands at what was left then. */
function paused(told: Pick<AuctionHead, 'paused' | 'paused_at_ms'>): Pick<AuctionHead, 'paused' | 'paused_at_ms'> {
  return { paused: told.paused || undefined, paused_at_ms: told.paused ? told.paused_at_ms : undefined };
}

function moved<L extends SharedLot>(lots: readonly L[], event: CountdownChanged): readonly L[] {
  const { lot, ends_at_ms, why } = event;
  if (lot === undefined) return mergeLots<SharedLot>(lots, event.lots ?? []) as readonly L[];
  const soft = why === 'soft_close';
  return changeLot(lots, lot, (before) => ({ ...before, ends_at_ms, extended: before.extended || soft }));
}

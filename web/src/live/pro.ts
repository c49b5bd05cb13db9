/** An auction as an invited pro sees it: snapshot and event give the next snapshot. Pure. */

import type { OwnPosition, PriceChanged, ProHistoryRow, ProLot, ProLotClosed, ProSnapshot } from '../protocol.gen';
import { changeLot, remember } from './lots';
import { applyShared, type SharedEvent } from './shared';

export type ProEvent = PriceChanged | ProLotClosed | SharedEvent;

export function applyPro(snapshot: ProSnapshot, event: ProEvent): ProSnapshot {
  const at = { ...snapshot, epoch: event.epoch, seq: event.seq };
  switch (event.type) {
    case 'price_changed':
      return { ...at, lots: changeLot(at.lots, event.lot, (lot) => withPrice(lot, event)) };
    case 'lot_closed':
      return {
        ...at,
        lots: changeLot(at.lots, event.lot, (lot) => ({
          ...lot,
          outcome: event.outcome,
          price_cents: event.price_cents ?? lot.price_cents,
        })),
      };
    default:
      return applyShared<ProLot, ProSnapshot>(at, event);
  }
}

/** One's own standing comes by room `me`; the price stays what the auction's room said. */
export function applyPosition(snapshot: ProSnapshot, position: OwnPosition): ProSnapshot {
  const { standing, my_bid_cents, my_maximum_cents, my_number } = position;
  const lots = changeLot(snapshot.lots, position.lot, (lot) => ({ ...lot, standing, my_bid_cents, my_maximum_cents }));
  return { ...snapshot, lots, my_number };
}

function withPrice(lot: ProLot, event: PriceChanged): ProLot {
  const { price_cents, next_min_cents, bids, bidders, ends_at_ms, extended, reserve_met, without_reserve, leader_alias, leader_number } = event;
  const { seq, at_ms } = event;
  const row: ProHistoryRow = { seq, at_ms, leader_alias: leader_alias ?? '', leader_number, price_cents };
  const state = { price_cents, next_min_cents, bids, bidders, ends_at_ms, extended, reserve_met, without_reserve, leader_alias, leader_number };
  // A row is a step of the price or of the lead: none where only the reserve is met now.
  const stepped = price_cents !== lot.price_cents || leader_number !== lot.leader_number;
  return { ...lot, ...state, history: stepped ? remember(lot.history, row) : lot.history };
}

/** The selling side of an auction: snapshot and event give the next snapshot. Pure. */

import type {
  BidPlaced,
  DealerHistoryRow,
  DealerLot,
  DealerLotClosed,
  DealerSnapshot,
  MarginChanged,
  QuoteDeclined,
  QuoteReceived,
  QuoteRow,
} from '../protocol.gen';
import { changeLot, remember } from './lots';
import { applyShared, type SharedEvent } from './shared';

export type DealerEvent =
  | BidPlaced
  | MarginChanged
  | DealerLotClosed
  | QuoteReceived
  | QuoteDeclined
  | SharedEvent;

export function applyDealer(snapshot: DealerSnapshot, event: DealerEvent): DealerSnapshot {
  const at = { ...snapshot, epoch: event.epoch, seq: event.seq };
  switch (event.type) {
    case 'bid_placed':
      return { ...at, totals: event.totals, lots: changeLot(at.lots, event.lot, (lot) => withBid(lot, event)) };
    case 'margin_changed': {
      return { ...at, totals: event.totals, lots: changeLot(at.lots, event.lot, (lot) => withMargin(lot, event)) };
    }
    case 'lot_closed':
      return { ...at, lots: changeLot(at.lots, event.lot, (lot) => closed(lot, event)) };
    case 'quote_received':
    case 'quote_declined':
      return { ...at, lots: changeLot(at.lots, event.lot, (lot) => withQuote(lot, event)) };
    default:
      return applyShared<DealerLot, DealerSnapshot>(at, event);
  }
}

function withBid(lot: DealerLot, event: BidPlaced): DealerLot {
  const { price_cents, next_min_cents, bids, bidders, ends_at_ms, extended, reserve_met, margin } = event;
  return {
    ...lot,
    price_cents,
    next_min_cents,
    bids,
    bidders,
    ends_at_ms,
    extended,
    reserve_met,
    margin,
    leader: event.leader ?? event.pro,
    history: remember(lot.history, ...rows(event)),
  };
}

/** The bid, and before it (newer) what a standing maximum answered. */
export function rows(event: BidPlaced): DealerHistoryRow[] {
  const { seq, at_ms, command_id, pro, member, amount_cents, automatic } = event;
  const bid = { seq, at_ms, command_id, pro, member, amount_cents, automatic };
  return event.answer ? [{ seq, at_ms, ...event.answer, automatic: true }, bid] : [bid];
}

/** Where the price moved with the reserve, the leader's maximum did it. */
function withMargin(lot: DealerLot, event: MarginChanged): DealerLot {
  const { seq, at_ms, price_cents, next_min_cents, reserve_cents, reserve_met, margin } = event;
  const state = { price_cents, next_min_cents, reserve_cents, reserve_met, margin };
  if (price_cents === lot.price_cents || !lot.leader) return { ...lot, ...state };
  const row = { seq, at_ms, pro: lot.leader, amount_cents: price_cents, automatic: true };
  return { ...lot, ...state, history: remember(lot.history, row) };
}

function closed(lot: DealerLot, event: DealerLotClosed): DealerLot {
  const { outcome, winner, offer_id } = event;
  return { ...lot, outcome, winner, offer_id: offer_id ?? lot.offer_id, price_cents: event.price_cents ?? lot.price_cents };
}

function withQuote(lot: DealerLot, event: QuoteReceived | QuoteDeclined): DealerLot {
  const amount_cents = event.type === 'quote_received' ? event.amount_cents : undefined;
  const hidden = event.type === 'quote_received' && amount_cents === undefined;
  const row: QuoteRow = { pro: event.pro, at_ms: event.at_ms, amount_cents, ...(hidden ? { hidden } : {}) };
  const others = (lot.quotes ?? []).filter((quote) => quote.pro.id !== event.pro.id);
  const { answered, invited } = event;
  return { ...lot, answered, invited, quotes: [row, ...others], price_cents: event.best_cents ?? 0 };
}

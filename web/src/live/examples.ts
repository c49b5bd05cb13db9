/** Auctions for tests: plain functions with defaults. Not part of the application. */

import type {
  AuctionHead,
  BidPlaced,
  BidResult,
  DealerLot,
  DealerSnapshot,
  Margin,
  OwnPosition,
  PriceChanged,
  ProLot,
  ProSnapshot,
  Subscribed,
  Totals,
} from '../protocol.gen';

export const AUCTION = '01935f6e-0000-7000-8000-000000000043';
export const ROOM = `auction:${AUCTION}`;

export function aMargin(more: Partial<Margin> = {}): Margin {
  return { real_cents: 47_285, gain_cents: 0, final_cents: 47_285, net_cents: 47_285, ...more };
}

export function someTotals(more: Partial<Totals> = {}): Totals {
  return {
    lots: 2,
    lots_with_offer: 0,
    starting_cents: 1_698_547,
    starting_with_offer_cents: 0,
    last_offers_cents: 0,
    reserve_cents: 0,
    margin: aMargin(),
    ...more,
  };
}

export function anAuction(more: Partial<AuctionHead> = {}): AuctionHead {
  return {
    id: AUCTION,
    number: 43,
    format: 'ascending',
    kind: 'per_unit',
    state: 'open',
    starts_at_ms: 0,
    ends_at_ms: 600_000,
    minimum_raise_cents: 10_000,
    entity: { id: 'e', name: 'Garage Démo' },
    point_of_sale: { id: 'p', name: 'Mâcon' },
    ...more,
  };
}

export function aProLot(more: Partial<ProLot> = {}): ProLot {
  return {
    lot: 1,
    number: 101,
    vehicles: [],
    starting_price_cents: 1_418_547,
    price_cents: 0,
    next_min_cents: 1_418_547,
    bids: 0,
    bidders: 0,
    ends_at_ms: 600_000,
    extended: false,
    reserve_met: false,
    history: [],
    standing: 'none',
    ...more,
  };
}

export function aDealerLot(more: Partial<DealerLot> = {}): DealerLot {
  const { standing: _, history: __, vehicles: ___, ...shared } = aProLot();
  return { ...shared, vehicles: [], history: [], margin: aMargin(), ...more };
}

export function aProSnapshot(more: Partial<ProSnapshot> = {}): ProSnapshot {
  return { audience: 'pro', epoch: 1, seq: 10, auction: anAuction(), lots: [aProLot(), aProLot({ lot: 2 })], ...more };
}

export function aDealerSnapshot(more: Partial<DealerSnapshot> = {}): DealerSnapshot {
  const lots = [aDealerLot(), aDealerLot({ lot: 2 })];
  return { audience: 'dealer', epoch: 1, seq: 10, auction: anAuction(), lots, totals: someTotals(), ...more };
}

export function entering(snapshot: ProSnapshot | DealerSnapshot): Subscribed {
  const { epoch, seq } = snapshot;
  return { type: 'subscribed', id: 1, room: ROOM, epoch, seq, mode: 'snapshot', snapshot };
}

export function aPrice(more: Partial<PriceChanged> = {}): PriceChanged {
  return {
    type: 'price_changed',
    room: ROOM,
    epoch: 1,
    seq: 11,
    at_ms: 1_000,
    lot: 1,
    price_cents: 1_500_000,
    next_min_cents: 1_510_000,
    bids: 1,
    bidders: 1,
    ends_at_ms: 600_000,
    extended: false,
    reserve_met: false,
    leader_alias: 'Enchérisseur 1',
    leader_number: 1,
    ...more,
  };
}

export function aBid(more: Partial<BidPlaced> = {}): BidPlaced {
  const { leader_alias: _, leader_number: __, ...price } = aPrice();
  return {
    ...price,
    type: 'bid_placed',
    pro: { id: 'topusedcars', name: 'Top Used Cars' },
    leader: { id: 'topusedcars', name: 'Top Used Cars' },
    amount_cents: 1_500_000,
    automatic: false,
    margin: aMargin({ gain_cents: 81_453 }),
    totals: someTotals({ lots_with_offer: 1 }),
    ...more,
  };
}

export function aPosition(more: Partial<OwnPosition> = {}): OwnPosition {
  return {
    auction_id: AUCTION,
    lot: 1,
    standing: 'leading',
    my_bid_cents: 1_500_000,
    price_cents: 1_500_000,
    next_min_cents: 1_510_000,
    ends_at_ms: 600_000,
    ...more,
  };
}

export function aResult(more: Partial<BidResult> = {}): BidResult {
  return {
    type: 'bid_result',
    command_id: 'c',
    auction_id: AUCTION,
    lot: 1,
    status: 'accepted',
    epoch: 1,
    seq: 11,
    price_cents: 1_500_000,
    next_min_cents: 1_510_000,
    leading: true,
    ends_at_ms: 600_000,
    decided_at_ms: 1_000,
    repeated: false,
    ...more,
  };
}

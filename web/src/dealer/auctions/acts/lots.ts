/** Which lots a manager may act on. Pure. */

import type { DealerLot, DealerSnapshot } from '../../../protocol.gen';

/** Those that still run and have a reserve to lower. */
export function lotsWithReserve(snapshot: DealerSnapshot): readonly DealerLot[] {
  return snapshot.lots.filter((lot) => !lot.outcome && (lot.reserve_cents ?? 0) > 0);
}

/** "OPEL MOKKA" or "OPEL MOKKA + 2". */
export function nameOf(lot: DealerLot): string {
  const [first, ...others] = lot.vehicles;
  if (!first) return '';
  const name = `${first.make} ${first.model}`;
  return others.length > 0 ? `${name} + ${others.length}` : name;
}

/** A lot's dossier, read again whenever the room says that a car of it is shown anew, or after the line was cut. */

import { untrack } from 'svelte';
import { api } from '../../api/client';
import { Resource } from '../../api/resource.svelte';
import type { LotDossier } from '../../api.gen';
import type { ProRoom } from '../../live/contract';

export class DossierOfLot extends Resource<LotDossier> {
  /** What was shown has just been added to. */
  renewed = $state(false);

  /** Call it while a component is made: it follows until the component goes. */
  constructor(room: ProRoom, auction_id: string, rank: () => number | null) {
    super((signal) => api.get<LotDossier>(`/auctions/${auction_id}/lots/${rank()}/dossier`, { signal }));
    const known = $derived.by(() => {
      const lot = room.snapshot?.lots.find((other) => other.lot === rank());
      return lot ? `${lot.lot} ${lot.vehicles.map((car) => car.dossier ?? 0).join()}` : null;
    });
    $effect(() => {
      if (known === null || room.freshness === 'reconnecting' || room.freshness === 'offline') return;
      untrack(() => void this.renew());
    });
    $effect(() => () => this.stop());
  }

  private async renew(): Promise<void> {
    const before = this.value;
    await this.load();
    const after = this.value;
    if (before && after && before.lot !== after.lot) this.renewed = false;
    else if (before && after) this.renewed ||= versions(before) !== versions(after);
  }
}

function versions(dossier: LotDossier): string {
  return dossier.cars.map((car) => car.version).join();
}

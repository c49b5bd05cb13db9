/** A car as `GET .../lots/{lot}/dossier` tells it: all a professional sees of it, no price. */

import type { Vehicle } from '../protocol.gen';
import { type Place, third } from './plan';
import { m } from './words';

export interface DossierPhoto {
  readonly id: string;
  readonly kind: 'tour' | 'defect';
  readonly defect_id: string | null;
  readonly url: string;
  readonly thumb_url: string;
  readonly width: number;
  readonly height: number;
}

/** Something broken; what mending it costs is its dealer's. */
export interface DossierDefect {
  readonly id: string;
  readonly name: string;
  readonly place: Place | null;
}

export interface CarDossier {
  readonly id: string;
  readonly version: number;
  readonly kind: 'used' | 'new' | 'demo';
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly trim: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly first_registration: string | null;
  readonly mileage_km: number | null;
  readonly mileage_guaranteed: boolean;
  readonly first_owner: boolean | null;
  readonly origin: string | null;
  readonly energy: string | null;
  readonly gearbox: string | null;
  readonly body: string | null;
  readonly doors: number | null;
  readonly fiscal_power_cv: number | null;
  readonly power_hp: number | null;
  readonly co2_g_km: number | null;
  readonly outer_colour: string | null;
  readonly inner_colour: string | null;
  readonly vat_regime: Vehicle['vat_regime'];
  readonly options: readonly string[];
  readonly comment_for_pros: string;
  readonly condition: string;
  readonly defects: readonly DossierDefect[];
  readonly photos: readonly DossierPhoto[];
}

export interface LotDossier {
  readonly auction_id: string;
  readonly lot: number;
  readonly number: number;
  readonly cars: readonly CarDossier[];
}

interface Photographed {
  readonly id: string;
  readonly defect_id: string | null;
  readonly url: string | null;
  readonly thumb_url: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** The photos of a gallery: the tour first, then what is broken, in its words. */
export function pictures<P extends Photographed>(photos: readonly P[], defects: readonly DossierDefect[]): (P & { readonly caption?: string | undefined })[] {
  const named = photos.map((photo) => ({ ...photo, caption: defects.find((defect) => defect.id === photo.defect_id)?.name }));
  return [...named.filter((photo) => !photo.caption), ...named.filter((photo) => photo.caption)];
}

/** "côté gauche, avant" */
export function where(place: Place | null): string {
  if (!place) return m.unplaced;
  const part = third(place);
  return part ? `${m.views[place.view]}, ${m.thirds[part]}` : m.views[place.view];
}

/** A car as `GET .../lots/{lot}/dossier` tells it: all a professional sees of it, no price. */

import type { DossierDefect, Place } from '../api.gen';
import { third } from './plan';
import { m } from './words';

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

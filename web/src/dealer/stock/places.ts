/** Names of the entities and points of sale one works for, by id. */

import { session } from '../../app/session.svelte';
import type { Places } from './table/columns';

export function places(): Places {
  const entities = session.current?.entities ?? [];
  return new Map(entities.flatMap((entity) => [entity, ...entity.points_of_sale]).map((place) => [place.id, place.name]));
}

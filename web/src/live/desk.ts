/** Changes of the entities one works for (rooms `desk:<entity>`), as a nudge to read again. */

import { gather } from '../kit/gathering';
import type { RowNews } from './contract';
import { joinDesk } from './rooms.svelte';

const GATHER_MS = 250; // a burst of changes is read once, a stream of them once in so long
const SPREAD_MS = 1_000; // all screens of an entity hear of a change at once: they needn’t all read at once
const QUIET_MS = 60_000; // a look now and then, in case there is no socket
const UNTOLD_MS = 10_000; // without a desk to listen to

/** Calls `changed` when something of these desks changed, of what matters, until the returned function is called. */
export function watchDesk(
  changed: () => void,
  entity_ids: readonly string[] = [],
  matters: (row: RowNews) => boolean = () => true,
): () => void {
  const soon = gather(changed, GATHER_MS, SPREAD_MS);
  const desks = entity_ids.map((entity_id) => joinDesk(entity_id));
  const deaf = desks.map((desk) => desk.onRow((row) => matters(row) && soon.nudge()));
  const timer = setInterval(changed, desks.length > 0 ? QUIET_MS : UNTOLD_MS);
  return () => {
    soon.stop();
    clearInterval(timer);
    for (const stop of deaf) stop();
    for (const desk of desks) desk.leave();
  };
}

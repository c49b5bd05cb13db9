/** The stages of a car's life in order, extra ones between the fixed (domain 3.7). The server places them alike. */

import type { ExtraStatus } from '../../api.gen';

export const FIXED = ['pre_entry', 'physical_entry', 'for_sale', 'delivery', 'exited'] as const;
export type Fixed = (typeof FIXED)[number];

export const isFixed = (key: string): key is Fixed => (FIXED as readonly string[]).includes(key);

/** Every stage; an extra one stands behind the one it follows. Those that follow nothing known are left out. */
export function stagesOf(extras: readonly ExtraStatus[]): readonly string[] {
  const stages: string[] = [...FIXED];
  let waiting = extras.filter(({ key }) => !isFixed(key));
  for (;;) {
    const placed = waiting.filter(({ after }) => stages.includes(after));
    if (placed.length === 0) return stages;
    for (const { key, after } of [...placed].reverse()) {
      if (!stages.includes(key)) stages.splice(stages.indexOf(after) + 1, 0, key);
    }
    waiting = waiting.filter(({ key }) => !stages.includes(key));
  }
}

/** Where publishing or selling may begin: before the car is on its way out. */
export function beginnings(extras: readonly ExtraStatus[]): readonly string[] {
  const stages = stagesOf(extras);
  return stages.slice(0, stages.indexOf('delivery'));
}

const KEY_MAX = 40;

/** "Préparation esthétique" -> "preparation_esthetique", never one that is there already. */
export function keyOf(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, KEY_MAX - 3);
  const start = plain || 'statut';
  let key = start;
  for (let count = 2; taken.includes(key) || isFixed(key); count++) key = `${start}_${count}`;
  return key;
}

/** Without it, whatever followed it follows what it followed. */
export function without(extras: readonly ExtraStatus[], key: string): readonly ExtraStatus[] {
  const gone = extras.find((extra) => extra.key === key);
  if (!gone) return extras;
  return extras
    .filter((extra) => extra.key !== key)
    .map((extra) => (extra.after === key ? { ...extra, after: gone.after } : extra));
}

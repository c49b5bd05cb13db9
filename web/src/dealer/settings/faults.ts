/** The server says in English why a setting can't be; which of our sentences that is. Pure. */

export type Fault = 'twice' | 'rise' | 'last' | 'unconnected' | 'order' | 'leaving' | 'occupied' | 'cap' | 'circle' | 'other';

const SAID: readonly (readonly [string, Fault])[] = [
  ['listed twice', 'twice'],
  ['is there already', 'twice'],
  ['is a fixed status', 'twice'],
  ['bands rise', 'rise'],
  ['only the last band', 'last'],
  ['is not connected', 'unconnected'],
  ['before it may be shown', 'order'],
  ['on its way out', 'leaving'],
  ['cars are in', 'occupied'],
  ['shorter than one extension', 'cap'],
  ['round a circle', 'circle'],
];

export function faultOf(detail: string): Fault {
  return SAID.find(([words]) => detail.includes(words))?.[1] ?? 'other';
}

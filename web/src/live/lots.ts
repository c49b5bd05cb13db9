/** Lots of a snapshot: change one, keep the identity of the others. Pure. */

export const HISTORY_MAX = 20; // as many as the server's snapshot has

interface Ranked {
  readonly lot: number;
}

export function changeLot<L extends Ranked>(lots: readonly L[], rank: number, change: (lot: L) => L): readonly L[] {
  const index = lots.findIndex((lot) => lot.lot === rank);
  const before = lots[index];
  if (!before) return lots;
  return lots.with(index, change(before));
}

/** Several at once, each by its new public state. */
export function mergeLots<L extends Ranked>(lots: readonly L[], states: readonly (Ranked & Partial<L>)[]): readonly L[] {
  const news = new Map(states.map((state) => [state.lot, state]));
  return lots.map((lot) => {
    const state = news.get(lot.lot);
    return state ? { ...lot, ...state } : lot;
  });
}

export function remember<R>(history: readonly R[], ...newest: readonly R[]): readonly R[] {
  return [...newest, ...history].slice(0, HISTORY_MAX);
}

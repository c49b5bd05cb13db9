/** What the table of cars is asked, as it stands in the address: the names of GET /vehicles, nothing else. Pure. */

export const STATUSES = ['pre_entry', 'physical_entry', 'for_sale', 'delivery', 'exited'] as const;
export const DESTINATIONS = ['retail', 'trade', 'scrap'] as const;
export const KINDS = ['used', 'new', 'demo'] as const;
export const ENERGIES = ['Essence', 'Diesel', 'Hybride', 'Hybride rechargeable', 'Électrique', 'GPL', 'E85'] as const;
export const GEARBOXES = ['Manuelle', 'Automatique'] as const;

/** Filters of several values at once. */
export const MANY = ['status', 'destination', 'kind', 'energy', 'gearbox', 'point_of_sale_id'] as const;
export const FLAGS = ['reserved', 'late', 'enterable', 'allowed_to_professionals', 'with_photo'] as const;
export type Many = (typeof MANY)[number];
export type Flag = (typeof FLAGS)[number];

export interface Range {
  readonly min: string;
  readonly max: string;
  /** What one typed unit is worth in the address: a euro is 100 cents. */
  readonly unit: number;
}
export const RANGES = {
  days_in_stock: { min: 'days_in_stock_min', max: 'days_in_stock_max', unit: 1 },
  mileage: { min: 'mileage_min_km', max: 'mileage_max_km', unit: 1 },
  retail_price: { min: 'retail_price_min_cents', max: 'retail_price_max_cents', unit: 100 },
  trade_price: { min: 'trade_price_min_cents', max: 'trade_price_max_cents', unit: 100 },
} as const satisfies Record<string, Range>;
export type RangeName = keyof typeof RANGES;

/** Known to the server, set by links from elsewhere: kept, shown as they are. */
const FURTHER = ['entity_id', 'extra_status', 'reserved_for', 'make', 'model', 'body', 'vat_regime', 'engaged'] as const;
const CHOICES: Partial<Record<string, readonly string[]>> = {
  status: STATUSES,
  destination: DESTINATIONS,
  kind: KINDS,
};
const BOUNDS: ReadonlySet<string> = new Set(Object.values(RANGES).flatMap((range) => [range.min, range.max]));
const SORT = /^-?[a-z_]{1,39}$/;
export const SORT_USUAL = '-number';

/** The search in an address: what the server would refuse is left out, so that a mistyped link still shows cars. */
export function searchOf(address: URLSearchParams): URLSearchParams {
  const search = new URLSearchParams();
  const names = [...MANY, ...FLAGS, ...BOUNDS, ...FURTHER, 'q', 'sort'];
  for (const name of names) {
    const values = [...new Set(address.getAll(name))].filter((value) => makesSense(name, value));
    for (const value of (MANY as readonly string[]).includes(name) ? values : values.slice(0, 1)) search.append(name, value);
  }
  return search;
}

function makesSense(name: string, value: string): boolean {
  if (value === '' || value.length > 200) return false;
  if ((FLAGS as readonly string[]).includes(name)) return value === 'true' || value === 'false';
  if (BOUNDS.has(name)) return /^\d{1,12}$/.test(value);
  if (name === 'sort') return SORT.test(value);
  return CHOICES[name]?.includes(value) ?? true;
}

/** One thing that narrows the table, and the address's names and values that say so. */
export type Narrowing =
  | { readonly kind: 'choice'; readonly name: string; readonly value: string }
  | { readonly kind: 'flag'; readonly name: Flag; readonly value: boolean }
  | { readonly kind: 'range'; readonly name: RangeName; readonly min: number | null; readonly max: number | null };

/** Everything that narrows the search, in the order of the form; words and sort are seen elsewhere. */
export function narrowings(search: URLSearchParams): Narrowing[] {
  const choices = [...MANY, ...FURTHER].flatMap((name) =>
    search.getAll(name).map((value): Narrowing => ({ kind: 'choice', name, value })),
  );
  const flags = FLAGS.flatMap((name): Narrowing[] => {
    const value = search.get(name);
    return value === null ? [] : [{ kind: 'flag', name, value: value === 'true' }];
  });
  const ranges = (Object.keys(RANGES) as RangeName[]).flatMap((name): Narrowing[] => {
    const [min, max] = boundsOf(search, name);
    return min === null && max === null ? [] : [{ kind: 'range', name, min, max }];
  });
  return [...choices, ...flags, ...ranges];
}

/** In the units people type: euros, days, km. */
export function boundsOf(search: URLSearchParams, name: RangeName): [min: number | null, max: number | null] {
  const { min, max, unit } = RANGES[name];
  const read = (bound: string) => (search.has(bound) ? Math.floor(Number(search.get(bound)) / unit) : null);
  return [read(min), read(max)];
}

export type Patch = Readonly<Record<string, string | readonly string[] | null>>;

/** The change of the address that ends a narrowing. */
export function without(search: URLSearchParams, narrowing: Narrowing): Patch {
  if (narrowing.kind === 'range') return { [RANGES[narrowing.name].min]: null, [RANGES[narrowing.name].max]: null };
  if (narrowing.kind === 'flag') return { [narrowing.name]: null };
  return { [narrowing.name]: search.getAll(narrowing.name).filter((value) => value !== narrowing.value) };
}

/** The change that sets a bound as typed; null takes it away. */
export function bounded(name: RangeName, side: 'min' | 'max', typed: number | null): Patch {
  return { [RANGES[name][side]]: typed === null ? null : String(typed * RANGES[name].unit) };
}

/** The change that lets everything through again, words included; the order stays. */
export function everything(search: URLSearchParams): Patch {
  return Object.fromEntries([...search.keys()].filter((name) => name !== 'sort').map((name) => [name, null]));
}

/** The same search, whatever the order its names came in; the usual sort goes without saying. */
export function sameSearch(one: URLSearchParams, other: URLSearchParams): boolean {
  return canonical(one) === canonical(other);
}

function canonical(search: URLSearchParams): string {
  const clean = searchOf(search);
  if (clean.get('sort') === SORT_USUAL) clean.delete('sort');
  return [...clean].map((pair) => pair.join('=')).sort().join('&');
}

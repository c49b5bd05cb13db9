/** Settings being changed: what is chosen here over what is inherited, until it is saved or taken back (domain 3). */

import { api } from '../../api/client';
import { asProblem, type FieldError, type Problem } from '../../api/problem';
import type { SettingsPage } from '../../api/kinds';

/** "here": chosen for what is shown, the group or the entity. */
export type Origin = 'here' | 'group' | 'product';

export class Editing<V extends object> {
  page = $state.raw<SettingsPage<V>>() as SettingsPage<V>;
  own = $state.raw<Partial<V>>({});
  refused = $state.raw<Problem | null>(null);
  busy = $state(false);
  private readonly path: string;

  constructor(path: string, page: SettingsPage<V>) {
    this.path = path;
    this.page = page;
    this.own = page.own;
  }

  /** What holds, as it would be if this was saved. */
  get values(): V {
    return { ...this.page.inherited, ...this.own };
  }

  get changed(): boolean {
    return JSON.stringify(sorted(this.own)) !== JSON.stringify(sorted(this.page.own));
  }

  get ofEntity(): boolean {
    return this.page.entity_id !== null;
  }

  origin(name: keyof V): Origin {
    if (name in this.own) return 'here';
    if (!this.ofEntity) return 'product';
    // Of a value given back just now the server has yet to say whether the group chose it: it is the group's either way.
    return this.page.sources[name] === 'product' ? 'product' : 'group';
  }

  choose<K extends keyof V>(name: K, value: V[K]): void {
    this.own = { ...this.own, [name]: value };
    this.refused = null;
  }

  /** Back to what the group says, or for a group to the product's default. */
  inherit(...names: readonly (keyof V)[]): void {
    const rest = { ...this.own };
    for (const name of names) delete rest[name];
    this.own = rest;
    this.refused = null;
  }

  reset(): void {
    this.own = this.page.own;
    this.refused = null;
  }

  /** What the server refused in or under these values. */
  faultOf(...names: readonly (keyof V)[]): FieldError | undefined {
    return this.refused?.errors.find(({ pointer }) => names.some((name) => `${pointer}/`.startsWith(`/own/${String(name)}/`)));
  }

  async save(): Promise<boolean> {
    this.busy = true;
    this.refused = null;
    try {
      this.page = await api.put<SettingsPage<V>>(this.path, { version: this.page.version, own: this.own });
      this.own = this.page.own;
      return true;
    } catch (error) {
      this.refused = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function sorted(own: object): unknown[] {
  return Object.entries(own).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The columns the user chose: kept by the server, and here until it has answered. */

import type { TableColumns } from '../../../api.gen';
import { api } from '../../../api/client';
import { USUAL } from './columns';

const KEY = 'adjuge.stock.columns';

class ChosenColumns {
  keys = $state.raw<readonly string[]>(remembered());
  private asked = false;

  async load(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    try {
      const { columns } = await api.get<TableColumns>('/vehicles/columns');
      this.show(columns.length > 0 ? columns : USUAL);
    } catch {
      this.asked = false; // the usual ones will do; asked again with the next page
    }
  }

  async choose(keys: readonly string[]): Promise<void> {
    await api.put('/vehicles/columns', { columns: keys });
    this.show(keys);
  }

  private show(keys: readonly string[]): void {
    this.keys = keys;
    localStorage.setItem(KEY, keys.join(' '));
  }
}

/** So that the table doesn't change its shape while it loads. */
function remembered(): readonly string[] {
  const text = globalThis.localStorage?.getItem(KEY);
  return text ? text.split(' ') : USUAL;
}

export const chosenColumns = new ChosenColumns();

/** The user's saved searches: one list for the table, its pinned ones for home. */

import { api } from '../../../api/client';
import { Resource } from '../../../api/resource.svelte';
import type { SavedSearch } from '../../../api.gen';

export class Searches extends Resource<readonly SavedSearch[]> {
  constructor(pinned?: true) {
    super((signal) => api.get<SavedSearch[]>('/saved-searches', { query: { pinned }, signal }));
  }

  async save(name: string, query: string, pinned: boolean): Promise<void> {
    await api.post('/saved-searches', { name, query, pinned });
    await this.load();
  }

  async pin(search: SavedSearch): Promise<void> {
    await api.patch(`/saved-searches/${search.id}`, { pinned: !search.pinned });
    await this.load();
  }

  async remove(search: SavedSearch): Promise<void> {
    await api.delete(`/saved-searches/${search.id}`);
    await this.load();
  }
}

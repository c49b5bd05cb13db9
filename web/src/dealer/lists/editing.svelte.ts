/** A distribution list being made or changed (domain 2.7): a name, and who of the connected is on it. */

import { api } from '../../api/client';
import type { DistributionList } from '../../api.gen';
import { asProblem, type Problem } from '../../api/problem';

export interface Pro {
  readonly pro_id: string;
  readonly name: string;
}

export type Fault = 'required' | 'empty' | 'taken' | 'unconnected' | 'stale' | 'failed';

export class Editing {
  name = $state('');
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  fault = $state<Fault | null>(null);
  readonly entity_id: string;
  /** Null: a new one. */
  readonly list: DistributionList | null;

  constructor(entity_id: string, list: DistributionList | null) {
    this.entity_id = entity_id;
    this.list = list;
    this.reset();
  }

  /** Back to what was saved last. */
  reset(): void {
    this.name = this.list?.name ?? '';
    this.chosen = new Set(this.list?.pro_ids ?? []);
    this.fault = null;
  }

  get changed(): boolean {
    const before = this.list?.pro_ids ?? [];
    const same = before.length === this.chosen.size && before.every((id) => this.chosen.has(id));
    return !same || this.name !== (this.list?.name ?? '');
  }

  toggle(pro_id: string): void {
    const next = new Set(this.chosen);
    if (!next.delete(pro_id)) next.add(pro_id);
    this.chosen = next;
    this.fault = null;
  }

  async save(): Promise<DistributionList | null> {
    this.fault = this.name.trim() === '' ? 'required' : this.chosen.size === 0 ? 'empty' : null;
    if (this.fault) return null;
    const body = { name: this.name.trim(), pro_ids: [...this.chosen] };
    try {
      return this.list
        ? await api.patch<DistributionList>(`/distribution-lists/${this.list.id}`, { version: this.list.version, ...body })
        : await api.post<DistributionList>('/distribution-lists', { entity_id: this.entity_id, ...body });
    } catch (error) {
      this.refuse(asProblem(error), body.pro_ids);
      return null;
    }
  }

  private refuse(problem: Problem, sent: readonly string[]): void {
    if (problem.status === 409) this.fault = problem.facts['field'] === '/name' ? 'taken' : 'stale';
    else if (problem.status === 422 && problem.errors.some(({ pointer }) => pointer.startsWith('/pro_ids/'))) {
      const gone = new Set(problem.errors.map(({ pointer }) => sent[Number(pointer.split('/')[2])]));
      this.chosen = new Set([...this.chosen].filter((id) => !gone.has(id)));
      this.fault = 'unconnected';
    } else this.fault = 'failed';
  }
}

/** Which events somebody is told of by which channel; each choice is kept at once, and taken back if it can't be. */

import type { Choice } from '../api.gen';
import { api } from '../api/client';
import { groupOf, GROUPS, type Group } from './kinds';

export type Channel = 'in_app' | 'mail' | 'push';
export const CHANNELS: readonly Channel[] = ['in_app', 'mail', 'push'];

export interface Line {
  readonly kind: string;
  readonly choices: Readonly<Record<Channel, Choice | undefined>>;
}

export class Preferences {
  choices = $state.raw<readonly Choice[]>([]);

  constructor(choices: readonly Choice[]) {
    this.choices = choices;
  }

  get groups(): readonly { readonly group: Group; readonly lines: readonly Line[] }[] {
    const lines = linesOf(this.choices);
    return GROUPS.map((group) => ({ group, lines: lines.filter(({ kind }) => groupOf(kind) === group) })).filter(
      ({ lines }) => lines.length > 0,
    );
  }

  /** Throws when the server refuses; what was shown before is then back. */
  async choose(kind: string, channel: Channel, wanted: boolean): Promise<void> {
    const before = this.choices;
    this.choices = before.map((choice) => (choice.kind === kind && choice.channel === channel ? { ...choice, wanted } : choice));
    try {
      await api.put('/notification-preferences', { choices: [{ kind, channel, wanted }] });
    } catch (error) {
      this.choices = this.choices.map((choice) =>
        choice.kind === kind && choice.channel === channel ? { ...choice, wanted: !wanted } : choice,
      );
      throw error;
    }
  }
}

function linesOf(choices: readonly Choice[]): readonly Line[] {
  const kinds = [...new Set(choices.map(({ kind }) => kind))];
  const at = (kind: string, channel: Channel) => choices.find((choice) => choice.kind === kind && choice.channel === channel);
  return kinds.map((kind) => ({
    kind,
    choices: { in_app: at(kind, 'in_app'), mail: at(kind, 'mail'), push: at(kind, 'push') },
  }));
}

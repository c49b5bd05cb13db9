/** One's commands and what became of them, by lot. Survive a reload of the page (this tab's session storage). */

import { SvelteMap } from 'svelte/reactivity';
import { commandId } from './command_id';
import { hub } from './hub';
import { isOpen, Outbox, type CommandDraft, type Sent } from './outbox';

const KEY = 'adjuge.commands';

function stored(): Sent[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? (list as Sent[]) : [];
  } catch {
    return [];
  }
}

function keep(list: readonly Sent[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(list));
  } catch {
    // Storage is full or forbidden: the id still lives as long as the page.
  }
}

class Commands {
  private readonly latest = new SvelteMap<string, Sent>();
  private readonly listeners = new Set<(sent: Sent) => void>();
  private readonly outbox: Outbox;

  constructor() {
    const before = stored();
    for (const sent of before) this.latest.set(keyOf(sent.command), sent);
    this.outbox = new Outbox({ send: (request) => hub.send(request), store: keep, changed: (sent) => this.changed(sent) }, before);
    hub.attach(this.outbox);
  }

  /** The last command on this lot, with its outcome once there is one. */
  of(auction_id: string, lot: number): Sent | undefined {
    return this.latest.get(keyOf({ auction_id, lot }));
  }

  submit(command: CommandDraft): void {
    this.outbox.submit(commandId(), command);
  }

  /** The person has read the outcome of that command; a newer one on its lot stays. */
  clear({ command_id, command }: Sent): void {
    const sent = this.latest.get(keyOf(command));
    if (sent?.command_id === command_id && !isOpen(sent)) this.latest.delete(keyOf(command));
  }

  /** When the person leaves: who comes next neither sends nor sees what was theirs. */
  forget(): void {
    this.latest.clear();
    this.outbox.forget();
  }

  /** Each outcome, once; returns how to stop. */
  onOutcome(told: (sent: Sent) => void): () => void {
    this.listeners.add(told);
    return () => this.listeners.delete(told);
  }

  private changed(sent: Sent): void {
    const key = keyOf(sent.command);
    const shown = this.latest.get(key);
    if (!shown || shown.created_ms <= sent.created_ms) this.latest.set(key, sent);
    if (!isOpen(sent)) for (const told of this.listeners) told(sent);
  }
}

function keyOf({ auction_id, lot }: { auction_id: string; lot: number }): string {
  return `${auction_id}:${lot}`;
}

export const commands = new Commands();

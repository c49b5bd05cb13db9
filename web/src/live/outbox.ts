/**
 * Commands on their way: each has its id and is stored before it is sent, so that a lost answer, a cut line or a
 * reloaded page never makes a second bid of one (protocol 6.2).
 *
 *     sending -> pending -> checking (2 s) -> accepted | refused | failed
 *
 * After 8 s without an answer the same command is sent again; after a minute `failed` with `timeout` until an answer
 * comes after all. What reached nobody within 10 s is never sent later: the person decides anew (`not_received`).
 */

import type { BidResult, CancelMaximum, Code, Decline, PlaceBid, Quote, SetMaximum } from '../protocol.gen';
import type { Request, ServerMessage } from './connection';

type Draft<M> = M extends unknown ? Omit<M, 'id' | 'command_id'> : never;
export type Command = PlaceBid | SetMaximum | CancelMaximum | Quote | Decline;
export type CommandDraft = Draft<Command>;
export type Phase = 'sending' | 'pending' | 'checking' | 'accepted' | 'refused' | 'failed';
export type FailureCode = Code | 'not_received';

export interface Sent {
  readonly command_id: string;
  readonly command: CommandDraft;
  readonly created_ms: number;
  readonly phase: Phase;
  readonly result?: BidResult;
  readonly code?: FailureCode;
}

export const CHECK_MS = 2_000;
export const RESEND_MS = 8_000;
export const FRESH_MS = 10_000;
const AGAIN_MS = 4_000;
const GIVE_UP_MS = 60_000;
const KEPT_MS = 10 * 60_000;

interface Doors {
  send(request: Request): number | null;
  store(sent: readonly Sent[]): void;
  changed(sent: Sent): void;
}

export function isOpen(sent: Sent): boolean {
  return sent.phase === 'sending' || sent.phase === 'pending' || sent.phase === 'checking';
}

export class Outbox {
  private readonly doors: Doors;
  private readonly all = new Map<string, Sent>();
  private readonly requests = new Map<number, string>();
  private readonly unknown = new Map<string, number>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(doors: Doors, stored: readonly Sent[] = []) {
    this.doors = doors;
    for (const sent of stored) if (Date.now() - sent.created_ms < KEPT_MS) this.all.set(sent.command_id, sent);
  }

  submit(command_id: string, command: CommandDraft): void {
    const sent: Sent = { command_id, command, created_ms: Date.now(), phase: 'sending' };
    this.all.set(command_id, sent);
    this.keep();
    this.doors.changed(sent);
    this.dispatch(sent);
    this.later(command_id, CHECK_MS);
  }

  /** Somebody else is at this page: nothing of before is sent, asked after or shown. */
  forget(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const map of [this.all, this.requests, this.unknown, this.timers]) map.clear();
    this.keep();
  }

  /** The line is (again) there: the server may know what became of the open ones. */
  connected(): void {
    this.requests.clear();
    for (const sent of this.all.values()) {
      if (!isOpen(sent)) continue;
      if (age(sent) < FRESH_MS) this.dispatch(sent);
      else this.inquire(sent);
      this.later(sent.command_id, AGAIN_MS);
    }
  }

  hear(message: ServerMessage): void {
    if (message.type === 'pending') this.update(message.command_id, 'pending');
    else if (message.type === 'bid_result') this.result(message);
    else if (message.type === 'error' && message.id !== undefined) {
      const command_id = this.requests.get(message.id);
      if (!command_id) return;
      if (message.retry) this.later(command_id, message.after_ms ?? CHECK_MS);
      else this.settle(command_id, { phase: 'failed', code: message.code });
    }
  }

  private result(result: BidResult): void {
    const sent = this.all.get(result.command_id);
    if (!sent) return;
    if (result.status !== 'unknown') {
      const phase = result.status;
      return this.settle(result.command_id, { phase, result, code: result.code });
    }
    if (!isOpen(sent)) return;
    const times = (this.unknown.get(sent.command_id) ?? 0) + 1;
    this.unknown.set(sent.command_id, times);
    if (age(sent) < FRESH_MS) this.dispatch(sent);
    // Once more: it may have been on its way when the line broke.
    else if (times > 1) this.settle(sent.command_id, { phase: 'failed', code: 'not_received' });
  }

  private overdue(command_id: string): void {
    const sent = this.all.get(command_id);
    if (!sent || !isOpen(sent)) return;
    if (age(sent) > GIVE_UP_MS) return this.settle(command_id, { phase: 'failed', code: 'timeout' });
    this.update(command_id, 'checking');
    if (age(sent) >= RESEND_MS && age(sent) < FRESH_MS) this.dispatch(sent);
    else this.inquire(sent);
    this.later(command_id, age(sent) < RESEND_MS ? RESEND_MS - age(sent) : AGAIN_MS);
  }

  private dispatch(sent: Sent): void {
    this.number(sent, this.doors.send({ ...sent.command, command_id: sent.command_id } as Request));
  }

  private inquire(sent: Sent): void {
    const { command_id, command } = sent;
    this.number(sent, this.doors.send({ type: 'command_status', command_id, auction_id: command.auction_id }));
  }

  private number(sent: Sent, id: number | null): void {
    if (id !== null) this.requests.set(id, sent.command_id);
  }

  private later(command_id: string, after_ms: number): void {
    clearTimeout(this.timers.get(command_id));
    this.timers.set(command_id, setTimeout(() => this.overdue(command_id), after_ms));
  }

  private update(command_id: string, phase: Phase): void {
    const sent = this.all.get(command_id);
    if (!sent || !isOpen(sent) || sent.phase === phase) return;
    if (phase === 'pending' && sent.phase === 'checking') return;
    this.put({ ...sent, phase });
  }

  private settle(command_id: string, outcome: Pick<Sent, 'phase' | 'result' | 'code'>): void {
    const sent = this.all.get(command_id);
    // An answer after we gave up still counts; a second copy of the same one doesn't.
    if (!sent || sent.phase === 'accepted' || sent.phase === 'refused') return;
    clearTimeout(this.timers.get(command_id));
    this.timers.delete(command_id);
    this.unknown.delete(command_id);
    this.put({ ...sent, ...outcome });
    this.keep();
  }

  private put(sent: Sent): void {
    this.all.set(sent.command_id, sent);
    this.doors.changed(sent);
  }

  /** Only what still waits for its outcome has to survive a reload. */
  private keep(): void {
    this.doors.store([...this.all.values()].filter((sent) => isOpen(sent) || sent.code === 'timeout'));
    for (const sent of this.all.values()) if (age(sent) > KEPT_MS) this.all.delete(sent.command_id);
  }
}

function age(sent: Sent): number {
  return Date.now() - sent.created_ms;
}

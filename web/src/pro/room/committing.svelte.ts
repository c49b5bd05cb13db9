/** What committing money to a lot has in common, by a bid or by a sealed price: what may be done, what is on its way. */

import { untrack } from 'svelte';
import { session } from '../../app/session.svelte';
import { locale } from '../../i18n/locale.svelte';
import { formatShort, type Cents } from '../../kit/money';
import { announcer } from '../../live/announcer.svelte';
import { clock } from '../../live/clock.svelte';
import { commands } from '../../live/commands.svelte';
import type { AuctionHead, ProLot, ProRoom } from '../../live/contract';
import { isOpen, type Sent } from '../../live/outbox';
import type { IconName } from '../../ui/icons';
import { phaseOf, type LotPhase } from './phase';
import { refusalText } from './refusal';
import { m } from './words';

const MOVED_MS = 4_000;
const ACCEPTED_MS = 4_000;
const REFUSED_MS = 12_000;

export interface Line {
  readonly tone: 'quiet' | 'wait' | 'good' | 'bad' | 'warn';
  readonly icon?: IconName;
  readonly text: string;
}

/** Where a command goes. */
export interface Target {
  readonly auction_id: string;
  readonly lot: number;
  readonly epoch: number;
}

export class Committing {
  /** The amount that waits for its confirmation. */
  armed = $state<Cents | null>(null);
  protected justMoved = $state(false);
  private readonly room: () => ProRoom;
  private readonly rank: () => number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: () => ProRoom, rank: () => number) {
    this.room = room;
    this.rank = rank;
  }

  get auction(): AuctionHead | undefined {
    return this.room().snapshot?.auction;
  }

  get lot(): ProLot | undefined {
    return this.room().snapshot?.lots.find((lot) => lot.lot === this.rank());
  }

  get fresh(): boolean {
    return this.room().fresh;
  }

  get sent(): Sent | undefined {
    return this.auction && commands.of(this.auction.id, this.rank());
  }

  get waiting(): boolean {
    return this.sent !== undefined && isOpen(this.sent);
  }

  get phase(): LotPhase {
    return this.auction && this.lot ? phaseOf(this.auction, this.lot, clock.now) : 'coming';
  }

  get mayBid(): boolean {
    return session.current?.role !== 'viewer' && !this.parted;
  }

  /** The connection with the dealer has ended: the lots one leads are followed to their close. */
  get parted(): boolean {
    return this.room().snapshot?.parted ?? false;
  }

  /** Whether a command may leave now. */
  get able(): boolean {
    return this.mayBid && this.phase === 'open' && this.fresh && !this.waiting;
  }

  /** How long the outcome stays on the screen; null while there is none, or for as long as it isn't known. */
  get staysFor(): number | null {
    const { sent } = this;
    if (!sent || isOpen(sent) || sent.code === 'timeout') return null;
    return sent.phase === 'accepted' ? ACCEPTED_MS : REFUSED_MS;
  }

  /** Null while there is nothing to send it to. */
  protected get target(): Target | null {
    const snapshot = this.room().snapshot;
    return snapshot && { auction_id: snapshot.auction.id, lot: this.rank(), epoch: snapshot.epoch };
  }

  /** Begun and not yet confirmed; null when it was given up. */
  arm(cents: Cents | null, aloud: string = cents === null ? '' : m.armedAloud(this.money(cents))): void {
    this.armed = cents;
    if (cents !== null) announcer.alert(aloud);
  }

  moved(): void {
    this.armed = null;
    this.justMoved = true;
    announcer.alert(m.moved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.justMoved = false), MOVED_MS);
  }

  protected money(cents: Cents): string {
    return formatShort(cents, locale.current);
  }

  /** The command on its way, or what it was answered; `named` says what it was about. */
  protected answered(named: string, accepted: string): Line | null {
    const { sent } = this;
    if (!sent) return null;
    if (sent.phase === 'sending') return { tone: 'wait', text: m.sending(named) };
    if (sent.phase === 'pending') return { tone: 'wait', text: m.pending(named) };
    if (sent.phase === 'checking') return { tone: 'wait', text: m.checking(named) };
    if (sent.phase === 'accepted') return { tone: 'good', icon: 'check', text: accepted };
    return { tone: 'bad', icon: 'alert', text: refusalText(sent, locale.current) };
  }

  /** Why nothing can be sent now. */
  protected hindered(): Line | null {
    if (this.phase === 'paused') return { tone: 'warn', icon: 'pause', text: m.pausedNote };
    if (this.phase === 'closing') return { tone: 'wait', text: m.closingNote };
    if (this.phase === 'coming') return { tone: 'quiet', text: m.notOpen };
    if (this.phase !== 'open') return null;
    if (!this.fresh) return { tone: 'warn', icon: 'offline', text: this.room().freshness === 'offline' ? m.offline : m.stale };
    if (this.parted) return { tone: 'quiet', icon: 'eye', text: m.parted };
    return this.mayBid ? null : { tone: 'quiet', icon: 'eye', text: m.viewer };
  }
}

/** What a panel does for as long as it shows a lot; call while it is made. */
export function attend(committing: Committing, room: () => ProRoom, rank: () => number): void {
  // By value: most news of the room changes neither of these. An outcome's time on the screen runs by its command alone.
  const here = $derived(rank());
  const stays_ms = $derived(committing.staysFor);
  const shown = $derived(committing.sent?.command_id);

  $effect(() => {
    room().focus(here);
    return () => room().focus(null);
  });

  // What was begun on one lot is not for another.
  $effect(() => {
    void here;
    committing.armed = null;
  });

  $effect(() => {
    const sent = shown === undefined ? undefined : untrack(() => committing.sent);
    if (stays_ms === null || !sent) return;
    const timer = setTimeout(() => commands.clear(sent), stays_ms);
    return () => clearTimeout(timer);
  });
}

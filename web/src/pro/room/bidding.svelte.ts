/** One lot as the person bids on it: what may be done now, what is on its way, what to say about it. */

import { session } from '../../app/session.svelte';
import { locale } from '../../i18n/locale.svelte';
import { formatShort, type Cents } from '../../kit/money';
import { announcer } from '../../live/announcer.svelte';
import { clock } from '../../live/clock.svelte';
import { commands } from '../../live/commands.svelte';
import type { AuctionHead, ProLot, ProRoom } from '../../live/contract';
import { isOpen, type Sent } from '../../live/outbox';
import type { IconName } from '../../ui/icons';
import { standingOf } from '../parts/standing';
import { caution, percentAbove } from './amounts';
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

export class Bidding {
  /** The amount that waits for its confirmation. */
  armed = $state<Cents | null>(null);
  private justMoved = $state(false);
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
    return session.current?.role !== 'viewer';
  }

  /** The leader's own raise is a change of maximum (domain 7.5), so there is nothing to press. */
  get ready(): boolean {
    return this.able && !this.leading;
  }

  /** A maximum may be set by the leader too. */
  get able(): boolean {
    return this.mayBid && this.phase === 'open' && this.room().fresh && !this.waiting;
  }

  get leading(): boolean {
    return this.lot?.standing === 'leading' || this.lot?.standing === 'leading_below_reserve';
  }

  get line(): Line {
    return this.pressed() ?? this.answered() ?? this.hindered() ?? this.over() ?? this.stood();
  }

  bid(cents: Cents): void {
    const { auction, lot } = this;
    const epoch = this.room().snapshot?.epoch;
    if (!auction || !lot || epoch === undefined || !this.ready) return;
    const seen_price_cents = lot.price_cents;
    const large = caution(cents, lot) === 'large' ? { confirm_large: true } : {};
    const target = { auction_id: auction.id, lot: lot.lot, epoch };
    commands.submit({ type: 'place_bid', ...target, amount_cents: cents, seen_price_cents, ...large });
  }

  setMaximum(maximum_cents: Cents): void {
    const epoch = this.room().snapshot?.epoch;
    if (!this.auction || epoch === undefined || !this.able) return;
    commands.submit({ type: 'set_maximum', auction_id: this.auction.id, lot: this.rank(), epoch, maximum_cents });
  }

  cancelMaximum(): void {
    const epoch = this.room().snapshot?.epoch;
    if (!this.auction || epoch === undefined || !this.able) return;
    commands.submit({ type: 'cancel_maximum', auction_id: this.auction.id, lot: this.rank(), epoch });
  }

  /** Begun and not yet confirmed; null when it was given up. */
  arm(cents: Cents | null): void {
    this.armed = cents;
    if (cents !== null) announcer.alert(m.armedAloud(this.money(cents)));
  }

  moved(): void {
    this.armed = null;
    this.justMoved = true;
    announcer.alert(m.moved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.justMoved = false), MOVED_MS);
  }

  /** How long the outcome stays on the screen; null while there is none, or for as long as it isn't known. */
  get staysFor(): number | null {
    const { sent } = this;
    if (!sent || isOpen(sent) || sent.code === 'timeout') return null;
    return sent.phase === 'accepted' ? ACCEPTED_MS : REFUSED_MS;
  }

  private money(cents: Cents): string {
    return formatShort(cents, locale.current);
  }

  private pressed(): Line | null {
    const { armed, lot } = this;
    if (this.justMoved) return { tone: 'warn', icon: 'alert', text: m.moved };
    if (armed === null || !lot) return null;
    const care = caution(armed, lot);
    if (care === 'large') return { tone: 'warn', icon: 'alert', text: m.large };
    if (care === 'high') return { tone: 'warn', icon: 'alert', text: m.high(percentAbove(armed, lot)) };
    return { tone: 'quiet', text: m.armed };
  }

  private answered(): Line | null {
    const { sent } = this;
    if (!sent) return null;
    const { command } = sent;
    const cents = 'amount_cents' in command ? command.amount_cents : 'maximum_cents' in command ? command.maximum_cents : 0;
    const amount = cents > 0 ? this.money(cents) : m.maximumCancel;
    if (sent.phase === 'sending') return { tone: 'wait', text: m.sending(amount) };
    if (sent.phase === 'pending') return { tone: 'wait', text: m.pending(amount) };
    if (sent.phase === 'checking') return { tone: 'wait', text: m.checking(amount) };
    if (sent.phase !== 'accepted') return { tone: 'bad', icon: 'alert', text: refusalText(sent, locale.current) };
    const done = { place_bid: m.accepted, set_maximum: m.maximumAccepted, cancel_maximum: () => m.maximumCancelled };
    const say = command.type in done ? done[command.type as keyof typeof done] : m.accepted;
    return { tone: 'good', icon: 'check', text: say(amount) };
  }

  private hindered(): Line | null {
    if (this.phase === 'paused') return { tone: 'warn', icon: 'pause', text: m.pausedNote };
    if (this.phase === 'closing') return { tone: 'wait', text: m.closingNote };
    if (this.phase === 'coming') return { tone: 'quiet', text: m.notOpen };
    if (this.phase !== 'open') return null;
    if (!this.room().fresh) return { tone: 'warn', icon: 'offline', text: m.stale };
    return this.mayBid ? null : { tone: 'quiet', icon: 'eye', text: m.viewer };
  }

  private over(): Line | null {
    if (this.phase === 'cancelled') return { tone: 'quiet', text: m.cancelledNote };
    if (this.phase !== 'over' || !this.lot) return null;
    const standing = standingOf(this.lot);
    if (standing === 'won') return { tone: 'good', icon: 'crown', text: m.wonNote };
    return { tone: 'quiet', text: this.lot.outcome ? m.endings[this.lot.outcome] : '' };
  }

  private stood(): Line {
    const { lot } = this;
    if (!lot) return { tone: 'quiet', text: '' };
    if (lot.standing === 'leading') return { tone: 'quiet', text: lot.my_maximum_cents ? m.yourMaximum(this.money(lot.my_maximum_cents)) : m.leadingNote };
    if (lot.standing === 'leading_below_reserve') return { tone: 'quiet', text: m.belowNote };
    if (lot.standing === 'outbid' && lot.my_bid_cents) return { tone: 'quiet', text: m.outbidNote(this.money(lot.my_bid_cents)) };
    return { tone: 'quiet', text: m.holdHint };
  }
}

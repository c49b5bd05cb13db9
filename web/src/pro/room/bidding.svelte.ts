/** One lot as the person bids on it: what may be done now, what is on its way, what to say about it. */

import type { Cents } from '../../kit/money';
import { commands } from '../../live/commands.svelte';
import { isLeading, standingOf } from '../parts/standing';
import { caution, percentAbove } from './amounts';
import { Committing, type Line } from './committing.svelte';
import type { Sum } from './press';
import { m } from './words';

export class Bidding extends Committing {
  /** The leader's own raise is a change of maximum (domain 7.5), so there is nothing to press. */
  get ready(): boolean {
    return this.able && !this.leading;
  }

  get leading(): boolean {
    return this.lot !== undefined && isLeading(this.lot.standing);
  }

  get line(): Line {
    return this.pressed() ?? this.outcome() ?? this.hindered() ?? this.over() ?? this.stood();
  }

  /** What was armed or held, exactly; nothing leaves on another price than the one that was seen. */
  bid({ cents, basis }: Sum): void {
    const { lot, target } = this;
    if (!lot || !target || !this.ready) return;
    if (lot.price_cents !== basis) return this.moved();
    const large = caution(cents, lot) === 'large' ? { confirm_large: true } : {};
    commands.submit({ type: 'place_bid', ...target, amount_cents: cents, seen_price_cents: basis, ...large });
  }

  /** A maximum may be set by the leader too. */
  setMaximum(maximum_cents: Cents): void {
    const { target } = this;
    if (target && this.able) commands.submit({ type: 'set_maximum', ...target, maximum_cents });
  }

  cancelMaximum(): void {
    const { target } = this;
    if (target && this.able) commands.submit({ type: 'cancel_maximum', ...target });
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

  private outcome(): Line | null {
    const command = this.sent?.command;
    if (!command || this.overtaken) return null;
    if (command.type === 'cancel_maximum') return this.answered(m.maximumCancel, m.maximumCancelled);
    if (command.type === 'set_maximum') {
      const amount = this.money(command.maximum_cents);
      return this.answered(m.maximumNamed(amount), m.maximumAccepted(amount));
    }
    const amount = 'amount_cents' in command ? this.money(command.amount_cents) : '';
    return this.answered(amount, m.accepted(amount));
  }

  /** What was accepted is no longer news beside a worse standing, or beside the result. */
  private get overtaken(): boolean {
    const { lot, sent } = this;
    if (sent?.phase !== 'accepted' || !lot) return false;
    return lot.outcome !== undefined || (sent.command.type !== 'cancel_maximum' && standingOf(lot) === 'outbid');
  }

  private over(): Line | null {
    if (this.phase === 'cancelled') return { tone: 'quiet', text: m.cancelledNote };
    if (this.phase !== 'over' || !this.lot) return null;
    const standing = standingOf(this.lot);
    if (standing === 'won') return { tone: 'good', icon: 'crown', text: m.wonNote };
    if (standing === 'highest_below_reserve') return { tone: 'quiet', text: m.highestNote };
    if (standing === 'sale_cancelled') return { tone: 'warn', icon: 'alert', text: m.saleCancelledNote };
    return { tone: 'quiet', text: this.lot.outcome ? m.endings[this.lot.outcome] : '' };
  }

  private stood(): Line {
    const { lot } = this;
    if (!lot) return { tone: 'quiet', text: '' };
    const { standing, my_maximum_cents, my_bid_cents } = lot;
    if (standing === 'leading' && my_maximum_cents) return { tone: 'quiet', text: m.yourMaximum(this.money(my_maximum_cents)) };
    if (standing === 'leading') return { tone: 'quiet', text: m.leadingNote };
    if (standing === 'leading_below_reserve') return { tone: 'quiet', text: m.belowNote };
    if (standing === 'outbid' && my_bid_cents) return { tone: 'quiet', text: m.outbidNote(this.money(my_bid_cents)) };
    return { tone: 'quiet', text: m.holdHint };
  }
}

/** One sealed request as the person answers it: a price, changed until the end, or a pass, which is final. */

import type { Cents } from '../../kit/money';
import { commands } from '../../live/commands.svelte';
import { Committing, type Line } from '../room/committing.svelte';
import { m as room } from '../room/words';
import { doubt, percentFrom } from './caution';
import { m } from './words';

/** What `arm` holds while the pass waits for its confirmation: no price is 0. */
export const PASS: Cents = 0;

export class Quoting extends Committing {
  /** One's own price, where there is one. */
  get own_cents(): Cents | undefined {
    return this.lot?.standing === 'declined' ? undefined : this.lot?.my_bid_cents;
  }

  get declined(): boolean {
    return this.lot?.standing === 'declined';
  }

  get ready(): boolean {
    return this.able && !this.declined;
  }

  get line(): Line {
    return this.pressed() ?? this.outcome() ?? this.hindered() ?? this.over() ?? this.stood();
  }

  quote(amount_cents: Cents): void {
    const { target } = this;
    if (target && this.ready && amount_cents > 0) commands.submit({ type: 'quote', ...target, amount_cents });
  }

  decline(): void {
    const { target } = this;
    if (target && this.ready) commands.submit({ type: 'decline', ...target });
  }

  private pressed(): Line | null {
    const { armed, own_cents } = this;
    if (armed === null) return null;
    if (armed === PASS) return { tone: 'warn', icon: 'alert', text: m.passArmed };
    const doubtful = doubt(armed, own_cents);
    if (doubtful === 'far') return { tone: 'warn', icon: 'alert', text: m.far(percentFrom(armed, own_cents ?? armed)) };
    if (doubtful === 'small') return { tone: 'warn', icon: 'alert', text: m.small };
    return { tone: 'quiet', text: m.armed };
  }

  private outcome(): Line | null {
    const command = this.sent?.command;
    if (command?.type === 'decline') return this.answered(m.pass, m.passedDone);
    if (command?.type !== 'quote') return null;
    const amount = this.money(command.amount_cents);
    return this.answered(m.named(amount), m.accepted(amount));
  }

  private over(): Line | null {
    if (this.phase === 'cancelled') return { tone: 'quiet', text: m.cancelledNote };
    if (this.phase !== 'over') return null;
    const { own_cents } = this;
    if (own_cents) return { tone: 'quiet', text: m.endedQuoted(this.money(own_cents)) };
    return { tone: 'quiet', text: this.declined ? m.endedNote : m.endedSilent };
  }

  private stood(): Line {
    if (this.declined) return { tone: 'quiet', text: m.declinedNote };
    if (this.own_cents) return { tone: 'quiet', text: m.quotedNote };
    return { tone: 'quiet', icon: 'lock', text: m.sealedNote };
  }

  protected override hindered(): Line | null {
    return this.phase === 'closing' ? { tone: 'wait', text: room.closingNote } : super.hindered();
  }
}

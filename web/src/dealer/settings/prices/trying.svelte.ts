/** Settings tried on a car, as they are shown, saved or not: "a 2009 C3 with 105 632 km would go to: trade". */

import { api } from '../../../api/client';
import { isAbort } from '../../../api/problem';
import type { Example, PricePolicy } from '../../../api.gen';
import type { Cents } from '../../../kit/money';

const PAUSE_MS = 300;

export class Trying {
  make = $state('CITROEN');
  model = $state('C3');
  year = $state<number | null>(2009);
  km = $state<number | null>(105_632);
  market_cents = $state<Cents | null>(null);
  answer = $state.raw<Example | null>(null);
  failed = $state(false);
  waiting = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  /** Of the first of January: with the year alone a car is at its oldest. */
  get body(): Readonly<Record<string, unknown>> | null {
    if (!this.make.trim() || !this.model.trim()) return null;
    return {
      make: this.make.trim(),
      model: this.model.trim(),
      first_registration: this.year === null ? null : `${this.year}-01-01`,
      mileage_km: this.km,
      market_value_cents: this.market_cents,
    };
  }

  /** A moment after the last change; the last answer stays meanwhile. */
  ask(owner: string, own: Partial<PricePolicy>): void {
    clearTimeout(this.timer);
    this.running?.abort();
    const body = this.body;
    this.waiting = body !== null;
    if (body) this.timer = setTimeout(() => void this.read(owner, { ...body, own }), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
  }

  private async read(owner: string, body: unknown): Promise<void> {
    const run = new AbortController();
    this.running = run;
    try {
      this.answer = await api.post<Example>(`${owner}/price-policy/example`, body, { signal: run.signal });
      this.failed = false;
    } catch (error) {
      if (isAbort(error)) return;
      this.failed = true;
    }
    this.waiting = false;
  }
}

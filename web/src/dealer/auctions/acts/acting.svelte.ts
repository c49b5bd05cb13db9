/** One act of a manager: sent once however often it is tried, its refusal in words. */

import { api } from '../../../api/client';
import { asProblem } from '../../../api/problem';
import { toasts } from '../../../app/toasts.svelte';
import { commandId } from '../../../live/command_id';
import { refusalOf } from './refusals';

export class Acting {
  busy = $state(false);
  failure = $state<string | null>(null);
  private key = commandId();

  /** Begin anew: another act, another id. */
  begin(): void {
    this.key = commandId();
    this.failure = null;
  }

  /** Whether it was done; `said` is shown when it was. */
  async run(path: string, body: unknown, said: string): Promise<boolean> {
    this.busy = true;
    this.failure = null;
    try {
      await api.post(path, body, { idempotencyKey: this.key });
      this.begin();
      toasts.show(said, { tone: 'good' });
      return true;
    } catch (error) {
      this.failure = refusalOf(asProblem(error).code);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

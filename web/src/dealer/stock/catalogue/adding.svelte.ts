/** A file of models on its way into the group's list: tried, then added (server/stock/catalogue). */

import type { Imported } from '../../../api.gen';
import { asProblem, type Problem } from '../../../api/problem';
import { sendFile } from '../import/sending';

export class Adding {
  file = $state.raw<File | null>(null);
  result = $state.raw<Imported | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Of the sending, from 0 to 1; null when nothing is sent. */
  sent = $state<number | null>(null);

  /** What the file would bring; nothing is added. */
  async look(file: File): Promise<void> {
    this.file = file;
    await this.send(file, true);
  }

  async add(): Promise<void> {
    if (this.file && this.sent === null) await this.send(this.file, false);
  }

  forget(): void {
    this.file = this.result = this.problem = null;
  }

  private async send(file: File, dry_run: boolean): Promise<void> {
    this.problem = null;
    this.sent = 0;
    try {
      this.result = await sendFile<Imported>(`/api/catalogue?dry_run=${dry_run}`, file, (part) => (this.sent = part));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.sent = null;
    }
  }
}

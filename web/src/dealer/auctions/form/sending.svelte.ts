/** The seconds between deciding and doing, in which it can be taken back: nothing has left before they are over. */

export const UNDO_SECONDS = 5;

export class Sending {
  /** Whole seconds left; null while nothing is under way. */
  left = $state<number | null>(null);
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly send: () => void;

  constructor(send: () => void) {
    this.send = send;
  }

  begin(): void {
    if (this.left !== null) return;
    this.left = UNDO_SECONDS;
    this.timer = setInterval(() => {
      if (this.left !== null && this.left > 1) this.left -= 1;
      else this.now();
    }, 1_000);
  }

  undo(): void {
    clearInterval(this.timer);
    this.left = null;
  }

  now(): void {
    if (this.left === null) return;
    this.undo();
    this.send();
  }
}

/**
 * What is said aloud. One polite voice, at most once in 5 s, what came in between merged; one assertive voice for the
 * outcomes of one's own acts only.
 */

const PAUSE_MS = 5_000;

class Announcer {
  polite = $state('');
  assertive = $state('');
  private readonly waiting = new Map<string, string>();
  private spoke_ms = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Something worth knowing; a newer text about the same thing replaces one that waits. */
  say(about: string, text: string): void {
    this.waiting.delete(about);
    this.waiting.set(about, text);
    this.timer ??= setTimeout(() => this.speak(), Math.max(0, this.spoke_ms + PAUSE_MS - Date.now()));
  }

  alert(text: string): void {
    // The same words again must be read again.
    this.assertive = this.assertive === text ? `${text}\u00a0` : text;
  }

  private speak(): void {
    this.timer = undefined;
    this.spoke_ms = Date.now();
    this.polite = [...this.waiting.values()].join(' ');
    this.waiting.clear();
  }
}

export const announcer = new Announcer();

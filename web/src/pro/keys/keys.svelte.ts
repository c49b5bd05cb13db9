/** Shortcuts of one key, for those who asked for them: nobody who dictates or leans on a keyboard bids by accident. */

import { keyOf } from './free';

const STORED = 'adjuge.keys';

class Keys {
  on = $state(localStorage.getItem(STORED) === 'on');

  use(on: boolean): void {
    this.on = on;
    localStorage.setItem(STORED, on ? 'on' : 'off');
  }

  /** Acts by key ("1", "j", "?") until the returned function is called; silent while they are off. */
  listen(acts: Readonly<Record<string, () => void>>): () => void {
    const press = (event: KeyboardEvent) => {
      const act = this.on ? acts[keyOf(event) ?? ''] : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }
}

export const keys = new Keys();

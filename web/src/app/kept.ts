/**
 * What one person is typing, kept in this browser until it is sent: a page left or reloaded loses nothing. Several
 * people share a PC at the counter, so each key names its account, and signing out forgets all of that account's.
 */

const PREFIX = 'adjuge.of';
/** Named nobody, in older versions. */
const OF_ANYBODY = ['adjuge.trade_in'];

export function keyOf(account_id: string, name: string): string {
  return `${PREFIX}.${account_id}.${name}`;
}

export function forgetAllOf(account_id: string): void {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '');
  for (const key of keys) if (key.startsWith(keyOf(account_id, ''))) localStorage.removeItem(key);
  for (const key of OF_ANYBODY) localStorage.removeItem(key);
}

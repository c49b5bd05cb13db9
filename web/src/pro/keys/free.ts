/** Whether a key may be a shortcut: not while something is typed, nor with a modifier, nor under a dialog. */

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly target: EventTarget | null;
}

const TYPING = 'input, textarea, select, [contenteditable], dialog';

/** The key's name in lower case, or null. Held down it counts once. */
export function keyOf({ key, ctrlKey, metaKey, altKey, repeat, target }: Pressed): string | null {
  if (ctrlKey || metaKey || altKey || repeat || key.length !== 1) return null;
  const element = target as Pick<Element, 'closest'> | null;
  return element?.closest?.(TYPING) ? null : key.toLowerCase();
}

/** The language in use, and catalogues of words that follow it. */

import type { Locale } from '../kit/money';

export type { Locale } from '../kit/money';

const KEY = 'adjuge.locale';

function initial(): Locale {
  const stored = globalThis.localStorage?.getItem(KEY);
  if (stored === 'fr' || stored === 'en') return stored;
  return globalThis.navigator?.language?.startsWith('en') ? 'en' : 'fr';
}

class LocaleState {
  current = $state<Locale>(initial());

  use(locale: Locale): void {
    this.current = locale;
    globalThis.localStorage?.setItem(KEY, locale);
  }
}

export const locale = new LocaleState();

/** The other language must say the same things: same keys, same parameters. */
export type Wording<T> = {
  readonly [K in keyof T]: T[K] extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : T[K] extends string
      ? string
      : Wording<T[K]>;
};

/**
 * A slice's words in both languages. Reading `m.title` in a template follows the language by itself.
 * Plurals and values are functions: `m.lots(3)`. French signs keep their word without being written so.
 */
export function catalogue<T extends object>(fr: T, en: Wording<T>): Wording<T> {
  const french = typeset(fr as Wording<T>);
  return new Proxy(french, {
    get: (_, key) => (locale.current === 'fr' ? french : en)[key as keyof T],
  });
}

/** "Vide : 5 %" never breaks before the colon or the percent; the same within quotes. */
export function frenchSpaces(text: string): string {
  return text.replace(/(«?) (?=[:;?!%€»])|(«) /g, (_, before: string | undefined, opened: string | undefined) => `${before ?? opened ?? ''}\u00a0`);
}

function typeset<T>(words: T): T {
  if (typeof words === 'string') return frenchSpaces(words) as T;
  if (typeof words === 'function') return ((...values: unknown[]) => frenchSpaces(words(...values))) as T;
  if (Array.isArray(words)) return words.map(typeset) as T;
  return Object.fromEntries(Object.entries(words as object).map(([key, word]) => [key, typeset(word)])) as T;
}

/** French counts 0 as one, English doesn't. */
export const one = {
  fr: (count: number, single: string, many: string): string => (count < 2 ? single : many),
  en: (count: number, single: string, many: string): string => (count === 1 ? single : many),
};

/** The figure with its noun: "1 lot", "3 lots". */
export const counted = {
  fr: (count: number, single: string, many: string): string => `${count} ${one.fr(count, single, many)}`,
  en: (count: number, single: string, many: string): string => `${count} ${one.en(count, single, many)}`,
};

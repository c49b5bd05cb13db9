/** Moments and spans as people say them: "aujourd'hui 16:36", "dans 4 h 32 min", "12:05". Times in Unix ms. */

import type { Locale } from './money';

const TAGS = { fr: 'fr-FR', en: 'en-GB' } as const;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DAYS = {
  fr: { '-1': 'hier', '0': "aujourd'hui", '1': 'demain' },
  en: { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' },
} as const;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: Locale, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(TAGS[locale], options);
    formats.set(key, found);
  }
  return found;
}

function dayNumber(ms: number): number {
  const date = new Date(ms);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY);
}

/** "16:36". */
export function formatTime(ms: number, locale: Locale): string {
  return format(locale, 'time', { hour: '2-digit', minute: '2-digit' }).format(ms);
}

/** "16:36:05", for lists of bids. */
export function formatClock(ms: number, locale: Locale): string {
  return format(locale, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
}

/** "16:36:05,042", where milliseconds matter. */
export function formatPrecise(ms: number, locale: Locale): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const;
  return format(locale, 'precise', options).format(ms);
}

/** "10/04/2007". */
export function formatDate(ms: number, locale: Locale): string {
  return format(locale, 'date', { day: '2-digit', month: '2-digit', year: 'numeric' }).format(ms);
}

/** "aujourd'hui 16:36", "demain 09:00", "12 déc. 16:36", "12 déc. 2023 16:36". */
export function formatMoment(ms: number, now: number, locale: Locale): string {
  const distance = String(dayNumber(ms) - dayNumber(now)) as keyof (typeof DAYS)['fr'];
  const word = DAYS[locale][distance];
  const time = formatTime(ms, locale);
  if (word) return `${word} ${time}`;
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  const day = sameYear
    ? format(locale, 'day', { day: 'numeric', month: 'short' }).format(ms)
    : format(locale, 'year', { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
  return `${day} ${time}`;
}

/** A span for a clock that runs: "2 j 4 h", "4 h 32 min", "12:05", and "9,4" in the last ten seconds. */
export function formatLeft(left: number, locale: Locale): string {
  if (left <= 0) return '0:00';
  if (left < 10 * SECOND) {
    const tenths = Math.floor(left / 100);
    return `${Math.floor(tenths / 10)}${locale === 'fr' ? ',' : '.'}${tenths % 10}`;
  }
  if (left < HOUR) {
    const seconds = Math.floor(left / SECOND);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  return formatSpan(left, locale);
}

/** A span in its two largest units: "2 j 4 h", "1 h 30 min", "10 min". */
export function formatSpan(span: number, locale: Locale): string {
  const minutes = Math.floor(span / MINUTE);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const day = locale === 'fr' ? 'j' : 'd';
  if (days > 0) return join(days, day, hours % 24, 'h');
  if (hours > 0) return join(hours, 'h', minutes % 60, 'min');
  if (minutes > 0) return `${minutes}\u00a0min`;
  return `${Math.floor(span / SECOND)}\u00a0s`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large}\u00a0${largeUnit}`;
  return small > 0 ? `${head} ${small}\u00a0${smallUnit}` : head;
}

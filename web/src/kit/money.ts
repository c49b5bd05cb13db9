/** Amounts: integer cents in and out, text only at the edge. Never a float (I18). */

export type Cents = number;
export type Locale = 'fr' | 'en';

export const CENTS_MAX = 1_000_000_000_000;
const TAGS = { fr: 'fr-FR', en: 'en-GB' } as const;
const SPACES = /[\s\u00a0\u2009\u202f]/g;

const whole = new Map<Locale, Intl.NumberFormat>();
const exact = new Map<Locale, Intl.NumberFormat>();

function formatter(locale: Locale, digits: 0 | 2): Intl.NumberFormat {
  const cache = digits === 0 ? whole : exact;
  let found = cache.get(locale);
  if (!found) {
    found = new Intl.NumberFormat(TAGS[locale], {
      style: 'currency',
      currency: 'EUR',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    cache.set(locale, found);
  }
  return found;
}

/** Euros as a decimal string, so that Intl never meets a float. */
function decimal(cents: Cents): Intl.StringNumericLiteral {
  const size = Math.abs(cents);
  const sign = cents < 0 ? '-' : '';
  return `${sign}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}` as Intl.StringNumericLiteral;
}

/** Our type draws the narrow space as a hair: "20 900" must not read "20900". */
export function spaced(text: string): string {
  return text.replaceAll('\u202f', '\u00a0');
}

/** "20 900,00 €", "€20,900.00". */
export function formatMoney(cents: Cents, locale: Locale): string {
  return spaced(formatter(locale, 2).format(decimal(cents)));
}

/** To the euro, halves away from zero: 306.37 -> "306 €", 1 491.84 -> "1 492 €". */
export function formatEuros(cents: Cents, locale: Locale): string {
  const euros = Math.sign(cents) * Math.floor((Math.abs(cents) + 50) / 100);
  return spaced(formatter(locale, 0).format(euros));
}

/** Without a needless ",00": "20 900 €", "3 608,16 €". For buttons and titles. */
export function formatShort(cents: Cents, locale: Locale): string {
  return cents % 100 === 0 ? formatEuros(cents, locale) : formatMoney(cents, locale);
}

/** What an input shows: "20 900,50", no sign of currency. */
export function formatInput(cents: Cents, locale: Locale): string {
  const [integer = '0', fraction = '00'] = decimal(cents).split('.');
  const grouped = integer.replace(/\B(?=(\d{3})+(?!\d))/g, locale === 'fr' ? '\u00a0' : ',');
  return grouped + (locale === 'fr' ? ',' : '.') + fraction;
}

/**
 * Cents from what a person typed: "20 900,50", "20900.5", "20.900,50 €", "20 900".
 * Null when it is not an amount, is negative, has fractions of a cent, or passes CENTS_MAX.
 * A single separator before three digits is a thousand only where the language writes it so
 * (fr "20.900", en "20,900"); the other reading is refused rather than guessed.
 */
export function parseMoney(text: string, locale: Locale): Cents | null {
  const bare = text.replace(SPACES, '').replace(/€|eur$/gi, '');
  if (!/^\d[\d.,']*$/.test(bare)) return null;
  const parts = split(bare.replaceAll("'", ''), locale);
  if (!parts) return null;
  const [integer, fraction] = parts;
  if (integer.length > 11) return null;
  const cents = Number(integer) * 100 + Number(fraction.padEnd(2, '0'));
  return cents <= CENTS_MAX ? cents : null;
}

function split(bare: string, locale: Locale): [integer: string, fraction: string] | null {
  const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
  if (last < 0) return [bare, ''];
  const mark = bare[last] as ',' | '.';
  const other = mark === ',' ? '.' : ',';
  const before = bare.slice(0, last);
  const after = bare.slice(last + 1);
  if (after.length <= 2 && !before.includes(mark)) {
    if (before.includes(other) && !grouped(before, other)) return null;
    return [before.replaceAll(other, ''), after];
  }
  const thousands = locale === 'fr' ? '.' : ',';
  const certain = before.includes(mark) || mark === thousands;
  if (certain && !bare.includes(other) && grouped(bare, mark)) return [bare.replaceAll(mark, ''), ''];
  return null;
}

function grouped(text: string, mark: string): boolean {
  const [first = '', ...rest] = text.split(mark);
  return first.length >= 1 && first.length <= 3 && rest.every((group) => group.length === 3);
}

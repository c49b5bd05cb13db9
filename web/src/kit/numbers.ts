/** Plain numbers as each language groups them. */

import { spaced, type Locale } from './money';

const FORMATS = {
  fr: new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }),
};

/** "87 456". */
export function formatNumber(value: number, locale: Locale): string {
  return spaced(FORMATS[locale].format(value));
}

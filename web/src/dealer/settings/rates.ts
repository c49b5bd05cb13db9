/** Rates as people write them, in basis points: "7 %" is 700. Pure. */

import type { Locale } from '../../kit/money';

/** "7,00" -> 700, "12.5" -> 1250, "-3" -> -300; null when it is no rate of at most two decimals, or beyond 100 %. */
export function parseRate(text: string, { signed }: { signed: boolean }): number | null {
  const bare = text.replace(/[\s\u00a0\u202f%]/g, '').replace(',', '.').replace('\u2212', '-');
  if (!(signed ? /^[+-]?\d{1,3}(\.\d{1,2})?$/ : /^\d{1,3}(\.\d{1,2})?$/).test(bare)) return null;
  const points = Math.round(Number(bare) * 100);
  return Math.abs(points) <= 10_000 ? points : null;
}

/** 700 -> "7", 1250 -> "12,5": what an input shows. */
export function formatRate(points: number, locale: Locale): string {
  const sign = points < 0 ? '-' : '';
  const [whole, part] = [Math.floor(Math.abs(points) / 100), Math.abs(points) % 100];
  const decimals = part === 0 ? '' : String(part).padStart(2, '0').replace(/0$/, '');
  return `${sign}${whole}${decimals && (locale === 'fr' ? ',' : '.')}${decimals}`;
}

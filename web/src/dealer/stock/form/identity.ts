/** What a plate or VIN being typed is: the same reading as the server's (domain "France"). Pure. */

export type Verdict = 'empty' | 'fine' | 'odd' | 'unfinished' | 'wrong';

const SEPARATORS = /[\s\-.·_]+/g;
const LETTERS = '[A-HJ-NP-TV-Z]';
const SIV = new RegExp(`^(?!SS)${LETTERS}{2}(?!000)\\d{3}(?!SS)${LETTERS}{2}$`);
const TEMPORARY = /^(WW\d{3}[A-Z]{2}|W\d{3}[A-Z]{2}|\d{1,4}WW[A-Z]?(\d{2}|2[AB]|97\d))$/;
const FNI = new RegExp(`^\\d{1,4}${LETTERS}{1,3}(0[1-9]|[1-8]\\d|9[0-5]|2[AB]|97[1-8]|98[78])$`);
const VIN = /^[A-HJ-NPR-Z0-9]+$/;

export function bare(typed: string): string {
  return typed.toUpperCase().replace(SEPARATORS, '');
}

export function plateVerdict(typed: string): Verdict {
  const plate = bare(typed);
  if (plate === '') return 'empty';
  if (TEMPORARY.test(plate) || FNI.test(plate)) return 'odd';
  if (SIV.test(plate)) return 'fine';
  return plate.length < 7 ? 'unfinished' : 'wrong';
}

export function vinVerdict(typed: string): Verdict {
  const vin = bare(typed);
  if (vin === '') return 'empty';
  if (!VIN.test(vin) || vin.length > 17) return 'wrong';
  if (vin.length === 17) return 'fine';
  return vin.length === 16 ? 'odd' : 'unfinished';
}

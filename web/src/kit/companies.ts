/** A French company's numbers as people write and read them (domain 2.1, "France"). The server checks them again. */

const BETWEEN = /[\s.\-\u00a0\u202f]/g;
const LA_POSTE = '356000000';

/** The digits alone: "732 829 320 00074" -> "73282932000074". */
export function bare(text: string): string {
  return text.replace(BETWEEN, '').toUpperCase();
}

export function isSiret(text: string): boolean {
  return /^\d{14}$/.test(bare(text));
}

/** Whether the check digit fits: Luhn, and La Poste's own rule. A few real ones don't, the directory decides. */
export function addsUp(siret: string): boolean {
  const digits = [...bare(siret)].map(Number);
  const sum = digits.reduce((total, digit, place) => {
    const doubled = (digits.length - place) % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  if (sum % 10 === 0) return true;
  return bare(siret).startsWith(LA_POSTE) && digits.reduce((total, digit) => total + digit, 0) % 5 === 0;
}

/** "FR" + key + SIREN, where the key is (12 + 3 x (SIREN mod 97)) mod 97. */
export function vatNumberOf(siret: string): string {
  const siren = bare(siret).slice(0, 9);
  return `FR${String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0')}${siren}`;
}

export function isApe(text: string): boolean {
  return /^\d{4}[A-Z]$/.test(bare(text));
}

/** "732 829 320 00074"; what isn't a SIRET stays as it is. */
export function formatSiret(siret: string): string {
  const digits = bare(siret);
  if (!/^\d{14}$/.test(digits)) return siret;
  return `${digits.slice(0, 3)}\u00a0${digits.slice(3, 6)}\u00a0${digits.slice(6, 9)}\u00a0${digits.slice(9)}`;
}

/** "+33385000000" -> "03 85 00 00 00"; foreign numbers stay as they are. */
export function formatPhone(phone: string): string {
  const local = /^\+33(\d)(\d{8})$/.exec(phone);
  if (!local) return phone;
  return [`0${local[1]}`, ...(local[2]?.match(/\d{2}/g) ?? [])].join('\u00a0');
}

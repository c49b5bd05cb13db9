/** A professional's record being filled in, by hand or from the company directory (domain 2.1). */

import { api } from '../../api/client';
import type { Company, Professional } from '../../api.gen';
import type { Identity } from '../../api/kinds';
import { asProblem, isAbort, type FieldError, type Problem } from '../../api/problem';
import { addsUp, bare, isApe, isSiret, vatNumberOf } from '../../kit/companies';

export const FIELDS = [
  'siret', 'name', 'email', 'phone', 'legal_representative', 'ape_code', 'vat_number', 'address', 'postcode', 'city',
] as const;
export type Field = (typeof FIELDS)[number];
const CODES = ['required', 'siret', 'key', 'closed', 'ape_code', 'vat_number', 'vat_mismatch', 'phone', 'email', 'other'] as const;
export type FaultCode = (typeof CODES)[number];

/** How the directory answered about the SIRET that is typed. */
export type Lookup = 'idle' | 'asking' | 'found' | 'odd' | 'unknown' | 'unavailable' | 'closed';

const FILLED = ['name', 'ape_code', 'vat_number', 'address', 'postcode', 'city', 'legal_representative'] as const;
const NULLABLE = new Set<Field>(['siret', 'vat_number', 'ape_code', 'legal_representative']);

type Ask = (siret: string, signal: AbortSignal) => Promise<Company>;
const askDirectory: Ask = (siret, signal) => api.get<Company>(`/companies/${siret}`, { signal });

export class ProfessionalForm {
  values = $state<Record<Field, string>>(blank());
  lookup = $state<Lookup>('idle');
  /** The end of a closed establishment, as the directory has it. */
  closed_on = $state<string | null>(null);
  tried = $state(false);
  refused = $state.raw<Problem | null>(null);
  /** What the directory wrote, so that a person's own words are never overwritten. */
  private filled: Partial<Record<Field, string>> = {};
  private asked = '';
  private running: AbortController | null = null;
  private readonly ask: Ask;

  constructor(known: Identity | null = null, ask: Ask = askDirectory) {
    this.ask = ask;
    if (!known) return;
    for (const field of FIELDS) this.values[field] = known[field] ?? '';
    this.asked = bare(this.values.siret);
  }

  /** A number that is whole and new is looked up; anything else is left alone. */
  type(siret: string): void {
    this.values.siret = siret;
    const digits = bare(siret);
    if (digits === this.asked) return;
    this.stop();
    this.lookup = 'idle';
    this.asked = '';
    if (isSiret(digits)) void this.look();
  }

  async look(): Promise<void> {
    const digits = bare(this.values.siret);
    this.asked = digits;
    this.lookup = 'asking';
    const run = new AbortController();
    this.running = run;
    try {
      const company = await this.ask(digits, run.signal);
      if (this.running === run) this.take(company);
    } catch (error) {
      if (this.running !== run || isAbort(error)) return;
      this.lookup = asProblem(error).status === 404 ? 'unknown' : 'unavailable';
      this.fill('vat_number', vatNumberOf(digits));
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  private take(company: Company): void {
    this.closed_on = company.closed_on;
    this.lookup = company.closed ? 'closed' : company.check_digit_fits ? 'found' : 'odd';
    if (company.closed) return;
    for (const field of FILLED) this.fill(field, company[field] ?? '');
  }

  private fill(field: Field, value: string): void {
    const typed = this.values[field] !== '' && this.values[field] !== this.filled[field];
    if (typed || value === '') return;
    this.values[field] = value;
    this.filled[field] = value;
  }

  /** What is wrong before the server is asked. */
  get faults(): ReadonlyMap<Field, FaultCode> {
    const found = new Map<Field, FaultCode>();
    const { siret, name, email, ape_code, vat_number } = this.values;
    if (!name.trim()) found.set('name', 'required');
    if (!email.trim()) found.set('email', 'required');
    else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) found.set('email', 'email');
    if (siret.trim()) {
      if (!isSiret(siret)) found.set('siret', 'siret');
      else if (this.lookup === 'closed') found.set('siret', 'closed');
      else if (!addsUp(siret) && (this.lookup === 'unknown' || this.lookup === 'unavailable')) found.set('siret', 'key');
      else if (vat_number.trim() && bare(vat_number).startsWith('FR') && bare(vat_number) !== vatNumberOf(siret))
        found.set('vat_number', 'vat_mismatch');
    }
    if (ape_code.trim() && !isApe(ape_code)) found.set('ape_code', 'ape_code');
    return found;
  }

  /** The fault to show at a field: ours once somebody tried to save, else what the server said. */
  faultAt(field: Field): FaultCode | null {
    const own = this.faults.get(field);
    if (own && (this.tried || own === 'closed' || own === 'key')) return own;
    const said = this.refused?.of(`/${field}`);
    return said ? codeOf(said) : null;
  }

  /** What is sent: empty numbers are null, other empty fields empty. */
  get body(): Record<Field, string | null> {
    const sent = {} as Record<Field, string | null>;
    for (const field of FIELDS) {
      const text = this.values[field].trim();
      sent[field] = text === '' && NULLABLE.has(field) ? null : text;
    }
    return sent;
  }

  /** Saves; null when it can't be, and then `refused` or `faults` say why. */
  async save(known: Professional | null): Promise<Professional | null> {
    this.tried = true;
    this.refused = null;
    if (this.faults.size > 0) return null;
    try {
      return known
        ? await api.patch<Professional>(`/professionals/${known.id}`, { version: known.version, ...this.body })
        : await api.post<Professional>('/professionals', this.body);
    } catch (error) {
      this.refused = asProblem(error);
      return null;
    }
  }
}

function blank(): Record<Field, string> {
  return Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<Field, string>;
}

/** Which of our sentences the server's word is; it may know more than we have words for. */
function codeOf({ code }: FieldError): FaultCode {
  return CODES.find((known) => known === code) ?? 'other';
}

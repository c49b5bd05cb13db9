import { describe, expect, test } from 'vitest';
import type { Company } from '../../api.gen';
import { Problem } from '../../api/problem';
import { ProfessionalForm } from './form.svelte';

const SIRET = '73282932000074';

function aCompany(changes: Partial<Company> = {}): Company {
  return {
    siret: SIRET,
    name: 'AUTO 71',
    vat_number: 'FR44732829320',
    ape_code: '4511Z',
    address: '3 rue Lacretelle',
    postcode: '71000',
    city: 'MACON',
    legal_representative: null,
    closed: false,
    closed_on: null,
    check_digit_fits: true,
    source: 'sirene',
    ...changes,
  };
}

const answering = (company: Company) => () => Promise.resolve(company);
const failing = (status: number) => () => Promise.reject(new Problem(status, 'x'));

async function typed(form: ProfessionalForm, siret = SIRET): Promise<void> {
  form.type(siret);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
}

describe('a SIRET typed whole', () => {
  test('fills in what the directory knows', async () => {
    const form = new ProfessionalForm(null, answering(aCompany()));
    await typed(form, '732 829 320 00074');
    expect(form.lookup).toBe('found');
    expect(form.values).toMatchObject({ name: 'AUTO 71', ape_code: '4511Z', vat_number: 'FR44732829320', city: 'MACON' });
  });

  test("leaves a person's own words, and replaces its own", async () => {
    const form = new ProfessionalForm(null, (siret) => Promise.resolve(aCompany({ siret, city: siret === SIRET ? 'MACON' : 'LYON' })));
    form.values.name = 'Auto Soixante-et-onze';
    await typed(form);
    await typed(form, '35600000000048');
    expect(form.values.name).toBe('Auto Soixante-et-onze');
    expect(form.values.city).toBe('LYON');
  });

  test('of a closed establishment is refused at once', async () => {
    const form = new ProfessionalForm(null, answering(aCompany({ closed: true, closed_on: '2020-01-31' })));
    await typed(form);
    expect(form.faultAt('siret')).toBe('closed');
    expect(form.values.name).toBe('');
  });

  test('that nobody answers for still works by hand, with its VAT number', async () => {
    const form = new ProfessionalForm(null, failing(503));
    await typed(form);
    expect(form.lookup).toBe('unavailable');
    expect(form.values.vat_number).toBe('FR44732829320');
    form.values.name = 'Auto 71';
    form.values.email = 'contact@auto71.fr';
    expect(form.faults.size).toBe(0);
  });

  test('unknown to the directory says so', async () => {
    const form = new ProfessionalForm(null, failing(404));
    await typed(form);
    expect(form.lookup).toBe('unknown');
  });

  test('is asked for once; half a number never', async () => {
    let asked = 0;
    const form = new ProfessionalForm(null, () => {
      asked++;
      return Promise.resolve(aCompany());
    });
    await typed(form, '7328293200007');
    expect(asked).toBe(0);
    await typed(form);
    await typed(form, '732 829 320 00074');
    expect(asked).toBe(1);
  });
});

test('what is missing or of the wrong shape is told once somebody tried', () => {
  const form = new ProfessionalForm(null, failing(503));
  form.values.ape_code = '45';
  form.values.email = 'nobody';
  expect(form.faultAt('name')).toBeNull();
  form.tried = true;
  expect(form.faultAt('name')).toBe('required');
  expect(form.faultAt('email')).toBe('email');
  expect(form.faultAt('ape_code')).toBe('ape_code');
});

test('a VAT number must be that of the SIRET', async () => {
  const form = new ProfessionalForm(null, answering(aCompany()));
  await typed(form);
  form.values.vat_number = 'FR00732829320';
  expect(form.faults.get('vat_number')).toBe('vat_mismatch');
});

test("the server's code finds our words; a newer one is named in general", () => {
  const form = new ProfessionalForm(null, failing(503));
  form.refused = new Problem(422, 'invalid', '', [
    { pointer: '/siret', code: 'closed', detail: 'is of a company that was closed on 2020-01-31' },
    { pointer: '/city', code: 'newer', detail: 'is on the moon' },
  ]);
  expect(form.faultAt('siret')).toBe('closed');
  expect(form.faultAt('city')).toBe('other');
});

test('empty numbers are sent as null', () => {
  const form = new ProfessionalForm(null, failing(503));
  form.values.name = ' Auto 71 ';
  expect(form.body).toMatchObject({ name: 'Auto 71', siret: null, ape_code: null, city: '' });
});

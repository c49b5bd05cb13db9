import { expect, test } from 'vitest';
import { blank, carOf, faultsOf } from './draft';

const clio = { ...blank(), make: 'RENAULT', model: ' CLIO IV ', mileage_km: '128 400', plate: 'ab-123-cd', vin: 'VF15RPN0A54321876' };

test('make and model suffice for a draft; asking needs plate and VIN', () => {
  expect([...faultsOf(blank(), { asking: false })]).toEqual([
    ['/make', 'missing'],
    ['/model', 'missing'],
  ]);
  expect([...faultsOf({ ...clio, plate: '', vin: ' ' }, { asking: true }).keys()]).toEqual(['/plate', '/vin']);
  expect(faultsOf(clio, { asking: true }).size).toBe(0);
});

test('numbers are whole, however they are grouped', () => {
  expect(faultsOf({ ...clio, mileage_km: '12,5' }, { asking: false }).get('/mileage_km')).toBe('notANumber');
  expect(carOf(clio)).toMatchObject({ model: 'CLIO IV', mileage_km: 128_400, co2_g_km: null, energy: null });
});

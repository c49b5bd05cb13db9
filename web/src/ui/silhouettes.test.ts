import { expect, test } from 'vitest';
import { DRAWINGS, silhouette } from './silhouettes';

test.each([
  ['SUV', 'suv'],
  ['Break', 'estate'],
  ['Monospace', 'mpv'],
  ['Fourgonnette', 'van'],
  ['Véhicule utilitaire', 'van'],
  ['Cabriolet', 'convertible'],
  ['Coupé', 'coupe'],
  ['Berline 5p', 'hatchback'],
  ['Berline 4p', 'saloon'],
  ['Pick-up', 'pickup'],
  ['', 'hatchback'],
  [null, 'hatchback'],
])('a %s is drawn as a %s', (body, drawing) => {
  expect(silhouette(body)).toBe(drawing);
});

test('every drawing is one closed shape with its wheels inside', () => {
  for (const { shape, wheels, radius } of Object.values(DRAWINGS)) {
    expect(shape.startsWith('M')).toBe(true);
    expect(wheels[0] - radius).toBeGreaterThan(0);
    expect(wheels[1] + radius).toBeLessThan(160);
  }
});

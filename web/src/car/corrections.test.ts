import { beforeEach, expect, test } from 'vitest';
import { locale } from '../i18n/locale.svelte';
import { correctionSaid } from './corrections';

beforeEach(() => {
  locale.current = 'fr';
});

test('says what it was, what it is, and why', () => {
  const changes = [
    { field: 'mileage_km', before: 109_465, after: 119_465 },
    { field: 'plate', before: 'GD250GH', after: 'GD250GJ' },
    { field: 'defect', after: 'Rayure' },
  ];
  const line = correctionSaid({ at_ms: 0, reason: 'relevé par erreur', changes }, 'fr').replace(/[\u00a0\u202f]/g, ' ');
  expect(line).toBe(
    'Fiche corrigée : kilométrage 109 465 → 119 465 km ; immatriculation GD-250-GH → GD-250-GJ ; défaut – → Rayure. Motif : relevé par erreur',
  );
});

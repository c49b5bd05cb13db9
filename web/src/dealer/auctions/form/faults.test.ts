import { expect, test } from 'vitest';
import { Problem } from '../../../api/problem';
import type { Preview } from '../../../api.gen';
import { faultAt, inWords, refusalsOf } from './faults';

const preview = {
  vehicles: [{ vehicle_id: 'v1', refusals: ['not_for_sale', 'engaged_in_offer'] }],
  errors: [{ pointer: '/duration_seconds', code: 'out_of_bounds', detail: 'expected 10 to 7776000' }],
} as unknown as Preview;

test('what we know ourselves comes first, then the preview, then the refusal', () => {
  const refused = new Problem(422, 'invalid', '', [{ pointer: '/starts_at', code: 'too_far', detail: 'x' }]);
  const local = new Map([['/duration_seconds', 'required']]);
  expect(faultAt('/duration_seconds', { local, preview, refused })?.code).toBe('required');
  expect(faultAt('/duration_seconds', { local: new Map(), preview, refused })?.code).toBe('out_of_bounds');
  expect(faultAt('/starts_at', { local, preview, refused })?.code).toBe('too_far');
  expect(faultAt('/entity_id', { local, preview, refused })).toBeUndefined();
});

test('a code has our words, an unknown one keeps the text of the server', () => {
  const words = { too_far: "Au plus un an à l'avance." };
  expect(inWords({ pointer: '', code: 'too_far', detail: 'x' }, words)).toBe("Au plus un an à l'avance.");
  expect(inWords({ pointer: '', code: 'new_rule', detail: 'says why' }, words)).toBe('says why');
  expect(inWords(undefined, words)).toBeUndefined();
});

test('a car keeps every reason that keeps it out', () => {
  expect(refusalsOf('v1', preview)).toEqual(['not_for_sale', 'engaged_in_offer']);
  expect(refusalsOf('v2', preview)).toEqual([]);
  expect(refusalsOf('v1', null)).toEqual([]);
});

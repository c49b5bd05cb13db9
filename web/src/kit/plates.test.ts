import { expect, test } from 'vitest';
import { formatPlate } from './plates';

test('plates of the current form are shown with dashes, older ones as they are', () => {
  expect(formatPlate('GD147JH')).toBe('GD-147-JH');
  expect(formatPlate('1234AB69')).toBe('1234AB69');
  expect(formatPlate('WW123AB')).toBe('WW-123-AB');
});

import { expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import { locale } from '../../i18n/locale.svelte';
import { addressFault, deliveryError } from './webhooks';

const refused = (code: string) =>
  new Problem(422, 'invalid', '', [{ pointer: '/webhook_url', code, detail: 'is bad' }]);

test('an address is refused in the language of its reader', () => {
  locale.use('fr');
  expect(addressFault(null)).toBeUndefined();
  expect(addressFault(new Problem(422, 'invalid', '', [{ pointer: '/name', code: 'required', detail: 'is required' }]))).toBeUndefined();
  expect(addressFault(refused('private_address'))).toContain('réseau privé');
  expect(addressFault(refused('needs_https'))).toContain('https://');
  expect(addressFault(refused('no_address'))).toContain('https://');
  locale.use('en');
  expect(addressFault(refused('private_address'))).toContain('private network');
});

test('why a delivery failed is told without the words of the server', () => {
  locale.use('fr');
  expect(deliveryError({ code: null, error: null })).toBeNull();
  expect(deliveryError({ code: 'answered', error: '503' })).toBe('Votre serveur a répondu 503.');
  expect(deliveryError({ code: 'answered', error: '410' })).toContain('ne veut pas');
  expect(deliveryError({ code: 'unreachable', error: 'ConnectError' })).toBe('Votre serveur est injoignable.');
  expect(deliveryError({ code: 'newer', error: 'something new' })).toBe('L’envoi n’a pas abouti.');
  expect(deliveryError({ code: null, error: 'boom' })).toBe('L’envoi n’a pas abouti.');
});

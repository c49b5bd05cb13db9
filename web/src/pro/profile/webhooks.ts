/** What the server says of a program's notification address and of deliveries to it, in our words. */

import type { WebhookDelivery } from '../../api.gen';
import type { Problem } from '../../api/problem';
import { m } from './machine_words';

const GONE = '410';

/** At the field of the address, when it was refused. */
export function addressFault(refused: Problem | null): string | undefined {
  const said = refused?.of('/webhook_url');
  if (!said) return undefined;
  return said.code === 'private_address' ? m.addressFaults.private_address : m.addressFaults.other;
}

/** Why the last attempt of a delivery failed; null when nothing did. */
export function deliveryError({ code, error }: Pick<WebhookDelivery, 'code' | 'error'>): string | null {
  if (error === null) return null;
  if (code === 'answered') return error === GONE ? m.errors.gone : m.errors.answered(error);
  const words: Readonly<Record<string, unknown>> = m.errors;
  const word = words[code ?? 'other'];
  return typeof word === 'string' ? word : m.errors.other;
}

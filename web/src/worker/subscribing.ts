/** Let this browser be woken up, or let it sleep (RFC 8030). */

import { api } from '../api/client';

export interface Browser {
  readonly id: string;
  readonly user_agent: string;
  readonly created_at: string;
}

export interface Browsers {
  readonly public_key: string;
  readonly items: readonly Browser[];
}

/** "missing": this browser can't; "denied": its owner said no, in the browser's own settings. */
export type PushState = 'missing' | 'denied' | 'off' | 'on';

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return 'missing';
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off';
}

/** Asks its owner; the state afterwards. */
export async function subscribe(public_key: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
  try {
    const { endpoint, keys } = made.toJSON();
    await api.post('/push-subscriptions', { endpoint, keys });
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
  return 'on';
}

export async function unsubscribe(): Promise<PushState> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.getSubscription();
  if (made) {
    await made.unsubscribe();
    await api.delete('/push-subscriptions', { body: { endpoint: made.endpoint } });
  }
  return 'off';
}

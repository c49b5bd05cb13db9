/** Let this browser be woken up, or let it sleep (RFC 8030). */

import type { Browsers } from '../api.gen';
import { api } from '../api/client';

const INSTALL_MS = 5_000;
/** Whose pushes this browser shall get: by his own word, until he takes it back. */
const WISHED = 'adjuge.push';

/** "missing": this browser can't; "denied": its owner said no, in the browser's own settings. */
export type PushState = 'missing' | 'denied' | 'off' | 'on';

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'missing';
  if (Notification.permission === 'denied') return 'denied';
  const registration = await installed();
  if (!registration) return 'missing';
  return (await registration.pushManager.getSubscription()) ? 'on' : 'off';
}

/** On a first visit the worker is still on its way. */
async function installed(): Promise<ServiceWorkerRegistration | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), INSTALL_MS));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

/** Asks its owner; the state afterwards. */
export async function subscribe(public_key: string, account: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  await make(public_key);
  localStorage.setItem(WISHED, account);
  return 'on';
}

/** Browsers and servers forget a subscription: whoever wished for it gets it again, at the start of the application. */
export async function resubscribe(account: string): Promise<void> {
  if (localStorage.getItem(WISHED) !== account || Notification.permission !== 'granted') return;
  const state = await pushState();
  if (state !== 'on' && state !== 'off') return;
  const { public_key, items } = await api.get<Browsers>('/push-subscriptions');
  if (state === 'off' || items.length === 0) await make(public_key);
}

async function make(public_key: string): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
  try {
    const { endpoint, keys } = made.toJSON();
    await api.post('/push-subscriptions', { endpoint, keys });
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
}

export async function unsubscribe(): Promise<PushState> {
  localStorage.removeItem(WISHED);
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.getSubscription();
  if (made) {
    await made.unsubscribe();
    await api.delete('/push-subscriptions', { body: { endpoint: made.endpoint } });
  }
  return 'off';
}

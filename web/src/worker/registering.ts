/** Installs the service worker, and asks before a new one takes over. */

import { mount, unmount } from 'svelte';
import { router } from '../app/router.svelte';
import UpdatePrompt from './UpdatePrompt.svelte';

const LOOK_EVERY_MS = 60 * 60_000;

export async function register(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.register('/sw.js');
  const controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data?.open === 'string') router.go(data.open); // a path: the worker saw to that
  });
  if (controlled && registration.waiting) ask(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing;
    coming?.addEventListener('statechange', () => {
      // The very first one takes over from nobody.
      if (coming.state === 'installed' && navigator.serviceWorker.controller) ask(coming);
    });
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
}

let asked = false;

function ask(waiting: ServiceWorker): void {
  if (asked) return;
  asked = true;
  const prompt = mount(UpdatePrompt, {
    target: document.body,
    props: {
      ontake: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
        waiting.postMessage('take_over');
      },
      onlater: () => void unmount(prompt),
    },
  });
}

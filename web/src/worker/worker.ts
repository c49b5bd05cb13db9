/**
 * The service worker: wakes up for pushes, keeps the application's own files, and stays out of everything live.
 * A new one waits until the page says "take over": never under somebody who is bidding (web.md, rule 11).
 */

import { pathOf, readPush, ruleOf } from './rules';

// The page's program has the types of a window; these are the few of a worker that we use.
interface Waitable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Waitable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Waitable {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Waitable {
  readonly notification: Notification;
}
interface Client {
  readonly visibilityState: string;
  focus(): Promise<Client>;
  postMessage(message: unknown): void;
}
interface Scope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(query: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Client[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, act: (event: never) => void): void;
}

const scope = self as unknown as Scope;
const CACHE = 'adjuge-files-1';
const PAGE = '/';
const FILES_MAX = 300;

scope.addEventListener('activate', (event: Waitable) => event.waitUntil(begin()));
scope.addEventListener('message', ({ data }: MessageEvent) => {
  if (data === 'take_over') void scope.skipWaiting();
});
scope.addEventListener('fetch', (event: Fetched) => {
  const rule = ruleOf(event.request, scope.location.origin);
  if (rule === 'asset') event.respondWith(asset(event.request));
  else if (rule === 'page') event.respondWith(page(event.request));
});
scope.addEventListener('push', (event: Pushed) => event.waitUntil(tell(event)));
scope.addEventListener('notificationclick', (event: Clicked) => {
  event.notification.close();
  event.waitUntil(open(pathOf(String(event.notification.data ?? '/'), scope.location.origin)));
});

async function begin(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** Its name says its content: once here, never asked for again. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(cache, request, answer);
  return answer;
}

async function keep(cache: Cache, request: Request | string, answer: Response): Promise<void> {
  await cache.put(request, answer.clone());
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - FILES_MAX)).map((name) => cache.delete(name)));
}

/** The page as it is now; without a network the last one seen, which then says that it is offline. */
async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get('content-type')?.startsWith('text/html')) await keep(cache, PAGE, answer);
    return answer;
  } catch (error) {
    const kept = await cache.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** Whoever is looking at the application is told there. */
async function tell(event: Pushed): Promise<void> {
  const push = readPush(event.data?.json());
  if (!push) return;
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (windows.some(({ visibilityState }) => visibilityState === 'visible')) return;
  await scope.registration.showNotification(push.title, {
    body: push.body,
    tag: push.tag,
    icon: '/icon-192.png',
    data: push.link,
  });
}

async function open(path: string): Promise<void> {
  const [first] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!first) return void (await scope.clients.openWindow(path));
  await first.focus();
  first.postMessage({ open: path });
}

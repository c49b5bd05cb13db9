/**
 * The service worker: wakes up for pushes, keeps the application's own files, and stays out of everything live.
 * A new one waits until the page says "take over": never under somebody who is bidding.
 */

import { filesIn, pathOf, readPush, ruleOf } from './rules';

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
interface Moved extends Waitable {
  readonly oldSubscription: PushSubscription | null;
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
/** What is said when a push can't be read. */
const UNREADABLE = { title: 'Adjugé', body: '', tag: 'adjuge', link: '/' };

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
scope.addEventListener('pushsubscriptionchange', (event: Moved) => event.waitUntil(move(event)));
scope.addEventListener('notificationclick', (event: Clicked) => {
  event.notification.close();
  event.waitUntil(open(pathOf(String(event.notification.data ?? '/'), scope.location.origin)));
});

async function begin(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await scope.clients.claim();
  await keepFirst().catch(() => undefined); // no network: the next page brings them
}

/** What loaded before the worker was there is in no cache of ours: the page, the files it names, the letters they name. */
async function keepFirst(): Promise<void> {
  const opened = await page(new Request(PAGE));
  const files = filesIn(await opened.text());
  const sheets = await Promise.all(files.map(async (path) => [path, await asset(new Request(path))] as const));
  const letters = await Promise.all(sheets.filter(([path]) => path.endsWith('.css')).map(([, answer]) => answer.text()));
  await Promise.all(letters.flatMap(filesIn).map((path) => asset(new Request(path))));
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

/**
 * Something is shown for each push: Apple takes away what was woken three times without a word. Whoever is looking at
 * the application is told there, so its notification makes no sound.
 */
async function tell(event: Pushed): Promise<void> {
  const push = readPush(contentOf(event)) ?? UNREADABLE;
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  await scope.registration.showNotification(push.title, {
    body: push.body,
    tag: push.tag,
    silent: windows.some(({ visibilityState }) => visibilityState === 'visible'),
    icon: '/icon-192.png',
    data: push.link,
  });
}

function contentOf(event: Pushed): unknown {
  try {
    return event.data?.json();
  } catch {
    return null;
  }
}

/** The browser's service gave this browser another address: the server is told, else no push ever comes again. */
async function move({ oldSubscription }: Moved): Promise<void> {
  if (!oldSubscription) return;
  const { userVisibleOnly, applicationServerKey } = oldSubscription.options;
  const made = await scope.registration.pushManager.subscribe({ userVisibleOnly, applicationServerKey });
  const { endpoint, keys } = made.toJSON();
  await fetch('/api/push-subscriptions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ endpoint, keys }),
  });
}

async function open(path: string): Promise<void> {
  const [first] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!first) return void (await scope.clients.openWindow(path));
  await first.focus();
  first.postMessage({ open: path });
}

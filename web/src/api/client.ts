/** One typed door to /api. Every failure comes out as a Problem; a caller's abort comes out as it is. */

import { locale } from '../i18n/locale.svelte';
import { anyOf } from '../kit/signals';
import { Problem, readProblem } from './problem';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface Options {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** The same key with the same body does its work once. */
  readonly idempotencyKey?: string;
  /** Further ones, of the few calls that say more than who calls. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the few deletions that name their thing in a body. */
  readonly body?: unknown;
}

const TIMEOUT_MS = 20_000;
let onExpired: () => void = () => undefined;

/** Who to tell when the server no longer knows us. */
export function whenExpired(act: () => void): void {
  onExpired = act;
}

export const api = {
  get: <T>(path: string, options?: Options) => call<T>('GET', path, undefined, options),
  post: <T>(path: string, body: unknown = {}, options?: Options) => call<T>('POST', path, body, options),
  patch: <T>(path: string, body: unknown, options?: Options) => call<T>('PATCH', path, body, options),
  put: <T>(path: string, body: unknown, options?: Options) => call<T>('PUT', path, body, options),
  delete: <T>(path: string, options?: Options) => call<T>('DELETE', path, options?.body, options),
};

async function call<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': locale.current,
    ...options.headers,
  };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  const response = await send(address(path, options.query), {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
    credentials: 'same-origin',
    signal: limited(options.signal),
  });
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.status === 401 && path !== '/session') onExpired();
    throw problem;
  }
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem(response.status, 'unreadable');
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline');
  }
}

function limited(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  return signal ? anyOf([signal, limit]) : limit;
}

function address(path: string, query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

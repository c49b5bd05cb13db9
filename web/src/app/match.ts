/** Addresses to routes, without the browser: tested alone. */

import type { Component } from 'svelte';
import type { Right } from '../api.gen';

export type Params = Readonly<Record<string, string>>;
export type Audience = 'dealer' | 'pro' | 'both' | 'public';
// A page takes its parameters; Svelte's component type is invariant in its props.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Page = Component<any>;

export interface Route {
  /** "/ventes-stock/:id"; more literal routes come first in the list. */
  readonly path: string;
  readonly audience: Audience;
  /** A right of the dealer's user group without which the page says so. */
  readonly right?: Right;
  readonly load: () => Promise<{ default: Page }>;
}

/** The parameters when `path` has the shape of `pattern`, else null. A trailing slash is forgiven. */
export function match(pattern: string, path: string): Params | null {
  const wanted = segments(pattern);
  const given = segments(path);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === null) return null;
      params[part.slice(1)] = decoded;
    } else if (part !== value) return null;
  }
  return params;
}

export interface Found {
  readonly route: Route;
  readonly params: Params;
}

/** The first route that fits and that this audience may open. */
export function find(routes: readonly Route[], path: string, audience: 'dealer' | 'pro' | null): Found | null {
  for (const route of routes) {
    if (!admits(route.audience, audience)) continue;
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

function admits(wanted: Audience, audience: 'dealer' | 'pro' | null): boolean {
  if (wanted === 'public') return true;
  if (wanted === 'both') return audience !== null;
  return wanted === audience;
}

/** A path inside this application, or "/": what may follow a sign-in. */
export function safeReturn(path: string | null): string {
  if (!path || !path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return '/';
  return path;
}

function segments(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * The token of a mailed link. It stands behind `#`, which no server is told, and leaves the address bar at once, so that
 * nobody copies it from there; the tab keeps it for a reload, or for coming back from the sign-in.
 */

import { router } from '../app/router.svelte';

export type LinkPage = '/invitation' | '/mot-de-passe/nouveau';

/** The token this page was opened with; '' without one. `old` is that of a link mailed with the token in its path. */
export function takeToken(page: LinkPage, old = ''): string {
  const token = location.hash.slice(1) || old;
  if (!token) return sessionStorage.getItem(key(page)) ?? '';
  sessionStorage.setItem(key(page), token);
  router.go(page, { replace: true });
  return token;
}

/** It was used: nothing is left to keep. */
export function forgetToken(page: LinkPage): void {
  sessionStorage.removeItem(key(page));
}

/** How the server is told. */
export function withToken(token: string): { headers: Record<string, string> } {
  return { headers: { 'X-Link-Token': encodeURIComponent(token) } };
}

function key(page: LinkPage): string {
  return `adjuge.link${page}`;
}

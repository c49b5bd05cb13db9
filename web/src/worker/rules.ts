/** What the service worker does with a request. Pure. */

/** "leave": not ours to touch; "asset": a file named by its content, from the cache for ever; "page": the network, else the last page seen. */
export type Rule = 'leave' | 'asset' | 'page';

/** Never from a cache, never even looked at: what is asked there is true only now. */
const LIVE = /^\/(api|ws|health|metrics|dev)(\/|$)/;
const ASSETS = '/assets/';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
}

export function ruleOf({ method, url, mode }: Asked, origin: string): Rule {
  const { origin: from, pathname } = new URL(url);
  if (method !== 'GET' || from !== origin || LIVE.test(pathname)) return 'leave';
  if (pathname.startsWith(ASSETS)) return 'asset';
  return mode === 'navigate' ? 'page' : 'leave';
}

/** The files of ours that a page or a style sheet names; of a typeface's alphabets only the one we write in. */
export function filesIn(text: string): readonly string[] {
  const named = text.match(/\/assets\/[\w.-]+\.(?:js|css|woff2)/g) ?? [];
  return [...new Set(named)].filter((path) => !path.endsWith('.woff2') || /\/[a-z]+-latin-wght/.test(path));
}

export interface Push {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly tag: string;
  readonly created_at_ms: number;
}

/** What a push says, or null when it isn't one of ours. */
export function readPush(content: unknown): Push | null {
  if (typeof content !== 'object' || content === null) return null;
  const { title, body, link, tag } = content as Partial<Push>;
  if (typeof title !== 'string' || title === '') return null;
  return {
    ...(content as Push),
    title,
    body: typeof body === 'string' ? body : '',
    link: typeof link === 'string' ? link : '/',
    tag: typeof tag === 'string' ? tag : title,
  };
}

/** An address inside this application, whatever the message says. */
export function pathOf(link: string, origin: string): string {
  try {
    const { origin: from, pathname, search } = new URL(link, origin);
    return from === origin ? pathname + search : '/';
  } catch {
    return '/';
  }
}

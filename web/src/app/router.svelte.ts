/** Where we are and how to go elsewhere. Links are plain <a href>: clicks are taken over here, once. */

type QueryPatch = Readonly<Record<string, string | readonly string[] | null>>;

/** A list that takes longer is shown as far down as it goes. */
const SCROLL_WITHIN_MS = 2_000;

class Router {
  path = $state('/');
  query = $state.raw(new URLSearchParams());
  /** Where somebody wanted to go from what isn't saved: whoever guards it asks, then calls `leave` or `stay`. */
  asked = $state<string | null>(null);
  private unsaved: (() => boolean) | null = null;
  private scrolling: AbortController | null = null;

  /** Call once, with the function that may load a page's code ahead of the click. */
  start(prepare: (path: string) => void): void {
    history.scrollRestoration = 'manual';
    this.read();
    addEventListener('popstate', (event) => {
      const to = location.pathname + location.search;
      if (location.pathname !== this.path && this.holds(to)) return history.pushState({}, '', this.here);
      this.read();
      const top: unknown = event.state?.top;
      this.scroll(typeof top === 'number' ? top : 0);
    });
    document.addEventListener('click', (event) => this.follow(event));
    document.addEventListener('pointerover', (event) => {
      const link = internal(event.target);
      if (link) prepare(link.pathname);
    });
  }

  /** Ask before leaving while there is something unsaved; returns how to stop that. */
  guard(unsaved: () => boolean): () => void {
    const closing = (event: BeforeUnloadEvent) => unsaved() && event.preventDefault();
    this.unsaved = unsaved;
    addEventListener('beforeunload', closing);
    return () => {
      if (this.unsaved === unsaved) this.unsaved = this.asked = null;
      removeEventListener('beforeunload', closing);
    };
  }

  stay(): void {
    this.asked = null;
  }

  leave(): void {
    const to = this.asked;
    this.unsaved = this.asked = null;
    if (to) this.go(to);
  }

  go(to: string, { replace = false }: { replace?: boolean } = {}): void {
    if (!replace && this.holds(to)) return;
    this.remember();
    if (replace) history.replaceState({}, '', to);
    else history.pushState({}, '', to);
    this.read();
    this.scroll(0);
  }

  /** Filters live in the address: null removes one, a list repeats its name. The page stays, no history entry is added. */
  filter(patch: QueryPatch): void {
    const query = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries(patch)) {
      query.delete(name);
      for (const one of typeof value === 'string' ? [value] : (value ?? [])) {
        if (one !== '') query.append(name, one);
      }
    }
    const text = query.toString();
    history.replaceState(history.state, '', this.path + (text ? `?${text}` : ''));
    this.query = query;
  }

  /** The filters of one page: while it is being left they stay as they were, so that it doesn't ask for something else. */
  filtersOf(path: string): () => URLSearchParams {
    let last = this.query;
    return () => (this.path === path ? (last = this.query) : last);
  }

  private get here(): string {
    const text = this.query.toString();
    return this.path + (text ? `?${text}` : '');
  }

  private holds(to: string): boolean {
    if (!this.unsaved?.()) return false;
    this.asked = to;
    return true;
  }

  private read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  private remember(): void {
    history.replaceState({ ...history.state, top: scrollY }, '');
  }

  /** Once the page is long enough: a list comes after its page. Who scrolls meanwhile is where he wants to be. */
  private scroll(top: number): void {
    this.scrolling?.abort();
    const scrolling = new AbortController();
    const { signal } = scrolling;
    const until = performance.now() + SCROLL_WITHIN_MS;
    const look = () => {
      if (signal.aborted) return;
      const room = document.documentElement.scrollHeight - innerHeight;
      if (room < top && performance.now() <= until) return void requestAnimationFrame(look);
      scrollTo(0, top);
      scrolling.abort();
    };
    for (const act of ['wheel', 'touchmove', 'keydown']) {
      addEventListener(act, () => scrolling.abort(), { signal, passive: true });
    }
    requestAnimationFrame(() => requestAnimationFrame(look));
    this.scrolling = scrolling;
  }

  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = internal(event.target);
    if (!link) return;
    event.preventDefault();
    if (link.href !== location.href) this.go(link.pathname + link.search + link.hash);
  }
}

function internal(target: EventTarget | null): HTMLAnchorElement | null {
  const link = target instanceof Element ? target.closest('a') : null;
  if (!link?.href || link.target || link.hasAttribute('download')) return null;
  if (link.origin !== location.origin || link.pathname.startsWith('/api')) return null;
  return link.getAttribute('href')?.startsWith('#') ? null : link;
}

export const router = new Router();

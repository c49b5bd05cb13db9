/** What of a long table is in sight: of its own scroller on a desk, of the whole window on a phone. Read once a frame. */

import { reveal, rowsIn, type Span } from './windowing';

const DESK = '(width >= 1024px)';
export const ROW_DESK = 56;
export const ROW_PHONE = 84;

export class View {
  span = $state.raw<Span>({ first: 0, end: 0 });
  wide = $state(true);
  /** How far down one was at the last look, in its own scroller; the window's place is kept by the router. */
  top = 0;
  private readonly total: () => number;
  private scroller: HTMLElement | null = null;
  private body: HTMLElement | null = null;
  private frame = 0;
  private head = 0;

  constructor(total: () => number) {
    this.total = total;
  }

  get row(): number {
    return this.wide ? ROW_DESK : ROW_PHONE;
  }

  /** Follows the scroller and the body of rows in it, until the returned function is called. */
  watch(scroller: HTMLElement, body: HTMLElement, head: number): () => void {
    this.scroller = scroller;
    this.body = body;
    this.head = head;
    const media = matchMedia(DESK);
    const turn = () => {
      this.wide = media.matches;
      this.read();
    };
    turn();
    const look = () => this.soon();
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    media.addEventListener('change', turn);
    scroller.addEventListener('scroll', look, { passive: true });
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      cancelAnimationFrame(this.frame);
      sizes.disconnect();
      media.removeEventListener('change', turn);
      scroller.removeEventListener('scroll', look);
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }

  /** Again, as the number of rows is another one. */
  read(): void {
    const [top, height] = this.sight();
    const span = rowsIn(top, height, this.row, this.total());
    if (span.first !== this.span.first || span.end !== this.span.end) this.span = span;
  }

  /** Scrolls as little as brings the row in sight. */
  reveal(index: number): void {
    const [top, height] = this.sight();
    const place = reveal(index, top, height, this.row);
    if (place === null) return;
    if (this.wide) this.scroller?.scrollTo({ top: place });
    else scrollBy({ top: place - top });
    this.read();
  }

  goTo(top: number): void {
    if (this.wide) this.scroller?.scrollTo({ top });
  }

  private soon(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.read();
    });
  }

  /** How much of the rows is above what is seen, and how high that is. */
  private sight(): [top: number, height: number] {
    this.top = this.wide ? (this.scroller?.scrollTop ?? 0) : 0;
    if (this.wide) return [this.top, (this.scroller?.clientHeight ?? 0) - this.head];
    return [-(this.body?.getBoundingClientRect().top ?? 0), innerHeight];
  }
}

/** Which rows of a long table are drawn. Pure: heights and places in px. */

export interface Span {
  /** The first row, from 0. */
  readonly first: number;
  /** The row after the last one. */
  readonly end: number;
}

const AHEAD = 3; // rows drawn beyond the edges at least: what one frame of scrolling uncovers
const STEP = 4; // rows come and go in fours: the frames between have nothing to do but move

/** The rows to draw when `top` px of the table are above the view, which is `height` px high. */
export function rowsIn(top: number, height: number, row: number, total: number): Span {
  const from = Math.min(total, Math.max(0, Math.floor(top / row))) - AHEAD;
  const to = Math.ceil((Math.max(0, top) + height) / row) + AHEAD;
  const first = Math.max(0, Math.floor(from / STEP) * STEP);
  return { first, end: Math.max(first, Math.min(total, Math.ceil(to / STEP) * STEP)) };
}

/** The pages these rows are on, and the one after them that scrolling comes to. */
export function pagesOf(span: Span, page: number, total: number): number[] {
  if (total === 0) return [0];
  const last = Math.ceil(total / page) - 1;
  const from = Math.min(last, Math.floor(span.first / page));
  const to = Math.min(last, Math.floor(Math.max(span.first, span.end - 1) / page) + 1);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** How far to scroll so that a row is in sight: null when it is. */
export function reveal(index: number, top: number, height: number, row: number): number | null {
  if (index * row < top) return index * row;
  if ((index + 1) * row > top + height) return (index + 1) * row - height;
  return null;
}

/** The views unfolded on one sheet, nose up, wheels outward: where each lies, and what a point of it is on the car. Pure. */

import type { Place } from '../api.gen';
import { FIELDS, type View } from './outline';

interface Point {
  readonly x: number;
  readonly y: number;
}

const GAP = 8;
const [SIDE, LENGTH, WIDTH, END] = [FIELDS.left.height, FIELDS.left.width, FIELDS.top.width, FIELDS.front.height];
const CENTRE = SIDE + GAP;
export const PLAN = { width: 2 * SIDE + WIDTH + 2 * GAP, height: 2 * END + LENGTH } as const;

/** The corner of each view on the sheet, and how far it is turned there. */
interface Frame extends Point {
  readonly width: number;
  readonly height: number;
}
export const FRAMES: Readonly<Record<View, Frame>> = {
  left: { x: 0, y: END, width: SIDE, height: LENGTH },
  top: { x: CENTRE, y: END, width: WIDTH, height: LENGTH },
  right: { x: CENTRE + WIDTH + GAP, y: END, width: SIDE, height: LENGTH },
  front: { x: CENTRE, y: 0, width: WIDTH, height: END },
  rear: { x: CENTRE, y: END + LENGTH, width: WIDTH, height: END },
};

/** For the group that draws the view from its field; the right side is drawn as the left one, mirrored. */
export function transform(view: View): string {
  const { x, y } = FRAMES[view];
  if (view === 'left') return `matrix(0 1 -1 0 ${x + SIDE} ${y})`;
  if (view === 'right') return `matrix(0 1 1 0 ${x} ${y})`;
  return `translate(${x} ${y})`;
}

/** Where a place is on the sheet. */
export function onPlan({ view, x, y }: Place): Point {
  const frame = FRAMES[view];
  const [across, down] = [x / 1000, y / 1000];
  if (view === 'left') return { x: frame.x + frame.width * (1 - down), y: frame.y + frame.height * across };
  if (view === 'right') return { x: frame.x + frame.width * down, y: frame.y + frame.height * (1 - across) };
  return { x: frame.x + frame.width * across, y: frame.y + frame.height * down };
}

/** What a point of the sheet is on the car; null between the views. */
export function placeAt(point: Point): Place | null {
  for (const view of Object.keys(FRAMES) as View[]) {
    const frame = FRAMES[view];
    const [u, v] = [(point.x - frame.x) / frame.width, (point.y - frame.y) / frame.height];
    if (u < 0 || u > 1 || v < 0 || v > 1) continue;
    const [x, y] = view === 'left' ? [v, 1 - u] : view === 'right' ? [1 - v, u] : [u, v];
    return { view, x: Math.round(x * 1000), y: Math.round(y * 1000) };
  }
  return null;
}

/** A third of a view along the car, for words: before, in the middle, behind. */
export function third({ view, x, y }: Place): 'front' | 'middle' | 'rear' | null {
  if (view === 'front' || view === 'rear') return null;
  const along = view === 'left' ? x : view === 'right' ? 1000 - x : y;
  return along < 350 ? 'front' : along < 650 ? 'middle' : 'rear';
}

/** Where a picture stands on its stage: its scale, and how far its middle is from the stage's. Pure, in CSS pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** From the middle of the stage. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Zoom extends Point {
  readonly scale: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 6;
const SCALE_TAP = 2.5;
const STEP = 1.5;
/** A swipe goes on to the next picture beyond this part of the stage, or faster than this. */
const FAR = 0.2;
const FAST_PX_MS = 0.45;

/** What the picture measures when all of it is shown. */
export function fitted(picture: Size, stage: Size): Size {
  const ratio = Math.min(stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * ratio, height: picture.height * ratio };
}

/** No further than its edge: never a stage without its picture. */
export function kept(zoom: Zoom, picture: Size, stage: Size): Zoom {
  const scale = Math.min(SCALE_MAX, Math.max(1, zoom.scale));
  const room = (whole: number, shown: number) => Math.max(0, (shown * scale - whole) / 2);
  const [x, y] = [room(stage.width, picture.width), room(stage.height, picture.height)];
  return { scale, x: within(zoom.x, x), y: within(zoom.y, y) };
}

/** Closer or further by a factor, with what is under the point staying there. */
export function about(zoom: Zoom, point: Point, factor: number): Zoom {
  const scale = Math.min(SCALE_MAX, Math.max(1, zoom.scale * factor));
  const grown = scale / zoom.scale;
  return { scale, x: point.x - (point.x - zoom.x) * grown, y: point.y - (point.y - zoom.y) * grown };
}

/** Two fingers moved: what was between them stays between them. */
export function pinched(zoom: Zoom, before: readonly [Point, Point], after: readonly [Point, Point]): Zoom {
  const [from, to] = [middle(before), middle(after)];
  const grown = about(zoom, from, distance(after) / Math.max(1, distance(before)));
  return { ...grown, x: grown.x + to.x - from.x, y: grown.y + to.y - from.y };
}

/** Two taps go near, two more go back. */
export function tapped(zoom: Zoom, point: Point): Zoom {
  return zoom.scale > 1 ? WHOLE : about(zoom, point, SCALE_TAP);
}

export function stepped(zoom: Zoom, closer: boolean): Zoom {
  return about(zoom, { x: 0, y: 0 }, closer ? STEP : 1 / STEP);
}

/** Which way a swipe of that length and time goes: 1 to the next, -1 back, 0 nowhere. */
export function swiped(moved_px: number, took_ms: number, width: number): -1 | 0 | 1 {
  const fast = Math.abs(moved_px) / Math.max(1, took_ms) > FAST_PX_MS && Math.abs(moved_px) > 16;
  if (!fast && Math.abs(moved_px) < width * FAR) return 0;
  return moved_px < 0 ? 1 : -1;
}

function within(value: number, limit: number): number {
  // Never minus zero: it would be written into a style.
  return Math.min(limit, Math.max(-limit, value)) || 0;
}

function middle([one, other]: readonly [Point, Point]): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function distance([one, other]: readonly [Point, Point]): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

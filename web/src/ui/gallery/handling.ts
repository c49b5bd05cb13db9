/**
 * Fingers, mouse and wheel on a stage, told as what they mean: moved by so much, pinched, tapped twice, swiped.
 * Knows nothing of pictures.
 */

import { type Point, swiped } from './zoom';

export interface Meanings {
  /** False: a move of one finger is a swipe. */
  near(): boolean;
  pan(by: Point): void;
  pinch(before: readonly [Point, Point], after: readonly [Point, Point]): void;
  twice(at: Point): void;
  wheel(at: Point, factor: number): void;
  /** The picture follows the finger. */
  drag(by_px: number): void;
  /** Let go: on to the next, back, or where it was. */
  swipe(way: -1 | 0 | 1): void;
}

const TWICE_MS = 320;
const STILL_PX = 24;

/** An attachment for the stage. */
export function handled(mean: Meanings): (stage: HTMLElement) => () => void {
  return (stage) => {
    const fingers = new Map<number, Point>();
    let start: (Point & { readonly at_ms: number }) | null = null;
    let tap: (Point & { readonly at_ms: number }) | null = null;
    let pinched = false;

    function place(event: { clientX: number; clientY: number }): Point {
      const box = stage.getBoundingClientRect();
      return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    }

    function down(event: PointerEvent): void {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      stage.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, place(event));
      if (fingers.size > 1) {
        pinched = true;
        mean.drag(0);
      } else {
        pinched = false;
        start = { ...place(event), at_ms: event.timeStamp };
      }
    }

    function move(event: PointerEvent): void {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const after = place(event);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, after);
      if (other) mean.pinch([before, other], [after, other]);
      else if (mean.near()) mean.pan({ x: after.x - before.x, y: after.y - before.y });
      else if (start && !pinched) mean.drag(after.x - start.x);
    }

    function up(event: PointerEvent): void {
      if (!fingers.delete(event.pointerId) || fingers.size > 0 || !start) return;
      const [from, to] = [start, place(event)];
      start = null;
      if (pinched || event.type === 'pointercancel') return mean.swipe(0);
      if (Math.hypot(to.x - from.x, to.y - from.y) < STILL_PX && event.timeStamp - from.at_ms < TWICE_MS) {
        const again = tap && event.timeStamp - tap.at_ms < TWICE_MS && Math.hypot(to.x - tap.x, to.y - tap.y) < STILL_PX;
        tap = again ? null : { ...to, at_ms: event.timeStamp };
        mean.swipe(0);
        if (again) mean.twice(to);
      } else if (mean.near()) mean.swipe(0);
      else mean.swipe(swiped(to.x - from.x, event.timeStamp - from.at_ms, stage.clientWidth));
    }

    function wheel(event: WheelEvent): void {
      event.preventDefault();
      mean.wheel(place(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)));
    }

    stage.addEventListener('pointerdown', down);
    stage.addEventListener('pointermove', move);
    stage.addEventListener('pointerup', up);
    stage.addEventListener('pointercancel', up);
    stage.addEventListener('wheel', wheel, { passive: false });
    return () => {
      stage.removeEventListener('pointerdown', down);
      stage.removeEventListener('pointermove', move);
      stage.removeEventListener('pointerup', up);
      stage.removeEventListener('pointercancel', up);
      stage.removeEventListener('wheel', wheel);
    };
  };
}

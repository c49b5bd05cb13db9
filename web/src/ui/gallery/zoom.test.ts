import { describe, expect, test } from 'vitest';
import { about, fitted, kept, pinched, SCALE_MAX, stepped, swiped, tapped, WHOLE, type Zoom } from './zoom';

const STAGE = { width: 390, height: 600 };
const PICTURE = fitted({ width: 2048, height: 1365 }, STAGE);

/** Where a point of the picture, from its middle at scale 1, is on the stage. */
const seen = (zoom: Zoom, x: number, y: number) => ({ x: zoom.x + x * zoom.scale, y: zoom.y + y * zoom.scale });

describe('zoom', () => {
  test('all of a picture is shown at first, whatever its shape', () => {
    expect(PICTURE.width).toBeCloseTo(390);
    expect(PICTURE.height).toBeCloseTo(260, 0);
    expect(fitted({ width: 600, height: 1200 }, STAGE)).toEqual({ width: 300, height: 600 });
  });

  test('two taps bring what is under the finger nearer, two more bring it back', () => {
    const point = { x: 80, y: -40 };
    const near = tapped(WHOLE, point);
    expect(near.scale).toBe(2.5);
    expect(seen(near, point.x, point.y)).toEqual(point);
    expect(tapped(near, point)).toEqual(WHOLE);
  });

  test('what is between two fingers stays between them', () => {
    const zoom = pinched(WHOLE, [{ x: -20, y: 0 }, { x: 20, y: 0 }], [{ x: 0, y: 10 }, { x: 80, y: 10 }]);
    expect(zoom.scale).toBe(2);
    expect(seen(zoom, 0, 0)).toEqual({ x: 40, y: 10 });
  });

  test('a picture goes no further than its edge, and no closer than there is something to see', () => {
    const far = kept({ scale: 2, x: 9_999, y: -9_999 }, PICTURE, STAGE);
    expect(far.x).toBeCloseTo(195);
    expect(far.y).toBeCloseTo(0); // twice as high, it still leaves paper above and below
    expect(kept({ scale: 99, x: 0, y: 0 }, PICTURE, STAGE).scale).toBe(SCALE_MAX);
    expect(kept({ scale: 0.2, x: 5, y: 5 }, PICTURE, STAGE)).toEqual(WHOLE);
    expect(about(WHOLE, { x: 10, y: 10 }, 0.1)).toEqual(WHOLE);
  });

  test('keys go closer and back by the same steps', () => {
    const closer = stepped(stepped(WHOLE, true), true);
    expect(closer.scale).toBeCloseTo(2.25);
    expect(stepped(stepped(closer, false), false).scale).toBeCloseTo(1);
  });

  test('a swipe counts when it is far or fast', () => {
    expect(swiped(-100, 900, 390)).toBe(1);
    expect(swiped(100, 900, 390)).toBe(-1);
    expect(swiped(-40, 900, 390)).toBe(0);
    expect(swiped(-40, 60, 390)).toBe(1);
    expect(swiped(-8, 4, 390)).toBe(0); // a tap that trembled
  });
});

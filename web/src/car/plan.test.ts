import { describe, expect, test } from 'vitest';
import type { Silhouette } from '../ui/silhouettes';
import { DRAWINGS } from '../ui/silhouettes';
import { FIELDS, pieces, VIEWS } from './outline';
import type { Place } from '../api.gen';
import { FRAMES, PLAN, onPlan, placeAt, third } from './plan';

describe('the unfolded car', () => {
  test('a point of it is found again where it was put', () => {
    for (const view of VIEWS)
      for (const [x, y] of [[1, 1], [500, 500], [999, 999], [120, 640], [730, 220]] as const) {
        const place: Place = { view, x, y };
        expect(placeAt(onPlan(place))).toEqual(place);
      }
  });

  test('noses are up and wheels outward', () => {
    const nose_left = onPlan({ view: 'left', x: 0, y: 500 });
    const nose_right = onPlan({ view: 'right', x: 1000, y: 500 });
    expect(nose_left.y).toBe(FRAMES.left.y);
    expect(nose_right.y).toBe(FRAMES.right.y);
    expect(onPlan({ view: 'left', x: 500, y: 1000 }).x).toBe(0);
    expect(onPlan({ view: 'right', x: 500, y: 1000 }).x).toBe(PLAN.width);
  });

  test('between the views is no part of the car', () => {
    expect(placeAt({ x: 2, y: 2 })).toBeNull();
    expect(placeAt({ x: -1, y: 100 })).toBeNull();
    expect(placeAt({ x: FRAMES.left.width + 4, y: 120 })).toBeNull();
  });

  test('words say which third', () => {
    expect(third({ view: 'left', x: 100, y: 500 })).toBe('front');
    expect(third({ view: 'right', x: 100, y: 500 })).toBe('rear');
    expect(third({ view: 'top', x: 500, y: 500 })).toBe('middle');
    expect(third({ view: 'front', x: 500, y: 500 })).toBeNull();
  });

  test('every body has a drawing of each view, whole numbers or not, and nothing that is none', () => {
    for (const body of Object.keys(DRAWINGS) as Silhouette[])
      for (const view of VIEWS) {
        const found = pieces(body, view);
        expect(found.filter((piece) => piece.look === 'body').length).toBeGreaterThan(0);
        for (const { d } of found) expect(d).toMatch(/^M[-0-9.]/);
        expect(found.map((piece) => piece.d).join()).not.toMatch(/NaN|undefined/);
      }
    expect(FIELDS.left.width).toBe(FIELDS.top.height);
  });
});

import { describe, expect, test } from 'vitest';
import { Acts } from './acts';

const KEY = { blind: true };
const POINTED = { blind: false };

/** What clicked, as numbers: the same number twice is one act. */
function by(play: (acts: Acts, click: (now_ms: number, how: { blind: boolean }) => void) => void): number[] {
  const acts = new Acts();
  const seen: number[] = [];
  play(acts, (now_ms, how) => {
    acts.click(now_ms, how);
    seen.push(acts.last.number);
  });
  return seen;
}

describe('an act', () => {
  test('is a key for as long as it is held, however often it clicks', () => {
    const seen = by((acts, click) => {
      acts.down('Enter', 0, KEY);
      click(0, KEY);
      acts.down('Enter', 560, { ...KEY, repeated: true });
      click(560, KEY);
      click(9_000, KEY);
    });
    expect(new Set(seen).size).toBe(1);
  });

  test('is another once the key came up and went down again', () => {
    const seen = by((acts, click) => {
      acts.down('Enter', 0, KEY);
      click(0, KEY);
      acts.up('Enter', 80);
      acts.down('Enter', 700, KEY);
      click(700, KEY);
    });
    expect(new Set(seen).size).toBe(2);
  });

  test('of a space bar is the click on its way up', () => {
    const seen = by((acts, click) => {
      acts.down('Space', 0, KEY);
      acts.up('Space', 2_000);
      click(2_001, KEY);
      acts.down('Space', 3_000, KEY);
      acts.up('Space', 3_100);
      click(3_101, KEY);
    });
    expect(seen).toEqual([1, 2]);
  });

  test('is a tap with its own click, and each tap is one', () => {
    const seen = by((acts, click) => {
      for (const at of [0, 500]) {
        acts.down('pointer 1', at);
        acts.up('pointer 1', at + 60);
        click(at + 61, POINTED);
      }
    });
    expect(seen).toEqual([1, 2]);
  });

  test('of a screen reader is a click with nothing pressed', () => {
    expect(by((_, click) => (click(0, KEY), click(1_000, KEY)))).toEqual([1, 2]);
    expect(by((_, click) => (click(0, POINTED), click(1_000, POINTED)))).toEqual([1, 2]);
  });

  test('goes on when its key is repeated after the window was away', () => {
    const seen = by((acts, click) => {
      acts.down('Enter', 0, KEY);
      click(0, KEY);
      acts.away(100);
      acts.down('Enter', 600, { ...KEY, repeated: true });
      click(600, KEY);
    });
    expect(seen).toEqual([1, 1]);
  });

  test('knows how long nothing was pressed before it', () => {
    const acts = new Acts();
    acts.down('Enter', 0, KEY);
    acts.up('Enter', 560);
    acts.down('Enter', 560, KEY);
    acts.click(560, KEY);
    expect(acts.last.rest_ms).toBe(0);
  });

  test('by a thumb is not one of a finger that rests beside it', () => {
    const seen = by((acts, click) => {
      acts.down('pointer 7', 0);
      for (const at of [100, 900]) {
        acts.down('pointer 8', at);
        acts.up('pointer 8', at + 50);
        click(at + 51, POINTED);
      }
    });
    expect(new Set(seen).size).toBe(2);
  });
});

import { describe, expect, test } from 'vitest';
import { click, CONFIRM_MS, CONFIRM_SLOW_MS, down, expired, held, moved, REST, type Sum } from './press';

const at = (cents: number, basis = 90): Sum => ({ cents, basis });
let acts = 0;
const tap = () => ({ number: ++acts, blind: false, rest_ms: 60 });
const key = (rest_ms = 400) => ({ number: ++acts, blind: true, rest_ms });

describe('a press', () => {
  const first = tap();
  const armed = click(REST, at(100), 0, first).press;

  test('arms, then commits what was armed', () => {
    expect(click(REST, at(100), 0, tap())).toMatchObject({ does: 'arm', sum: at(100) });
    expect(click(down(armed, at(100)), at(100), 1_000, tap())).toEqual({ press: REST, does: 'commit', sum: at(100) });
  });

  test('commits by no repetition of the act that armed it, however late', () => {
    expect(click(armed, at(100), 2_000, first)).toEqual({ press: armed, does: 'none' });
    const enter = key();
    const keyed = click(REST, at(100), 0, enter).press;
    for (let now_ms = 500; now_ms < CONFIRM_SLOW_MS; now_ms += 33) {
      expect(click(keyed, at(100), now_ms, enter)).toEqual({ press: keyed, does: 'none' });
    }
  });

  test('commits by no key that comes up and goes down at once, as some keyboards repeat', () => {
    const keyed = click(REST, at(100), 0, key()).press;
    expect(click(keyed, at(100), 560, key(0)).does).toBe('none');
    expect(click(keyed, at(100), 560, key(120)).does).toBe('commit');
  });

  test('twice in one movement confirms nothing', () => {
    expect(click(armed, at(100), 200, tap())).toEqual({ press: armed, does: 'none' });
  });

  test('too late starts over', () => {
    expect(click(armed, at(100), CONFIRM_MS + 1, tap()).does).toBe('arm');
    expect(expired(armed, CONFIRM_MS)).toBe(REST);
    expect(expired(armed, CONFIRM_MS - 1)).toBe(armed);
  });

  test('by keyboard has longer to confirm', () => {
    const slow = click(REST, at(100), 0, key()).press;
    expect(click(slow, at(100), CONFIRM_SLOW_MS, key()).does).toBe('commit');
  });

  test('held commits the amount that was pressed, and no other', () => {
    expect(held(down(REST, at(100)), at(100))).toEqual({ press: REST, does: 'commit', sum: at(100) });
    expect(held(down(REST, at(100)), at(110))).toEqual({ press: REST, does: 'moved' });
    expect(held(REST, at(100)).does).toBe('none');
  });

  test('commits nothing once the price moved, at any moment of it', () => {
    expect(moved(armed, at(110))).toEqual({ press: REST, does: 'moved' });
    expect(moved(down(REST, at(100)), at(110)).does).toBe('moved');
    expect(click(down(REST, at(100)), at(110), 50, tap()).does).toBe('moved');
    expect(click(armed, at(110), 1_000, tap()).does).toBe('moved');
    expect(click(down(armed, at(90)), at(100), 1_000, tap()).does).toBe('moved');
    expect(moved(armed, at(100)).does).toBe('none');
  });

  test('is off when the same amount comes from another price, by a cent in ten millions too', () => {
    const sum = at(999_999_999, 999_999_000);
    const other = at(999_999_999, 999_999_001);
    const large = click(REST, sum, 0, tap()).press;
    expect(moved(large, other).does).toBe('moved');
    expect(click(large, other, 1_000, tap()).does).toBe('moved');
    expect(held(down(REST, sum), other).does).toBe('moved');
  });
});

import { expect, test } from 'vitest';
import { aPosition } from './examples';
import { enterMe, nobody, readMe } from './me';
import { countStandings } from './standings';

test('only what still runs counts: led, led below the reserve, outbid', () => {
  const standings = ['leading', 'leading_below_reserve', 'outbid', 'won', 'lost', 'quoted', 'declined', 'none'] as const;
  expect(countStandings(standings.map((standing) => aPosition({ standing })))).toEqual({ leading: 2, outbid: 1 });
});

test('what was read is read, and the server says how many are left', () => {
  const notice = { id: 'a', kind: 'won', title: '', body: '', link: '/', created_at_ms: 0, read: false };
  const state = { ...enterMe({ audience: 'me', positions: [], unread: 2 }, nobody), notices: [notice, { ...notice, id: 'b' }] };
  expect(readMe(state, ['b'], 1)).toMatchObject({ unread: 1, notices: [{ read: false }, { read: true }] });
  expect(readMe(state, null, 0)).toMatchObject({ unread: 0, notices: [{ read: true }, { read: true }] });
});

import { describe, expect, test } from 'vitest';
import { find, match, safeReturn, type Route } from './match';

const load = () => Promise.reject(new Error('not loaded here'));
const routes: Route[] = [
  { path: '/', audience: 'dealer', load },
  { path: '/ventes-stock/nouvelle', audience: 'dealer', load },
  { path: '/ventes-stock/:id', audience: 'dealer', load },
  { path: '/ventes/:id/lots/:lot', audience: 'pro', load },
  { path: '/connexion', audience: 'public', load },
];

describe('match', () => {
  test('literal parts must be equal, others are parameters', () => {
    expect(match('/ventes/:id/lots/:lot', '/ventes/abc/lots/2')).toEqual({ id: 'abc', lot: '2' });
    expect(match('/ventes/:id', '/ventes')).toBeNull();
    expect(match('/stock', '/stock/')).toEqual({});
  });

  test('a broken escape is no page rather than a crash', () => {
    expect(match('/ventes/:id', '/ventes/%E0%A4%A')).toBeNull();
  });
});

describe('find', () => {
  test('the first route that fits wins', () => {
    expect(find(routes, '/ventes-stock/nouvelle', 'dealer')?.route.path).toBe('/ventes-stock/nouvelle');
    expect(find(routes, '/ventes-stock/7', 'dealer')?.params).toEqual({ id: '7' });
  });

  test("one audience doesn't see the other's pages", () => {
    expect(find(routes, '/ventes/1/lots/1', 'dealer')).toBeNull();
    expect(find(routes, '/', 'pro')).toBeNull();
    expect(find(routes, '/connexion', null)).not.toBeNull();
  });
});

describe('safeReturn', () => {
  test('leads nowhere else', () => {
    expect(safeReturn('/ventes-stock/1?onglet=historique')).toBe('/ventes-stock/1?onglet=historique');
    for (const hostile of [null, '', 'https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example']) {
      expect(safeReturn(hostile)).toBe('/');
    }
  });
});

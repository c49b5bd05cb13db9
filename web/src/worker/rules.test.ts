import { describe, expect, test } from 'vitest';
import { pathOf, readPush, ruleOf } from './rules';

const HERE = 'https://adjuge.example';
const get = (path: string, mode = 'cors') => ({ method: 'GET', url: HERE + path, mode });

describe('the worker', () => {
  test.each(['/api/auctions', '/api', '/ws', '/health/ready', '/metrics', '/dev/mail'])('never touches %s', (path) => {
    expect(ruleOf(get(path), HERE)).toBe('leave');
    expect(ruleOf(get(path, 'navigate'), HERE)).toBe('leave');
  });

  test('keeps what is named by its content', () => {
    expect(ruleOf(get('/assets/shell-BN5aZ10F.js'), HERE)).toBe('asset');
  });

  test('asks the network for pages first', () => {
    expect(ruleOf(get('/ventes/7', 'navigate'), HERE)).toBe('page');
    expect(ruleOf(get('/icon.svg'), HERE)).toBe('leave');
  });

  test('leaves what is sent, and what is elsewhere', () => {
    expect(ruleOf({ method: 'POST', url: `${HERE}/assets/x`, mode: 'cors' }, HERE)).toBe('leave');
    expect(ruleOf({ method: 'GET', url: 'https://other.example/assets/x', mode: 'cors' }, HERE)).toBe('leave');
  });
});

describe('a push', () => {
  test('without a title is none of ours', () => {
    expect(readPush(null)).toBeNull();
    expect(readPush({ body: 'x' })).toBeNull();
  });

  test('opens a page of ours only', () => {
    expect(pathOf('/ventes/7?x=1', HERE)).toBe('/ventes/7?x=1');
    expect(pathOf('https://evil.example/ventes', HERE)).toBe('/');
    expect(pathOf('https://adjuge.example/achats', HERE)).toBe('/achats');
    expect(pathOf('http://[', HERE)).toBe('/');
  });
});

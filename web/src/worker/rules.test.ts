import { describe, expect, test } from 'vitest';
import { filesIn, pathOf, readPush, ruleOf } from './rules';

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

test('what a page and its style sheet name is kept, of a typeface our alphabet', () => {
  const page = '<script src="/assets/index-a1.js"></script><link href="/assets/shell-b2.css"><link href="/assets/shell-b2.css"><a href="/ventes">';
  expect(filesIn(page)).toEqual(['/assets/index-a1.js', '/assets/shell-b2.css']);
  const sheet = 'src:url(/assets/geist-cyrillic-wght-normal-c3.woff2);src:url(/assets/geist-latin-wght-normal-d4.woff2);src:url(/assets/geist-latin-ext-wght-normal-e5.woff2)';
  expect(filesIn(sheet)).toEqual(['/assets/geist-latin-wght-normal-d4.woff2']);
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

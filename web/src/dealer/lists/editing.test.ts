import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DistributionList } from '../../api.gen';
import { Editing } from './editing.svelte';

const LIST: DistributionList = { id: 'l', entity_id: 'e', name: 'Marchands', version: 3, pros: 2, pro_ids: ['a', 'b'] };

/** Answers every call with this; says what was sent. */
function aServer(status: number, body: unknown) {
  const sent: { method: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push({ method: init.method ?? '', body: JSON.parse(String(init.body)) });
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  return sent;
}
afterEach(() => vi.unstubAllGlobals());

describe('a list', () => {
  test('knows whether something changed, and goes back to what was saved', () => {
    const editing = new Editing('e', LIST);
    expect(editing.changed).toBe(false);
    editing.toggle('a');
    editing.toggle('c');
    editing.name = 'Autres';
    expect(editing.changed).toBe(true);
    editing.reset();
    expect(editing.name).toBe('Marchands');
    expect([...editing.chosen]).toEqual(['a', 'b']);
    expect(editing.changed).toBe(false);
  });

  test('needs a name and somebody on it before it is sent', async () => {
    const sent = aServer(201, LIST);
    const editing = new Editing('e', null);
    expect(await editing.save()).toBeNull();
    expect(editing.fault).toBe('required');
    editing.name = 'Marchands';
    expect(await editing.save()).toBeNull();
    expect(editing.fault).toBe('empty');
    expect(sent).toEqual([]);
    editing.toggle('a');
    expect((await editing.save())?.id).toBe('l');
    expect(sent).toEqual([{ method: 'POST', body: { entity_id: 'e', name: 'Marchands', pro_ids: ['a'] } }]);
  });

  test('is saved with the version it was read with', async () => {
    const sent = aServer(200, LIST);
    const editing = new Editing('e', LIST);
    editing.toggle('c');
    await editing.save();
    expect(sent[0]).toMatchObject({ method: 'PATCH', body: { version: 3, pro_ids: ['a', 'b', 'c'] } });
  });

  test('a pro that left meanwhile is taken out, and said', async () => {
    aServer(422, { code: 'invalid', errors: [{ pointer: '/pro_ids/1', code: 'unconnected', detail: 'is not connected' }] });
    const editing = new Editing('e', LIST);
    editing.toggle('c');
    await editing.save();
    expect(editing.fault).toBe('unconnected');
    expect([...editing.chosen]).toEqual(['a', 'c']);
  });

  test('a name that is taken and a version that is old are told apart', async () => {
    const editing = new Editing('e', LIST);
    aServer(409, { code: 'conflict', field: '/name' });
    await editing.save();
    expect(editing.fault).toBe('taken');
    aServer(409, { code: 'conflict', version: 4 });
    await editing.save();
    expect(editing.fault).toBe('stale');
  });
});

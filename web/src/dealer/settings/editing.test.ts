import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AuctionSettings } from '../../api.gen';
import type { SettingsPage } from '../../api/kinds';
import { Editing } from './editing.svelte';

const PRODUCT: AuctionSettings = { enabled: true, soft_close: null, gain_basis: 'as_guide' };

function aPage(changes: Partial<SettingsPage<AuctionSettings>> = {}): SettingsPage<AuctionSettings> {
  return {
    entity_id: 'e',
    version: 2,
    changed_at: null,
    changed_by: null,
    values: { ...PRODUCT, enabled: false, gain_basis: 'net_of_vat' },
    sources: { enabled: 'entity', soft_close: 'product', gain_basis: 'group' },
    own: { enabled: false },
    inherited: { ...PRODUCT, gain_basis: 'net_of_vat' },
    ...changes,
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('settings of an entity', () => {
  test('say where each value is from', () => {
    const editing = new Editing('/x', aPage());
    expect(editing.origin('enabled')).toBe('here');
    expect(editing.origin('gain_basis')).toBe('group');
    expect(editing.origin('soft_close')).toBe('product');
  });

  test('go back to the value of the group', () => {
    const editing = new Editing('/x', aPage());
    expect(editing.values.enabled).toBe(false);
    editing.inherit('enabled');
    expect(editing.values.enabled).toBe(true);
    expect(editing.origin('enabled')).toBe('group');
    expect(editing.changed).toBe(true);
    editing.reset();
    expect(editing.changed).toBe(false);
  });

  test('chosen like the group are still chosen here', () => {
    const editing = new Editing('/x', aPage());
    editing.choose('gain_basis', 'net_of_vat');
    expect(editing.origin('gain_basis')).toBe('here');
    editing.inherit('gain_basis');
    expect(editing.changed).toBe(false);
  });

  test('are saved whole, with the version they were read with', async () => {
    let sent: unknown;
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      sent = JSON.parse(String(init.body));
      return Promise.resolve(new Response(JSON.stringify(aPage({ version: 3, own: { enabled: false, gain_basis: 'as_guide' } }))));
    });
    const editing = new Editing('/x', aPage());
    editing.choose('gain_basis', 'as_guide');
    expect(await editing.save()).toBe(true);
    expect(sent).toEqual({ version: 2, own: { enabled: false, gain_basis: 'as_guide' } });
    expect(editing.changed).toBe(false);
    expect(editing.page.version).toBe(3);
  });

  test('keep what was typed when they are refused, and say where', async () => {
    const errors = [{ pointer: '/own/soft_close/cap_seconds', detail: 'is shorter than one extension', code: 'cap' }];
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ code: 'invalid', errors }), { status: 422 })));
    const editing = new Editing('/x', aPage());
    editing.choose('soft_close', { window_seconds: 60, extension_seconds: 60, cap_seconds: 1 });
    expect(await editing.save()).toBe(false);
    expect(editing.faultOf('enabled', 'soft_close')?.code).toBe('cap');
    expect(editing.faultOf('enabled')).toBeUndefined();
    expect(editing.values.soft_close?.cap_seconds).toBe(1);
  });
});

test('settings of a group are chosen here, or the product’s', () => {
  const editing = new Editing('/x', aPage({ entity_id: null, inherited: PRODUCT }));
  expect(editing.origin('enabled')).toBe('here');
  expect(editing.origin('gain_basis')).toBe('product');
});

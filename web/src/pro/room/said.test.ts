import { beforeAll, describe, expect, test } from 'vitest';
import { locale } from '../../i18n/locale.svelte';
import type { ProLot } from '../../live/contract';
import { extensionRule, results } from './said';

beforeAll(() => locale.use('fr'));

const CLOSED = { state: 'closed' } as const;
const lot = (outcome: ProLot['outcome'], standing: ProLot['standing']) => ({ outcome, standing }) as ProLot;

describe('how a sale ended', () => {
  test('is counted lot by lot', () => {
    const lots = [lot('sold', 'won'), lot('sold', 'lost'), lot('sold', 'outbid'), lot('sold', 'none')];
    expect(results(CLOSED, lots)).toBe('Vente terminée\u00a0: 1 remporté, 2 perdus.');
  });

  test('tells the highest bid below a reserve, and a sale of a lot that was undone, from a lost lot', () => {
    const lots = [lot('reserve_not_met', 'leading_below_reserve'), lot('reserve_not_met', 'outbid'), lot('sale_cancelled', 'won')];
    expect(results(CLOSED, lots)).toBe('Vente terminée\u00a0: 0 remporté, 1 perdu, 1 en tête sous la réserve, 1 annulé.');
  });

  test('says so to who only looked on', () => {
    expect(results(CLOSED, [lot('sold', 'none')])).toBe("Vente terminée\u00a0: vous n'avez pas enchéri.");
  });

  test('is not told while a lot is open, nor of a sale called off', () => {
    expect(results(CLOSED, [lot('sold', 'won'), lot(undefined, 'leading')])).toBe('');
    expect(results({ state: 'cancelled' }, [lot('sale_cancelled', 'lost')])).toBe('');
  });
});

test('the rule of the end names its own window', () => {
  expect(extensionRule({ window_seconds: 60, extension_seconds: 60, cap_seconds: 600 })).toBe(
    'Une enchère dans la dernière minute porte le temps restant à 60 s',
  );
  expect(extensionRule({ window_seconds: 30, extension_seconds: 45, cap_seconds: 600 })).toContain('les 30 dernières secondes');
  expect(extensionRule(undefined)).toBe('Fin ferme, sans prolongation');
});

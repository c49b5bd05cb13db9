import { describe, expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import type { ShownInvitation } from '../../api.gen';
import { refusalOf, wayOf } from './accepting';

function anInvitation(changes: Partial<ShownInvitation> = {}): ShownInvitation {
  return {
    kind: 'professional',
    state: 'open',
    email: 'contact@auto71.fr',
    name: 'Auto 71',
    organisation: 'Auto 71',
    dealers: [],
    expires_at: '2026-12-01T00:00:00Z',
    has_account: false,
    ...changes,
  };
}

describe('whoever opens the link', () => {
  test('without an account makes one', () => {
    expect(wayOf(anInvitation(), null)).toBe('account');
    expect(wayOf(anInvitation({ kind: 'user' }), null)).toBe('account');
  });

  test('with an account signs in, then accepts with one press', () => {
    expect(wayOf(anInvitation({ has_account: true }), null)).toBe('sign_in');
    expect(wayOf(anInvitation({ has_account: true }), { audience: 'pro', manages: true })).toBe('confirm');
  });

  test("signed in as somebody it can't be for is told so", () => {
    expect(wayOf(anInvitation(), { audience: 'dealer', manages: false })).toBe('stranger');
    expect(wayOf(anInvitation({ kind: 'member' }), { audience: 'pro', manages: true })).toBe('stranger');
  });
});

describe('a refusal', () => {
  test('has its own words', () => {
    expect(refusalOf(new Problem(409, 'account_exists'))).toBe('accountExists');
    expect(refusalOf(new Problem(409, 'company_exists'))).toBe('companyExists');
    expect(refusalOf(new Problem(409, 'conflict'))).toBe('otherCompany');
    expect(refusalOf(new Problem(403, 'forbidden'))).toBe('notManager');
    expect(refusalOf(new Problem(422, 'invalid', '', [{ pointer: '/password', code: 'weak_password', detail: 'x' }]))).toBe('weakPassword');
    expect(refusalOf(new Problem(503, 'unavailable'))).toBe('failed');
  });

  test('of a link that ended meanwhile reads the link again', () => {
    expect(refusalOf(new Problem(409, 'invitation_used'))).toBeNull();
    expect(refusalOf(new Problem(404, 'not_found'))).toBeNull();
  });
});

/** What a link of an invitation stands for, and what to offer whoever opens it (domain 2.2). Pure but for the call. */

import type { ShownInvitation } from '../../api.gen';
import { api } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Session } from '../../api/kinds';
import { withToken } from '../link_token';

export interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly locale: 'fr' | 'en';
}

/**
 * confirm: signed in as a pro's manager, one press; sign_in: there is an account, it must accept;
 * stranger: signed in as somebody this can't be for; account: make one.
 */
export type Way = 'confirm' | 'sign_in' | 'stranger' | 'account';

export function wayOf(invitation: ShownInvitation, session: Pick<Session, 'audience' | 'manages'> | null): Way {
  if (session) return invitation.kind === 'professional' && session.audience === 'pro' ? 'confirm' : 'stranger';
  return invitation.kind === 'professional' && invitation.has_account ? 'sign_in' : 'account';
}

export type Refusal = 'accountExists' | 'companyExists' | 'notManager' | 'otherCompany' | 'weakPassword' | 'failed';

/** Which words fit a refusal; null: the link has ended meanwhile, read it again. */
export function refusalOf({ status, code, errors }: Problem): Refusal | null {
  if (status === 404 || code.startsWith('invitation_')) return null;
  if (code === 'account_exists') return 'accountExists';
  if (code === 'company_exists') return 'companyExists';
  if (status === 403) return 'notManager';
  if (status === 409) return 'otherCompany';
  return errors.some(({ pointer }) => pointer === '/password') ? 'weakPassword' : 'failed';
}

export function accept(token: string, newcomer: Newcomer | null): Promise<Session> {
  return api.post<Session>('/invitation/acceptance', newcomer ?? {}, withToken(token));
}

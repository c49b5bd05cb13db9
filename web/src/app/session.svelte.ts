/** Who is signed in, what they may do. Read once at start; a 401 from anywhere ends it. */

import { api, whenExpired } from '../api/client';
import { Problem } from '../api/problem';
import type { Right } from '../api.gen';
import type { Session } from '../api/kinds';
import { locale } from '../i18n/locale.svelte';
import { forgetAllOf } from './kept';

class SessionState {
  current = $state.raw<Session | null>(null);
  /** False until the server has said who we are, or that it doesn't know. */
  known = $state(false);
  failure = $state.raw<Problem | null>(null);
  expired = $state(false);
  private readonly leaving = new Set<() => void>();
  private last: string | null = null;

  get audience(): 'dealer' | 'pro' | null {
    return this.current?.audience ?? null;
  }

  /** Nothing else is open before the second factor that the user group asks for. */
  get mustEnrol(): boolean {
    return this.current !== null && this.current.second_factor_required && !this.current.second_factor;
  }

  may(right: Right): boolean {
    return this.current?.rights.includes(right) ?? false;
  }

  async load(): Promise<void> {
    this.failure = null;
    try {
      const found = await api.get<Session | undefined>('/session');
      if (found) this.enter(found);
      else this.known = true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 401) this.failure = error;
      else this.known = true;
    }
  }

  /** A Problem `totp_required` asks for the same once more, with the code of the second factor. */
  async signIn(email: string, password: string, totp?: string): Promise<void> {
    this.enter(await api.post<Session>('/session', { email, password, ...(totp ? { totp } : {}) }));
  }

  /** What this page holds of a person is forgotten when that person signs out, or another comes in. */
  onLeave(forget: () => void): void {
    this.leaving.add(forget);
  }

  async signOut(): Promise<void> {
    const account_id = this.current?.account_id;
    await api.delete('/session');
    if (account_id) forgetAllOf(account_id);
    this.forget();
    this.current = null;
    this.expired = false;
  }

  /** Somebody is in: signed in, or come by an invitation. */
  enter(session: Session): void {
    if (this.last !== null && this.last !== session.account_id) this.forget();
    this.last = session.account_id;
    this.current = session;
    this.known = true;
    this.expired = false;
    if (!localStorage.getItem('adjuge.locale')) locale.current = session.locale;
  }

  private forget(): void {
    for (const forget of this.leaving) forget();
  }

  drop(): void {
    if (this.current) this.expired = true;
    this.current = null;
    this.known = true;
  }
}

export const session = new SessionState();
whenExpired(() => session.drop());

/** Short messages over any page. A toast with an action stays until used or closed. */

import type { IconName } from '../ui/icons';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly text: string;
  readonly action?: { readonly label: string; readonly href: string };
}

const STAY_MS = 6_000;
const TOASTS_MAX = 4; // more would cover the page on a phone
const ICONS: Record<Tone, IconName> = { neutral: 'info', good: 'check', warn: 'alert', bad: 'alert' };

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  private next = 1;

  show(text: string, { tone = 'neutral', icon, action }: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.next++, tone, icon: icon ?? ICONS[tone], text, action };
    this.list = [...this.list, toast].slice(-TOASTS_MAX);
    if (!action) setTimeout(() => this.close(toast.id), STAY_MS);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

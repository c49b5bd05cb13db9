/** Short messages over any page. A toast with an action stays until used or closed, unless it is kept elsewhere. */

import type { IconName } from '../ui/icons';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad';

export interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly icon: IconName;
  readonly text: string;
  readonly action?: { readonly label: string; readonly href: string };
  /** What it is about: newer news of the same takes its place. */
  readonly about?: string;
  /** The notifications centre has it too. */
  readonly kept?: boolean;
}

const STAY_MS = 6_000;
const TOASTS_MAX = 4; // more would cover the page on a phone
const ICONS: Record<Tone, IconName> = { neutral: 'info', good: 'check', warn: 'alert', bad: 'alert' };

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  private next = 1;

  show(text: string, { tone = 'neutral', icon, action, about, kept }: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
    const toast: Toast = { id: this.next++, tone, icon: icon ?? ICONS[tone], text, action, about, kept };
    const others = this.list.filter((other) => about === undefined || other.about !== about);
    this.list = [...others, toast].slice(-TOASTS_MAX);
    if (!action || kept) setTimeout(() => this.close(toast.id), STAY_MS);
  }

  /** What was said of it no longer holds. */
  settle(about: string): void {
    this.list = this.list.filter((toast) => toast.about !== about);
  }

  close(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

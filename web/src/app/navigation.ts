/** What the main navigation offers to each audience. */

import type { Right } from '../api.gen';
import type { IconName } from '../ui/icons';

export interface NavItem {
  readonly href: string;
  readonly icon: IconName;
  readonly label: () => string;
  /** One word, for the bar of a phone. */
  readonly short: () => string;
  readonly right?: Right;
  /** Addresses elsewhere that are part of it. */
  readonly also?: readonly string[];
  /** Beside it one sees where one stands. */
  readonly standings?: true;
}

/** Whether the page shown is one of the item's. */
export function holds({ href, also = [] }: NavItem, path: string): boolean {
  return [href, ...also].some((start) => isCurrent(start, path));
}

/** "/" only for itself, others for everything under them. */
export function isCurrent(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}

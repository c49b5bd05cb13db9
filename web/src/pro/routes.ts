/** Pages of the professional's side. */

import type { Route } from '../app/match';
import type { NavItem } from '../app/navigation';

export const proRoutes: readonly Route[] = [];
export const proNav: readonly NavItem[] = [];

/** Pages of the professional's side; each is its own download. */

import type { Route } from '../app/match';
import type { NavItem } from '../app/navigation';
import { words } from './nav_words';

export const proRoutes: readonly Route[] = [
  { path: '/ventes', audience: 'pro', load: () => import('./sales/SalesPage.svelte') },
  { path: '/ventes/:id', audience: 'pro', load: () => import('./room/RoomPage.svelte') },
  { path: '/ventes/:id/lots/:lot', audience: 'pro', load: () => import('./room/LotPage.svelte') },
  { path: '/cotations', audience: 'pro', load: () => import('./quotations/QuotationsPage.svelte') },
  { path: '/cotations/:id', audience: 'pro', load: () => import('./quotations/QuotationPage.svelte') },
  { path: '/mes-encheres', audience: 'pro', load: () => import('./bids/BidsPage.svelte') },
  { path: '/achats', audience: 'pro', load: () => import('./purchases/PurchasesPage.svelte') },
  { path: '/profil', audience: 'pro', load: () => import('./profile/ProfilePage.svelte') },
  { path: '/profil/:section', audience: 'pro', load: () => import('./profile/ProfilePage.svelte') },
];

export const proNav: readonly NavItem[] = [
  { href: '/ventes', icon: 'gavel', label: () => words.sales, short: () => words.sales },
  { href: '/cotations', icon: 'tag', label: () => words.quotations, short: () => words.quotations },
  { href: '/mes-encheres', icon: 'trend', label: () => words.bids, short: () => words.bidsShort, standings: true },
  { href: '/achats', icon: 'car', label: () => words.purchases, short: () => words.purchases },
];

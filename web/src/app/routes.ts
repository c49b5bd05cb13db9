/** Every address of the application. */

import { dealerNav, dealerRoutes } from '../dealer/routes';
import { proNav, proRoutes } from '../pro/routes';
import type { Route } from './match';
import type { NavItem } from './navigation';

export const routes: readonly Route[] = [
  ...dealerRoutes,
  ...proRoutes,
  { path: '/connexion', audience: 'public', load: () => import('../public/SignInPage.svelte') },
  { path: '/invitation', audience: 'public', load: () => import('../public/invitation/InvitationPage.svelte') },
  // Mailed before tokens stood behind `#`.
  { path: '/invitation/:token', audience: 'public', load: () => import('../public/invitation/InvitationPage.svelte') },
  { path: '/mot-de-passe', audience: 'public', load: () => import('../public/ForgottenPage.svelte') },
  { path: '/mot-de-passe/nouveau', audience: 'public', load: () => import('../public/NewPasswordPage.svelte') },
  { path: '/mot-de-passe/:token', audience: 'public', load: () => import('../public/NewPasswordPage.svelte') },
  { path: '/confidentialite', audience: 'public', load: () => import('../public/PrivacyPage.svelte') },
];

export const navigation: Record<'dealer' | 'pro', readonly NavItem[]> = { dealer: dealerNav, pro: proNav };

/** Where each audience starts. */
export const starts: Record<'dealer' | 'pro', string> = { dealer: '/', pro: '/ventes' };

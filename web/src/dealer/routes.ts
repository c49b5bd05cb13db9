/** Pages of the dealer's side; each is its own download. */

import type { Route } from '../app/match';
import type { NavItem } from '../app/navigation';
import { words } from './nav_words';

export const dealerRoutes: readonly Route[] = [
  { path: '/', audience: 'dealer', load: () => import('./home/HomePage.svelte') },
  { path: '/ventes-stock', audience: 'dealer', load: () => import('./auctions/ListPage.svelte') },
  {
    path: '/ventes-stock/nouvelle',
    audience: 'dealer',
    right: 'run_auctions',
    load: () => import('./auctions/form/NewPage.svelte'),
  },
  { path: '/ventes-stock/:id', audience: 'dealer', load: () => import('./auctions/AuctionPage.svelte') },
  { path: '/stock', audience: 'dealer', load: () => import('./stock/StockPage.svelte') },
  { path: '/stock/nouveau', audience: 'dealer', right: 'manage_stock', load: () => import('./stock/EditPage.svelte') },
  { path: '/stock/import', audience: 'dealer', right: 'manage_stock', load: () => import('./stock/ImportPage.svelte') },
  { path: '/stock/modeles', audience: 'dealer', right: 'manage_stock', load: () => import('./stock/catalogue/CataloguePage.svelte') },
  { path: '/stock/police', audience: 'dealer', right: 'see_police_register', load: () => import('./stock/PolicePage.svelte') },
  { path: '/stock/:id/modifier', audience: 'dealer', right: 'manage_stock', load: () => import('./stock/EditPage.svelte') },
  { path: '/stock/:id', audience: 'dealer', load: () => import('./stock/CarPage.svelte') },
  { path: '/clients', audience: 'dealer', load: () => import('./professionals/ListPage.svelte') },
  { path: '/clients/nouveau', audience: 'dealer', right: 'manage_pros', load: () => import('./professionals/EditPage.svelte') },
  { path: '/clients/:id', audience: 'dealer', load: () => import('./professionals/RecordPage.svelte') },
  { path: '/clients/:id/modifier', audience: 'dealer', right: 'manage_pros', load: () => import('./professionals/EditPage.svelte') },
  { path: '/listes', audience: 'dealer', load: () => import('./lists/ListsPage.svelte') },
  { path: '/reprises', audience: 'dealer', load: () => import('./tradeins/ListPage.svelte') },
  { path: '/reprises/nouvelle', audience: 'dealer', load: () => import('./tradeins/form/NewPage.svelte') },
  { path: '/reprises/:id', audience: 'dealer', load: () => import('./tradeins/TradeInPage.svelte') },
  { path: '/parametres', audience: 'dealer', load: () => import('./settings/StartPage.svelte') },
  { path: '/parametres/reprises', audience: 'dealer', load: () => import('./settings/prices/TradeInsPage.svelte') },
  { path: '/parametres/valeurs', audience: 'dealer', load: () => import('./settings/prices/ValuesPage.svelte') },
  { path: '/parametres/ligne-de-vie', audience: 'dealer', load: () => import('./settings/life/LifeLinePage.svelte') },
  { path: '/parametres/encheres', audience: 'dealer', load: () => import('./settings/auctions/AuctionSettingsPage.svelte') },
  { path: '/parametres/entites', audience: 'dealer', load: () => import('./settings/organisation/EntitiesPage.svelte') },
  { path: '/parametres/utilisateurs', audience: 'dealer', load: () => import('./settings/organisation/UsersPage.svelte') },
  { path: '/parametres/droits', audience: 'dealer', load: () => import('./settings/organisation/GroupsPage.svelte') },
  { path: '/parametres/journal', audience: 'dealer', load: () => import('./settings/organisation/TrailPage.svelte') },
  { path: '/parametres/envois', audience: 'dealer', load: () => import('./settings/organisation/LettersPage.svelte') },
  { path: '/profil', audience: 'dealer', load: () => import('./profile/ProfilePage.svelte') },
  { path: '/profil/:section', audience: 'dealer', load: () => import('./profile/ProfilePage.svelte') },
  { path: '/offres/:id', audience: 'dealer', load: () => import('./offers/OfferPage.svelte') },
];

export const dealerNav: readonly NavItem[] = [
  { href: '/', icon: 'home', label: () => words.home, short: () => words.home },
  { href: '/ventes-stock', icon: 'gavel', label: () => words.auctions, short: () => words.auctionsShort },
  { href: '/reprises', icon: 'tag', label: () => words.tradeIns, short: () => words.tradeIns },
  { href: '/stock', icon: 'car', label: () => words.stock, short: () => words.stock },
  { href: '/clients', also: ['/listes'], icon: 'people', label: () => words.clients, short: () => words.clientsShort },
  { href: '/parametres', icon: 'sliders', label: () => words.settings, short: () => words.settingsShort },
];

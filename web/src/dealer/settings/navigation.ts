/** The sections of the settings, and what each may be opened with. */

import { session } from '../../app/session.svelte';
import { m } from './words';

export function sections() {
  const managesUsers = session.may('manage_users');
  const managesSettings = session.may('manage_settings');
  const letters = managesSettings || session.may('manage_pros') || session.may('run_auctions');
  const prices = [
    {
      title: m.groups.prices,
      items: [
        { href: '/parametres', label: m.sections.quotations },
        { href: '/parametres/reprises', label: m.sections.tradeIns },
        { href: '/parametres/valeurs', label: m.sections.values },
      ],
    },
  ];
  return [
    ...(managesSettings || session.may('see_margins') ? prices : []),
    {
      title: m.groups.life,
      items: [
        { href: '/parametres/ligne-de-vie', label: m.sections.life },
        { href: '/parametres/encheres', label: m.sections.auctions },
      ],
    },
    {
      title: m.groups.organisation,
      items: [
        { href: '/parametres/entites', label: m.sections.entities },
        { href: '/parametres/utilisateurs', label: m.sections.users },
        { href: '/parametres/droits', label: m.sections.userGroups },
        ...(managesUsers || managesSettings ? [{ href: '/parametres/journal', label: m.sections.trail }] : []),
        ...(letters ? [{ href: '/parametres/envois', label: m.sections.letters }] : []),
      ],
    },
  ];
}

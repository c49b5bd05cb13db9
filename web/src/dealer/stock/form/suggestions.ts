/** What is suggested where the server takes any word, and what a choice has to choose from. */

import { session } from '../../../app/session.svelte';
import { DESTINATIONS, ENERGIES, GEARBOXES, KINDS } from '../filters/filters';
import { names } from '../words';

const COLOURS = ['Noir', 'Blanc', 'Gris', 'Gris foncé', 'Argent', 'Bleu', 'Bleu foncé', 'Rouge', 'Vert', 'Beige', 'Marron', 'Orange', 'Jaune'];
const SUGGESTED: Readonly<Record<string, readonly string[]>> = {
  energy: ENERGIES,
  gearbox: GEARBOXES,
  body: ['Berline', 'Break', 'Cabriolet', 'Citadine', 'Coupé', 'Monospace', 'Pick-up', 'SUV', 'Utilitaire'],
  origin: ['France', 'Reprise client', 'Location longue durée', 'Location courte durée', 'Société', 'Import', 'Constructeur', 'Rachat sec'],
  outer_colour: COLOURS,
  inner_colour: COLOURS,
  payment_method: ['Virement', 'Chèque', 'Reprise sur commande'],
};

export function suggestedFor(name: string): readonly string[] | undefined {
  return SUGGESTED[name];
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function choicesFor(name: string, entity_id: string): Choice[] {
  const entities = session.current?.entities ?? [];
  switch (name) {
    case 'kind':
      return KINDS.map((value) => ({ value, label: names.kinds[value] }));
    case 'destination':
      return DESTINATIONS.map((value) => ({ value, label: names.destinations[value] }));
    case 'vat_regime':
      return (['margin', 'standard'] as const).map((value) => ({ value, label: names.vatRegimes[value] }));
    case 'first_owner':
      return [
        { value: 'true', label: names.yes },
        { value: 'false', label: names.no },
      ];
    case 'entity_id':
      return entities.map(({ id, name: label }) => ({ value: id, label }));
    case 'point_of_sale_id':
      return places(entities.filter((entity) => entity.id === entity_id));
    case 'physical_site_id':
    case 'delivery_point_of_sale_id':
      return places(entities);
    default:
      return [];
  }
}

function places(entities: readonly { readonly points_of_sale: readonly { readonly id: string; readonly name: string }[] }[]): Choice[] {
  return entities.flatMap((entity) => entity.points_of_sale.map(({ id, name: label }) => ({ value: id, label })));
}

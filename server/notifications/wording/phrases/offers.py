"""Phrases about offers and counter-offers, in French and English (domain 7.10, 8.1). Pure."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "counter_offer": {
        "fr": ("{entity} vous propose le lot {lots}", "À {total} TTC, jusqu'au {expires}. À vous de répondre."),
        "en": ("{entity} offers you lot {lots}", "At {total} incl. VAT, until {expires}. Please answer."),
    },
    "counter_offer_accepted": {
        "fr": ("Proposition acceptée : lot {lots}", "{pro} accepte le lot {lots} à {total} TTC."),
        "en": ("Offer accepted: lot {lots}", "{pro} takes lot {lots} at {total} incl. VAT."),
    },
    "counter_offer_refused": {
        "fr": ("Proposition refusée : lot {lots}", "{pro} ne prend pas le lot {lots} à {total} TTC."),
        "en": ("Offer refused: lot {lots}", "{pro} does not take lot {lots} at {total} incl. VAT."),
    },
    "offer_sent": {
        "fr": ("Offre n° {number} de {entity}", "{entity} vous envoie son offre. {comment}"),
        "en": ("Offer no. {number} from {entity}", "{entity} sends you its offer. {comment}"),
    },
}

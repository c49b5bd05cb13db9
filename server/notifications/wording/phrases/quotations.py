"""Phrases about quotations, in French and English (domain 4.6, 4.7, 8.1). Pure.

What a pro reads is public or its own: facts of others have no place in a pro's phrase.
"""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "quotation_opened": {
        "fr": ("Cotation demandée : {car}", "{entity} attend votre prix dans les {minutes} min."),
        "en": ("Quote wanted: {car}", "{entity} awaits your price within {minutes} min."),
    },
    "quotation_ending_soon": {
        "fr": ("{car} : plus que {minutes} min", "{entity} attend encore votre prix."),
        "en": ("{car}: {minutes} min left", "{entity} still awaits your price."),
    },
    "quotation_closed": {
        "fr": ("Cotation terminée : {car}", "{entity} décide maintenant ; vous serez informé de la suite."),
        "en": ("Quotation ended: {car}", "{entity} decides now; you will hear of it."),
    },
    "quotation_ended": {
        "fr": (
            "Cotation terminée : {car}",
            "Meilleur prix {total} TTC, de {pro} ; {answered} {answered:réponse|réponses} sur {invited}.",
        ),
        "en": ("Quotation ended: {car}", "Best price {total} incl. VAT, by {pro}; {answered} of {invited} answered."),
    },
    "quotation_without_quote": {
        "fr": (
            "Cotation sans prix : {car}",
            "Aucun prix de {invited} {invited:professionnel interrogé|professionnels interrogés} : à vous de décider.",
        ),
        "en": (
            "No price for {car}",
            "No price from {invited} {invited:professional|professionals} asked: please decide.",
        ),
    },
    "quotation_cancelled": {
        "fr": ("Cotation annulée : {car}", "{entity} a retiré sa demande. {reason}"),
        "en": ("Quotation cancelled: {car}", "{entity} withdrew its request. {reason}"),
    },
    "quote_validated": {
        "fr": ("Votre cotation est retenue : {car}", "{entity} retient votre prix de {total} TTC."),
        "en": ("Your quote is retained: {car}", "{entity} retains your price of {total} incl. VAT."),
    },
    "quote_voided": {
        "fr": ("Votre cotation est écartée : {car}", "{entity} a écarté votre prix. {reason}"),
        "en": ("Your quote was voided: {car}", "{entity} took your price out. {reason}"),
    },
    "quote_refused": {
        "fr": ("Votre cotation n'est pas retenue : {car}", "{entity} ne donne pas suite à votre prix."),
        "en": ("Your quote is not retained: {car}", "{entity} does not follow up on your price."),
    },
}

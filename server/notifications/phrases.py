"""Word what people are told of auctions and quotations, in French or English (domain 8.1). Pure.

What a pro is told is public or its own: facts of others have no place in a pro's phrase.
"""

from collections.abc import Mapping

# Kind -> locale -> title and body; what stands in braces is a fact.
PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "auction_announced": {
        "fr": ("Vente n° {number} annoncée", "{entity} vous invite à une vente entre professionnels."),
        "en": ("Sale no. {number} announced", "{entity} invites you to a sale between professionals."),
    },
    "auction_started": {
        "fr": ("Vente n° {number} ouverte", "Les offres sont ouvertes chez {entity}."),
        "en": ("Sale no. {number} is open", "{entity} takes offers now."),
    },
    "auction_ended": {
        "fr": ("Enchère n° {number} terminée", "{sold} {sold:lot vendu|lots vendus} sur {lots}, pour {total} TTC."),
        "en": ("Auction no. {number} has ended", "{sold} of {lots} {lots:lot|lots} sold, for {total} incl. VAT."),
    },
    "auction_cancelled": {
        "fr": ("Vente n° {number} annulée", "{entity} a retiré cette vente. {reason}"),
        "en": ("Sale no. {number} cancelled", "{entity} withdrew this sale. {reason}"),
    },
    "won": {
        "fr": ("Vente n° {number} : remportée", "{lots:Lot|Lots} {lots} pour {total} TTC, chez {entity}."),
        "en": ("Sale no. {number}: won", "{lots:Lot|Lots} {lots} for {total} incl. VAT, at {entity}."),
    },
    "lost": {
        "fr": ("Vente n° {number} : non remportée", "{lots:Lot|Lots} {lots} : une offre plus élevée l'a emporté."),
        "en": ("Sale no. {number}: not won", "{lots:Lot|Lots} {lots}: a higher offer won."),
    },
    "reserve_not_met": {
        "fr": (
            "Vente n° {number} : réserve non atteinte",
            "{lots:Lot|Lots} {lots} : le prix de réserve n'a pas été atteint.",
        ),
        "en": ("Sale no. {number}: reserve not met", "{lots:Lot|Lots} {lots}: the reserve was not met."),
    },
    "auction_ending_soon": {
        "fr": ("Vente n° {number} : plus que {minutes} min", "Les offres se terminent bientôt chez {entity}."),
        "en": ("Sale no. {number}: {minutes} min left", "{entity} soon takes no more offers."),
    },
    "outbid": {
        "fr": ("Vente n° {number} : offre dépassée", "Lot {lots} : le prix est maintenant de {total} TTC."),
        "en": ("Sale no. {number}: you were outbid", "Lot {lots}: the price is now {total} incl. VAT."),
    },
    "bid_voided": {
        "fr": ("Vente n° {number} : offre écartée", "Lot {lots} : {entity} a écarté votre offre. {reason}"),
        "en": ("Sale no. {number}: your bid was voided", "Lot {lots}: {entity} took your bid out. {reason}"),
    },
    "sale_cancelled": {
        "fr": ("Vente n° {number} : lot {lots} annulé", "{entity} a annulé la vente de ce lot. {reason}"),
        "en": ("Sale no. {number}: lot {lots} cancelled", "{entity} cancelled the sale of this lot. {reason}"),
    },
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
    "quote_voided": {
        "fr": ("Cotation écartée : {car}", "{entity} a écarté votre prix. {reason}"),
        "en": ("Quote voided: {car}", "{entity} took your price out. {reason}"),
    },
    "quotation_cancelled": {
        "fr": ("Cotation annulée : {car}", "{entity} a retiré sa demande. {reason}"),
        "en": ("Quotation cancelled: {car}", "{entity} withdrew its request. {reason}"),
    },
}

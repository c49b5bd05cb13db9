"""Phrases about stock auctions, in French and English (domain 7.9, 8.1). Pure.

What a pro reads is public or its own: facts of others have no place in a pro's phrase.
"""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "auction_announced": {
        "fr": (
            "Vente n° {number} annoncée : {cars}",
            "{entity} vous invite à une vente entre professionnels : {lots} {lots:lot|lots}, à partir du {starts}.",
        ),
        "en": (
            "Sale no. {number} announced: {cars}",
            "{entity} invites you to a sale between professionals: {lots} {lots:lot|lots}, from {starts}.",
        ),
    },
    "auction_started": {
        "fr": (
            "Vente n° {number} ouverte : {cars}",
            "{lots} {lots:lot|lots} chez {entity} : les enchères sont ouvertes jusqu'au {ends}.",
        ),
        "en": (
            "Sale no. {number} is open: {cars}",
            "{lots} {lots:lot|lots} at {entity}: bids are taken until {ends}.",
        ),
    },
    "auction_ending_soon": {
        "fr": ("Vente n° {number} : plus que {minutes} min", "Les enchères se terminent bientôt chez {entity}."),
        "en": ("Sale no. {number}: {minutes} min left", "{entity} soon takes no more bids."),
    },
    "auction_ended": {
        "fr": (
            "Vente n° {number} terminée : {sold} {sold:lot vendu|lots vendus} sur {lots}",
            "Total {total} TTC.\n{results}",
        ),
        "en": (
            "Sale no. {number} has ended: {sold} of {lots} {lots:lot|lots} sold",
            "Total {total} incl. VAT.\n{results}",
        ),
    },
    "auction_cancelled": {
        "fr": ("Vente n° {number} annulée", "{entity} a retiré cette vente. {reason}"),
        "en": ("Sale no. {number} cancelled", "{entity} withdrew this sale. {reason}"),
    },
    "outbid": {
        "fr": (
            "{cars} : {lots:enchère dépassée à|enchères dépassées} {total}",
            "Vente n° {number} chez {entity}, {lots:lot|lots} {lots}.\n{results}",
        ),
        "en": (
            "{cars}: you were outbid {lots:at|on several lots} {total}",
            "Sale no. {number} at {entity}, {lots:lot|lots} {lots}.\n{results}",
        ),
    },
    "won": {
        "fr": (
            "Vente n° {number} : {cars} {lots:remporté|remportés}",
            (
                "{lots:Lot|Lots} {lots} pour {total} TTC, chez {entity}.\n{results}\n"
                "La suite : {entity} prépare votre offre, avec le paiement et l'enlèvement ; vous en serez informé."
            ),
        ),
        "en": (
            "Sale no. {number}: {cars} won",
            (
                "{lots:Lot|Lots} {lots} for {total} incl. VAT, at {entity}.\n{results}\n"
                "What comes next: {entity} prepares your offer, with payment and pick-up; you will hear of it."
            ),
        ),
    },
    "lost": {
        "fr": (
            "Vente n° {number} : {cars} non {lots:remporté|remportés}",
            "{lots:Lot|Lots} {lots} : une enchère plus élevée l'a emporté.\n{results}",
        ),
        "en": (
            "Sale no. {number}: {cars} not won",
            "{lots:Lot|Lots} {lots}: a higher bid won.\n{results}",
        ),
    },
    "reserve_not_met": {
        "fr": (
            "Vente n° {number} : réserve non atteinte pour {cars}",
            "{lots:Lot|Lots} {lots} : le prix de réserve n'a pas été atteint.\n{results}",
        ),
        "en": (
            "Sale no. {number}: reserve not met for {cars}",
            "{lots:Lot|Lots} {lots}: the reserve was not met.\n{results}",
        ),
    },
    "bid_voided": {
        "fr": (
            "{cars} : enchère écartée",
            "Vente n° {number}, lot {lots} : {entity} a écarté votre enchère. {reason}",
        ),
        "en": ("{cars}: your bid was voided", "Sale no. {number}, lot {lots}: {entity} took your bid out. {reason}"),
    },
    "car_corrected": {
        "fr": (
            "{cars} : fiche corrigée",
            "Vente n° {number}, lot {lots} : {entity} a corrigé la fiche. {corrections}.\nMotif : {reason}",
        ),
        "en": (
            "{cars}: record corrected",
            "Sale no. {number}, lot {lots}: {entity} corrected the record. {corrections}.\nReason: {reason}",
        ),
    },
    "sale_cancelled": {
        "fr": (
            "{cars} : vente annulée",
            "Vente n° {number}, lot {lots} : {entity} a annulé la vente de ce lot. {reason}",
        ),
        "en": (
            "{cars}: sale cancelled",
            "Sale no. {number}, lot {lots}: {entity} cancelled the sale of this lot. {reason}",
        ),
    },
}

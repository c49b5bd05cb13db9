"""Phrases about a car's life in stock, in French and English (domain 6.3, 6.4, 8.1). Pure."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "car_available": {
        "fr": ("Véhicule disponible : {car}", "Il vous attend chez {entity} : {site}."),
        "en": ("Car available: {car}", "It awaits you at {entity}: {site}."),
    },
    "reservation_removed": {
        "fr": ("Réservation levée : {car}", "{entity} ne réserve plus ce véhicule pour vous. {reason}"),
        "en": ("Reservation removed: {car}", "{entity} no longer keeps this car for you. {reason}"),
    },
    "car_exited": {
        "fr": ("Véhicule sorti : {car}", "Il a quitté le stock de {entity}."),
        "en": ("Car exited: {car}", "It left the stock of {entity}."),
    },
    "purchase_declaration_due": {
        "fr": ("Déclaration d'achat à faire : {car}", "Elle est due dans les 15 jours de l'achat."),
        "en": ("Purchase declaration due: {car}", "It is due within 15 days of the purchase."),
    },
}

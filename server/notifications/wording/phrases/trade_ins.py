"""Phrases about estimates of trade-ins, in French and English (domain 4.3, 8.1). Pure."""

from collections.abc import Mapping

PHRASES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "estimate_to_validate": {
        "fr": ("Estimation à valider : {car}", "{requester} attend une décision. {comment}"),
        "en": ("Estimate to validate: {car}", "{requester} awaits a decision. {comment}"),
    },
    "estimate_validated": {
        "fr": ("Estimation validée : {car}", "Prix de reprise {total} TTC, pour {customer}."),
        "en": ("Estimate validated: {car}", "Trade-in price {total} incl. VAT, for {customer}."),
    },
    "estimate_returned": {
        "fr": ("Estimation à revoir : {car}", "{comment}"),
        "en": ("Estimate sent back: {car}", "{comment}"),
    },
}

"""Decide which column of a file is which field of a car: a proposal by its headers, and what people chose. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence

from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.stock.exchanging.columns import COLUMNS, INCOMING, NEEDED

# Headers of other programs, as `_folded` makes them.
SYNONYMS: Mapping[str, str] = {
    "brand": "make",
    "constructeur": "make",
    "modele": "model",
    "gamme": "model",
    "denomination": "model_version",
    "niveau de finition": "trim",
    "libelle version": "model_version",
    "immat": "plate",
    "plaque": "plate",
    "numero de chassis": "vin",
    "n chassis": "vin",
    "no chassis": "vin",
    "vin": "vin",
    "numero de serie": "vin",
    "numero interne": "internal_number",
    "n stock": "internal_number",
    "reference": "internal_number",
    "date de mise en circulation": "first_registration",
    "mise en circulation": "first_registration",
    "mec": "first_registration",
    "dmec": "first_registration",
    "date 1 mec": "first_registration",
    "date mec": "first_registration",
    "date 1ere mec": "first_registration",
    "date 1re mec": "first_registration",
    "1ere mec": "first_registration",
    "1re mec": "first_registration",
    "date 1ere mise en circulation": "first_registration",
    "date 1re mise en circulation": "first_registration",
    "date de 1ere mise en circulation": "first_registration",
    "date de 1re mise en circulation": "first_registration",
    "date de premiere mise en circulation": "first_registration",
    "premiere mise en circulation": "first_registration",
    "km": "mileage_km",
    "kms": "mileage_km",
    "km compteur": "mileage_km",
    "kilometres": "mileage_km",
    "energie": "energy",
    "carburant": "energy",
    "boite de vitesse": "gearbox",
    "bv": "gearbox",
    "boite de vitesses": "gearbox",
    "couleur": "outer_colour",
    "teinte": "outer_colour",
    "couleur carrosserie": "outer_colour",
    "sellerie": "inner_colour",
    "teinte interieure": "inner_colour",
    "nb portes": "doors",
    "nombre de portes": "doors",
    "puissance reelle": "power_hp",
    "puissance din": "power_hp",
    "co2": "co2_g_km",
    "prix achat": "purchase_price_cents",
    "prix d achat": "purchase_price_cents",
    "pa ttc": "purchase_price_cents",
    "px achat": "purchase_price_cents",
    "px achat ttc": "purchase_price_cents",
    "prix achat ttc": "purchase_price_cents",
    "prix de vente": "retail_price_cents",
    "prix vente": "retail_price_cents",
    "pv ttc": "retail_price_cents",
    "px vente": "retail_price_cents",
    "pv particulier": "retail_price_cents",
    "prix marchand": "trade_price_cents",
    "prix pro": "trade_price_cents",
    "px pro": "trade_price_cents",
    "pv pro": "trade_price_cents",
    "pv marchand": "trade_price_cents",
    "valeur de marche": "market_value_cents",
    "date d entree": "entered_at",
    "date entree": "entered_at",
    "tva": "vat_regime",
}


def proposed(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, for headers that are known: our own exports, the fields' names, those of other programs."""
    ours = {_folded(text): name for name in INCOMING for text in (COLUMNS[name].header, name)}
    known = {**SYNONYMS, **ours}
    mapping: dict[str, str] = {}
    for header in headers:
        name = known.get(_folded(header))
        if name is not None:
            mapping.setdefault(name, header)
    return mapping


def mapping_faults(mapping: Mapping[str, str], headers: Sequence[str]) -> list[FieldError]:
    """What is wrong with a mapping; nothing: it may be used."""
    faults: list[FieldError] = []
    for name, header in mapping.items():
        if name not in INCOMING:
            faults.append(field_error(f"/mapping/{name}", Fault.NO_FIELD))
        elif header not in headers:
            faults.append(field_error(f"/mapping/{name}", Fault.NO_COLUMN))
    return faults + [field_error(f"/mapping/{name}", Fault.REQUIRED) for name in NEEDED if name not in mapping]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(words.split())

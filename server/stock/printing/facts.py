"""What printed sheets say of a car, whether it is its dealer's record or a dossier for pros. Pure."""

from typing import TypeAlias

from server.stock.dossiers.dossier import CarDossier
from server.stock.exchanging.csv_writing import shown
from server.stock.records.record import VehicleRecord

NOT_GUARANTEED = "Kilométrage non garanti."
MARGIN_REGIME = "Régime particulier - Biens d'occasion."
INDICATIVE = "Document non contractuel."

Printed: TypeAlias = VehicleRecord | CarDossier


def car_facts(car: Printed) -> list[tuple[str, str]]:
    """Name and value of what is known."""
    mileage = "" if car.mileage_km is None else f"{spaced(str(car.mileage_km))} km"
    if mileage and not car.mileage_guaranteed:
        mileage += " (non garanti)"
    facts = (
        ("1re mise en circulation", shown(car.first_registration)),
        ("Kilométrage", mileage),
        ("Énergie", car.energy),
        ("Boîte", car.gearbox),
        ("Carrosserie", car.body),
        ("Portes", car.doors),
        ("Puissance fiscale", car.fiscal_power_cv and f"{car.fiscal_power_cv} CV"),
        ("Puissance", car.power_hp and f"{car.power_hp} ch"),
        ("CO2", None if car.co2_g_km is None else f"{car.co2_g_km} g/km"),
        ("Première main", None if car.first_owner is None else shown(car.first_owner)),
        ("Couleur extérieure", car.outer_colour),
        ("Couleur intérieure", car.inner_colour),
        ("Provenance", car.origin),
        ("N° de série", car.vin),
    )
    return [(name, str(value)) for name, value in facts if value not in (None, "")]


def car_mentions(car: Printed) -> list[str]:
    """What the law has printed."""
    mentions = [INDICATIVE]
    if not car.mileage_guaranteed:
        mentions.append(NOT_GUARANTEED)
    if car.vat_regime == "margin":
        mentions.append(MARGIN_REGIME)
    return mentions


def spaced(number: str) -> str:
    """Digits in groups of three, as people read them: 14185,47 is 14 185,47."""
    whole, comma, part = number.partition(",")
    groups = f"{int(whole):,}".replace(",", "\u202f")
    return groups + comma + part

"""The columns of tables that go out and come in: their names for people, and what kind of value each holds.

A file that was exported can be imported again: its headers and values are understood (`reading_values.py`).
"""

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from server.stock.exchanging.csv_writing import Money
from server.stock.vehicle import VehicleRow

Form = Literal["text", "integer", "money", "date", "flag", "plate", "vin", "choice"]

LABELS: Mapping[str, Mapping[str, str]] = {
    "status": {
        "pre_entry": "Pré-rentrée",
        "physical_entry": "Entrée physique",
        "for_sale": "Stock de vente",
        "delivery": "Livraison",
        "exited": "Sortie",
    },
    "destination": {"retail": "Particulier", "trade": "Professionnel", "scrap": "Casse"},
    "kind": {"used": "VO", "new": "VN", "demo": "VD"},
    "vat_regime": {"margin": "TVA sur marge", "standard": "TVA récupérable"},
    "engagement": {"auction": "Enchère", "offer": "Offre", "order": "Commande"},
}


class Column(Struct, frozen=True, kw_only=True):
    """A field of the car: its header, its form, and the longest text it takes when it comes in (0: it never does)."""

    name: str
    header: str
    form: Form
    length_max: int = 0

    @property
    def comes_in(self) -> bool:
        """Whether a file of cars may hold it."""
        return self.length_max > 0


def _column(name: str, header: str, form: Form = "text", *, length_max: int = 0) -> Column:
    return Column(name=name, header=header, form=form, length_max=length_max)


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        _column("number", "N°", "integer"),
        _column("kind", "Type", "choice", length_max=40),
        _column("make", "Marque", length_max=200),
        _column("model", "Modèle", length_max=200),
        _column("model_version", "Version", length_max=200),
        _column("trim", "Finition", length_max=200),
        _column("plate", "Immatriculation", "plate", length_max=40),
        _column("vin", "Châssis", "vin", length_max=40),
        _column("internal_number", "N° interne", length_max=100),
        _column("police_number", "N° de police", "integer"),
        _column("first_registration", "1re mise en circulation", "date", length_max=40),
        _column("mileage_km", "Kilométrage", "integer", length_max=40),
        _column("mileage_guaranteed", "Kilométrage garanti", "flag", length_max=20),
        _column("first_owner", "Première main", "flag", length_max=20),
        _column("origin", "Provenance", length_max=100),
        _column("energy", "Énergie", length_max=100),
        _column("gearbox", "Boîte", length_max=100),
        _column("body", "Carrosserie", length_max=100),
        _column("doors", "Portes", "integer", length_max=20),
        _column("fiscal_power_cv", "Puissance fiscale", "integer", length_max=20),
        _column("power_hp", "Puissance (ch)", "integer", length_max=20),
        _column("co2_g_km", "CO2 (g/km)", "integer", length_max=20),
        _column("outer_colour", "Couleur extérieure", length_max=100),
        _column("inner_colour", "Couleur intérieure", length_max=100),
        _column("vat_regime", "Régime de TVA", "choice", length_max=40),
        _column("purchase_price_cents", "Prix d'achat TTC", "money", length_max=40),
        _column("market_value_cents", "Valeur de marché TTC", "money", length_max=40),
        _column("proposed_price_cents", "Prix proposé TTC", "money"),
        _column("retail_price_cents", "Prix de vente TTC", "money", length_max=40),
        _column("proposed_trade_price_cents", "Prix pro proposé TTC", "money"),
        _column("trade_price_cents", "Prix professionnel TTC", "money", length_max=40),
        _column("staff_price_cents", "Prix collaborateur TTC", "money", length_max=40),
        _column("real_margin_cents", "Marge réelle HT", "money"),
        _column("destination", "Destination", "choice", length_max=40),
        _column("status", "Statut", "choice", length_max=40),
        _column("sale_to_professionals_allowed", "Vente aux professionnels autorisée", "flag", length_max=20),
        _column("reserved_for", "Réservé pour"),
        _column("engagement", "Engagé dans", "choice"),
        _column("entered_at", "Entrée en stock", "date", length_max=40),
        _column("purchased_on", "Date d'achat", "date", length_max=40),
        _column("sale_target_on", "À vendre avant le", "date", length_max=40),
        _column("exited_at", "Sortie le", "date"),
        _column("days_in_stock", "Jours de stock", "integer"),
        _column("days_late", "Jours de retard", "integer"),
        _column("comment", "Commentaire", length_max=4_000),
    )
}
# Only the card knows these.
NOT_IN_ROWS = frozenset({"purchased_on", "comment"})
EXPORTED = tuple(name for name in COLUMNS if name not in NOT_IN_ROWS)
INCOMING = tuple(column.name for column in COLUMNS.values() if column.comes_in)
# What a file has to hold.
NEEDED = ("make", "model", "purchase_price_cents")


def getter(name: str) -> Callable[[VehicleRow], object]:
    """How a car's cell of this column is found."""
    column = COLUMNS[name]
    if name == "reserved_for":
        return lambda car: car.reserved_for and car.reserved_for.name
    if name == "engagement":
        return lambda car: car.engagement and LABELS["engagement"][car.engagement.kind]
    if column.form == "choice":
        labels = LABELS[name]
        return lambda car: labels[getattr(car, name)]
    if column.form == "money":
        return lambda car: None if (amount := getattr(car, name)) is None else Money(amount)
    return lambda car: getattr(car, name)

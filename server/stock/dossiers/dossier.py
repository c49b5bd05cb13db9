"""What a car's dossier holds: all that a pro sees of it before bidding (domain 7.6).

It is a Struct of its own, so that a cost, a purchase price or the dealer's comment can't come into it by accident.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from server.protocol.scalars import VatRegime
from server.stock.dossiers.place import Place
from server.stock.vehicle import Kind

PhotoKind = Literal["tour", "defect"]


class DossierPhoto(Struct, frozen=True, kw_only=True):
    """A picture of the car, or of one of its defects, which `defect_id` names; in the dealer's order."""

    id: str
    kind: PhotoKind
    defect_id: str | None
    url: str
    thumb_url: str
    width: int
    height: int


class DossierDefect(Struct, frozen=True, kw_only=True):
    """Something broken, and where; what mending it costs is the dealer's."""

    id: str
    name: str
    place: Place | None


class CarDossier(Struct, frozen=True, kw_only=True):
    """A car whole; `version` grows with every change of what is in here, and with nothing else.

    `condition` is the state in words, of a car that is only to be quoted.
    """

    id: str
    version: int
    kind: Kind
    make: str
    model: str
    model_version: str
    trim: str
    plate: str | None
    vin: str | None
    first_registration: date | None
    mileage_km: int | None
    mileage_guaranteed: bool
    first_owner: bool | None
    origin: str | None
    energy: str | None
    gearbox: str | None
    body: str | None
    doors: int | None
    fiscal_power_cv: int | None
    power_hp: int | None
    co2_g_km: int | None
    outer_colour: str | None
    inner_colour: str | None
    vat_regime: VatRegime
    options: list[str]
    comment_for_pros: str
    condition: str
    defects: list[DossierDefect]
    photos: list[DossierPhoto]

    @property
    def label(self) -> str:
        """How the car is named on a line."""
        return " ".join(part for part in (self.make, self.model, self.model_version, self.plate) if part)


# Columns of a car that its dossier shows: a change of one of them makes a new version of it.
SHOWN = frozenset(CarDossier.__struct_fields__) - {"id", "version", "condition", "defects", "photos"}

"""Print a car's sheet: what may be shown to whoever stands before it, never what it cost (domain 4.12, "France")."""

from server.kit import clock
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.resources import Resources
from server.stock.exchanging.csv_writing import euros, shown
from server.stock.photos.storage import storage_of
from server.stock.printing.typesetting import typeset
from server.stock.records.identity import shown_plate
from server.stock.records.record import VehicleRecord

PHOTO_NAME = "photo.webp"
NOT_GUARANTEED = "Kilométrage non garanti."
MARGIN_REGIME = "Régime particulier - Biens d'occasion."
INDICATIVE = "Document non contractuel."


async def sheet(resources: Resources, car: VehicleRecord) -> bytes:
    """The sheet as PDF.

    Raises:
        WorkFailedError: it could not be set.

    """
    photo = await _photo(resources, car)
    files = {} if photo is None else {PHOTO_NAME: photo}
    return await typeset("sheet", await _data(resources.postgres, car, has_photo=photo is not None), files=files)


async def _photo(resources: Resources, car: VehicleRecord) -> bytes | None:
    key = await resources.postgres.fetchval("SELECT photo_key FROM vehicle WHERE id = $1", car.id)
    return None if key is None else await storage_of(resources).get(f"{key}/large.webp")


async def _data(pool: Pool, car: VehicleRecord, *, has_photo: bool) -> dict[str, object]:
    place = await pool.fetchrow(
        """
        SELECT entity.name AS dealer, concat_ws(', ', nullif(place.address, ''),
            nullif(trim(place.postcode || ' ' || place.city), ''), nullif(place.phone, '')) AS address
        FROM point_of_sale place JOIN entity ON entity.id = place.entity_id WHERE place.id = $1
        """,
        car.point_of_sale_id,
    )
    assert place is not None
    price = car.trade_price_cents if car.destination == "trade" else car.retail_price_cents
    return {
        **dict(place),
        "printed": shown(clock.now()),
        "title": car.label,
        "make": car.make,
        "model": car.model,
        "version": " ".join(filter(None, (car.model_version, car.trim))),
        "plate": shown_plate(car.plate or ""),
        "number": car.number,
        "internal_number": car.internal_number or "",
        "photo": PHOTO_NAME if has_photo else None,
        "price": f"{spaced(euros(Cents(price)))} €" if price else "",
        "vat": "TVA récupérable" if car.vat_regime == "standard" else "TVA non récupérable",
        "facts": _facts(car),
        "options": car.options,
        "defects": [defect.name for defect in car.defects],
        "comment": car.comment_for_pros if car.destination == "trade" else "",
        "mentions": _mentions(car),
    }


def _facts(car: VehicleRecord) -> list[tuple[str, str]]:
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


def _mentions(car: VehicleRecord) -> list[str]:
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

"""Print a car's sheet: what may be shown to whoever stands before it, never what it cost (domain 4.12, "France")."""

from server.kit import clock
from server.kit.money import Cents
from server.kit.postgres import Pool
from server.resources import Resources
from server.stock.exchanging.csv_writing import euros, shown
from server.stock.identity import shown_plate
from server.stock.photos.printing import for_print
from server.stock.printing.facts import car_facts, car_mentions, spaced
from server.stock.printing.places import printed_place
from server.stock.printing.typesetting import typeset
from server.stock.records.record import VehicleRecord

PHOTO_NAME = "photo.jpg"


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
    kept = None if key is None else await resources.storage.get(f"{key}/large.webp")
    return None if kept is None else await for_print(kept)


async def _data(pool: Pool, car: VehicleRecord, *, has_photo: bool) -> dict[str, object]:
    place = await printed_place(pool, car.point_of_sale_id)
    price = car.trade_price_cents if car.destination == "trade" else car.retail_price_cents
    return {
        **place,
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
        "facts": car_facts(car),
        "options": car.options,
        "defects": [defect.name for defect in car.defects],
        "comment": car.comment_for_pros if car.destination == "trade" else "",
        "mentions": car_mentions(car),
    }

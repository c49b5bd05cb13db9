"""Print a lot's cars for pros, with photos and without any price, to hold beside the car (domain 4.12, 7.6)."""

from collections.abc import Mapping

from server.auctions.dossiers.reading import LotDossier
from server.kit import clock
from server.resources import Resources
from server.stock.dossiers.dossier import CarDossier, DossierPhoto
from server.stock.dossiers.place import WORDS
from server.stock.exchanging.csv_writing import shown
from server.stock.identity import shown_plate
from server.stock.photos.printing import for_print
from server.stock.printing.facts import car_facts, car_mentions
from server.stock.printing.places import printed_place
from server.stock.printing.typesetting import typeset

# A sheet is to be printed, not an album; each car keeps its first photo whatever the lot holds.
PHOTOS_MAX = 24


async def lot_sheet(resources: Resources, dossier: LotDossier) -> bytes:
    """The sheets of the lot's cars as one PDF, a page or more for each.

    Raises:
        WorkFailedError: it could not be set.

    """
    chosen = _chosen(dossier.cars)
    files = {f"{photo.id}.jpg": content for photo in chosen if (content := await _content(resources, photo))}
    place = await printed_place(resources.postgres, dossier.point_of_sale_id)
    data = {
        **place,
        "printed": shown(clock.now()),
        "lot": dossier.number,
        "cars": [_printed(car, files) for car in dossier.cars],
    }
    return await typeset("dossier", data, files=files)


def _chosen(cars: list[CarDossier]) -> list[DossierPhoto]:
    """Each car's first photo, then the second ones, as long as there is room."""
    turns = [photo for turn in range(PHOTOS_MAX) for car in cars for photo in car.photos[turn : turn + 1]]
    return turns[: max(PHOTOS_MAX, len(cars))]


async def _content(resources: Resources, photo: DossierPhoto) -> bytes | None:
    key = photo.url.split("/")[-2]
    stored = await resources.storage.get(f"{key}/large.webp")
    return None if stored is None else await for_print(stored)


def _printed(car: CarDossier, files: Mapping[str, bytes]) -> dict[str, object]:
    names = {photo.id: f"{photo.id}.jpg" for photo in car.photos if f"{photo.id}.jpg" in files}
    tour = [names[photo.id] for photo in car.photos if photo.kind == "tour" and photo.id in names]
    return {
        "title": car.label,
        "make": car.make,
        "model": car.model,
        "version": " ".join(filter(None, (car.model_version, car.trim))),
        "plate": shown_plate(car.plate or ""),
        "vat": "TVA récupérable" if car.vat_regime == "standard" else "TVA sur la marge, non récupérable",
        "photos": tour,
        "facts": car_facts(car),
        "options": car.options,
        "defects": [
            {
                "name": defect.name,
                "place": "" if defect.place is None else WORDS[defect.place.view],
                "photos": [
                    names[photo.id] for photo in car.photos if photo.defect_id == defect.id and photo.id in names
                ],
            }
            for defect in car.defects
        ],
        "condition": car.condition,
        "comment": car.comment_for_pros,
        "mentions": car_mentions(car),
    }

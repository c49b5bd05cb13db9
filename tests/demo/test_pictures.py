"""Every car of the demonstration has pictures in its own colours."""

from io import BytesIO

import pytest
from PIL import Image, ImageStat

from server.demo.cars import COLOURS, GUIDE_CARS, INNER_COLOURS, MAKES
from server.demo.defects import BROKEN
from server.demo.pictures import CLOTHS, LACQUERS, LAYERS, SHORT_TOUR, TOUR, close_up, compose, shots, take
from server.stock.photos.developing import format_of

BYTES_MAX = 1_300_000


def tour(model: str, body: str, colour: str = "Bleu") -> list[str]:
    return [shot.layers for shot in shots(model=model, body=body, outer=colour, inner="Noir", mileage_km=84_210)]


def test_every_model_of_the_demonstration_has_a_cover_and_several_views_of_its_own() -> None:
    for car in (*MAKES, *GUIDE_CARS):
        views = tour(car.model, car.body)
        assert views[0].endswith(f"-{TOUR[0]}"), car
        assert len(set(views)) == len(views) >= SHORT_TOUR - 1, car


def test_every_layer_has_its_other_and_belongs_to_a_picture() -> None:
    there = {path.name for path in LAYERS.glob("*.webp")}
    names = {name.rsplit("-", 1)[0] for name in there}
    assert there == {f"{name}-{layer}.webp" for name in names for layer in ("base", "paint")}
    models = {(car.model, car.body) for car in (*MAKES, *GUIDE_CARS)}
    needed = {name for model, body in models for name in tour(model, body)} | {each.layers for each in BROKEN}
    assert names <= needed


def test_a_hatchback_shows_eight_pictures() -> None:
    assert len(tour("308", "Berline")) == len(TOUR) == 8


def test_a_city_car_shows_a_body_of_its_own_on_the_hatchbacks_wheels() -> None:
    views = tour("208", "Citadine")
    assert views[:3] == ["city-front34", "city-rear34", "city-side"]
    assert {"hatchback-wheel", "city-rear"} <= set(views)


def test_every_colour_of_the_stock_is_known() -> None:
    assert set(COLOURS) <= LACQUERS.keys()
    assert set(INNER_COLOURS) <= CLOTHS.keys()


def test_the_layers_stay_small_enough_for_the_wheel() -> None:
    assert sum(path.stat().st_size for path in LAYERS.glob("*.webp")) < BYTES_MAX


@pytest.mark.parametrize(("colour", "strongest"), [("Rouge", 0), ("Vert", 1), ("Bleu", 2)])
def test_the_paint_has_the_cars_colour_and_the_studio_stays_grey(colour: str, strongest: int) -> None:
    cover, *_ = shots(model="208", body="Citadine", outer=colour, inner="Noir", mileage_km=0)
    picture = compose(cover)
    door = picture.crop((picture.width * 0.58, picture.height * 0.45, picture.width * 0.66, picture.height * 0.55))
    means = ImageStat.Stat(door).mean
    assert means.index(max(means)) == strongest
    corner = ImageStat.Stat(picture.crop((0, 0, 40, 40))).mean
    assert max(corner) - min(corner) < 6


def test_the_instruments_show_the_mileage() -> None:
    def instruments(mileage_km: int) -> Image.Image:
        tour = shots(model="208", body="Citadine", outer="Bleu", inner="Noir", mileage_km=mileage_km)
        return compose(tour[TOUR.index("odometer")])

    assert instruments(84_210).tobytes() != instruments(84_310).tobytes()


def test_a_picture_is_kept_as_an_upload_would_be() -> None:
    taken = take(close_up("seats", outer="Noir", inner=None))
    assert {format_of(picture[:16]) for picture in taken.pictures.values()} == {"WEBP"}
    with Image.open(BytesIO(taken.pictures["thumb"])) as thumb:
        assert max(thumb.size) == 480

"""Compose pictures of the demonstration's cars from rendered layers: nothing of them is a make's (tools/renders).

A layer `base` holds everything but the colour, a layer `paint` how brightly that colour is lit; the sum is the picture.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont, ImageMath

from server.kit.workshop import limited_to
from server.stock.photos.developing import Developed, develop

LAYERS = Path(__file__).parent / "renders"
GAMMA = 2.2
LEVEL_MAX = 255

# The stock's own words -> the body that was rendered.
BODIES: Mapping[str, str] = {
    "Citadine": "city",
    "Berline": "hatchback",
    "Break": "estate",
    "Monospace": "mpv",
    "SUV": "suv",
    "Utilitaire": "van",
}
USUAL = "hatchback"
SALOONS = frozenset({"CRUZE"})
# Bodies whose wheels are another's.
WHEELS: Mapping[str, str] = {"city": "hatchback", "mpv": "hatchback", "estate": "hatchback", "saloon": "hatchback"}

# First what every car shows; the rest is shown of cars in a sale.
TOUR = ("front34", "rear34", "side", "dash", "wheel", "rear", "odometer", "seats")
SHORT_TOUR = 5
INSIDE = frozenset({"dash", "odometer", "seats", "worn"})

Paint = tuple[float, float, float]
# How much light each colour gives back; lacquer and cloth by the stock's own words.
LACQUERS: Mapping[str, Paint] = {
    "Gris": (0.085, 0.090, 0.097),
    "Noir": (0.006, 0.006, 0.007),
    "Blanc": (0.80, 0.80, 0.79),
    "Bleu": (0.010, 0.055, 0.24),
    "Rouge": (0.36, 0.008, 0.012),
    "Argent": (0.40, 0.41, 0.43),
    "Vert": (0.014, 0.085, 0.045),
}
CLOTHS: Mapping[str, Paint] = {"Noir": (0.022, 0.022, 0.024), "Gris": (0.15, 0.15, 0.155), "Beige": (0.40, 0.31, 0.21)}
# Lacquer with metal in it falls off faster than white.
DEPTH, DEPTH_OF_WHITE = 1.25, 1.0

# What the studio's haze on lacquer takes from a colour's depth.
VEIL = 0.035

# Where the kilometres stand on the instruments, in parts of the picture, and how tall they are.
KILOMETRES_AT, KILOMETRES_TALL = (0.5, 0.49), 0.046
KILOMETRES_INK = (214, 232, 246)


class Shot(Struct, frozen=True, kw_only=True):
    """One picture to take: which layers, in which colour, with which figure on the instruments."""

    layers: str
    paint: Paint
    depth: float = DEPTH
    mileage_km: int | None = None


def shots(*, model: str, body: str | None, outer: str | None, inner: str | None, mileage_km: int) -> list[Shot]:
    """The tour of a car, the cover first: as many views as are rendered of its body."""
    name = body_of(model, body)
    views = {
        view: view if view in INSIDE else f"{WHEELS.get(name, name) if view == 'wheel' else name}-{view}"
        for view in TOUR
    }
    return [
        Shot(
            layers=layers,
            paint=cloth(inner) if view in INSIDE else lacquer(outer),
            depth=_depth(outer, inside=view in INSIDE),
            mileage_km=mileage_km if view == "odometer" else None,
        )
        for view, layers in views.items()
        if is_rendered(layers)
    ]


def body_of(model: str, body: str | None) -> str:
    """The rendered body that looks most like it."""
    name = "saloon" if model in SALOONS else BODIES.get(body or "", USUAL)
    return name if is_rendered(f"{name}-{TOUR[0]}") else USUAL


def is_rendered(layers: str) -> bool:
    """Whether there are such layers."""
    return (LAYERS / f"{layers}-base.webp").exists()


def lacquer(colour: str | None) -> Paint:
    """The body's colour; what isn't known is grey."""
    red, green, blue = LACQUERS.get(colour or "", LACQUERS["Gris"])
    return (red - VEIL, green - VEIL, blue - VEIL)


def cloth(colour: str | None) -> Paint:
    """The seats' colour; what isn't known is black."""
    return CLOTHS.get(colour or "", CLOTHS["Noir"])


def close_up(kind: str, *, outer: str | None, inner: str | None) -> Shot:
    """Something broken, in the colours of its car."""
    inside = kind in INSIDE
    return Shot(layers=kind, paint=cloth(inner) if inside else lacquer(outer), depth=_depth(outer, inside=inside))


@limited_to(cpu_seconds=60)
def take(shot: Shot) -> Developed:
    """The picture as an upload of it would be kept: two sizes in WEBP.

    Raises:
        FileNotFoundError: there are no such layers.

    """
    picture = compose(shot)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    developed = develop(file.getvalue())
    assert isinstance(developed, Developed), "it was drawn here"
    return developed


def compose(shot: Shot) -> Image.Image:
    """The sum of light, in the numbers a screen takes."""
    with (
        Image.open(LAYERS / f"{shot.layers}-base.webp") as base,
        Image.open(LAYERS / f"{shot.layers}-paint.webp") as paint,
    ):
        lit = _light(paint.convert("L"), GAMMA * shot.depth)
        bands = [
            _sum(_light(band, GAMMA), lit, part)
            for band, part in zip(base.convert("RGB").split(), shot.paint, strict=True)
        ]
    picture = Image.merge("RGB", bands)
    if shot.mileage_km is not None:
        _write_kilometres(picture, shot.mileage_km)
    return picture


def _light(band: Image.Image, gamma: float) -> Image.Image:
    return ImageMath.lambda_eval(lambda args: (args["float"](args["band"]) / LEVEL_MAX) ** gamma, band=band)


def _sum(base: Image.Image, lit: Image.Image, part: float) -> Image.Image:
    def add(args: dict[str, Any]) -> Any:  # noqa: ANN401 — Pillow's own operands
        seen = args["max"](args["min"](args["base"] + args["lit"] * part, 1.0), 0.0)
        return args["convert"](seen ** (1 / GAMMA) * LEVEL_MAX + 0.5, "L")

    return ImageMath.lambda_eval(add, base=base, lit=lit)


def _write_kilometres(picture: Image.Image, mileage_km: int) -> None:
    words = f"{mileage_km:,} km".replace(",", " ")
    font = ImageFont.load_default(size=picture.height * KILOMETRES_TALL)
    at = (picture.width * KILOMETRES_AT[0], picture.height * KILOMETRES_AT[1])
    ImageDraw.Draw(picture).text(at, words, fill=KILOMETRES_INK, font=font, anchor="mm")


def _depth(outer: str | None, *, inside: bool) -> float:
    return DEPTH_OF_WHITE if inside or outer == "Blanc" else DEPTH

"""Render the cars of the demonstration: `python tools/renders/make.py --help` (README.md says what it needs)."""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import car
import interior
import studio
from bodies import BODIES, DAMAGED, Body

GAMMA = 2.2
ROOM, HORIZON = (0.58, 0.80), 0.52


def views(body: Body) -> dict[str, dict]:
    """Where the camera stands."""
    middle, wide = body.length / 2, body.length / 4.4
    high = max(z for _, z in body.roof)
    h = high * 0.47
    return {
        "front34": {"at": (-4.35 * wide, -5.15 * wide, 1.42), "aim": (middle - 0.16, 0.02, h * 0.93), "lens": 60},
        "rear34": {"at": (body.length + 4.15 * wide, -5.05 * wide, 1.5), "aim": (middle + 0.16, 0.02, h * 0.93), "lens": 59},
        "side": {"at": (middle, -9.6 * wide, 1.0), "aim": (middle, 0, h), "lens": 62},
        "front": {"at": (-6.2, -0.0, 1.15), "aim": (0, 0, h), "lens": 72},
        "rear": {"at": (body.length + 6.2, 0.0, 1.2), "aim": (body.length, 0, h), "lens": 72},
        "wheel": {"at": (body.front_axle - 0.75, -3.2, 0.72), "aim": (body.front_axle + 0.14, -0.85, 0.43), "lens": 72},
    }


def defect_views(body: Body) -> dict[str, dict]:
    """Close to what is broken on the damaged car."""
    door, hood = body.pillar_b - 0.58, 0.62
    return {
        "scratch": {"at": (door - 0.42, -1.95, 1.05), "aim": (door, -0.88, 0.69), "lens": 52},
        "dent": {"at": (body.dent_at[0] - 0.55, -2.15, 1.05), "aim": (body.dent_at[0] + 0.03, -0.88, 0.77), "lens": 56},
        "chip": {"at": (hood - 0.85, -0.62, 1.35), "aim": (hood, -0.29, 0.85), "lens": 60},
        "rim": {"at": (body.front_axle - 0.42, -2.0, 0.36), "aim": (body.front_axle + 0.02, -0.87, 0.235), "lens": 62},
    }


def light(body: Body, *, beyond: float = 0.0) -> None:
    """The room's lamps; the one beside the car reaches so much further back: its reflection then runs along all doors."""
    middle = body.length / 2
    studio.world(0.10, 0.55)
    studio.panel("sky", at=(middle, 0, 4.2), aim=(middle, 0, 0), size=(5.6, 2.8), strength=13)
    left = middle + beyond / 2
    studio.panel("left", at=(left - 0.6, -6.0, 2.7), aim=(left, 0, 0.6), size=(6.5 + beyond, 1.3), strength=11)
    studio.panel("right", at=(middle, 6.0, 2.7), aim=(middle, 0, 0.6), size=(6.5, 1.3), strength=11)
    studio.panel("nose", at=(-5.6, 0.6, 3.4), aim=(0.5, 0, 0.6), size=(5.0, 1.6), strength=11)
    studio.panel("tail", at=(body.length + 5.6, 0.6, 3.4), aim=(body.length - 0.5, 0, 0.6), size=(5.0, 1.6), strength=11)


def backdrop(width: int, height: int) -> np.ndarray:
    """A pale wall that becomes the floor without an edge."""
    v = np.linspace(0, 1, height)[:, None]
    u = np.linspace(-1, 1, width)[None, :]
    wall = 0.60 + 0.16 * np.clip(v / HORIZON, 0, 1) ** 1.4
    ground = 0.76 - 0.05 * np.clip((v - HORIZON) / (1 - HORIZON), 0, 1)
    t = np.clip((v - HORIZON + 0.10) / 0.20, 0, 1)
    t = t * t * (3 - 2 * t)
    value = (wall * (1 - t) + ground * t) * (1 - 0.16 * u**2)
    return value[..., None] * np.array([0.985, 0.995, 1.0])


def layers_of(shot: dict[str, np.ndarray]) -> dict[str, Image.Image]:
    """`base`: everything but the paint's own colour; `paint`: how brightly that colour is lit."""
    height, width = shot["alpha"].shape
    alpha = np.clip(shot["alpha"], 0, 1)[..., None]
    seen = shot["rgb"] + (1 - alpha) * backdrop(width, height)
    paint = np.clip(shot["paint"], 0, None)
    base = seen - studio.NEUTRAL * paint[..., None]
    return {"base": encoded(base), "paint": encoded(paint)}


def encoded(linear: np.ndarray) -> Image.Image:
    return Image.fromarray(np.round(np.clip(linear, 0, 1) ** (1 / GAMMA) * 255).astype(np.uint8))


def coloured(layers: dict[str, Image.Image], colour: tuple[float, float, float], *, depth: float = 1.0) -> Image.Image:
    """A look at what the demonstration will compose."""
    base = (np.asarray(layers["base"]) / 255.0) ** GAMMA
    paint = (np.asarray(layers["paint"]) / 255.0) ** (GAMMA * depth)
    return encoded(base + paint[..., None] * np.array(colour))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--bodies", nargs="*", default=list(BODIES))
    words.add_argument("--views", nargs="*", default=["front34", "rear34", "side", "front", "rear", "wheel"])
    words.add_argument("--inside", nargs="*", default=[], help="of interior.VIEWS")
    words.add_argument("--defects", nargs="*", default=[], help="scratch, dent, chip, rim")
    words.add_argument("--out", type=Path, required=True)
    words.add_argument("--width", type=int, default=1200)
    words.add_argument("--samples", type=int, default=32)
    words.add_argument("--cell", type=float, default=0.0125)
    words.add_argument("--preview", action="store_true", help="a coloured JPEG too")
    asked = words.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for view in asked.inside:
        studio.start(asked.width, asked.width * 2 // 3, asked.samples)
        interior.build(worn=view == "worn", left_door=view in {"dash", "odometer"}, wheel=view != "odometer")
        interior.light()
        shoot(asked, view, interior.VIEWS[view])
    for view in asked.defects:
        near = (DAMAGED.pillar_b - 0.5, DAMAGED.length) if view == "dent" else None
        stand(asked, DAMAGED, near=near)
        shoot(asked, view, defect_views(DAMAGED)[view])
    for name in asked.bodies:
        body = BODIES[name]
        stand(asked, body)
        for view in asked.views:
            shoot(asked, f"{name}-{view}", views(body)[view])


def stand(asked: argparse.Namespace, body: Body, *, near: tuple[float, float] | None = None) -> None:
    """Put the car into the studio; `near`: only what a picture from close by shows of it, finely."""
    studio.start(asked.width, asked.width * 2 // 3, asked.samples)
    car.build(body, cell=asked.cell * 0.48 if near else asked.cell, near=near)
    light(body, beyond=5.0 if near else 0.0)
    studio.floor()


def shoot(asked: argparse.Namespace, name: str, view: dict) -> None:
    """Take one picture apart into its layers."""
    studio.camera(**view)
    with tempfile.TemporaryDirectory() as folder:
        layers = layers_of(studio.take(Path(folder)))
    keep(layers, asked.out, name, preview=asked.preview)


def keep(layers: dict[str, Image.Image], out: Path, name: str, *, preview: bool) -> None:
    for layer, picture in layers.items():
        picture.save(out / f"{name}-{layer}.webp", quality=88, method=6)
    if preview:
        coloured(layers, (0.012, 0.06, 0.22)).save(out / f"{name}.jpg", quality=92)


if __name__ == "__main__":
    main()

"""What is drawn on a body: glass, trim, lamps and shut lines, in four flat views that share one sheet of pixels."""

from dataclasses import dataclass

import numpy as np
from bodies import Body
from scipy.ndimage import gaussian_filter
from shapes import bump, step

SCALE = 800
"""Pixels a metre."""
WIDE, HIGH = 5760, 2400
PLACES = {"side": (0, 0, 4160, 1600), "top": (0, 1600, 4160, 800), "front": (4160, 0, 800, 1600), "rear": (4960, 0, 800, 1600)}  # fmt: skip
SOFT = 1.1 / SCALE


@dataclass
class View:
    """One view's layers, and the metres of its pixels."""

    u: np.ndarray
    v: np.ndarray
    glass: np.ndarray
    trim: np.ndarray
    lamp: np.ndarray
    groove: np.ndarray
    art: np.ndarray

    def fill(self, layer: str, distance: np.ndarray, *, strength: float = 1.0) -> np.ndarray:
        """Paint a layer where the distance is positive; upper layers put out lower ones."""
        mask = np.clip(distance / SOFT + 0.5, 0, 1) * strength
        for other in ("glass", "trim", "lamp"):
            if other != layer and layer != "groove":
                setattr(self, other, getattr(self, other) * (1 - mask))
        setattr(self, layer, np.maximum(getattr(self, layer), mask))
        return mask

    def draw(self, distance: np.ndarray, colour: tuple[float, float, float]) -> None:
        mask = self.fill("lamp", distance)[..., None]
        self.art = self.art * (1 - mask) + np.array(colour) * mask

    def line(self, distance: np.ndarray, *, width: float = 0.0045) -> None:
        self.groove = np.maximum(self.groove, np.clip((width / 2 - np.abs(distance)) / SOFT + 0.5, 0, 1))


def view_of(name: str) -> View:
    _, _, w, h = PLACES[name]
    u, v = np.meshgrid((np.arange(w) + 0.5) / SCALE, (h - np.arange(h) - 0.5) / SCALE)
    empty = np.zeros((h, w))
    return View(u, v, empty, empty.copy(), empty.copy(), empty.copy(), np.zeros((h, w, 3)))


def rounded(distance: np.ndarray, r: float) -> np.ndarray:
    """The same outline with round corners."""
    limited = np.clip(distance, -2 * r, 2 * r)
    return gaussian_filter(limited, r * 0.55 * SCALE)


def least(*distances: np.ndarray) -> np.ndarray:
    return np.minimum.reduce(np.broadcast_arrays(*distances))


def sheet_of(body: Body) -> dict[str, np.ndarray]:
    """The sheet: `masks` (glass, trim, lamp), `art`, `groove`; rows from the top."""
    out = {"masks": np.zeros((HIGH, WIDE, 3)), "art": np.zeros((HIGH, WIDE, 3)), "groove": np.zeros((HIGH, WIDE))}
    for name, draw in {"side": side, "top": top, "front": front, "rear": rear}.items():
        view = view_of(name)
        draw(body, view)
        x, y, w, h = PLACES[name]
        at = np.s_[y : y + h, x : x + w]
        out["masks"][at] = np.stack([view.glass, view.trim, view.lamp], axis=-1)
        out["art"][at], out["groove"][at] = view.art, view.groove
    return out


def glass_with_frame(view: View, outline: np.ndarray, *, frame: float = 0.02, r: float = 0.05) -> np.ndarray:
    soft = rounded(outline, r)
    view.fill("trim", soft)
    view.fill("glass", soft - frame)
    return soft


def side(body: Body, view: View) -> None:
    x, z = view.u, view.v
    z0, z1 = body.screen[1], body.screen[3]
    w0, w1 = body.glass_half
    t = np.clip((z - z0) / (z1 - z0), -0.5, 1.2)
    rel = np.clip((w0 + (w1 - w0) * t) / w0, 0.3, 1.2)
    pillar_a = x - body.screen_x(z) - body.screen_bow * rel**2.3 - 0.125
    roof = body.roof_z(x) - 0.045 * (w1 / w0) ** 2.4 - body.roof_radius * 0.72 - 0.038 - z
    belt = z - body.top(x) - 0.05
    lean = 0.0 if body.panel_van else 0.34
    behind = body.glass_end + 0.16 * (lean > 0) - x - (z - z0) * lean
    house = least(pillar_a * 0.62, roof, belt, behind * 0.9)
    lower_edges(body, view)
    soft = glass_with_frame(view, house, r=0.045)
    inside = soft > 0.0
    view.fill("trim", np.where(inside, 0.036 - np.abs(x - body.pillar_b - 0.05 * (z - 1.2)), -1.0))
    if not body.panel_van:
        view.fill("trim", np.where(inside, 0.013 - np.abs(x - body.pillar_c + 0.12 * (z - 1.2)), -1.0))
    foot = least(body.screen_x(z) + body.screen_bow * rel**2.3 + 0.40 - x, belt)
    view.fill("trim", np.where(inside, 0.009 - np.abs(foot - 0.002), -1.0))
    shut_lines(body, view, inside)
    lamp_side(body, view)
    if body.extra.get("scratch"):
        scratches(view, body.pillar_b - 0.75, 0.66)


def scratches(view: View, x: float, z: float) -> None:
    """A long scratch down to the primer and finer ones beside it."""
    u, v = view.u - x, view.v - z
    for place, slope, start, end, width in (
        (0.0, 0.10, 0.0, 0.30, 0.0026), (0.016, 0.13, 0.06, 0.24, 0.0014), (-0.012, 0.08, 0.10, 0.36, 0.0012),
        (0.03, 0.16, 0.02, 0.11, 0.0010), (-0.026, 0.05, 0.16, 0.27, 0.0009),
    ):  # fmt: skip
        wave = place + slope * u + 0.004 * np.sin(u * 31 + place * 200) + 0.0015 * np.sin(u * 97)
        taper = width * np.clip(np.minimum(u - start, end - u) / 0.05, 0, 1)
        away = np.where((u > start) & (u < end), np.abs(v - wave), 1.0)
        view.fill("groove", taper * 0.9 + 0.0010 - away, strength=0.35)
        view.draw(np.where(taper > 0, taper * 0.62 - away, -1.0), (0.62, 0.62, 0.60))


def chips(view: View, x: float, y: float) -> None:
    """Where stones hit: primer, and bare metal in the middle."""
    dice = np.random.default_rng(7)
    for _ in range(16):
        u, v, r = x + dice.normal(0, 0.085), abs(y + dice.normal(0, 0.085)), dice.uniform(0.0013, 0.0048)
        angle = np.arctan2(view.v - v, view.u - u)
        away = np.hypot(view.u - u, view.v - v) * (1 + 0.22 * np.sin(3 * angle + u * 900) + 0.12 * np.sin(7 * angle))
        view.draw(r - away, (0.55, 0.54, 0.52))
        view.draw(r * 0.45 - away, (0.16, 0.12, 0.09))


def lower_edges(body: Body, view: View) -> None:
    x, z = view.u, view.v
    view.fill("trim", body.ground + (0.17 if body.cladding else 0.055) + 0 * x - z)
    for axle in (body.front_axle, body.rear_axle):
        view.fill("trim", body.arch_radius + 0.004 - np.hypot(x - axle, z - body.axle_height))
    if not body.cladding:
        return
    for axle in (body.front_axle, body.rear_axle):
        view.fill("trim", body.arch_radius + 0.062 - np.hypot(x - axle, z - body.axle_height))
    view.fill("trim", least(body.ground + 0.24 - z, np.maximum(0.35 - x, x - body.length + 0.35)))


def shut_lines(body: Body, view: View, inside: np.ndarray) -> None:
    x, z = view.u, view.v
    sill = body.ground + (0.17 if body.cladding else 0.09)
    low, high = sill, body.top(x) + 0.03
    first, last = body.doors[0], body.doors[-1]
    arch = body.arch_radius + 0.075
    band = (z > low) & (z < high)
    for place in body.doors:
        bend = x - place - 0.05 * (z - 0.9) + 0.04 * bump(z, 0.3, 0.12)
        if place == last and not body.panel_van:
            ring = np.hypot(x - body.rear_axle, z - body.axle_height) - arch
            bend = np.where(z < body.axle_height + arch * 0.80, ring, x - place - 0.10 * (z - 0.9))
            bend = np.where((z < body.axle_height + arch * 0.80) & (x > body.rear_axle), 1.0, bend)
        view.line(np.where(band & ~inside, bend, 1.0))
    view.line(np.where((x > first) & (x < last - 0.1), z - sill, 1.0))
    cap = np.maximum(abs(x - body.rear_axle - 0.28), abs(z - body.top(x) + 0.17)) - 0.075
    view.line(rounded(cap, 0.04))
    if body.panel_van:
        rail = np.where((x > body.pillar_b + 0.1) & (x < body.length - 0.25), z - 0.95, 1.0)
        view.line(rail, width=0.014)
    bumper = np.where(z < body.hood[0][1] - 0.1, x - 0.50 - 0.1 * (z - 0.3), 1.0)
    view.line(np.where(z > body.axle_height + arch * 0.5, bumper, 1.0))
    back = np.where((z < 0.72) & (z > body.axle_height + arch * 0.5), x - body.length + 0.42, 1.0)
    view.line(back)


def front_lamp_limits(body: Body, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lamp's lower and upper edge along the way around the corner (q: 0 in the middle of the car)."""
    height = body.hood[0][1] - 0.035
    if body.lamp == "slim":
        return height - 0.105 - 0.0 * q, height - 0.045 + 0.05 * np.clip(q - 0.45, 0, 1)
    return height - 0.16 - 0.0 * q, height - 0.02 + 0.05 * np.clip(q - 0.45, 0, 1)


def lamp_art(view: View, outline: np.ndarray, q: np.ndarray, z: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    """A dark housing behind clear glass, two round optics, a bright daylight strip along its foot."""
    soft = rounded(outline, 0.02)
    view.fill("trim", soft + 0.006)
    view.draw(soft, (0.045, 0.047, 0.05))
    middle = (low + high) / 2 + 0.008
    for centre, r in ((0.60, 0.034), (0.70, 0.034)):
        ring = np.hypot(q - centre, (z - middle) * 1.0)
        view.draw(least(soft - 0.006, r - ring), (0.42, 0.43, 0.45))
        view.draw(least(soft - 0.006, r * 0.80 - ring), (0.10, 0.105, 0.115))
        view.draw(least(soft - 0.006, r * 0.38 - ring), (0.62, 0.64, 0.68))
    view.draw(least(soft - 0.007, 0.017 - np.abs(z - low - 0.017)), (0.97, 0.98, 1.0))


def lamp_side(body: Body, view: View) -> None:
    x, z = view.u, view.v
    q = 0.62 + x
    low, high = front_lamp_limits(body, q)
    lamp_art(view, least(z - low, high - z, 0.54 - x - 0.9 * (high - z) * 0.6), q, z, low, high)
    tail_art(body, view, x - body.length + 0.30 + 0.25 * np.abs(z - tail_limits(body)[0] - 0.05), q=None)


def tail_limits(body: Body) -> tuple[float, float, float]:
    """The tail lamp: lower and upper edge, and how far from the middle it begins."""
    high = body.hood[-1][1]
    if body.tail == "post":
        return high - 0.30, high + 0.12, 0.74
    if body.tail == "tall":
        return high - 0.24, high - 0.03, 0.56
    return high - 0.20, high - 0.07, 0.40


def tail_art(body: Body, view: View, begins: np.ndarray, *, q: np.ndarray | None) -> None:
    z = view.v
    low, high, _ = tail_limits(body)
    soft = rounded(least(z - low, high - z, begins), 0.02)
    view.fill("trim", soft + 0.005)
    view.draw(soft, (0.23, 0.006, 0.010))
    if body.tail == "wide":
        view.draw(least(soft - 0.014, 0.010 - np.abs(z - low - 0.075)), (0.85, 0.035, 0.03))
        view.draw(least(soft - 0.014, 0.007 - np.abs(z - low - 0.030)), (0.62, 0.02, 0.02))
    else:
        frame = np.abs(soft - 0.028)
        view.draw(least(soft - 0.012, 0.009 - frame), (0.85, 0.035, 0.03))
    if q is not None:
        view.draw(least(soft - 0.016, 0.035 - np.abs(q - tail_limits(body)[2] - 0.09), low + 0.045 - z), (0.75, 0.75, 0.75))


def top(body: Body, view: View) -> None:
    x, y = view.u, view.v
    z0, z1 = body.screen[1], body.screen[3]
    w0, w1 = body.glass_half
    t = (x - body.screen_bow * (y / w0) ** 2.3 - body.screen[0]) / (body.screen[2] - body.screen[0])
    screen = least((t - 0.055) * 0.8, (0.975 - t) * 0.8, w0 + (w1 - w0) * t - y - 0.062)
    view.fill("trim", least((t + 0.06) * 0.8, (0.2 - t) * 0.8, w0 - y - 0.05))
    glass_with_frame(view, screen, frame=0.022, r=0.04)
    if body.back[0] - body.back[2] > 0.6:
        t = (body.back[0] - 0.16 * (y / w0) ** 2.5 - x) / (body.back[0] - body.back[2])
        glass_with_frame(view, least((t - 0.07) * 0.8, (0.95 - t) * 0.8, (w0 + (w1 - w0) * t) * 0.93 - y - 0.07), r=0.05)
        view.line(np.where(x > body.back[0] - 0.03, y - 0.70, 1.0))
    hood = y - 0.735 - 0.03 * (x - 0.3) / 0.8
    view.line(np.where((x > 0.22) & (x < body.screen[0] + 0.24), hood, 1.0))
    z = z0 + (z1 - z0) * 0.5
    if body.name in {"suv", "estate", "mpv"}:
        view.fill("trim", np.where((x > body.screen[2] + 0.2) & (x < body.back[2] + 0.02), 0.012 - abs(y - w1 * 0.86), -z))


    if body.extra.get("chips"):
        chips(view, 0.62, 0.30)


def front(body: Body, view: View) -> None:
    y, z = view.u, view.v
    g = body.ground
    low, high = front_lamp_limits(body, y)
    edge = body.hood[0][1]
    lower = g + 0.07
    view.fill("trim", lower + (0.12 if body.cladding else 0.0) - z)
    top_of_intake = edge - 0.235
    intake = rounded(least(z - lower - 0.005, top_of_intake - z, 0.60 - y - 0.35 * (top_of_intake - z)), 0.025)
    view.fill("trim", intake)
    vents = rounded(least(z - lower - 0.03, top_of_intake + 0.01 - z, y - 0.665 + 0.2 * (top_of_intake - z), 0.79 - y), 0.025)
    view.fill("trim", vents)
    view.draw(rounded(least(vents - 0.02, 0.018 - abs(z - lower - 0.07)), 0.01), (0.9, 0.9, 0.92))
    grille = rounded(least(z - low + 0.012, high[0, 0] - z + 0.012, 0.44 + 0 * y - y), 0.02)
    view.fill("trim", grille)
    slats = np.abs((z - low) % 0.024 - 0.012)
    view.draw(least(grille - 0.012, 0.004 - slats), (0.22, 0.225, 0.235))
    view.draw(least(grille - 0.004, 0.005 - abs(z - low)), (0.62, 0.63, 0.65))
    mesh = np.abs((z - lower) % 0.036 - 0.018)
    view.draw(least(intake - 0.02, 0.005 - mesh), (0.10, 0.10, 0.105))
    lamp_art(view, least(z - low, high - z, y - 0.46 - 0.35 * (high - z)), y, z, low, high)
    view.line(np.where((y < 0.735) & (z > high + 0.006), z - high - 0.022, 1.0))


def rear(body: Body, view: View) -> None:
    y, z = view.u, view.v
    low, high, begins = tail_limits(body)
    g = body.ground
    view.fill("trim", g + 0.20 + (0.08 if body.cladding else 0) - z - 0.05 * (y > 0.62))
    back_z0, back_z1 = body.back[1], body.back[3]
    w0, w1 = body.glass_half
    if body.back[0] - body.back[2] <= 0.6:
        t = (z - back_z0) / (back_z1 - back_z0)
        outline = least(z - back_z0 - 0.055, back_z1 - 0.025 - z, (w0 + (w1 - w0) * t) * 0.92 - y - 0.075)
        if body.panel_van:
            outline = least(outline, y - 0.05, 0.62 - y, z - back_z0 - 0.16)
        glass_with_frame(view, outline, r=0.05)
    tail_art(body, view, y - begins - 0.1 * (high - z), q=y)
    gate = 0.80 if body.tail == "post" else 0.70
    foot = 0.50 if body.tail != "post" else g + 0.22
    view.line(np.where((z < back_z0 + 0.05) & (z > foot), y - gate, 1.0))
    view.line(np.where(y < gate, z - foot, 1.0))
    if body.panel_van:
        view.line(np.where((z > foot) & (z < back_z1 + 0.05), y, 1.0), width=0.012)
    view.draw(rounded(least(0.014 - abs(z - g - 0.25), y - 0.62, 0.80 - y), 0.008), (0.45, 0.01, 0.01))
    view.line(np.where(step(0.3, 0.31, y) < 1, z - low - 0.045 + 0.3, 1.0), width=0.006)

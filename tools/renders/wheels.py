"""A wheel standing at the origin, its axle along y, its outer face towards +y: tyre, rim, spokes, disc."""

import numpy as np
from shapes import bump, cut, join, length, meet, mesh_of, step


def polar(x, z):
    return np.hypot(x, z), np.arctan2(z, x)


def tyre(radius: float):
    half, side = 0.105, radius * 0.30

    def field(x, y, z):
        r, angle = polar(x, z)
        middle, height = radius - side / 2, side / 2
        out = meet(abs(r - middle) - height, abs(y) - half + 0.012 * ((r - middle) / height) ** 2, 0.034)
        ribs = np.minimum.reduce([abs(abs(y) - c) for c in (0.028, 0.066)])
        out = np.maximum(out, np.where(r > radius - 0.02, 0.004 - ribs, -1.0) * 0.8)
        blocks = 0.0022 * (np.sin(angle * 44 + 60 * abs(y)) > 0.86) * step(0.06, 0.075, abs(y))
        return out + blocks * step(radius - 0.045, radius - 0.03, r) + 0.0014 * bump(r, middle + 0.012, 0.006)

    return field, half


def rim(radius: float, spokes: int):
    outer = radius * 0.70 + 0.004
    face = 0.088

    def field(x, y, z):
        r, angle = polar(x, z)
        barrel = meet(abs(r - outer + 0.010) - 0.010, abs(y) - 0.100, 0.006)
        lip = length_of(r - outer + 0.006, y - 0.098) - 0.0085
        out = join(barrel, lip, 0.006)
        dish = face - 0.034 * (1 - np.clip(r / outer, 0, 1)) ** 0.8 + 0.010 * bump(r, outer * 0.62, 0.08)
        if spokes == 0:
            plate = meet(abs(y - dish + 0.006) - 0.005, r - outer + 0.004, 0.004)
            count = 14
            beat = np.abs(((angle * count / (2 * np.pi)) % 1.0) - 0.5) * 2 * np.pi / count * r
            holes = meet(beat - 0.017, abs(r - outer * 0.78) - 0.024, 0.012)
            plate = cut(plate, holes, 0.005)
            return join(out, join(plate, meet(r - 0.062, y - face + 0.012, 0.01), 0.01), 0.01)
        turn = 2 * np.pi / spokes
        local = ((angle + turn / 2 - np.pi / 2) % turn) - turn / 2
        across = r * np.sin(local)
        along = r * np.cos(local)
        pair = 0.026 + 0.030 * along / outer if spokes == 5 else 0.0
        width = (0.0155 if spokes == 5 else 0.020) - 0.004 * along / outer
        arm = meet(abs(abs(across) - pair) - width, abs(y - dish + 0.018) - 0.018, 0.010)
        arm = meet(meet(arm, along - outer + 0.004, 0.004), 0.03 - along, 0.01)
        hub = meet(r - 0.070, abs(y - face + 0.044) - 0.022, 0.014)
        out = join(join(out, arm, 0.012), hub, 0.018)
        bolt_angle = ((np.arctan2(z, x) % (2 * np.pi / 5)) - np.pi / 5)
        bolts = np.hypot(r * np.cos(bolt_angle) - 0.050, r * np.sin(bolt_angle)) - 0.0085
        out = cut(out, meet(bolts, face - 0.036 - y, 0.003), 0.003)
        return join(out, meet(r - 0.028, abs(y - face + 0.026) - 0.010, 0.006), 0.002)

    return field, outer


def length_of(a, b):
    return np.sqrt(a * a + b * b)


def parts(radius: float, spokes: int, *, cell: float = 0.0055):
    """Name -> vertices, normals, faces."""
    t, half = tyre(radius)
    w, outer = rim(radius, spokes)
    edge = radius + 0.01
    out = {
        "tyre": mesh_of(t, (-edge, -half - 0.01, -edge), (edge, half + 0.01, edge), cell),
        "rim": mesh_of(w, (-outer - 0.01, -0.115, -outer - 0.01), (outer + 0.01, 0.115, outer + 0.01), cell * 0.8),
    }

    def disc(x, y, z):
        r, _ = polar(x, z)
        return meet(r - outer * 0.80, abs(y - 0.01) - 0.012, 0.003)

    def caliper(x, y, z):
        r, angle = polar(x, z)
        out = meet(abs(r - outer * 0.72) - 0.032, abs(y - 0.015) - 0.034, 0.01)
        return meet(out, (abs(angle - 0.35) - 0.42) * r, 0.012)

    side = outer * 0.9
    out["disc"] = mesh_of(disc, (-side, -0.03, -side), (side, 0.05, side), 0.007)
    out["caliper"] = mesh_of(caliper, (-side, -0.05, -side), (side, 0.07, side), 0.007)
    return out

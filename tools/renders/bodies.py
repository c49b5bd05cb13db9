"""The bodies, all our own: a tub and a greenhouse, each the rounded meeting of a few sheets; metres, x from the nose."""

from dataclasses import dataclass, field, replace

import numpy as np
from shapes import bump, curve, cut, join, meet, step


@dataclass(frozen=True, kw_only=True)
class Body:
    """One body: lines seen from the side, and what the front looks like."""

    name: str
    length: float
    half_width: float
    front_axle: float
    rear_axle: float
    wheel_radius: float
    hood: tuple[tuple[float, float], ...]
    """The upper edge of the tub from the nose to the tail."""
    screen: tuple[float, float, float, float]
    """The windscreen in the middle of the car: x, z of its foot, x, z of its top."""
    roof: tuple[tuple[float, float], ...]
    back: tuple[float, float, float, float]
    """The rear window: x, z of its foot, x, z of its top."""
    glass_half: tuple[float, float]
    """Half the width of the greenhouse at the belt and at the roof."""
    pillar_b: float
    pillar_c: float
    glass_end: float
    doors: tuple[float, ...]
    """Where the side's shut lines stand."""
    ground: float = 0.19
    nose_bow: float = 0.34
    tail_bow: float = 0.14
    cladding: bool = False
    panel_van: bool = False
    lamp: str = "slim"
    tail: str = "wide"
    grille: str = "slats"
    spokes: int = 5
    belt_rise: float = 0.0
    screen_bow: float = 0.24
    roof_radius: float = 0.10
    extra: dict[str, float] = field(default_factory=dict)

    @property
    def axle_height(self) -> float:
        return self.wheel_radius

    @property
    def arch_radius(self) -> float:
        return self.wheel_radius + (0.055 if self.cladding else 0.042)

    def top(self, x):
        return curve(*self.hood)(x)

    def screen_x(self, z):
        x0, z0, x1, z1 = self.screen
        t = (z - z0) / (z1 - z0)
        return x0 + (x1 - x0) * t + 0.05 * t * (t - 1)

    def back_x(self, z):
        x0, z0, x1, z1 = self.back
        t = np.maximum((z - z0) / (z1 - z0), 0)
        return x0 + (x1 - x0) * t - 0.05 * t * (t - 1) - 0.8 * np.maximum(z0 - z, 0)

    def roof_z(self, x):
        return curve(*self.roof, smooth=True)(x)

    def width_at(self, x, z):
        """Half the width of the tub there, with its lines and the flares over the wheels."""
        plan = self.half_width * (
            1 - 0.07 * np.clip((1.2 - x) / 1.2, 0, 1) ** 2 - 0.075 * np.clip((x - self.length + 1.3) / 1.3, 0, 1) ** 2
        )
        upper = np.clip((z - 0.62) / 0.45, 0, 1.4)
        lower = np.clip((0.52 - z) / 0.4, 0, 1.2)
        out = plan - 0.055 * upper**2 - 0.05 * lower**2
        between = step(self.front_axle + 0.25, self.front_axle + 0.75, x) * (
            1 - step(self.rear_axle - 0.8, self.rear_axle - 0.25, x)
        )
        line = 0.74 + 0.035 * (x - self.front_axle) + self.belt_rise
        along = step(self.front_axle - 0.4, self.front_axle + 0.3, x) * (1 - step(self.length - 0.4, self.length, x))
        out = out + 0.016 * along * (1 - np.sqrt(((z - line) / 0.06) ** 2 + 0.03)) * bump(z, line, 0.13)
        out = out - 0.024 * between * bump(z, 0.43 + 0.03 * (x - self.front_axle), 0.10)
        out = out + 0.018 * between * bump(z, 0.27, 0.05)
        for axle in (self.front_axle, self.rear_axle):
            r = np.hypot(x - axle, (z - self.axle_height) * 1.0)
            out = out + 0.030 * bump(r, self.arch_radius, 0.11) * step(-0.1, 0.15, z - self.axle_height + 0.25)
        return out

    def nose_x(self, z):
        return 0.015 + 0.9 * np.maximum(z - 0.58, 0) ** 2 + 0.55 * np.maximum(0.42 - z, 0) ** 1.6

    def tail_x(self, z):
        return self.length - 0.02 - 0.30 * np.maximum(z - 0.62, 0) ** 1.7 - 0.6 * np.maximum(0.42 - z, 0) ** 1.6

    def tub(self, x, y, z):
        ay = np.abs(y)
        rel = ay / self.half_width
        hood = 1 - step(self.screen[0] - 0.1, self.screen[0] + 0.7, x)
        top = z - self.top(x) - (0.035 - 0.075 * rel**2.2) * hood
        bottom = self.bottom(x) - z
        side = ay - self.width_at(x, z)
        front = (self.nose_x(z) + self.nose_bow * rel**2.6 - x) * 0.92
        rear = (x - self.tail_x(z) + self.tail_bow * rel**2.6) * 0.95
        out = meet(side, front, 0.16)
        out = meet(out, rear, 0.16)
        soft = 0.075 + 0.05 * hood
        out = meet(out, top * 0.96, soft)
        return meet(out, bottom, 0.07)

    def bottom(self, x):
        g = self.ground
        return curve((0, g + 0.05), (0.5, g), (self.length - 0.9, g), (self.length, g + 0.14))(x)

    def house(self, x, y, z):
        ay = np.abs(y)
        rel = ay / self.glass_half[0]
        front = (self.screen_x(z) + self.screen_bow * rel**2.3 - x) * self.steep(self.screen)
        rear = (x - self.back_x(z) + 0.16 * rel**2.5) * self.steep(self.back)
        z0, z1 = self.screen[1], self.screen[3]
        t = (z - z0) / (z1 - z0)
        w0, w1 = self.glass_half
        taper = 1 - 0.07 * np.clip((x - self.pillar_b) / 2.0, 0, 1.2) ** 2
        side = (ay - (w0 + (w1 - w0) * t - 0.10 * t * (t - 1) * 0.6) * taper) * 0.94
        top = z - self.roof_z(x) + 0.045 * rel**2.4
        out = meet(side, front, 0.07)
        out = meet(out, rear, 0.09)
        out = meet(out, top, self.roof_radius)
        return meet(out, self.screen[1] - 0.16 - z, 0.02)

    @staticmethod
    def steep(line: tuple[float, float, float, float]) -> float:
        x0, z0, x1, z1 = line
        return abs(z1 - z0) / float(np.hypot(x1 - x0, z1 - z0))

    def dent(self, x, z):
        """How deep the rear door is pushed in there: a soft crease."""
        u, v = x - self.dent_at[0], z - self.dent_at[1]
        along, across = u * 0.94 + v * 0.34, v * 0.94 - u * 0.34
        across = across * np.where(across > 0, 0.85, 1.1)
        return 0.019 * np.exp(-(np.hypot(across, 0.03) - 0.03) / 0.055) * bump(along, 0, 0.11)

    @property
    def dent_at(self) -> tuple[float, float]:
        """In the middle of the rear door, where its shoulder begins: the highlights along it show the dent."""
        return self.pillar_b + 0.34, 0.82

    def whole(self, x, y, z):
        out = join(self.tub(x, y, z), self.house(x, y, z), 0.035)
        ay = np.abs(y)
        for axle in (self.front_axle, self.rear_axle):
            well = np.hypot(x - axle, z - self.axle_height) - self.arch_radius
            out = cut(out, meet(well, 0.52 - ay, 0.03), 0.012)
        if self.extra.get("dent"):
            out = out + np.where(y < 0, self.dent(x, z), 0)
        return out


CITY = Body(
    name="city", length=3.98, half_width=0.865, front_axle=0.79, rear_axle=3.33, wheel_radius=0.33, ground=0.18,
    hood=((0, 0.70), (0.2, 0.81), (0.6, 0.91), (1.0, 0.95), (2.2, 0.955), (3.2, 1.0), (3.98, 1.05)),
    screen=(0.86, 0.90, 1.62, 1.42), roof=((1.2, 1.32), (1.65, 1.44), (2.1, 1.473), (2.8, 1.45), (3.6, 1.37), (3.98, 1.31)),
    back=(3.91, 1.02, 3.62, 1.365), glass_half=(0.79, 0.62), pillar_b=2.28, pillar_c=3.13, glass_end=3.20,
    doors=(1.28, 2.28, 3.09), tail="tall", spokes=5, roof_radius=0.075, screen_bow=0.22,
)  # fmt: skip
HATCHBACK = Body(
    name="hatchback", length=4.28, half_width=0.90, front_axle=0.86, rear_axle=3.50, wheel_radius=0.335,
    hood=((0, 0.67), (0.25, 0.765), (0.85, 0.885), (1.3, 0.945), (2.5, 0.945), (3.5, 0.98), (4.28, 1.02)),
    screen=(0.98, 0.905, 1.84, 1.415), roof=((1.4, 1.31), (1.9, 1.44), (2.4, 1.475), (3.1, 1.455), (3.8, 1.375), (4.28, 1.29)),
    back=(4.17, 1.0, 3.84, 1.38), glass_half=(0.815, 0.625), pillar_b=2.46, pillar_c=3.30, glass_end=3.46,
    doors=(1.40, 2.46, 3.32), spokes=5, roof_radius=0.085,
)  # fmt: skip
SALOON = Body(
    name="saloon", length=4.62, half_width=0.90, front_axle=0.90, rear_axle=3.61, wheel_radius=0.33,
    hood=((0, 0.66), (0.25, 0.75), (0.95, 0.88), (1.4, 0.945), (2.7, 0.955), (3.9, 0.99), (4.25, 1.0), (4.62, 0.985)),
    screen=(1.05, 0.90, 1.98, 1.40), roof=((1.4, 1.28), (2.0, 1.415), (2.5, 1.445), (3.1, 1.425), (3.9, 1.28)),
    back=(4.06, 0.95, 3.22, 1.40), glass_half=(0.815, 0.61), pillar_b=2.58, pillar_c=3.36, glass_end=3.70,
    doors=(1.48, 2.58, 3.48), tail="wide", spokes=7,
)  # fmt: skip
ESTATE = Body(
    name="estate", length=4.64, half_width=0.90, front_axle=0.89, rear_axle=3.60, wheel_radius=0.33,
    hood=((0, 0.66), (0.25, 0.75), (0.95, 0.885), (1.4, 0.95), (2.7, 0.955), (4.64, 1.02)),
    screen=(1.03, 0.905, 1.95, 1.405), roof=((1.4, 1.29), (2.0, 1.43), (2.5, 1.47), (3.4, 1.465), (4.6, 1.39)),
    back=(4.55, 1.0, 4.20, 1.42), glass_half=(0.815, 0.62), pillar_b=2.56, pillar_c=3.40, glass_end=4.28,
    doors=(1.46, 2.56, 3.46), spokes=5,
)  # fmt: skip
MPV = Body(
    name="mpv", length=4.45, half_width=0.91, front_axle=0.90, rear_axle=3.66, wheel_radius=0.335,
    hood=((0, 0.72), (0.25, 0.82), (0.7, 0.935), (1.1, 1.01), (2.6, 1.02), (4.45, 1.08)),
    screen=(0.70, 0.95, 1.72, 1.56), roof=((1.2, 1.43), (1.8, 1.60), (2.4, 1.645), (3.3, 1.63), (4.4, 1.50)),
    back=(4.40, 1.06, 4.02, 1.56), glass_half=(0.825, 0.655), pillar_b=2.46, pillar_c=3.38, glass_end=4.06,
    doors=(1.34, 2.46, 3.46), tail="tall", belt_rise=0.05, spokes=7,
)  # fmt: skip
SUV = Body(
    name="suv", length=4.42, half_width=0.92, front_axle=0.88, rear_axle=3.55, wheel_radius=0.36, ground=0.24,
    hood=((0, 0.80), (0.2, 0.895), (0.8, 1.0), (1.3, 1.06), (2.6, 1.08), (4.42, 1.15)),
    screen=(1.0, 1.02, 1.82, 1.56), roof=((1.4, 1.45), (1.9, 1.59), (2.4, 1.625), (3.3, 1.605), (4.4, 1.48)),
    back=(4.34, 1.12, 3.92, 1.54), glass_half=(0.825, 0.65), pillar_b=2.50, pillar_c=3.36, glass_end=3.86,
    doors=(1.42, 2.50, 3.42), cladding=True, belt_rise=0.09, spokes=5,
)  # fmt: skip
VAN = Body(
    name="van", length=4.40, half_width=0.92, front_axle=0.88, rear_axle=3.62, wheel_radius=0.325, ground=0.20,
    hood=((0, 0.78), (0.25, 0.88), (0.7, 0.985), (1.1, 1.05), (2.5, 1.06), (4.40, 1.08)),
    screen=(0.72, 0.99, 1.56, 1.66), roof=((1.1, 1.56), (1.6, 1.735), (2.1, 1.80), (3.2, 1.81), (4.4, 1.78)),
    back=(4.39, 1.05, 4.30, 1.74), glass_half=(0.845, 0.735), pillar_b=2.34, pillar_c=2.34, glass_end=2.30,
    doors=(1.28, 2.36, 3.30), panel_van=True, tail="post", belt_rise=0.06, spokes=0, tail_bow=0.08, roof_radius=0.08,
)  # fmt: skip
DAMAGED = replace(HATCHBACK, name="damaged", extra={"scratch": 1.0, "chips": 1.0, "dent": 1.0})
BODIES = {body.name: body for body in (CITY, HATCHBACK, SALOON, ESTATE, MPV, SUV, VAN)}

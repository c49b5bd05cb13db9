"""The driver's place of a car of our own: board, wheel, instruments, screen, seats; the cloth is in the inner colour."""

from math import pi

import bpy
import numpy as np
import studio
from shapes import box, bump, join, meet, mesh_of, step
from studio import Nodes, grey, mark_paint, plain, thing

DIALS = (0.60, -0.37, 0.985)
"""The middle of the instruments: x, y, z."""
TILT = 0.30


def build(*, worn: bool = False, left_door: bool = True, wheel: bool = True) -> None:
    soft, satin, gloss = plain("soft", 0.022, rough=0.62), plain("satin", 0.10, rough=0.30, metal=0.7), plain("gloss", 0.012, rough=0.08, coat=1.0)  # fmt: skip
    cloth = cloth_material()

    def board(x, y, z):
        face = 0.52 + 0.10 * step(-0.1, 0.35, 0.95 - z) - 0.10 * (abs(y) / 0.75) ** 2
        slab = meet(meet(x - face - 0.10 * bump(z, 0.90, 0.06), 0.0 - x, 0.05), abs(z - 0.80) - 0.16, 0.07)
        slab = meet(slab, abs(y) - 0.80, 0.05)
        cowl = box(x - 0.10 * (z - 1.0), y, z, at=(0.50, -0.37, 0.985), half=(0.155, 0.205, 0.088), r=0.075)
        hollow = box(x - 0.10 * (z - 1.0), y, z, at=(0.66, -0.37, 0.980), half=(0.075, 0.178, 0.070), r=0.05)
        return join(slab, meet(cowl, -hollow, 0.012), 0.05)

    thing("board", *mesh_of(board, (-0.05, -0.85, 0.6), (0.85, 0.85, 1.12), 0.012), [soft])
    for half, z, material in (((0.012, 0.66, 0.022), 0.865, satin), ((0.012, 0.66, 0.008), 0.815, gloss)):
        strip = lambda x, y, z_, half=half, z=z: box(x + 0.10 * (abs(y) / 0.75) ** 2, y, z_, at=(0.628, 0.1, z), half=half, r=0.007)  # fmt: skip
        thing("strip", *mesh_of(strip, (0.45, -0.8, z - 0.06), (0.70, 0.85, z + 0.06), 0.006), [material])
    for y in (-0.68, 0.10, 0.28, 0.70):
        vent(y, 0.885, soft, satin)
    screens()
    tunnel(soft, gloss, satin)
    if wheel:
        steering_wheel(soft, satin, gloss)
    for y in (-0.38, 0.38):
        seat(y, cloth, worn=worn and y < 0)
    shell(soft, cloth, sides=(1, -1) if left_door else (1,))


def cloth_material() -> bpy.types.Material:
    nodes = Nodes("cloth")
    noise = nodes.add("ShaderNodeTexNoise", Scale=900.0, Detail=2.0)
    lift = nodes.add("ShaderNodeBump", Strength=0.25, Distance=0.001, Height=noise.outputs[0])
    cover = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(studio.NEUTRAL), Roughness=0.62, Normal=lift.outputs[0])
    mark_paint(nodes, 1.0)
    return nodes.surface(cover.outputs[0])


def vent(y: float, z: float, soft, satin) -> None:
    x = 0.655 - 0.10 * (abs(y) / 0.75) ** 2
    frame = lambda u, v, w: meet(box(u, v, w, at=(x, y, z), half=(0.02, 0.075, 0.036), r=0.016), -box(u, v, w, at=(x + 0.02, y, z), half=(0.03, 0.066, 0.028), r=0.012), 0.003)  # fmt: skip
    thing("vent", *mesh_of(frame, (x - 0.04, y - 0.09, z - 0.05), (x + 0.05, y + 0.09, z + 0.05), 0.004), [satin])
    blades = lambda u, v, w: box(u, v, (w - z + 0.006) % 0.012 - 0.006, at=(x - 0.002, y, 0), half=(0.012, 0.066, 0.0022), r=0.002)  # fmt: skip
    inside = lambda u, v, w: meet(blades(u, v, w), abs(w - z) - 0.026, 0.001)
    thing("blades", *mesh_of(inside, (x - 0.03, y - 0.07, z - 0.03), (x + 0.03, y + 0.07, z + 0.03), 0.0035), [soft])


def dial(u: np.ndarray, v: np.ndarray, *, at: float, marks: int, value: float) -> np.ndarray:
    """A round instrument: marks along three quarters of a circle, a red needle."""
    r = np.hypot(u - at, v)
    angle = (5 * pi / 4 - np.arctan2(v, u - at)) % (2 * pi) / (3 * pi / 2)
    out = np.zeros((*r.shape, 3)) + 0.006
    beat = np.abs((angle * marks + 0.5) % 1 - 0.5) / marks * r * 3 * pi / 2
    fine = np.abs((angle * marks * 4 + 0.5) % 1 - 0.5) / marks / 4 * r * 3 * pi / 2
    on = (angle < 1.012) | (angle > 1.32)
    long_mark = (beat < 0.0011) & (r > 0.047) & (r < 0.057) & on
    short = (fine < 0.0005) & (r > 0.052) & (r < 0.057) & on
    out[long_mark | short] = 0.85
    out[(np.abs(r - 0.0605) < 0.0008)] = (0.10, 0.28, 0.55)
    away = np.abs(angle - value) * r * 3 * pi / 2
    out[(away < 0.0012) & (r < 0.049) & (r > 0.012)] = (0.95, 0.10, 0.05)
    out[r < 0.011] = 0.03
    out[np.abs(r - 0.0115) < 0.0007] = 0.25
    return out


def screens() -> None:
    """The instruments, with an empty field for the kilometres, and the screen in the middle."""
    rows, columns, wide, high = 560, 1_440, 0.352, 0.137
    u, v = np.meshgrid((np.arange(columns) + 0.5) / columns * wide - wide / 2, high / 2 - (np.arange(rows) + 0.5) / rows * high)  # fmt: skip
    face = np.maximum(dial(u, v, at=-0.108, marks=8, value=0.10), dial(u, v, at=0.108, marks=12, value=0.0))
    middle = np.maximum(np.abs(u) - 0.040, np.abs(v) - 0.052)
    face[middle < 0] = (0.010, 0.016, 0.026)
    face[np.abs(middle) < 0.0006] = (0.10, 0.28, 0.55)
    for place, share in ((0.034, 0.62), (-0.043, 0.4)):
        bar = np.maximum(np.abs(u) - 0.030, np.abs(v - place) - 0.0018)
        face[bar < 0] = 0.05
        face[(bar < 0) & (u < -0.030 + 0.060 * share)] = (0.25, 0.55, 0.75)
    lit("dials", face, at=DIALS, size=(wide, high), tilt=TILT, strength=1.0)
    u, v = np.meshgrid(np.linspace(-1, 1, 900), np.linspace(1, -1, 520))
    sky = np.stack([0.014 + 0.02 * (v > -9), 0.025 + 0.03 * (v + 1) / 2, 0.05 + 0.07 * (v + 1) / 2], axis=-1) + 0 * u[..., None]
    for curve, width in ((0.35 * np.sin(u * 2.4 + 0.6) + 0.1, 0.016), (u * 1.6 + 0.5, 0.010), (-u * 0.9 - 0.25, 0.010), (0.0 * u - 0.55, 0.008)):
        sky[np.abs(v - curve) < width * 1.6] = (0.08, 0.11, 0.15)
    route = np.abs(v - 0.35 * np.sin(u * 2.4 + 0.6) - 0.1) < 0.022
    sky[route & (u < 0.25)] = (0.10, 0.42, 0.80)
    sky[np.hypot(u - 0.25, (v - 0.35 * np.sin(0.6 + 0.6) - 0.1) * 0.58) < 0.035] = (0.9, 0.95, 1.0)
    sky[u < -0.86] = (0.012, 0.016, 0.022)
    for row in range(4):
        sky[(np.hypot((u + 0.93) * 1.73, v - 0.66 + row * 0.44) < 0.06)] = (0.45, 0.5, 0.55)
    frame = lambda x, y, z: box(x + 0.12 * (z - 1.0), y, z, at=(0.545, 0.19, 0.99), half=(0.010, 0.150, 0.086), r=0.009)  # fmt: skip
    thing("frame", *mesh_of(frame, (0.5, 0.0, 0.88), (0.6, 0.36, 1.1), 0.005), [plain("frame", 0.008, rough=0.12, coat=1.0)])
    lit("screen", sky, at=(0.5575, 0.19, 0.99), size=(0.284, 0.160), tilt=0.12, strength=1.3)


def lit(name: str, pixels: np.ndarray, *, at, size: tuple[float, float], tilt: float, strength: float) -> None:
    """A flat screen that shines, behind glass; it looks towards +x, tilted upwards."""
    nodes = Nodes(name)
    texture = nodes.tree.nodes.new("ShaderNodeTexImage")
    texture.image = studio.image(name, np.clip(pixels, 0, 1))
    shader = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(0.004), Roughness=0.06, Emission_Color=texture.outputs[0], Emission_Strength=strength)  # fmt: skip
    x, y, z = at
    w, h = size[0] / 2, size[1] / 2
    corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
    verts = np.array([(x - v * np.sin(tilt), y + u, z + v * np.cos(tilt)) for u, v in corners])
    faces = np.array([(0, 1, 2), (0, 2, 3)])
    uv = np.array([[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]])
    thing(name, verts, None, faces, [nodes.surface(shader.outputs[0])], uv=uv)


def tunnel(soft, gloss, satin) -> None:
    body = lambda x, y, z: box(x, y, z - 0.10 * step(0.9, 0.55, x), at=(1.05, 0, 0.53), half=(0.55, 0.115, 0.13), r=0.05)  # fmt: skip
    thing("tunnel", *mesh_of(body, (0.4, -0.2, 0.3), (1.75, 0.2, 0.85), 0.014), [soft])
    top = lambda x, y, z: box(x, y, z, at=(0.98, 0, 0.663), half=(0.20, 0.080, 0.010), r=0.01)
    thing("plate", *mesh_of(top, (0.7, -0.12, 0.62), (1.25, 0.12, 0.70), 0.006), [gloss])
    lever = lambda x, y, z: join(box(x + 0.15 * (z - 0.7), y, z, at=(0.93, 0, 0.74), half=(0.024, 0.026, 0.042), r=0.022), box(x, y, z, at=(0.93, 0, 0.68), half=(0.012, 0.012, 0.05), r=0.01), 0.03)  # fmt: skip
    thing("lever", *mesh_of(lever, (0.85, -0.06, 0.62), (1.0, 0.06, 0.82), 0.005), [satin])
    rest = lambda x, y, z: box(x, y, z, at=(1.42, 0, 0.70), half=(0.17, 0.10, 0.045), r=0.035)
    thing("rest", *mesh_of(rest, (1.2, -0.14, 0.6), (1.65, 0.14, 0.8), 0.01), [soft])


def steering_wheel(soft, satin, gloss) -> None:
    """In its own plane: u to the right, v up, n towards the driver."""
    cx, cy, cz, lean = 0.86, -0.37, 0.885, 0.42

    def local(x, y, z):
        dx, dz = x - cx, z - cz
        return y - cy, dz * np.cos(lean) - dx * np.sin(lean), dx * np.cos(lean) + dz * np.sin(lean)

    def ring(x, y, z):
        u, v, n = local(x, y, z)
        return np.hypot(np.hypot(u, v) - 0.178, n) - 0.0155 - 0.0025 * bump(np.abs(np.arctan2(v, np.abs(u))), 0.2, 0.3)

    def arms(x, y, z):
        u, v, n = local(x, y, z)
        level = box(u, v, n + 0.03 * (1 - np.abs(u) / 0.18), at=(0, 0.005, 0), half=(0.172, 0.024, 0.008), r=0.008)
        down = box(u, v, n + 0.02, at=(0, -0.10, 0), half=(0.026, 0.075, 0.008), r=0.008)
        return join(level, down, 0.02)

    def pad(x, y, z):
        u, v, n = local(x, y, z)
        return meet(np.hypot(u / 1.12, v + 0.005) - 0.066, abs(n + 0.012) - 0.022, 0.022)

    def badge(x, y, z):
        u, v, n = local(x, y, z)
        return meet(np.abs(np.hypot(u, v + 0.005) - 0.018) - 0.002, abs(n - 0.009) - 0.004, 0.002)

    low, high = (0.70, -0.60, 0.66), (1.02, -0.14, 1.1)
    for field, material in ((ring, soft), (arms, satin), (pad, soft), (badge, satin)):
        thing("wheel", *mesh_of(field, low, high, 0.0055), [material])
    for side in (1, -1):
        stalk = lambda x, y, z, side=side: box(x + 0.3 * abs(y - cy), y, z, at=(0.80, cy + side * 0.12, cz + 0.015), half=(0.010, 0.08, 0.010), r=0.009)  # fmt: skip
        thing("stalk", *mesh_of(stalk, (0.68, cy - 0.24, cz - 0.05), (0.9, cy + 0.24, cz + 0.08), 0.006), [gloss])


def seat(y: float, cloth, *, worn: bool) -> None:
    def field(x, v, z):
        a = np.abs(v - y)
        lean = x - 0.30 * (z - 0.55)
        wings = 0.05 * step(0.13, 0.21, a)
        base = box(x, v, z - wings - 0.03 * bump(x, 1.20, 0.1), at=(1.42, y, 0.47), half=(0.27, 0.245, 0.085), r=0.075)
        back = box(lean + wings - 0.015 * np.cos((v - y) * 14), v, z, at=(1.70, y, 0.83), half=(0.075, 0.225 - 0.0, 0.33), r=0.085)
        head = box(lean, v, z, at=(1.70, y, 1.27), half=(0.05, 0.125, 0.085), r=0.06)
        neck = box(lean, np.abs(v - y), z, at=(1.70, 0.05, 1.17), half=(0.008, 0.008, 0.06), r=0.007)
        out = join(join(base, back, 0.05), join(head, neck, 0.004), 0.004)
        seam = np.minimum(np.abs(a - 0.135), np.abs(((z - 0.75) % 0.13) - 0.065) + 0.02 * (a > 0.135) * 9)
        out = out + 0.004 * np.exp(-((seam / 0.007) ** 2))
        if worn:
            folds = np.sin(x * 160 + 8 * np.sin(v * 60)) * np.sin(v * 95 + z * 130)
            out = out + 0.0028 * folds * bump(np.hypot(x - 1.32, z - 0.60), 0, 0.16) * step(0.12, 0.18, a)
        return out

    verts, normals, faces = mesh_of(field, (1.0, y - 0.30, 0.3), (2.2, y + 0.30, 1.4), 0.010)
    thing("seat", verts, normals, faces, [worn_cloth() if worn else cloth])


def worn_cloth() -> bpy.types.Material:
    """Cloth rubbed pale and through at the outer bolster."""
    nodes = Nodes("worn")
    place = nodes.tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    near = nodes.add("ShaderNodeVectorMath", Vector=place)
    near.operation = "DISTANCE"
    near.inputs[1].default_value = (1.33, -0.60, 0.60)
    noise = nodes.add("ShaderNodeTexNoise", Vector=place, Scale=42.0, Detail=8.0, Roughness=0.75)
    close = nodes.math("SUBTRACT", 1.0, nodes.math("DIVIDE", near.outputs["Value"], 0.15))
    rubbed = nodes.math("MULTIPLY", nodes.math("SUBTRACT", nodes.math("ADD", noise.outputs[0], close), 0.92), 5.0)
    lift = nodes.add("ShaderNodeBump", Strength=0.6, Distance=0.004, Height=noise.outputs[0])
    good = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(studio.NEUTRAL), Roughness=0.62).outputs[0]
    bad = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=(0.36, 0.32, 0.27, 1), Roughness=0.95, Normal=lift.outputs[0]).outputs[0]
    mark_paint(nodes, nodes.math("SUBTRACT", 1.0, rubbed))
    return nodes.surface(nodes.mix(rubbed, good, bad))


def shell(soft, cloth, *, sides: tuple[int, ...]) -> None:
    """Doors, pillars and roof around it; light comes in through the windows."""
    for side in sides:
        door = lambda x, y, z, side=side: join(box(x, y, z, at=(1.3, side * 0.88, 0.62), half=(1.1, 0.05, 0.30), r=0.04), box(x, y, z, at=(1.25, side * 0.80, 0.70), half=(0.36, 0.06, 0.035), r=0.03), 0.04)  # fmt: skip
        thing("door", *mesh_of(door, (0.1, min(side * 0.7, side * 0.96), 0.25), (2.5, max(side * 0.7, side * 0.96), 1.0), 0.016), [soft])
        pillar = lambda x, y, z, side=side: meet(meet(abs(x + 0.05 - 1.05 * (z - 0.9)) - 0.05, abs(y - side * (0.86 - 0.25 * (z - 0.9))) - 0.035, 0.03), abs(z - 1.15) - 0.32, 0.01)  # fmt: skip
        thing("pillar", *mesh_of(pillar, (-0.4, min(side * 0.5, side), 0.8), (0.8, max(side * 0.5, side), 1.5), 0.014), [soft])
        post = lambda x, y, z, side=side: box(x, y + side * 0.25 * (z - 0.9), z, at=(1.85, side * 0.86, 1.1), half=(0.06, 0.03, 0.4), r=0.025)  # fmt: skip
        thing("post", *mesh_of(post, (1.7, min(side * 0.6, side), 0.7), (2.0, max(side * 0.6, side), 1.5), 0.016), [soft])
    wall = lambda x, y, z: box(x, y, z, at=(0.08, 0, 0.52), half=(0.06, 0.95, 0.36), r=0.03)
    thing("fire wall", *mesh_of(wall, (-0.05, -1, 0.1), (0.2, 1, 0.95), 0.03), [soft])
    light = plain("roof lining", 0.42, rough=0.9)
    roof = lambda x, y, z: box(x, y, z + 0.06 * (y / 0.7) ** 2, at=(1.75, 0, 1.50), half=(1.2, 0.74, 0.025), r=0.02)
    thing("lining", *mesh_of(roof, (0.4, -0.8, 1.36), (3.0, 0.8, 1.56), 0.025), [light])
    mirror = lambda x, y, z: box(x - 0.15 * y, y, z, at=(0.62, 0, 1.38), half=(0.02, 0.115, 0.034), r=0.018)
    thing("mirror", *mesh_of(mirror, (0.55, -0.15, 1.3), (0.72, 0.15, 1.44), 0.008), [soft])
    floor = lambda x, y, z: box(x, y, z, at=(1.4, 0, 0.24), half=(1.7, 1.0, 0.04), r=0.02)
    thing("carpet", *mesh_of(floor, (-0.4, -1.1, 0.15), (3.2, 1.1, 0.32), 0.04), [plain("carpet", 0.02, rough=0.95)])
    back = lambda x, y, z: box(x - 0.3 * (z - 0.6), y, z, at=(2.65, 0, 0.75), half=(0.08, 0.72, 0.42), r=0.08)
    thing("bench", *mesh_of(back, (2.3, -0.8, 0.3), (3.0, 0.8, 1.2), 0.02), [cloth])


VIEWS = {
    "dash": {"at": (2.02, 0.10, 1.24), "aim": (0.55, -0.07, 0.885), "lens": 25},
    "odometer": {"at": (1.16, -0.37, 1.13), "aim": (0.60, -0.37, 0.985), "lens": 46},
    "seats": {"at": (0.78, -1.55, 1.18), "aim": (1.50, -0.15, 0.74), "lens": 33},
    "worn": {"at": (0.86, -1.12, 1.02), "aim": (1.40, -0.46, 0.62), "lens": 45},
}


def light() -> None:
    studio.world(0.75, 1.0)
    studio.panel("sun", at=(-2.2, -1.2, 3.0), aim=(1.0, 0, 0.8), size=(2.4, 2.0), strength=30)
    studio.panel("left", at=(1.4, -3.4, 2.2), aim=(1.2, 0, 0.7), size=(3.0, 1.4), strength=26)
    studio.panel("right", at=(1.4, 3.2, 2.0), aim=(1.2, 0, 0.8), size=(3.0, 1.4), strength=14)
    studio.panel("behind", at=(3.6, 0, 1.9), aim=(0.8, 0, 0.9), size=(1.8, 0.8), strength=10)

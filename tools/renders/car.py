"""Put a car together: shell, wheels, mirrors, handles, plates, and enough of a cabin to be seen through the glass."""

from math import pi

import bpy
import numpy as np
import wheels
from blueprint import HIGH, PLACES, SCALE, WIDE, sheet_of
from bodies import Body
from shapes import box, join, meet, mesh_of
from studio import Nodes, body_material, grey, mark_paint, paint_shader, plain, thing


def build(body: Body, *, cell: float = 0.0125, near: tuple[float, float] | None = None) -> None:
    """The whole car; or, for a picture from close by, only its right side between two x (the wheels stay)."""
    low, high = near or (-0.05, body.length + 0.05)
    side = body.half_width + 0.06
    z_top = max(z for _, z in body.roof) + 0.03
    verts, normals, faces = mesh_of(
        body.whole, (low, -side, 0.1), (high, -0.3 if near else side, z_top), cell, mirrored="dent" not in body.extra
    )
    black = plain("underside", 0.012, rough=0.9, spec=0.1)
    uv, slots = unwrap(body, verts, normals, faces)
    thing("shell", verts, normals, faces, [body_material(sheet_of(body)), black], uv=uv, slots=slots)
    put_wheels(body)
    put_small_parts(body)
    put_cabin(body)


def unwrap(body: Body, verts, normals, faces):
    """Each face by the flat view it faces; wheel wells and floor in black."""
    n = normals[faces].mean(axis=1)
    c = verts[faces].mean(axis=1)
    x, y, z = c.T
    limit = np.where(x < body.screen[0] - 0.25, 0.90, np.where(x < body.screen[2] + 0.1, 0.60, 0.72))
    hood = (x < body.screen[0] - 0.25) & (x > 0.30)
    limit = np.where(hood, 0.70, limit)
    if body.back[0] - body.back[2] <= 0.6:
        limit = np.where(x > body.back[2] + 0.02, 0.93, limit)
    along = np.abs(n[:, 0]) > np.abs(n[:, 1])
    kind = np.where(n[:, 2] > limit, 1, np.where(along, np.where(n[:, 0] < 0, 2, 3), 0))
    for axle in (body.front_axle, body.rear_axle):
        kind = np.where(np.hypot(x - axle, z - body.axle_height) < body.arch_radius + 0.06, 0, kind)
    corner = verts[faces]
    a = np.abs(corner[..., 1])
    flat = [(corner[..., 0], corner[..., 2]), (corner[..., 0], a), (a, corner[..., 2]), (a, corner[..., 2])]
    uv = np.zeros((*faces.shape, 2))
    for index, name in enumerate(("side", "top", "front", "rear")):
        px, py, w, h = PLACES[name]
        u = np.clip(px + flat[index][0] * SCALE, px + 2, px + w - 2) / WIDE
        v = np.clip(py + h - flat[index][1] * SCALE, py + 2, py + h - 2)
        chosen = kind == index
        uv[chosen, :, 0], uv[chosen, :, 1] = u[chosen], 1 - v[chosen] / HIGH
    well = np.zeros(len(faces), dtype=bool)
    for axle in (body.front_axle, body.rear_axle):
        r = np.hypot(x - axle, z - body.axle_height)
        well |= (r < body.arch_radius + 0.012) & (np.abs(y) < body.width_at(x, z) - 0.030)
    return uv, (well | (n[:, 2] < -0.75)).astype(np.int32)


def put_wheels(body: Body) -> None:
    rubber = plain("rubber", 0.016, rough=0.75, spec=0.25)
    alloy = plain("alloy", 0.60, rough=0.26, metal=0.9)
    if body.spokes == 0:
        alloy = plain("cover", 0.42, rough=0.35, metal=0.3)
    steel, iron = plain("steel", 0.35, rough=0.35, metal=1.0), plain("iron", 0.05, rough=0.5)
    if body.extra:
        alloy = kerbed_alloy(body.wheel_radius * 0.70)
    materials = {"tyre": rubber, "rim": alloy, "disc": steel, "caliper": iron}
    for name, (verts, normals, faces) in wheels.parts(body.wheel_radius, body.spokes).items():
        for axle in (body.front_axle, body.rear_axle):
            out = float(body.width_at(np.array(axle), np.array(body.axle_height))) - 0.115
            for sign in (1, -1):
                made = thing(name, verts, normals, faces, [materials[name]])
                made.location = (axle, sign * out, body.axle_height)
                made.rotation_euler = (0, 0, 0) if sign > 0 else (0, 0, pi)


def kerbed_alloy(outer: float) -> bpy.types.Material:
    """Alloy whose edge met a kerb: torn and dull along a third of it."""
    nodes = Nodes("kerbed")
    place = nodes.tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    parts = nodes.add("ShaderNodeSeparateXYZ", Vector=place)
    x, z = parts.outputs["X"], parts.outputs["Z"]
    radius = nodes.math("POWER", nodes.math("ADD", nodes.math("POWER", x, 2.0), nodes.math("POWER", z, 2.0)), 0.5)
    lip = nodes.math("MULTIPLY", nodes.math("SUBTRACT", radius, outer - 0.020), 70.0)
    noise = nodes.add("ShaderNodeTexNoise", Vector=place, Scale=110.0, Detail=9.0, Roughness=0.8)
    below = nodes.math("MULTIPLY", nodes.math("SUBTRACT", nodes.math("SUBTRACT", 0.0, z), 0.06), 14.0)
    torn = nodes.math("MULTIPLY", nodes.math("MULTIPLY", lip, below), nodes.math("MULTIPLY", nodes.math("SUBTRACT", noise.outputs[0], 0.40), 9.0))  # fmt: skip
    lift = nodes.add("ShaderNodeBump", Strength=1.0, Distance=0.004, Height=noise.outputs[0])
    whole = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(0.60), Roughness=0.26, Metallic=0.9).outputs[0]
    bad = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(0.20), Roughness=0.85, Metallic=0.3, Normal=lift.outputs[0]).outputs[0]
    return nodes.surface(nodes.mix(torn, whole, bad))


def painted() -> bpy.types.Material:
    nodes = Nodes("painted")
    mark_paint(nodes, 1.0)
    return nodes.surface(paint_shader(nodes))


def surface_y(body: Body, x: float, z: float) -> float:
    ys = np.linspace(0.2, 1.1, 900)
    inside = body.whole(np.full_like(ys, x), ys, np.full_like(ys, z)) < 0
    return float(ys[inside][-1]) if inside.any() else body.half_width


def put_small_parts(body: Body) -> None:
    paint, black = painted(), plain("satin", 0.02, rough=0.4)
    chrome = plain("chrome", 0.75, rough=0.12, metal=1.0)
    for place in body.doors[1:3] if not body.panel_van else body.doors[1:2]:
        x, z = place - 0.15, float(body.top(place)) - 0.135
        y = surface_y(body, x, z)

        def handle(u, v, w, *, y=y, x=x, z=z):
            grip = box(u, np.abs(v), w, at=(x, y + 0.022, z), half=(0.095, 0.011, 0.014), r=0.011)
            feet = box(np.abs(u - x), np.abs(v), w, at=(0.075, y + 0.006, z), half=(0.016, 0.02, 0.012), r=0.008)
            return join(grip, feet, 0.008)

        verts, normals, faces = mesh_of(handle, (x - 0.12, y - 0.04, z - 0.04), (x + 0.12, y + 0.05, z + 0.04), 0.004)
        for sign in (1, -1):
            flip = np.array([1, sign, 1])
            thing("handle", verts * flip, normals * flip, faces[:, ::sign], [paint])
    put_mirrors(body, paint, black, chrome)
    put_plates(body)
    mast = box_mesh((body.back[2] - 0.22, 0, float(body.roof_z(body.back[2] - 0.22)) + 0.01), (0.075, 0.018, 0.03), 0.017)
    thing("antenna", *mast, [paint if not body.panel_van else black])
    wiper = mesh_of(
        lambda x, y, z: meet(abs(z - body.screen[1] - 0.065 + 0.0 * x) - 0.006, meet(abs(y) - 0.55, abs(x - body.screen[0] - 0.05 - 0.2 * np.abs(y) ** 2.2) - 0.008, 0.004), 0.004),
        (body.screen[0], -0.6, body.screen[1]), (body.screen[0] + 0.25, 0.6, body.screen[1] + 0.1), 0.006,
    )  # fmt: skip
    thing("wiper", *wiper, [black])


def box_mesh(at, half, r: float, cell: float = 0.006):
    low = [a - h - 0.02 for a, h in zip(at, half, strict=True)]
    high = [a + h + 0.02 for a, h in zip(at, half, strict=True)]
    return mesh_of(lambda x, y, z: box(x, y, z, at=at, half=half, r=r), low, high, cell)


def put_mirrors(body: Body, paint, black, chrome) -> None:
    z = body.screen[1] + 0.155
    x = float(body.screen_x(z)) + body.screen_bow + 0.16
    y = surface_y(body, x, z - 0.06) + 0.13

    def shell(u, v, w):
        lean = u - x - 0.25 * (v - y)
        height = 0.078 - 0.10 * np.clip(v - y, -0.1, 0.2) ** 1.0 * 0.25
        out = meet(meet(np.abs(v - y) - 0.115, np.abs(w - z) - height, 0.06), lean - 0.055, 0.012)
        return meet(out, -lean - 0.085 + 1.6 * (w - z) ** 2 + 2.2 * np.maximum(v - y, 0) ** 2, 0.05)

    def foot(u, v, w):
        return box(u, v, w, at=(x + 0.01, y - 0.13, z - 0.075), half=(0.035, 0.07, 0.018), r=0.016)

    def mirror(u, v, w):
        lean = u - x - 0.25 * (v - y)
        return meet(meet(np.abs(v - y) - 0.100, np.abs(w - z) - 0.062, 0.05), np.abs(lean - 0.055) - 0.003, 0.002)

    low, high = (x - 0.2, y - 0.25, z - 0.16), (x + 0.2, y + 0.2, z + 0.14)
    for field, material in ((shell, black if body.panel_van else paint), (foot, black), (mirror, chrome)):
        verts, normals, faces = mesh_of(field, low, high, 0.006)
        for sign in (1, -1):
            flip = np.array([1, sign, 1])
            thing("mirror", verts * flip, normals * flip, faces[:, ::sign], [material])


def put_plates(body: Body) -> None:
    """A dealer's plate cover, as in any yard's photos."""
    white, blue, dark = plain("plate", 0.80, rough=0.35), plain("plate blue", (0.02, 0.07, 0.28), rough=0.35), plain("plate rim", 0.01, rough=0.5)  # fmt: skip
    front_z, rear_z = body.hood[0][1] - 0.245, 0.62 + (0.10 if body.cladding else 0.0) + (0.04 if body.panel_van else 0)
    faces = (
        (-1, front_x(body, front_z) - 0.012, front_z),
        (1, body.length - front_x(body, rear_z, tail=True) + 0.012, rear_z),
    )
    for way, x, z in faces:
        thing("plate rim", *box_mesh((x, 0, z), (0.008, 0.268, 0.062), 0.006), [dark])
        thing("plate", *box_mesh((x + way * 0.005, 0, z), (0.006, 0.258, 0.053), 0.004), [white])
        for end in (-1, 1):
            thing("band", *box_mesh((x + way * 0.0066, end * 0.238, z), (0.006, 0.021, 0.053), 0.003), [blue])
        text = bpy.data.curves.new("cover", "FONT")
        text.body, text.align_x, text.align_y, text.size, text.space_character = "OCCASION", "CENTER", "CENTER", 0.072, 1.1
        made = bpy.data.objects.new("cover", text)
        made.location, made.rotation_euler = (x + way * 0.0125, 0, z), (pi / 2, 0, way * pi / 2)
        made.data.materials.append(plain("ink", 0.03, rough=0.6))
        bpy.context.collection.objects.link(made)


def front_x(body: Body, z: float, *, tail: bool = False) -> float:
    xs = np.linspace(-0.02, 0.5, 1_000)
    at = body.length - xs if tail else xs
    inside = body.whole(at, np.full_like(xs, 0.2), np.full_like(xs, z)) < 0
    return float(xs[inside][0])


def put_cabin(body: Body) -> None:
    cloth, board = plain("cloth", 0.035, rough=0.9), plain("board", 0.02, rough=0.6)
    belt = body.screen[1]
    rows = [body.pillar_b - 0.10] + ([] if body.panel_van else [body.pillar_b + 0.78])
    for x in rows:
        for y in (0.36, -0.36):
            back = lambda u, v, w, x=x, y=y: join(
                box(u - 0.28 * (w - belt), v, w, at=(x, y, belt - 0.06), half=(0.055, 0.23, 0.30), r=0.07),
                box(u - 0.28 * (w - belt), v, w, at=(x, y, belt + 0.31), half=(0.045, 0.125, 0.085), r=0.06),
                0.05,
            )
            thing("seat", *mesh_of(back, (x - 0.4, y - 0.3, belt - 0.5), (x + 0.4, y + 0.3, belt + 0.45), 0.015), [cloth])
    x = body.screen[0] + 0.42
    dash = box_mesh((x, 0, belt - 0.10), (0.24, 0.68, 0.12), 0.09, 0.02)
    thing("dash", *dash, [board])
    shelf = box_mesh((body.length / 2 + 0.2, 0, belt - 0.5), (1.6, 0.7, 0.05), 0.03, 0.03)
    thing("cabin floor", *shelf, [board])
    bpy.ops.mesh.primitive_torus_add(
        major_radius=0.175, minor_radius=0.014, location=(x + 0.36, -0.36, belt + 0.03), rotation=(0, -1.15, 0)
    )
    bpy.context.object.data.materials.append(board)

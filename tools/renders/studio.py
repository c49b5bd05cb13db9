"""Blender's side: materials, a softly lit studio, a camera, and pictures taken apart into what is paint and what isn't."""

from math import radians
from pathlib import Path

import bpy
import numpy as np

NEUTRAL = 0.5
"""The paint's own brightness while rendering; the layers are told apart by it."""


def start(width: int, height: int, samples: int) -> None:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    scene.render.film_transparent = True
    scene.view_settings.view_transform = "Standard"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.use_denoising = "CPU", samples, False
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 4, 1, 3
    cycles.transparent_max_bounces, cycles.sample_clamp_indirect = 6, 3.0
    cycles.caustics_reflective = cycles.caustics_refractive = False
    scene.render.use_persistent_data = True


class Nodes:
    """A material's nodes, wired by name."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def add(self, kind: str, **inputs: object):
        node = self.tree.nodes.new(kind)
        for name, value in inputs.items():
            self.put(node, name.replace("_", " "), value)
        return node

    def put(self, node, name: str | int, value: object) -> None:
        socket = node.inputs[name]
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def mix(self, fac, a, b):
        node = self.tree.nodes.new("ShaderNodeMixShader")
        for at, value in enumerate((fac, a, b)):
            self.put(node, at, value)
        return node.outputs[0]

    def math(self, what: str, a: object, b: object = 0.0):
        node = self.tree.nodes.new("ShaderNodeMath")
        node.operation = what
        node.use_clamp = what != "POWER"
        self.put(node, 0, a)
        self.put(node, 1, b)
        return node.outputs[0]

    def surface(self, shader) -> bpy.types.Material:
        out = self.tree.nodes.new("ShaderNodeOutputMaterial")
        self.tree.links.new(shader, out.inputs["Surface"])
        return self.material


def grey(value: float) -> tuple[float, float, float, float]:
    return (value, value, value, 1.0)


def plain(name: str, colour, *, rough: float = 0.5, metal: float = 0.0, coat: float = 0.0, emit: float = 0.0, spec: float = 0.5):
    nodes = Nodes(name)
    rgba = grey(colour) if isinstance(colour, float) else (*colour, 1.0)
    shader = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=rgba, Roughness=rough, Metallic=metal, Coat_Weight=coat)
    nodes.put(shader, "Specular IOR Level", spec)
    if emit:
        nodes.put(shader, "Emission Color", rgba)
        nodes.put(shader, "Emission Strength", emit)
    return nodes.surface(shader.outputs[0])


def paint_shader(nodes: Nodes, normal=None, colour=None):
    shader = nodes.add(
        "ShaderNodeBsdfPrincipled", Base_Color=colour or grey(NEUTRAL), Roughness=0.45, Coat_Weight=1.0, Coat_Roughness=0.02
    )
    nodes.put(shader, "Coat IOR", 1.55)
    if normal is not None:
        nodes.put(shader, "Normal", normal)
        nodes.put(shader, "Coat Normal", normal)
    return shader.outputs[0]


def mark_paint(nodes: Nodes, value: object) -> None:
    """Say in the pass `paint` how much of the surface is paint."""
    out = nodes.tree.nodes.new("ShaderNodeOutputAOV")
    out.aov_name = "paint"
    nodes.put(out, "Value", value)


def glass_shader(nodes: Nodes, tint: float):
    clear = nodes.add("ShaderNodeBsdfTransparent", Color=(tint * 0.93, tint, tint * 0.97, 1)).outputs[0]
    gloss = nodes.add("ShaderNodeBsdfAnisotropic", Roughness=0.0, Color=grey(1.0)).outputs[0]
    fresnel = nodes.add("ShaderNodeFresnel", IOR=1.6).outputs[0]
    return nodes.mix(fresnel, clear, gloss)


def image(name: str, pixels: np.ndarray):
    """An image of linear values, rows from the top."""
    rows, columns = pixels.shape[:2]
    made = bpy.data.images.new(name, columns, rows, alpha=False, float_buffer=False, is_data=True)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    full = np.concatenate([pixels, np.ones((rows, columns, 1))], axis=2)[::-1]
    made.pixels.foreach_set(np.ascontiguousarray(full, dtype=np.float32).ravel())
    made.update()
    made.pack()
    return made


def body_material(sheet: dict[str, np.ndarray]) -> bpy.types.Material:
    """Paint, and over it glass, trim, lamps and shut lines as the sheet says; grey cloth inside."""
    nodes = Nodes("body")
    masks, art, groove = (_sampled(nodes, name, sheet[name]) for name in ("masks", "art", "groove"))
    parts = nodes.add("ShaderNodeSeparateColor", Color=masks)
    glass, trim, lamp = (parts.outputs[k] for k in range(3))
    dark = nodes.math("MULTIPLY", groove, 0.93)
    paint = paint_shader(nodes)
    gap = nodes.add("ShaderNodeBsdfDiffuse", Color=grey(0.006)).outputs[0]
    skin = nodes.mix(dark, paint, gap)
    black = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=grey(0.018), Roughness=0.42).outputs[0]
    skin = nodes.mix(trim, skin, black)
    shine = nodes.add("ShaderNodeBsdfPrincipled", Base_Color=art, Roughness=0.22, Coat_Weight=1.0, Coat_Roughness=0.0)
    bright = nodes.add("ShaderNodeSeparateColor", Color=art).outputs[2]
    nodes.put(shine, "Emission Color", art)
    nodes.put(shine, "Emission Strength", nodes.math("MULTIPLY", nodes.math("GREATER_THAN", bright, 0.93), 0.5))
    skin = nodes.mix(lamp, skin, shine.outputs[0])
    window = glass_shader(nodes, 0.50)
    skin = nodes.mix(glass, skin, window)
    inside = nodes.add("ShaderNodeBsdfDiffuse", Color=grey(0.03)).outputs[0]
    inside = nodes.mix(glass, inside, window)
    geometry = nodes.tree.nodes.new("ShaderNodeNewGeometry")
    covered = nodes.math("ADD", nodes.math("ADD", glass, trim), lamp)
    visible = nodes.math("MULTIPLY", nodes.math("SUBTRACT", 1.0, covered), nodes.math("SUBTRACT", 1.0, dark))
    mark_paint(nodes, nodes.math("MULTIPLY", visible, nodes.math("SUBTRACT", 1.0, geometry.outputs["Backfacing"])))
    return nodes.surface(nodes.mix(geometry.outputs["Backfacing"], skin, inside))


def _sampled(nodes: Nodes, name: str, pixels: np.ndarray):
    node = nodes.tree.nodes.new("ShaderNodeTexImage")
    node.image = image(name, pixels)
    node.interpolation, node.extension = "Linear", "EXTEND"
    return node.outputs[0]


def thing(name: str, verts, normals, faces, materials, *, uv=None, slots=None):
    """A mesh with its own smooth normals; `uv` by corner, `slots` by face."""
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(verts))
    mesh.vertices.foreach_set("co", np.ascontiguousarray(verts, dtype=np.float32).ravel())
    count = len(faces)
    mesh.loops.add(count * 3)
    mesh.polygons.add(count)
    mesh.loops.foreach_set("vertex_index", np.ascontiguousarray(faces, dtype=np.int32).ravel())
    mesh.polygons.foreach_set("loop_start", np.arange(0, count * 3, 3, dtype=np.int32))
    mesh.update(calc_edges=True)
    mesh.polygons.foreach_set("use_smooth", np.ones(count, dtype=bool))
    if uv is not None:
        mesh.uv_layers.new(name="uv").data.foreach_set("uv", np.ascontiguousarray(uv, dtype=np.float32).ravel())
    for material in materials:
        mesh.materials.append(material)
    if slots is not None:
        mesh.polygons.foreach_set("material_index", np.ascontiguousarray(slots, dtype=np.int32))
    mesh.validate(clean_customdata=False)
    if normals is not None:
        mesh.normals_split_custom_set_from_vertices(np.ascontiguousarray(normals, dtype=np.float32).tolist())
    made = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(made)
    return made


def panel(name: str, *, at, aim, size: tuple[float, float], strength: float, warm: float = 0.0):
    """A softbox: seen in reflections, not by the camera."""
    lamp = bpy.data.lights.new(name, "AREA")
    lamp.shape, lamp.size, lamp.size_y = "RECTANGLE", *size
    lamp.energy = strength * size[0] * size[1]
    lamp.color = (1.0, 1.0 - 0.04 * warm, 1.0 - 0.10 * warm)
    made = bpy.data.objects.new(name, lamp)
    made.location = at
    made.rotation_euler = (_vector(aim) - _vector(at)).to_track_quat("-Z", "Y").to_euler()
    made.visible_camera = False
    bpy.context.collection.objects.link(made)
    return made


def _vector(values):
    from mathutils import Vector

    return Vector(values)


def world(low: float, high: float) -> None:
    """A dark rim at the horizon, brighter upwards: what paint shows of a room."""
    made = bpy.data.worlds.new("world")
    bpy.context.scene.world = made
    made.use_nodes = True
    made.cycles.sampling_method, made.cycles.sample_map_resolution = "MANUAL", 64
    tree = made.node_tree
    background = tree.nodes["Background"]
    coordinate = tree.nodes.new("ShaderNodeTexCoord")
    split = tree.nodes.new("ShaderNodeSeparateXYZ")
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    tree.links.new(coordinate.outputs["Generated"], split.inputs[0])
    tree.links.new(split.outputs["Z"], ramp.inputs[0])
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[0].color = 0.02, grey(low)
    ramp.color_ramp.elements[1].position, ramp.color_ramp.elements[1].color = 0.55, grey(high)
    tree.links.new(ramp.outputs[0], background.inputs["Color"])


def floor(*, albedo: float = 0.62) -> None:
    bpy.ops.mesh.primitive_plane_add(size=60, location=(2, 0, 0))
    made = bpy.context.object
    made.data.materials.append(plain("floor", albedo, rough=0.8, spec=0.1))
    made.is_shadow_catcher = True


def camera(*, at, aim, lens: float, shift: tuple[float, float] = (0.0, 0.0)):
    lens_data = bpy.data.cameras.new("camera")
    lens_data.lens, lens_data.sensor_width = lens, 36
    lens_data.shift_x, lens_data.shift_y = shift
    made = bpy.data.objects.new("camera", lens_data)
    made.location = at
    made.rotation_euler = (_vector(aim) - _vector(at)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(made)
    bpy.context.scene.camera = made
    return made


def take(folder: Path) -> dict[str, np.ndarray]:
    """Render; `rgb` and `alpha` as seen, `paint` the share of it that the paint's own colour gives at brightness 1."""
    scene = bpy.context.scene
    layer = bpy.context.view_layer
    layer.use_pass_diffuse_color = layer.use_pass_diffuse_direct = layer.use_pass_diffuse_indirect = True
    layer.cycles.denoising_store_passes = True
    if "paint" not in [aov.name for aov in layer.aovs]:
        aov = layer.aovs.add()
        aov.name, aov.type = "paint", "VALUE"
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new("CompositorNodeRLayers")

    def clean(source):
        node = tree.nodes.new("CompositorNodeDenoise")
        tree.links.new(source, node.inputs["Image"])
        tree.links.new(layers.outputs["Denoising Normal"], node.inputs["Normal"])
        tree.links.new(layers.outputs["Denoising Albedo"], node.inputs["Albedo"])
        return node.outputs[0]

    def smooth(source):
        node = tree.nodes.new("CompositorNodeDenoise")
        tree.links.new(source, node.inputs["Image"])
        return node.outputs[0]

    add = tree.nodes.new("CompositorNodeMixRGB")
    add.blend_type = "ADD"
    tree.links.new(layers.outputs["DiffDir"], add.inputs[1])
    tree.links.new(layers.outputs["DiffInd"], add.inputs[2])
    times = tree.nodes.new("CompositorNodeMixRGB")
    times.blend_type = "MULTIPLY"
    tree.links.new(add.outputs[0], times.inputs[1])
    tree.links.new(layers.outputs["DiffCol"], times.inputs[2])
    own = tree.nodes.new("CompositorNodeMixRGB")
    own.blend_type = "MULTIPLY"
    tree.links.new(times.outputs[0], own.inputs[1])
    tree.links.new(layers.outputs["paint"], own.inputs[2])
    out = tree.nodes.new("CompositorNodeOutputFile")
    out.base_path = str(folder)
    out.format.file_format, out.format.color_depth, out.format.color_mode = "OPEN_EXR", "32", "RGBA"
    out.file_slots.clear()
    for name, source in {"seen": clean(layers.outputs["Image"]), "paint": clean(own.outputs[0]), "alpha": smooth(layers.outputs["Alpha"])}.items():  # fmt: skip
        out.file_slots.new(name)
        tree.links.new(source, out.inputs[name])
    scene.frame_set(1)
    bpy.ops.render.render()
    seen, paint, alpha = (_read(folder / f"{name}0001.exr") for name in ("seen", "paint", "alpha"))
    return {"rgb": seen[..., :3], "alpha": alpha[..., 0], "paint": paint[..., :3].mean(axis=2) / NEUTRAL}


def _read(path: Path) -> np.ndarray:
    loaded = bpy.data.images.load(str(path), check_existing=False)
    loaded.colorspace_settings.name = "Non-Color"
    pixels = np.empty(loaded.size[0] * loaded.size[1] * 4, dtype=np.float32)
    loaded.pixels.foreach_get(pixels)
    rows = pixels.reshape(loaded.size[1], loaded.size[0], 4)[::-1]
    bpy.data.images.remove(loaded)
    return rows


def turned(made, degrees: float) -> None:
    made.rotation_euler = (0, 0, radians(degrees))

"""Smooth solids as distances (negative inside), and meshes of them with exact normals."""

from collections.abc import Callable

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator
from skimage.measure import marching_cubes

Field = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
POWER = 2.5
"""The norm of a fillet: above 2 its curvature comes in gently, and reflections flow over it."""


def length(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (np.maximum(a, 0) ** POWER + np.maximum(b, 0) ** POWER + 1e-12) ** (1 / POWER)


def meet(a: np.ndarray, b: np.ndarray, r: float) -> np.ndarray:
    """What is inside both, its edge rounded by r."""
    return np.minimum(-r, np.maximum(a, b)) + length(a + r, b + r)


def join(a: np.ndarray, b: np.ndarray, r: float) -> np.ndarray:
    """What is inside one of both, the groove between them filled by r."""
    return np.maximum(r, np.minimum(a, b)) - length(r - a, r - b)


def cut(a: np.ndarray, b: np.ndarray, r: float) -> np.ndarray:
    return meet(a, -b, r)


def step(low: float, high: float, x: np.ndarray) -> np.ndarray:
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def bump(x: np.ndarray, middle: float, width: float) -> np.ndarray:
    return np.exp(-(((x - middle) / width) ** 2))


def curve(*points: tuple[float, float], smooth: bool = False) -> Callable[[np.ndarray], np.ndarray]:
    xs, ys = zip(*points, strict=True)
    spline = CubicSpline(xs, ys, bc_type="natural") if smooth else PchipInterpolator(xs, ys)
    return lambda x: spline(np.clip(x, xs[0], xs[-1]))


def box(x, y, z, *, at: tuple[float, float, float], half: tuple[float, float, float], r: float) -> np.ndarray:
    dx, dy, dz = (abs(v - c) - h for v, c, h in zip((x, y, z), at, half, strict=True))
    return meet(meet(dx, dy, r), dz, r)


def mesh_of(field: Field, low, high, cell: float, *, mirrored: bool = False):
    """Vertices on the field's zero (three Newton steps after the cubes), normals by its gradient, triangles."""
    axes = [np.arange(a, b + cell, cell, dtype=np.float64) for a, b in zip(low, high, strict=True)]
    if mirrored:
        axes[1] = np.arange(0, high[1] + cell, cell)
    values = field(*np.meshgrid(*axes, indexing="ij", sparse=True))
    values = np.broadcast_to(values, [len(axis) for axis in axes])
    verts, faces, _, _ = marching_cubes(np.ascontiguousarray(values, dtype=np.float32), 0.0)
    verts = verts.astype(np.float64) * cell + np.array([axis[0] for axis in axes])
    seam = verts[:, 1] < 1e-9
    for _ in range(3):
        value, gradient = slope(field, verts)
        gradient[seam & mirrored, 1] = 0
        move = value[:, None] * gradient / np.maximum((gradient**2).sum(1), 0.05)[:, None]
        verts -= np.clip(move, -cell, cell)
    normals = slope(field, verts)[1]
    if mirrored:
        normals[seam, 1] = 0
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-9)[:, None]
    faces = faces[:, ::-1]
    if mirrored:
        flip = np.array([1.0, -1.0, 1.0])
        count = len(verts)
        other = np.where(seam, np.arange(count), np.arange(count) + count)
        verts, normals = np.vstack([verts, verts * flip]), np.vstack([normals, normals * flip])
        faces = np.vstack([faces, other[faces][:, ::-1]])
    return verts, normals, orient(verts, normals, faces)


def orient(verts, normals, faces):
    a, b, c = (verts[faces[:, k]] for k in range(3))
    wrong = (np.cross(b - a, c - a) * normals[faces].sum(1)).sum(1) < 0
    faces[wrong] = faces[wrong][:, ::-1]
    return faces


def slope(field: Field, verts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    e = 1e-3
    x, y, z = verts.T
    gradient = np.stack(
        [
            field(x + e, y, z) - field(x - e, y, z),
            field(x, y + e, z) - field(x, y - e, z),
            field(x, y, z + e) - field(x, y, z - e),
        ],
        axis=1,
    ) / (2 * e)
    return field(x, y, z), gradient

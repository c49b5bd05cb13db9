"""Bodies that a route takes, made from its declared type: the least that is right, about the things of a world."""

import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Literal, NewType, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, UnsetType
from msgspec.structs import fields

from server.kit.http import UUID_PATTERN
from server.kit.ids import new_id


def example_of(shape: object, ids: Mapping[str, str], name: str = "") -> object:
    """Something of this type; ids are the world's by the field's name, or nobody's."""
    return _with(shape, (), ids, name)


def _with(shape: object, meta: tuple[Meta, ...], ids: Mapping[str, str], name: str) -> object:
    if isinstance(shape, NewType):
        return _with(shape.__supertype__, meta, ids, name)
    if isinstance(shape, type) and issubclass(shape, Struct):
        required = [field for field in fields(shape) if field.required]
        return {field.encode_name: example_of(field.type, ids, field.name) for field in required}
    if isinstance(shape, type) and issubclass(shape, Enum):
        return next(iter(shape)).value
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _with(parts[0], (*(part for part in parts[1:] if isinstance(part, Meta)), *meta), ids, name)
    if origin is Literal:
        return parts[0]
    if origin in {Union, types.UnionType}:
        return _with(next(part for part in parts if part not in {types.NoneType, UnsetType}), meta, ids, name)
    if origin in {list, tuple, frozenset, set}:
        least = max((one.min_length or 0 for one in meta), default=0)
        return [_with(parts[0], (), ids, name.removesuffix("s")) for _ in range(least)]
    return _plain(shape, meta, ids, name)


def _plain(shape: object, meta: tuple[Meta, ...], ids: Mapping[str, str], name: str) -> object:
    if shape is str:
        if name in ids or any(one.pattern == UUID_PATTERN for one in meta):
            return ids.get(name) or new_id()
        return "contact@pro.example" if name == "email" else "x" * max((one.min_length or 1 for one in meta), default=1)
    if shape is bool:
        return False
    if shape in {int, float}:
        return max((one.ge if one.ge is not None else (one.gt or 0) + 1 for one in meta), default=1)
    if shape is date:
        return "2026-01-01"
    if shape is datetime:
        return "2027-01-01T00:00:00Z"
    if get_origin(shape) is dict or shape is dict:
        return dict[str, object]()
    raise TypeError(f"no example of {shape}, for {name}")


def ids_in(body: object) -> set[str]:
    """Every id a body names."""
    return set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", msgspec.json.encode(body).decode()))

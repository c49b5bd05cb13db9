"""Make the framework's OpenAPI document plain: what says nothing goes, and what the Structs know beyond it is added."""

import re
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields

# JSON: what is inside depends on where one looks.
Json = dict[str, Any]

# Generic Structs, whose schemas are named after what is on the page.
_GENERIC = ("Page", "SettingsPage")
_REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')
_TEXTS = re.compile(r"text/|application/(?:json|problem\+json|jsonl|x-ndjson)")


def tidy(document: Json) -> None:
    """Tidy all schemas of the document, and tell of each component what its Struct knows."""
    _tidy(document)
    schemas: dict[str, Json] = document["components"]["schemas"]
    structs, sent = _structs_by_members(), _sent_names(document)
    for name, schema in schemas.items():
        # Clients name types by the title before the key, and the framework's titles are not unique.
        schema.pop("title", None)
        members = frozenset(schema.get("properties", ()))
        kind = next((structs[key, members] for key in (name, *_GENERIC) if (key, members) in structs), None)
        if kind is None:
            continue
        if kind.__doc__:
            schema["description"] = cleandoc(kind.__doc__)
        if name not in sent:
            _tell_answer(schema, kind)
    for operations in document["paths"].values():
        for operation in operations.values():
            _say_content(operation)


def _tidy(part: object) -> None:
    match part:
        case dict():
            _choose(part)
            if isinstance(part.get("default"), dict):
                del part["default"]  # generated clients can't make an object of it
            for name, inner in part.items():
                if isinstance(inner, float) and inner.is_integer():
                    part[name] = int(inner)  # bounds of integers, which the framework reads as floats
                _tidy(inner)
        case list():
            for inner in part:
                _tidy(inner)
        case _:
            pass


def _choose(schema: Json) -> None:
    """Say a choice plainly: `anyOf` of one is that one, and members of a union may look alike, so none is `oneOf`.

    An empty schema among the choices is the framework's word for the `...` of `tuple[T, ...]`.
    """
    found = schema.pop("oneOf", None) or schema.pop("anyOf", None)
    if not isinstance(found, list):
        return
    choices = [choice for choice in found if choice]
    if len(choices) == 1:
        schema |= choices[0]
    else:
        schema["anyOf"] = choices


def _say_content(operation: Json) -> None:
    """Say of an answer that is no JSON whether it is text or bytes."""
    for response in operation["responses"].values():
        for media_type, content in response.get("content", {}).items():
            if "json" not in media_type:
                text = _TEXTS.match(media_type)
                content["schema"] = {"type": "string"} | ({} if text else {"format": "binary"})


def _structs_by_members() -> Mapping[tuple[str, frozenset[str]], type[Struct]]:
    """Every Struct by its name and its members; private ones may share a name."""
    return {(kind.__name__, frozenset(_members(kind))): kind for kind in _structs(Struct)}


def _structs(kind: type[Struct]) -> Iterator[type[Struct]]:
    for child in kind.__subclasses__():
        yield child
        yield from _structs(child)


def _members(kind: type[Struct]) -> Iterator[str]:
    yield from (field.encode_name for field in fields(kind))
    if tag := kind.__struct_config__.tag_field:
        yield tag


def _tell_answer(schema: Json, kind: type[Struct]) -> None:
    """An answer has its fields with defaults too; one that leaves defaults out never says null instead of nothing."""
    defaulted = [field for field in fields(kind) if not field.required and field.default is not msgspec.UNSET]
    if not kind.__struct_config__.omit_defaults:
        schema["required"] = [*schema["required"], *(field.encode_name for field in defaulted)]
        return
    for field in defaulted:
        part = schema["properties"][field.encode_name]
        if field.default is None and "anyOf" in part:
            part["anyOf"] = [choice for choice in part["anyOf"] if choice != {"type": "null"}]
            _choose(part)


def _sent_names(document: Json) -> set[str]:
    """Components that bodies of requests are made of."""
    schemas, found = document["components"]["schemas"], set[str]()
    bodies = [operation.get("requestBody") for path in document["paths"].values() for operation in path.values()]
    names = set(_REFERENCE.findall(msgspec.json.encode(bodies).decode()))
    while names - found:
        found |= names
        names = {inner for name in found for inner in _REFERENCE.findall(msgspec.json.encode(schemas[name]).decode())}
    return found


def shared_headers() -> Mapping[str, Json]:
    """Headers of answers, for `components`."""
    return {
        "X-Request-Id": {
            "description": "Names the request in our logs: tell it when something went wrong.",
            "schema": {"type": "string"},
        },
        "Retry-After": {"description": "Repeat after as many seconds.", "schema": {"type": "integer", "minimum": 0}},
    }

"""Print the schema as TypeScript, for the web's compiler."""

from json import dumps

from server.protocol.closes import Close
from server.protocol.codec import FRAME_BYTES_MAX, MESSAGES_PER_FRAME_MAX
from server.protocol.messages import SUBPROTOCOL
from server.protocol.schema import Json, json_schema

HEADER = "// Printed by `python -m server.protocol.generate` from server/protocol: change it there.\n"
SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript() -> str:
    """The whole file: constants, then one type for each definition of the schema."""
    closes = "\n".join(f"  {close.reason}: {close.value}," for close in Close)
    constants = (
        f"export const SUBPROTOCOL = {dumps(SUBPROTOCOL)};\n"
        f"export const FRAME_BYTES_MAX = {FRAME_BYTES_MAX};\n"
        f"export const MESSAGES_PER_FRAME_MAX = {MESSAGES_PER_FRAME_MAX};\n"
        f"export const CLOSE = {{\n{closes}\n}} as const;\n"
    )
    types = [_declaration(name, part) for name, part in json_schema()["$defs"].items()]
    return "\n".join([HEADER, constants, *types])


def _declaration(name: str, part: Json) -> str:
    comment = _comment(part.get("description", ""), indent="")
    if "properties" not in part:
        return f"{comment}export type {name} = {_type(part)};\n"
    fields = "\n".join(f"  {line}" for line in _fields(part))
    return f"{comment}export interface {name} {{\n{fields}\n}}\n"


def _fields(part: Json) -> list[str]:
    required = set(part.get("required", ()))
    return [f"{name}{'' if name in required else '?'}: {_type(field)};" for name, field in part["properties"].items()]


def _type(part: Json) -> str:
    match part:
        case {"$ref": str(reference)}:
            return reference.removeprefix("#/$defs/")
        case {"anyOf": list(choices)}:
            return " | ".join(_type(choice) for choice in choices)
        case {"enum": list(values)}:
            return " | ".join(dumps(value) for value in values)
        case {"type": "array", "items": dict(items)}:
            return f"readonly ({_type(items)})[]" if "anyOf" in items else f"readonly {_type(items)}[]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Readonly<Record<string, {_type(values)}>>"
        case {"type": str(simple)}:
            return SIMPLE[simple]
        case _:
            raise ValueError(f"no TypeScript for {part}")


def _comment(text: str, *, indent: str) -> str:
    if not text:
        return ""
    lines = "".join(f"{indent} * {line}".rstrip() + "\n" for line in text.splitlines())
    return f"{indent}/**\n{lines}{indent} */\n"

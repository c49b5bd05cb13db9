"""Requests and frames that nobody would send: right ones from the API's description and the protocol, then spoilt."""

from json import dumps
from random import Random
from typing import Any

from tests.protocol.wire_examples import one_of_each

Schema = dict[str, Any]

DEPTH_MAX = 6
IDS = ("0192d3b4-7a10-7000-8000-00000000a001", "00000000-0000-0000-0000-000000000000", "not-an-id")
HOSTILE: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    10**400,
    1e308,
    0.1,
    "",
    " ",
    "x" * 10_000,
    "\0",
    "\ud800",
    "é\u202e",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>",
    "=1+1",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "-infinity",
    [],
    {},
    [[[[[[]]]]]],
    {"": {"": {}}},
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


class Mutator:
    """Makes them from a seed; `schemas` are the components that the description refers to."""

    def __init__(self, chance: Random, schemas: dict[str, Schema]) -> None:
        self._chance = chance
        self._schemas = schemas

    def value(self, schema: Schema, depth: int = 0) -> object:
        """A value as described, or a hostile one in its place."""
        if self._chance.random() < 0.12 or depth > DEPTH_MAX:
            return self._chance.choice(HOSTILE)
        if "$ref" in schema:
            return self.value(self._schemas[schema["$ref"].rsplit("/", 1)[-1]], depth)
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                return self.value(self._chance.choice(schema[union]), depth + 1)
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        return self._of_type(schema, depth)

    def _of_type(self, schema: Schema, depth: int) -> object:
        match schema.get("type"):
            case "object":
                wanted = schema.get("properties", {})
                return {
                    name: self.value(part, depth + 1) for name, part in wanted.items() if self._chance.random() < 0.8
                }
            case "array":
                return [self.value(schema.get("items", {}), depth + 1) for _ in range(self._chance.randrange(3))]
            case "integer" | "number":
                return self._chance.choice((1, 2, 510_000, schema.get("maximum", 7), schema.get("minimum", 0)))
            case "boolean":
                return self._chance.random() < 0.5
            case "string":
                return self._text(schema)
            case _:
                return self._chance.choice(HOSTILE)

    def _text(self, schema: Schema) -> str:
        match schema.get("format"):
            case "uuid":
                return self._chance.choice(IDS)
            case "date":
                return "2026-11-24"
            case "date-time":
                return "2026-11-24T10:00:00Z"
            case _:
                return (
                    self._chance.choice(IDS)
                    if "pattern" in schema
                    else self._chance.choice(("fr", "Essai", "1", "a@b.example"))
                )

    def body(self, schema: Schema) -> bytes:
        """JSON of the described shape, sometimes with its bytes spoilt."""
        text = dumps(self.value(schema)).encode()
        return self.spoilt(text) if self._chance.random() < 0.2 else text

    def text(self) -> str:
        """For an address or a query."""
        return str(self._chance.choice((*HOSTILE, *IDS)))[:300]

    def frame(self) -> bytes:
        """One message of the protocol or several, spoilt in a field, in its bytes, or not at all."""
        message = dict(self._chance.choice(one_of_each()))
        if self._chance.random() < 0.6:
            message[self._chance.choice([*message, "type", "unknown"])] = self._chance.choice(HOSTILE)
        said = dumps([message] * self._chance.randrange(1, 4) if self._chance.random() < 0.2 else message).encode()
        return self.spoilt(said) if self._chance.random() < 0.4 else said

    def spoilt(self, given: bytes) -> bytes:
        """Some bytes other, gone, doubled or cut."""
        spoilt = bytearray(given)
        for _ in range(self._chance.randrange(1, 5)):
            at = self._chance.randrange(len(spoilt) + 1)
            match self._chance.randrange(4):
                case 0:
                    spoilt[at : at + 1] = bytes([self._chance.randrange(256)])
                case 1:
                    del spoilt[at : at + self._chance.randrange(8)]
                case 2:
                    spoilt[at:at] = spoilt[at : at + 40]
                case _:
                    del spoilt[at:]
        return bytes(spoilt)

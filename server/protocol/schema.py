"""Describe the wire in JSON Schema (draft 2020-12) and AsyncAPI 3, from the Structs alone."""

from collections.abc import Mapping
from typing import Any, get_args

from msgspec import Struct
from msgspec.json import schema_components

from server.protocol.closes import Close
from server.protocol.codec import FRAME_BYTES_MAX, MESSAGES_PER_FRAME_MAX
from server.protocol.commands import ClientMessage
from server.protocol.messages import SUBPROTOCOL, DealerMessage, ProMessage
from server.protocol.refusals import Code
from server.protocol.replies import Reply
from server.protocol.snapshots import Snapshot

# A schema is JSON: what is inside depends on where one looks.
Json = dict[str, Any]

SCHEMA_FILE = "adjuge.v1.schema.json"
# What a client does with the position of an event; `server.realtime.merging.is_unnumbered` says the exceptions.
POSITIONS = (
    "An event of a room has its `epoch` and `seq`. A lower epoch: drop it; a higher one: subscribe anew. `seq` already "
    "seen: drop it; the next one, or `from_seq` no later than the next one: apply it; a later one: something is "
    "missing, subscribe with `since`. Outside of that, `presence`, `car_changed` and `margin_changed` with `why` "
    "`cost` come with the position the room has reached and move nothing: apply them at a `seq` already seen, too."
)

UNIONS: Mapping[str, object] = {
    "ClientMessage": ClientMessage,
    "Reply": Reply,
    "Snapshot": Snapshot,
    "ProMessage": ProMessage,
    "DealerMessage": DealerMessage,
}


def json_schema() -> Json:
    """Every message and piece under `$defs`, with a union for each side and audience."""
    unions, parts = schema_components(UNIONS.values(), ref_template="#/$defs/{name}")
    named = {name: _present(part) for name, part in sorted(parts.items())}
    _undiscriminated([unions, named])
    named["Code"]["description"] = _codes()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SUBPROTOCOL}",
        "title": f"The live protocol {SUBPROTOCOL}",
        "$defs": named | dict(zip(UNIONS, unions, strict=True)),
    }


def asyncapi() -> Json:
    """The socket as a channel: who sends which message; payloads point into the schema beside it."""
    received = _tags(ClientMessage)
    sent = _tags(ProMessage) | _tags(DealerMessage)
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "Adjugé, live", "version": "1.0.0", "description": _about()},
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "/ws",
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"} for name in sorted(received.keys() | sent.keys())
                },
                "bindings": {"ws": {"method": "GET", "headers": _headers()}},
            }
        },
        "operations": {
            "say": _operation("receive", received, "What a client sends."),
            "tell": _operation("send", sent, "What the server sends."),
        },
        "components": {
            "messages": {
                name: {"name": tag, "payload": {"$ref": f"./{SCHEMA_FILE}#/$defs/{name}"}}
                for name, tag in sorted((received | sent).items())
            }
        },
    }


def _present(part: Json) -> Json:
    """The part without `null` where a missing field says the same: the server never sends it."""
    for name, field in part.get("properties", {}).items():
        if "default" in field and field["default"] is None:
            present = [choice for choice in field["anyOf"] if choice != {"type": "null"}]
            part["properties"][name] = present[0] if len(present) == 1 else {"anyOf": present}
    return part


def _undiscriminated(part: object) -> None:
    """Take out `discriminator`: OpenAPI has it as an object, AsyncAPI as a text, and JSON Schema not at all."""
    match part:
        case dict():
            part.pop("discriminator", None)
            _undiscriminated(list(part.values()))
        case list() | tuple():
            for inner in part:
                _undiscriminated(inner)
        case _:
            pass


def _tags(union: object) -> dict[str, str]:
    members: tuple[type[Struct], ...] = get_args(union)
    return {member.__name__: str(member.__struct_config__.tag) for member in members}


def _operation(action: str, tags: Mapping[str, str], summary: str) -> Json:
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": "#/channels/live"},
        "messages": [{"$ref": f"#/channels/live/messages/{name}"} for name in sorted(tags)],
    }


def _headers() -> Json:
    protocol = {"type": "string", "const": SUBPROTOCOL}
    return {
        "type": "object",
        "properties": {"Sec-WebSocket-Protocol": protocol},
        "required": ["Sec-WebSocket-Protocol"],
    }


def _codes() -> str:
    return "\n".join(f"{code.value}: {code.advice}" for code in Code)


def _about() -> str:
    closes = "\n".join(f"- {close.value} {close.reason}" for close in Close)
    return (
        f"Text frames of JSON, one object or an array of up to {MESSAGES_PER_FRAME_MAX}; a client's frame holds "
        f"at most {FRAME_BYTES_MAX} bytes. Close codes below 4500: come back; from 4500: stop and tell.\n\n{closes}\n\n"
        f"{POSITIONS}"
    )

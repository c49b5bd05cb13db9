"""Shape the three families of Structs of the wire; the tag of a message is its class name in snake_case."""

from re import compile as pattern

from msgspec import Struct

_CAPITAL = pattern(r"(?<!^)(?=[A-Z])")


def wire_tag(class_name: str) -> str:
    """`PlaceBid` -> `place_bid`."""
    return _CAPITAL.sub("_", class_name).lower()


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=wire_tag):
    """What a client sends: an unknown field is refused, so that a misspelt guard can't be ignored."""


class Message(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=wire_tag):
    """What the server sends: a field that is `None` is left out; clients ignore what they don't know."""


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A piece of a message."""


class Received(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a command."""

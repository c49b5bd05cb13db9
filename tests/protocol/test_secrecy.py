"""A pro's messages have no field that could carry a secret (domain 7.6)."""

from typing import get_args

import pytest
from msgspec import Struct
from msgspec.inspect import DictType, StructType, Type, UnionType, VarTupleType, type_info

from server.protocol.messages import ProMessage
from server.protocol.replies import Subscribed
from server.protocol.snapshots import ProSnapshot

SECRETS = ("reserve_cents", "leader", "winner", "pro", "member", "margin", "totals", "offer_id", "invited", "answered")


def fields_of(kind: Type) -> set[str]:
    """The names of all fields that a value of this type may print."""
    match kind:
        case StructType(fields=fields):
            return {field.name for field in fields} | {name for field in fields for name in fields_of(field.type)}
        case UnionType(types=types):
            return {name for each in types for name in fields_of(each)}
        case VarTupleType(item_type=item) | DictType(value_type=item):
            return fields_of(item)
        case _:
            return set()


@pytest.mark.parametrize(
    "message", [*(m for m in get_args(ProMessage) if m is not Subscribed), ProSnapshot], ids=lambda m: m.__name__
)
def test_a_message_for_pros_has_no_place_for_a_secret(message: type[Struct]) -> None:
    assert fields_of(type_info(message)).isdisjoint(SECRETS)

"""Know a request that is sent again: by the `Idempotency-Key` that its sender gave it."""

from typing import Annotated, Final

from litestar.params import HeaderParameter
from msgspec import ValidationError, convert

from server.kit.ids import CommandId
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.protocol.scalars import WireCommandId

KEY_LENGTH_MAX: Final = 200
KEY_HEADER: Final = "Idempotency-Key"
_MEANING = "Repeat a request with the key it had: its work is done once, and each copy has the same answer."

# An argument of a route whose request may be repeated: `idempotency_key: IdempotencyKey = None`.
IdempotencyKey = Annotated[
    str | None, HeaderParameter(name=KEY_HEADER, min_length=1, max_length=KEY_LENGTH_MAX, description=_MEANING)
]
# Of a command, whose id the key is: a UUID or ULID. `idempotency_key: CommandKey` where none goes without.
CommandKey = Annotated[
    str, HeaderParameter(name=KEY_HEADER, description=f"{_MEANING} A UUID in lower case, or a ULID.")
]


def command_id_of(key: str) -> CommandId:
    """The key of a command as its id.

    Raises:
        Refusal: `invalid`, it is neither a UUID nor a ULID.

    """
    try:
        return convert(key, WireCommandId)
    except ValidationError as error:
        raise Refusal(Code.INVALID, errors=[field_error(KEY_HEADER, Fault.NO_COMMAND_ID)]) from error

"""Know a request that is sent again: by the `Idempotency-Key` that its sender gave it."""

from typing import Any, Final

from litestar import Request

from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal

KEY_LENGTH_MAX: Final = 200


def key_of(request: Request[Any, Any, Any]) -> str | None:
    """The request's key, if it has one.

    Raises:
        Refusal: `invalid`, it is empty or too long.

    """
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= KEY_LENGTH_MAX:
        raise Refusal(Code.INVALID, errors=[field_error("Idempotency-Key", Fault.TOO_LONG, most=KEY_LENGTH_MAX)])
    return key

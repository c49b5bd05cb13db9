"""What HTTP says of each code: its status. No slice names one."""

from collections.abc import Mapping

from server.protocol.refusals import Code

CONFLICT = 409
# What isn't here is a conflict with how things stand: 409.
_STATUSES: Mapping[Code, int] = {
    Code.BAD_REQUEST: 400,
    Code.UNAUTHORIZED: 401,
    Code.WRONG_CREDENTIALS: 401,
    Code.TOTP_REQUIRED: 401,
    Code.WRONG_TOTP: 401,
    Code.FORBIDDEN: 403,
    Code.FOREIGN_ORIGIN: 403,
    Code.SECOND_FACTOR_REQUIRED: 403,
    Code.NOT_FOUND: 404,
    Code.NOT_INVITED: 404,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.INVALID: 422,
    Code.AMOUNT_TOO_LOW: 422,
    Code.CANNOT_LOWER: 422,
    Code.RESERVE_NOT_LOWER: 422,
    Code.NO_RESERVE: 422,
    Code.CONFIRM_LARGE: 422,
    Code.NOT_A_PHOTO: 422,
    Code.NOT_A_TABLE: 422,
    Code.RATE_LIMITED: 429,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
    Code.TIMEOUT: 503,
    Code.DIRECTORY_UNAVAILABLE: 503,
    Code.NOT_BUILT: 503,
}


def status_of(code: Code) -> int:
    """The status of an answer that refuses with this code."""
    return _STATUSES.get(code, CONFLICT)

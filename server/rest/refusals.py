"""Render the business's no as a problem: the same code that a socket would carry, with its facts."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response

from server.protocol.refusals import RETRY, Code, Refusal
from server.rest.problems import Problem, respond

# What isn't here is a conflict with how things stand: 409.
STATUSES: Mapping[Code, int] = {
    Code.BAD_REQUEST: 400,
    Code.UNAUTHORIZED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.NOT_INVITED: 404,
    Code.INVALID: 422,
    Code.AMOUNT_TOO_LOW: 422,
    Code.CANNOT_LOWER: 422,
    Code.RESERVE_NOT_LOWER: 422,
    Code.NO_RESERVE: 422,
    Code.CONFIRM_LARGE: 422,
    Code.NOT_A_PHOTO: 422,
    Code.NOT_A_TABLE: 422,
    Code.RATE_LIMITED: 429,
    Code.UNAVAILABLE: 503,
    Code.TIMEOUT: 503,
}
CONFLICT = 409
RETRY_AFTER_MS_DEFAULT = 1_000


def problem_of(refusal: Refusal) -> Problem:
    """The refusal in REST's shape; a retry says after how many whole seconds."""
    facts = dict(refusal.facts)
    headers = {}
    if refusal.code in RETRY:
        after_ms = facts.get("after_ms")
        milliseconds = after_ms if isinstance(after_ms, int) else RETRY_AFTER_MS_DEFAULT
        headers["retry-after"] = str(-(-milliseconds // 1_000))
    detail = facts.pop("detail", None) or refusal.code.advice
    return Problem(STATUSES.get(refusal.code, CONFLICT), refusal.code.value, str(detail), headers=headers, facts=facts)


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    """For `Litestar(exception_handlers=...)`."""
    return respond(request, problem_of(refusal))

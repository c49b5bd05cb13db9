"""Answer what went wrong as `application/problem+json`, in one shape and without our insides.

    Problem raised by a route          its own status and code
    litestar HTTPException             404, 405, 413... by its status; no text of the framework
    asyncpg error, by SQLSTATE         unique, exclusion, foreign key 409; data and checks 422; locks 409 `retry`;
                                       cancelled, cut, too many connections 503
    lost connection, timeout           503 `unavailable`
    anything else                      500 `internal`, logged with its trace

A refusal of the business is translated by `server/rest/refusals.py`, one layer where codes are known.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from redis.exceptions import RedisError

from server.kit.faults import FieldError

MEDIA_TYPE = "application/problem+json"
# Where each code is explained; a fragment of the page for programmers.
TYPE_PREFIX = "/api/docs#problem-"
RETRY_AFTER_SECONDS = "1"

log = structlog.get_logger()


class Problem(Exception):
    """Something to answer instead of the happy path; `facts` are further members of the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})


def not_found() -> Problem:
    """It isn't there, or is somebody else's: the same answer, so that nobody learns which."""
    return Problem(404, "not_found", "There is nothing here for you.")


def forbidden(detail: str = "Your rights do not allow this.") -> Problem:
    """The one signed in may not do this."""
    return Problem(403, "forbidden", detail)


def conflict(detail: str, **facts: object) -> Problem:
    """The thing has changed or stands in the way; `version` in the facts is the current one."""
    return Problem(409, "conflict", detail, facts=facts)


def invalid(*errors: FieldError) -> Problem:
    """The body says something that can't be; every bad field at once."""
    return Problem(422, "invalid", "Some fields are not acceptable.", errors=errors)


def invalid_field(pointer: str, detail: str) -> Problem:
    """One field that can't be."""
    return invalid(FieldError(pointer=pointer, detail=detail))


def unavailable() -> Problem:
    """Something we need doesn't answer; the same request may be repeated."""
    return Problem(503, "unavailable", "Try again in a moment.", headers={"retry-after": RETRY_AFTER_SECONDS})


# The framework says only in words which parameter is missing.
_MISSING_PARAMETER = re.compile(r"Missing required \w+ parameter '(\w+)' for path ")

# By status of the framework's own exceptions. Anything else of 4xx is a `bad_request`.
_CODES: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request is malformed."),
    401: ("unauthorized", "Sign in first."),
    403: ("forbidden", "Your rights do not allow this."),
    404: ("not_found", "There is nothing here for you."),
    405: ("method_not_allowed", "This address does not take that method."),
    413: ("too_large", "The body is larger than this address takes."),
    415: ("unsupported_media_type", "Bodies are application/json."),
    429: ("rate_limited", "Too many requests; slow down."),
}

# SQLSTATE, whole or by its class of two characters; the longer key wins.
_SQLSTATES: Mapping[str, tuple[int, str, str]] = {
    "23505": (409, "conflict", "This already exists."),
    "23P01": (409, "conflict", "This overlaps something that exists."),
    "23503": (409, "conflict", "This is linked to something that is gone, or still in use."),
    "23001": (409, "conflict", "This can not be changed."),
    "23": (422, "invalid", "A value is not acceptable."),
    "22": (422, "invalid", "A value is not acceptable."),
    "40": (409, "retry", "Somebody else changed this at the same moment; repeat the request."),
    "55P03": (409, "retry", "Somebody else is changing this; repeat the request."),
    "57": (503, "unavailable", "Try again in a moment."),
    "53": (503, "unavailable", "Try again in a moment."),
    "55000": (503, "unavailable", "Try again in a moment."),
    "3D": (503, "unavailable", "Try again in a moment."),
    "28": (503, "unavailable", "Try again in a moment."),
    "08": (503, "unavailable", "Try again in a moment."),
    "25006": (503, "unavailable", "Try again in a moment."),
}


def of_http_exception(exception: HTTPException) -> Problem:
    """The framework's exception in our shape; validation of parameters names each."""
    status = exception.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status, "unavailable" if status == HTTPStatus.SERVICE_UNAVAILABLE else "internal")
    errors = _parameter_errors(exception.extra)
    if missing := _MISSING_PARAMETER.match(exception.detail):
        errors = [FieldError(pointer=missing[1], detail="is required")]
    if errors:
        return invalid(*errors)
    code, detail = _CODES.get(status, _CODES[400])
    return Problem(status, code, detail, headers=_kept_headers(exception.headers))


def of_postgres_error(error: asyncpg.PostgresError) -> Problem:
    """What the database refused, without its words: they quote data."""
    state = sqlstate(error)
    status, code, detail = _SQLSTATES.get(state) or _SQLSTATES.get(state[:2]) or (500, "internal", "")
    headers = {"retry-after": RETRY_AFTER_SECONDS} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return Problem(status, code, detail, headers=headers)


def sqlstate(error: asyncpg.PostgresError) -> str:
    """The five characters by which Postgres names what it refused; empty when the client library made it up."""
    return str(getattr(error, "sqlstate", None) or "")


def respond(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """The answer that tells this problem."""
    body: dict[str, object] = {
        **problem.facts,
        "type": TYPE_PREFIX + problem.code,
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail or HTTPStatus(problem.status).description,
        "instance": request.scope["path"],
        "code": problem.code,
        "errors": problem.errors,
    }
    return Response(
        msgspec.json.encode(body),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"cache-control": "no-store", **problem.headers},
    )


def _on_problem(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    if problem.status == HTTPStatus.FORBIDDEN:
        # Who tried what they may not; nobody is known yet where the origin was refused.
        account = getattr(request.scope.get("user"), "account_id", None)
        log.warning("refused", code=problem.code, account=account, path=request.scope["path"])
    return respond(request, problem)


def _on_http_exception(request: Request[Any, Any, Any], exception: HTTPException) -> Response[bytes]:
    if exception.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _on_exception(request, exception)
    return respond(request, of_http_exception(exception))


def _on_postgres_error(request: Request[Any, Any, Any], error: asyncpg.PostgresError) -> Response[bytes]:
    problem = of_postgres_error(error)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return _on_exception(request, error)
    log.warning("database refused", sqlstate=sqlstate(error), answer=problem.code, path=request.scope["path"])
    return respond(request, problem)


def _on_interface_error(request: Request[Any, Any, Any], error: asyncpg.InterfaceError) -> Response[bytes]:
    """The client library says no: to a value that fits no column (theirs), or because its connection is gone."""
    if isinstance(error, ValueError):
        return respond(request, Problem(422, "invalid", "A value is not acceptable."))
    return _on_lost_server(request, error)


def _on_lost_server(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("a server does not answer", error=type(error).__name__, path=request.scope["path"])
    return respond(request, unavailable())


def _on_exception(request: Request[Any, Any, Any], exception: Exception) -> Response[bytes]:
    log.error("unhandled exception", path=request.scope["path"], exc_info=exception)
    return respond(request, Problem(500, "internal", "This is our mistake; it has been recorded."))


# For `Litestar(exception_handlers=...)`; the framework picks the nearest class of the exception's ancestors.
EXCEPTION_HANDLERS: Mapping[type[Exception], Any] = {
    Problem: _on_problem,
    HTTPException: _on_http_exception,
    asyncpg.PostgresError: _on_postgres_error,
    asyncpg.InterfaceError: _on_interface_error,
    # What its protocol says when the connection is cut between two steps of one query.
    asyncpg.InternalClientError: _on_lost_server,
    OSError: _on_lost_server,
    TimeoutError: _on_lost_server,
    RedisError: _on_lost_server,
    Exception: _on_exception,
}


def _parameter_errors(extra: object) -> list[FieldError]:
    """What the framework says of parameters, as `[{key, message, source}]`."""
    if not isinstance(extra, list):
        return []
    return [
        FieldError(pointer=str(entry.get("key", "")), detail=str(entry.get("message", "")))
        for entry in extra
        if isinstance(entry, dict)
    ]


def _kept_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """`Allow` and `Retry-After` mean something; the rest of the framework's headers doesn't."""
    return {name: value for name, value in (headers or {}).items() if name.lower() in {"allow", "retry-after"}}

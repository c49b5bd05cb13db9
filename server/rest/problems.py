"""Answer what was refused or went wrong as `application/problem+json`, in one shape and without our insides.

Refusal raised anywhere            its code, and the status that `refusals.py` has for it
litestar HTTPException             404, 405, 413... by its status; no text of the framework
asyncpg error, by SQLSTATE         unique, exclusion 409 `taken`; foreign key 409 `in_use`; data and checks 422;
locks 409 `retry`; cancelled, cut, too many connections 503
lost connection, timeout           503 `unavailable`
anything else                      500 `internal`, logged with its trace
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from redis.exceptions import RedisError

from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.misfits import misfit
from server.protocol.refusals import RETRY, Code, Refusal
from server.rest.languages import language_of
from server.rest.refusals import status_of
from server.rest.wording import detail_of

MEDIA_TYPE = "application/problem+json"
# Where each code is explained; a fragment of the page for programmers.
TYPE_PREFIX = "/api/docs#problem-"
RETRY_AFTER_MS_DEFAULT = 1_000

log = structlog.get_logger()


# The framework says only in words which parameter is missing.
_MISSING_PARAMETER = re.compile(r"Missing required \w+ parameter '([\w-]+)' for path ")

# By status of the framework's own exceptions. Anything else of 4xx is a `bad_request`.
_CODES: Mapping[int, Code] = {
    401: Code.UNAUTHORIZED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.TOO_LARGE,
    429: Code.RATE_LIMITED,
}

# SQLSTATE, whole or by its class of two characters; the longer key wins.
_SQLSTATES: Mapping[str, Code] = {
    "23505": Code.TAKEN,
    "23P01": Code.TAKEN,
    "23503": Code.IN_USE,
    "23001": Code.IN_USE,
    "23": Code.INVALID,
    "22": Code.INVALID,
    "40": Code.RETRY,
    "55P03": Code.RETRY,
    "57": Code.UNAVAILABLE,
    "53": Code.UNAVAILABLE,
    "55000": Code.UNAVAILABLE,
    "3D": Code.UNAVAILABLE,
    "28": Code.UNAVAILABLE,
    "08": Code.UNAVAILABLE,
    "25006": Code.UNAVAILABLE,
}


def of_http_exception(exception: HTTPException) -> Refusal:
    """The framework's exception as a refusal; validation of parameters names each."""
    status = exception.status_code
    errors = _parameter_errors(exception.extra)
    if missing := _MISSING_PARAMETER.match(exception.detail):
        errors = [field_error(missing[1], Fault.REQUIRED)]
    if errors:
        return Refusal(Code.INVALID, errors=errors)
    if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        return Refusal(Code.UNSUPPORTED_MEDIA_TYPE, accepted=["application/json"])
    return Refusal(_CODES.get(status, Code.BAD_REQUEST))


def of_postgres_error(error: asyncpg.PostgresError) -> Refusal:
    """What the database refused, without its words: they quote data."""
    state = sqlstate(error)
    return Refusal(_SQLSTATES.get(state) or _SQLSTATES.get(state[:2]) or Code.INTERNAL)


def sqlstate(error: asyncpg.PostgresError) -> str:
    """The five characters by which Postgres names what it refused; empty when the client library made it up."""
    return str(getattr(error, "sqlstate", None) or "")


def respond(
    request: Request[Any, Any, Any], refusal: Refusal, *, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """The answer that tells this refusal, in the language asked for."""
    status = status_of(refusal.code)
    language = language_of(request.headers.get("accept-language"))
    body: dict[str, object] = {
        **refusal.facts,
        "type": TYPE_PREFIX + refusal.code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail_of(refusal, language),
        "instance": request.scope["path"],
        "code": refusal.code,
        "errors": [error.worded(language) for error in refusal.errors],
    }
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={
            "cache-control": "no-store",
            "content-language": language,
            "vary": "accept-language",
            **_headers_of(refusal),
            **(headers or {}),
        },
    )


def _headers_of(refusal: Refusal) -> dict[str, str]:
    """A retry says after how many whole seconds."""
    if refusal.code is Code.UNAUTHORIZED:
        return {"www-authenticate": "Bearer"}
    if refusal.code not in RETRY:
        return {}
    after_ms = refusal.facts.get("after_ms")
    milliseconds = after_ms if isinstance(after_ms, int) else RETRY_AFTER_MS_DEFAULT
    return {"retry-after": str(-(-milliseconds // 1_000))}


def _on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    if status_of(refusal.code) == HTTPStatus.FORBIDDEN:
        # Who tried what they may not; nobody is known yet where the origin was refused.
        account = getattr(request.scope.get("user"), "account_id", None)
        log.warning("refused", code=refusal.code, account=account, path=request.scope["path"])
    return respond(request, refusal)


def _on_http_exception(request: Request[Any, Any, Any], exception: HTTPException) -> Response[bytes]:
    if exception.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _on_exception(request, exception)
    return respond(request, of_http_exception(exception), headers=_kept_headers(exception.headers))


def _on_postgres_error(request: Request[Any, Any, Any], error: asyncpg.PostgresError) -> Response[bytes]:
    refusal = of_postgres_error(error)
    if refusal.code is Code.INTERNAL:
        return _on_exception(request, error)
    log.warning("database refused", sqlstate=sqlstate(error), answer=refusal.code, path=request.scope["path"])
    return respond(request, refusal)


def _on_interface_error(request: Request[Any, Any, Any], error: asyncpg.InterfaceError) -> Response[bytes]:
    """The client library says no: to a value that fits no column (theirs), or because its connection is gone."""
    if isinstance(error, ValueError):
        return respond(request, Refusal(Code.INVALID))
    return _on_lost_server(request, error)


def _on_lost_server(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("a server does not answer", error=type(error).__name__, path=request.scope["path"])
    return respond(request, Refusal(Code.UNAVAILABLE))


def _on_exception(request: Request[Any, Any, Any], exception: Exception) -> Response[bytes]:
    log.error("unhandled exception", path=request.scope["path"], exc_info=exception)
    return respond(request, Refusal(Code.INTERNAL))


# For `Litestar(exception_handlers=...)`; the framework picks the nearest class of the exception's ancestors.
EXCEPTION_HANDLERS: Mapping[type[Exception], Any] = {
    Refusal: _on_refusal,
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
    return [misfit(str(entry.get("message", "")), _parameter_name(entry)) for entry in extra if isinstance(entry, dict)]


def _parameter_name(entry: Mapping[str, object]) -> str:
    """The parameter as its sender wrote it; of a header the framework says our argument's name."""
    name = str(entry.get("key", ""))
    return name.replace("_", "-").title() if entry.get("source") == "header" else name


def _kept_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """`Allow` and `Retry-After` mean something; the rest of the framework's headers doesn't."""
    return {name: value for name, value in (headers or {}).items() if name.lower() in {"allow", "retry-after"}}

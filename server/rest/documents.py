"""Describe the API to programs (`/api/openapi.json`) and to people (`/api/docs`, which loads nothing from outside)."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Litestar, Request, Response, Router, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import License
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from typing_extensions import override

from server.kit.http import PUBLIC
from server.protocol.faults import Fault
from server.protocol.refusals import Code, Refusal
from server.rest.examples import EXAMPLES, show
from server.rest.naming import named, operation_id, summary
from server.rest.problems import MEDIA_TYPE
from server.rest.refusals import status_of
from server.rest.tidying import shared_headers, tidy

DOCS_FOLDER = Path(__file__).parent / "docs"
DOCS_FILES: Mapping[str, str] = {
    "docs.js": "text/javascript",
    "docs.css": "text/css",
}

# By status: the name of the shared answer, and what it means.
_PROBLEMS: Mapping[str, tuple[str, str]] = {
    "400": ("BadRequest", "Malformed"),
    "401": ("Unauthorized", "Nobody is signed in"),
    "403": ("Forbidden", "No right, or another site's page"),
    "404": ("NotFound", "Nothing here for you"),
    "409": ("Conflict", "In the way of how things stand"),
    "413": ("TooLarge", "Too large"),
    "415": ("UnsupportedMediaType", "Not JSON"),
    "422": ("Invalid", "Fields that can't be"),
    "429": ("RateLimited", "Too many requests"),
    "500": ("Internal", "Our mistake"),
    "503": ("Unavailable", "Try again in a moment"),
}
_OF_BODIES = ("409", "413", "415", "422")
_ALWAYS = [status for status in _PROBLEMS if status not in _OF_BODIES]
_RETRIED = ("429", "503")

_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What went wrong, in the shape of RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "What to translate and act on; further members are its facts."},
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/FieldError"},
        },
    },
}
_SECURITY_SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "sid", "description": "`__Host-sid` by https"},
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key or a session's token"},
}

_NO_SCOPES: list[str] = []
_NOBODY: list[dict[str, list[str]]] = []
_SECURITY = [{"session": _NO_SCOPES}, {"bearer": _NO_SCOPES}]


class _Unrouted(Router):
    """Where the framework would hang its own pages, which load from elsewhere."""

    @override
    def register(self, value: ControllerRouterHandler) -> list[Any]:
        return []


def openapi_config() -> OpenAPIConfig:
    """For `Litestar(openapi_config=...)`: it collects the routes, `document_routes` serves them."""
    return OpenAPIConfig(
        title="Adjugé",
        version=version("adjuge"),
        license=License(name="AGPL-3.0-or-later", identifier="AGPL-3.0-or-later"),
        description="Auctions of used cars between dealers and professionals. Live: the protocol adjuge.v1 at /ws.",
        use_handler_docstrings=True,
        operation_id_creator=operation_id,
        openapi_router=_Unrouted("/api", route_handlers=[]),
    )


def document_routes() -> Router:
    """`/api/openapi.json`, `/api/docs` and the files of that page."""
    return Router("/api", route_handlers=[_openapi_json, _docs, _docs_file], opt=PUBLIC, include_in_schema=False)


@get("/openapi.json", sync_to_thread=False)
def _openapi_json(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What this server answers to, in OpenAPI 3.1."""
    return Response(_document(request.app), media_type="application/json", headers={"cache-control": "no-cache"})


@get("/docs", sync_to_thread=False)
def _docs() -> Response[bytes]:
    """The page for programmers."""
    return Response((DOCS_FOLDER / "docs.html").read_bytes(), media_type="text/html")


@get("/docs/{name:str}", sync_to_thread=False)
def _docs_file(name: FromPath[str]) -> Response[bytes]:
    """Its script and its style."""
    if name not in DOCS_FILES:
        raise Refusal(Code.NOT_FOUND)
    return Response((DOCS_FOLDER / name).read_bytes(), media_type=DOCS_FILES[name])


@cache
def _document(app: Litestar) -> bytes:
    return msgspec.json.encode(openapi_document(app))


def openapi_document(app: Litestar) -> dict[str, Any]:
    """The framework's document, each operation with the problems it may answer and what it demands."""
    text = named(msgspec.json.encode(app.openapi_schema.to_schema()).decode())
    document = cast("dict[str, Any]", msgspec.json.decode(text))
    tidy(document)
    public = _public_operations(app)
    components = document["components"]
    # By name: what is moved to another module stays where it was in the document and in what is printed from it.
    components["schemas"] = dict(sorted({**components["schemas"], "Problem": _PROBLEM_SCHEMA}.items()))
    components["securitySchemes"] = _SECURITY_SCHEMES
    components["headers"] = shared_headers()
    components["responses"] = {name: _response(status) for status, (name, _) in _PROBLEMS.items()}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method=method, public=(path, method.upper()) in public)
    document["x-problem-codes"] = _problem_codes()
    document["x-field-codes"] = [{"code": fault, "detail": fault.en} for fault in sorted(Fault)]
    return document


def _response(status: str) -> dict[str, Any]:
    shown = {"example": EXAMPLES["Problem"]} if status == str(EXAMPLES["Problem"]["status"]) else {}
    headers = ["X-Request-Id", *(["Retry-After"] if status in _RETRIED else [])]
    return {
        "description": _PROBLEMS[status][1],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, **shown}},
    }


def _complete(operation: dict[str, Any], *, method: str, public: bool) -> None:
    operation["summary"] = summary(operation["operationId"])
    operation["security"] = _NOBODY if public else _SECURITY
    statuses = [*_ALWAYS, *(_OF_BODIES if method != "get" else ())]
    if any(parameter["schema"].get("format") != "uuid" for parameter in operation.get("parameters", ())):
        statuses.append("422")
    responses = operation["responses"]
    responses.get("204", {}).pop("content", None)
    for told in (operation.get("requestBody", {}), *responses.values()):
        show(told.get("content", {}))
    for status in statuses:
        if status not in responses or status == "400":
            responses[status] = {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"}


def _public_operations(app: Litestar) -> set[tuple[str, str]]:
    return {
        (route.path_format, method)
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get("public")
        for method in getattr(handler, "http_methods", ())
    }


def _problem_codes() -> list[dict[str, int | str]]:
    return [
        {"code": code.value, "status": status_of(code), "advice": code.advice}
        for code in sorted(Code, key=lambda code: code.value)
    ]

"""Serve the web application: its files from memory, compressed once, and its page for every address of its own.

What the build named by its content is cached for ever, the page itself never. Addresses of machines (`/api`, `/ws`,
`/health`, `/metrics`) never get the page: a program must not read HTML where it asked for data.
"""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from server.kit.http import PUBLIC
from server.protocol.refusals import Code, Refusal

STATIC_FOLDER = Path(__file__).parent.parent / "static"
INDEX = "index.html"
NOT_PAGES = frozenset({"api", "ws", "health", "metrics", "dev"})
# The build puts files named by their content here.
HASHED_FOLDER = "assets"
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")
COMPRESS_BYTES_MIN = 1_000


class Asset(Struct, frozen=True, kw_only=True):
    """One file, as it is sent."""

    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache_control: str


class Pages:
    """The files of a folder, read again when its page changed (a new build under a running server)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_ns: int | None = None
        self._assets: Mapping[str, Asset] = {}

    def find(self, path: str) -> Asset:
        """The file at `path`, or the page for addresses that are no file's.

        Raises:
            Refusal: `not_found`, an address of machines or a missing file; `not_built`, the web application was not
                built.

        """
        self._refresh()
        asset = self._assets.get(path)
        if asset is not None:
            return asset
        first = PurePosixPath(path).parts[:1]
        if (first and first[0] in {*NOT_PAGES, HASHED_FOLDER}) or PurePosixPath(path).suffix:
            raise Refusal(Code.NOT_FOUND)
        page = self._assets.get(INDEX)
        if page is None:
            raise Refusal(Code.NOT_BUILT)
        return page

    def _refresh(self) -> None:
        try:
            built_ns = (self._folder / INDEX).stat().st_mtime_ns
        except OSError:
            return
        if built_ns != self._built_ns:
            self._assets = {
                file.relative_to(self._folder).as_posix(): _asset(file, self._folder)
                for file in sorted(self._folder.rglob("*"))
                if file.is_file()
            }
            self._built_ns = built_ns


def page_routes(folder: Path) -> HTTPRouteHandler:
    """The route of everything that isn't anybody else's."""
    pages = Pages(folder)

    @get(["/", "/{path:path}"], opt=PUBLIC, include_in_schema=False, sync_to_thread=False, name="pages")
    def page(request: Request[Any, Any, Any], path: FromPath[str] = "/") -> Response[bytes]:
        """Send a file, or the page."""
        return _response(request, pages.find(path.strip("/") or INDEX))

    return page


def _response(request: Request[Any, Any, Any], asset: Asset) -> Response[bytes]:
    headers = {"cache-control": asset.cache_control, "etag": asset.etag, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == asset.etag:
        return Response(b"", status_code=304, headers=headers, media_type=asset.media_type)
    if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, headers={**headers, "content-encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)


def _asset(file: Path, folder: Path) -> Asset:
    body = file.read_bytes()
    media_type = guess_type(file.name)[0] or "application/octet-stream"
    if file.suffix == ".js":
        media_type = "text/javascript"  # what a system's own table says differs
    hashed = file.relative_to(folder).parts[0] == HASHED_FOLDER
    worth_it = len(body) >= COMPRESS_BYTES_MIN and media_type.startswith(COMPRESSIBLE)
    return Asset(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0) if worth_it else None,
        media_type=media_type,
        etag=f'"{sha256(body).hexdigest()[:32]}"',
        cache_control="public, max-age=31536000, immutable" if hashed else "no-cache",
    )

"""Speak S3: three requests, signed by Signature Version 4 as AWS publishes it, to any service that understands them."""

import hashlib
import hmac
from datetime import datetime
from http import HTTPStatus
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx
import stamina

from server.kit import clock

TIMEOUT_SECONDS = 10.0
ATTEMPTS_MAX = 3
WAIT_SECONDS_MAX = 1.0
ALGORITHM = "AWS4-HMAC-SHA256"
REGION_DEFAULT = "us-east-1"


class UnavailableError(OSError):
    """The service doesn't answer, or answers with a failure of its own."""


class Bucket:
    """A bucket at `s3+https://key:secret@host/bucket[/prefix]?region=...`; addresses are path-style."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._key, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        self._base = parts.path.rstrip("/")
        self._region = parse_qs(parts.query).get("region", [REGION_DEFAULT])[0]
        self._client = httpx.AsyncClient(
            base_url=f"{parts.scheme.removeprefix('s3+')}://{self._host}", timeout=TIMEOUT_SECONDS
        )

    async def put(self, name: str, content: bytes, *, media_type: str) -> None:
        """See `Storage`."""
        await self._send("PUT", name, content, {"content-type": media_type})

    async def get(self, name: str) -> bytes | None:
        """See `Storage`."""
        answer = await self._send("GET", name)
        return None if answer.status_code == HTTPStatus.NOT_FOUND else answer.content

    async def delete(self, name: str) -> None:
        """See `Storage`."""
        await self._send("DELETE", name)

    async def aclose(self) -> None:
        """See `Storage`."""
        await self._client.aclose()

    async def _send(
        self, method: str, name: str, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        path = f"{self._base}/{quote(name)}"
        async for attempt in stamina.retry_context(
            on=UnavailableError, attempts=ATTEMPTS_MAX, timeout=None, wait_max=WAIT_SECONDS_MAX
        ):
            with attempt:
                return await self._send_once(method, path, content, headers or {})
        raise UnavailableError(method)

    async def _send_once(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        signed = signature_headers(
            method, path, content, headers=headers, host=self._host, key=self._key, secret=self._secret,
            region=self._region, at=clock.now(),
        )  # fmt: skip
        try:
            answer = await self._client.request(method, path, content=content, headers={**headers, **signed})
        except httpx.HTTPError as error:
            raise UnavailableError(str(error)) from error
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise UnavailableError(f"the storage answers {answer.status_code}")
        if answer.is_error and answer.status_code != HTTPStatus.NOT_FOUND:
            raise OSError(f"the storage refuses {method}: {answer.status_code}")
        return answer


def signature_headers(
    method: str,
    path: str,
    content: bytes,
    *,
    headers: dict[str, str],
    host: str,
    key: str,
    secret: str,
    region: str,
    at: datetime,
) -> dict[str, str]:
    """The headers that prove who asks, for a request whose `path` is quoted already."""
    moment, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    digest = hashlib.sha256(content).hexdigest()
    signed = {**headers, "host": host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        [method, path, "", *(f"{name}:{signed[name].strip()}" for name in sorted(signed)), "", names, digest]
    )
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    proof = hmac.new(signing, text.encode(), "sha256").hexdigest()
    return {
        "x-amz-content-sha256": digest,
        "x-amz-date": moment,
        "authorization": f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={proof}",
    }

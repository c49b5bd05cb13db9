"""A small server that speaks S3: it checks each signature by the published recipe, and keeps objects in memory.

Beside the bucket it gives out the key of a machine's role, to who shows the machine's token.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request, Response, get, route

from tests.http import serving

KEY, SECRET, REGION = "adjuge", "s3cr3t/+x", "eu-west-3"
ROLE_KEY, MACHINE_TOKEN, SESSION_TOKEN = "of-the-role", "of-the-machine", "for/an+hour"


class Bucket:
    """What arrived; `failures` counts down requests to be answered 503."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.failures = 0
        self.refused = 0
        self.url = ""
        self.keyless_url = ""
        self.role_url = ""


@asynccontextmanager
async def a_bucket() -> AsyncIterator[Bucket]:
    bucket = Bucket()

    @route("/{path:path}", http_method=["GET", "PUT", "DELETE"], status_code=200)
    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        return await answer(bucket, request)

    @get("/role")
    async def role(request: Request[Any, Any, Any]) -> dict[str, str]:
        assert request.headers["authorization"] == MACHINE_TOKEN
        return {
            "AccessKeyId": ROLE_KEY,
            "SecretAccessKey": SECRET,
            "Token": SESSION_TOKEN,
            "Expiration": "2100-01-01T00:00:00Z",
        }

    async with serving(Litestar([handle, role], openapi_config=None, logging_config=None)) as base_url:
        host = base_url.removeprefix("http://")
        bucket.url = f"s3+http://{KEY}:{SECRET.replace('/', '%2F').replace('+', '%2B')}@{host}/photos?region={REGION}"
        bucket.keyless_url = f"s3+http://{host}/photos?region={REGION}"
        bucket.role_url = f"{base_url}/role"
        yield bucket


async def answer(bucket: Bucket, request: Request[Any, Any, Any]) -> Response[bytes]:
    if bucket.failures:
        bucket.failures -= 1
        return Response(b"", status_code=503)
    body = await request.body()
    if not signed(request, body):
        bucket.refused += 1
        return Response(b"", status_code=403)
    path = request.scope["path"]
    if not path.startswith("/photos/"):
        return Response(b"", status_code=404)
    match request.method:
        case "PUT":
            bucket.objects[path] = (body, request.headers["content-type"])
            return Response(b"", status_code=200, headers=facts(body))
        case "DELETE":
            bucket.objects.pop(path, None)
            return Response(b"", status_code=204)
        case _:
            found = bucket.objects.get(path)
            if found is None:
                return Response(b"", status_code=404)
            return Response(found[0], media_type=found[1], headers=facts(found[0]))


def facts(content: bytes) -> dict[str, str]:
    """What S3 says of each object."""
    tag = hashlib.sha256(content).hexdigest()
    return {"etag": f'"{tag}"', "last-modified": "Tue, 24 Nov 2026 10:00:00 GMT"}


def signed(request: Request[Any, Any, Any], body: bytes) -> bool:
    """Whether the request proves to come from who knows the secret, and nobody changed it."""
    algorithm, _, rest = request.headers.get("authorization", "").partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(", ")) if rest else {}
    if algorithm != "AWS4-HMAC-SHA256" or hashlib.sha256(body).hexdigest() != request.headers["x-amz-content-sha256"]:
        return False
    key, day, region, service, _ = parts["Credential"].split("/")
    names = parts["SignedHeaders"].split(";")
    is_known = key == KEY or (key == ROLE_KEY and request.headers["x-amz-security-token"] == SESSION_TOKEN)
    if not is_known or region != REGION or service != "s3" or not {"host", "x-amz-date"} <= set(names):
        return False
    raw_path = request.scope["raw_path"].decode()
    headers = "".join(f"{name}:{request.headers[name]}\n" for name in names)
    canonical = "\n".join(
        [request.method, raw_path, "", headers, ";".join(names), request.headers["x-amz-content-sha256"]]
    )
    scope = f"{day}/{region}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{request.headers['x-amz-date']}\n{scope}\n{digest}"
    secret = f"AWS4{SECRET}".encode()
    for part in (day, region, "s3", "aws4_request"):
        secret = hmac.new(secret, part.encode(), "sha256").digest()
    return hmac.compare_digest(hmac.new(secret, text.encode(), "sha256").hexdigest(), parts["Signature"])

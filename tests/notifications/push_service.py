"""A push service on this machine, and a browser that opens what it was sent (RFC 8030, 8188, 8291, 8292)."""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from litestar import Litestar, Request, Response, post
from litestar.params import FromPath

from server.notifications.channels.vapid import text64
from tests.http import serving


class Browser:
    """Has a key pair and a secret; reads what was sealed for it."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, secret: bytes = b"s" * 16) -> None:
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.secret = secret
        self.point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, Any]:
        return {
            "endpoint": endpoint,
            "expirationTime": None,
            "keys": {"p256dh": text64(self.point), "auth": text64(self.secret)},
        }

    def opened(self, sealed: bytes) -> bytes:
        salt, size, length = sealed[:16], int.from_bytes(sealed[16:20], "big"), sealed[20]
        theirs, record = sealed[21 : 21 + length], sealed[21 + length :]
        assert len(record) <= size
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), peer)
        secret = self._derived(shared, self.secret, b"WebPush: info\0" + self.point + theirs, 32)
        key = self._derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = self._derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0").removesuffix(b"\x02")

    @staticmethod
    def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


class PushService:
    """Takes pushes for `/push/<name>`; answers 201, or what it was told to for a name."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, int] = {}
        self.pushes: list[tuple[str, dict[str, str], bytes]] = []
        self.came = asyncio.Event()

    def endpoint(self, name: str) -> str:
        return f"{self.url}/push/{name}"


@asynccontextmanager
async def a_push_service() -> AsyncGenerator[PushService]:
    service = PushService()

    @post("/push/{name:str}")
    async def take(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[None]:
        service.pushes.append((name, dict(request.headers), await request.body()))
        return Response(None, status_code=service.answers.get(name, 201))

    async with serving(Litestar(route_handlers=[take], logging_config=None)) as url:
        service.url = url
        yield service


def verified_claims(authorization: str) -> dict[str, Any]:
    """What a `vapid` header claims, its signature checked against the key it names."""
    assert authorization.startswith("vapid t=")
    token, _, key = authorization.removeprefix("vapid t=").partition(", k=")
    head, claims, signature = token.split(".")
    r, s = decoded(signature)[:32], decoded(signature)[32:]
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    both = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    public.verify(both, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    return json.loads(decoded(claims))


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))

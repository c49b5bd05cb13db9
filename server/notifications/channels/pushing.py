"""Wake browsers up: seal what they are told so that only they can read it, and send it to their push services.

2xx           the push service has it
404, 410      the browser is gone: its subscription is forgotten
400, 401, 403, 413
              it will never be taken
anything else, or no answer: tried again later, while it is still news
"""

import os
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from server.kit import clock
from server.kit.postgres import Pool
from server.notifications.channels.subscriptions import Target, forget, target
from server.notifications.channels.vapid import CURVE, Keys, text64
from server.notifications.outbox.channel_worker import Commit, UndeliverableError
from server.notifications.outbox.posting import Content, QueuedMessage
from server.notifications.wording.phrase import phrase

TIMEOUT_SECONDS: Final = 10.0
# A telephone that is off longer reads it in its notifications.
NEWS_LIFE: Final = timedelta(hours=4)
# Push services refuse tokens that live longer than a day.
TOKEN_LIFE: Final = timedelta(hours=12)
SALT_BYTES: Final = 16
# One record holds everything (RFC 8188); push services take 4 096 bytes.
RECORD_BYTES: Final = 4_096
LAST_RECORD: Final = b"\x02"
BODY_MAX: Final = 500
GONE: Final = frozenset({404, 410})
NEVER: Final = frozenset({400, 401, 403, 413})


class Push(Struct, frozen=True, kw_only=True):
    """What the service worker is given: show `title` and `body`, open `link`; a newer one of a `tag` replaces it."""

    id: str
    kind: str
    title: str
    body: str
    link: str
    tag: str
    created_at_ms: int


class PushSender:
    """Sends messages of the channel `push`."""

    def __init__(self, pool: Pool, client: httpx.AsyncClient, keys: Keys, *, contact: str) -> None:
        self._pool = pool
        self._client = client
        self._signer = ec.derive_private_key(int.from_bytes(keys.private_key, "big"), CURVE)
        self._public_key = text64(keys.public_key)
        self._contact = contact

    async def send(self, message: QueuedMessage, _commit: Commit) -> None:
        """Hand a message to the browser's push service.

        Raises:
            UndeliverableError: it won't be taken, or is no news any more.
            httpx.HTTPError: try again later.

        """
        to = await target(self._pool, message.recipient)
        if to is None:
            return  # forgotten meanwhile
        if clock.now() - message.created_at > NEWS_LIFE:
            raise UndeliverableError("no news any more")
        try:
            content = self._sealed(message, to)
        except msgspec.MsgspecError as error:
            raise UndeliverableError(f"it can't be written: {error}") from error
        answer = await self._client.post(to.endpoint, content=content, headers=self._headers(to))
        if answer.status_code in GONE:
            await forget(self._pool, to.id)
            return
        if answer.status_code in NEVER:
            raise UndeliverableError(f"the push service answers {answer.status_code}")
        answer.raise_for_status()

    def _sealed(self, message: QueuedMessage, to: Target) -> bytes:
        body = msgspec.json.decode(message.body, type=Content)
        title, text = phrase(message.kind, body.locale, body.facts)
        push = Push(
            id=body.notification_id,
            kind=message.kind,
            title=title,
            body=text[:BODY_MAX],
            link=body.link,
            tag=f"{message.kind}:{message.subject_id or body.notification_id}",
            created_at_ms=clock.to_ms(message.created_at),
        )
        return seal(msgspec.json.encode(push), p256dh=to.p256dh, auth=to.auth)

    def _headers(self, to: Target) -> dict[str, str]:
        return {
            "authorization": f"vapid t={self._token(to.endpoint)}, k={self._public_key}",
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(int(NEWS_LIFE.total_seconds())),
            "urgency": "high",
        }

    def _token(self, endpoint: str) -> str:
        """Who we are, for this push service alone, and where its operators may write (RFC 8292)."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": clock.now() + TOKEN_LIFE, "sub": self._contact}
        return jwt.encode(claims, self._signer, algorithm="ES256")


def push_client() -> httpx.AsyncClient:
    """The client for push services; it goes only where it was sent."""
    return httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)


def seal(content: bytes, *, p256dh: bytes, auth: bytes) -> bytes:
    """Encrypt for one browser (RFC 8291), as one record of RFC 8188."""
    ours = ec.generate_private_key(CURVE)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    salt = os.urandom(SALT_BYTES)
    secret = _derived(shared, salt=auth, info=b"WebPush: info\0" + p256dh + point, length=32)
    key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    sealed = AESGCM(key).encrypt(nonce, content + LAST_RECORD, None)
    return salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point + sealed


def _derived(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)

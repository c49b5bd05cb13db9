"""Keep the pair of keys by which push services know us (RFC 8292): one per installation."""

from base64 import urlsafe_b64encode

import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from server.kit import clock
from server.kit.addresses import is_local
from server.kit.postgres import Connection, Pool
from server.kit.sealing import Seal

CURVE = ec.SECP256R1()
SCALAR_BYTES = 32
ROW = "vapid_key"

log = structlog.get_logger()


def warn_of_contact(mail_from: str) -> None:
    """Say that Apple's push service takes no address of this machine alone as the one its operators write to."""
    if is_local(mail_from.rpartition("@")[2]):
        log.warning("Apple's push service refuses this address: set ADJUGE_MAIL_FROM", address=mail_from)


class Keys(Struct, frozen=True, kw_only=True):
    """Our pair: the private scalar, and the public point uncompressed, which browsers are given."""

    private_key: bytes
    public_key: bytes


def new_keys() -> Keys:
    """A fresh pair."""
    made = ec.generate_private_key(CURVE)
    return Keys(
        private_key=made.private_numbers().private_value.to_bytes(SCALAR_BYTES, "big"),
        public_key=made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
    )


async def store_keys(connection: Connection, keys: Keys) -> None:
    """Keep this pair, unless there is one: browsers are bound to the first."""
    await connection.execute(
        "INSERT INTO vapid_key (one, private_key, public_key, created_at) VALUES (true, $1, $2, $3)"
        " ON CONFLICT DO NOTHING",
        keys.private_key,
        keys.public_key,
        clock.now(),
    )


async def seal_stored(connection: Connection, seal: Seal) -> int:
    """Seal the private key by the first key, where it isn't yet; how many that were.

    The migration that makes the pair knows no key.
    """
    stored = await connection.fetchval("SELECT private_key FROM vapid_key FOR UPDATE")
    assert stored is not None, "the migrations make the keys"
    renewed = seal.renewed(bytes(stored), row=ROW)
    if renewed is None:
        return 0
    await connection.execute("UPDATE vapid_key SET private_key = $1", renewed)
    return 1


async def public_key(pool: Pool) -> bytes:
    """What browsers are given; a serving process may not read the private half."""
    found = await pool.fetchval("SELECT public_key FROM vapid_key")
    assert found is not None, "the migrations make the keys"
    return bytes(found)


async def installed_keys(pool: Pool, seal: Seal) -> Keys:
    """The installation's pair."""
    row = await pool.fetchrow("SELECT private_key, public_key FROM vapid_key")
    assert row is not None, "the migrations make the keys"
    return Keys(private_key=seal.open(bytes(row["private_key"]), row=ROW), public_key=bytes(row["public_key"]))


def text64(value: bytes) -> str:
    """Base64 for addresses, without padding, as everything of web push is written."""
    return urlsafe_b64encode(value).decode().rstrip("=")

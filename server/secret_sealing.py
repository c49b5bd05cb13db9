"""Seal all stored secrets by the installation's newest key: `adjuge secrets seal`.

New ones are sealed as they are written. The rest waits for this command, because a process of an earlier version, or
one that wasn't given the key yet, would read what it can't open.
"""

from urllib.parse import urlsplit

from server.accounts import second_factor
from server.kit.addresses import is_local
from server.kit.postgres import Connection
from server.kit.sealing import Seal
from server.notifications.channels import vapid, webhooks
from server.settings import Settings, SettingsError


async def seal_stored(connection: Connection, seal: Seal) -> int:
    """Seal what isn't sealed by the first key; how many secrets that were.

    Raises:
        SealedError: one was sealed with a key that isn't there; nothing was changed.

    """
    factors = await second_factor.seal_stored(connection, seal)
    hooks = await webhooks.seal_stored(connection, seal)
    return factors + hooks + await vapid.seal_stored(connection, seal)


def demand_key(settings: Settings) -> None:
    """Refuse to keep secrets of real people readable: who is reached by others has a key.

    Raises:
        SettingsError: there is none.

    """
    local = is_local(urlsplit(settings.public_url).hostname) and is_local(settings.host)
    if not local and not settings.seal:
        raise SettingsError(
            "ADJUGE_SECRET_KEY is missing, and others reach us: `openssl rand -base64 32` makes one; keep a copy of it"
        )

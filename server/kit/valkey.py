"""Make clients of Valkey (or Redis): one server, by URL or unix socket.

The library's defaults don't fit: by default a command that timed out is sent again, up to ten times.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from redis.asyncio import Redis

Client = Redis

# A book that doesn't answer a command within this is unavailable; the caller repeats with the same command id.
COMMAND_TIMEOUT_SECONDS = 2.0
CONNECT_TIMEOUT_SECONDS = 2.0
# Commands of one loop tick share a pipeline, so a process needs few connections; a burst waits no queue.
CONNECTIONS_MAX = 32

NO_CLUSTER = "an order book needs one server of its own: a cluster is not supported yet"

# What operators write -> what the library knows.
SCHEMES: Mapping[str, str] = {
    "valkey": "redis",
    "redis": "redis",
    "valkeys": "rediss",
    "rediss": "rediss",
    "unix": "unix",
}


def command_client(url: str) -> Client:
    """A client for the hot path: gives up after 2 s and never repeats by itself, because a repeat could act twice.

    Raises:
        ValueError: not an address of Valkey; the text says what is wrong.

    """
    return Redis.from_url(
        _library_url(url),
        protocol=2,
        retry=None,
        max_connections=CONNECTIONS_MAX,
        socket_timeout=COMMAND_TIMEOUT_SECONDS,
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
    )


def check_url(url: str) -> None:
    """Nothing when `url` is an address of Valkey.

    Raises:
        ValueError: as `command_client`, but without making a client.

    """
    _library_url(url)


def _library_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.endswith("+cluster"):
        raise ValueError(NO_CLUSTER)
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None:
        raise ValueError(f"an address of Valkey starts with one of {', '.join(f'{name}://' for name in SCHEMES)}")
    if scheme == "unix" and not parts.path:
        raise ValueError("an address like unix:///path/to/socket needs the path of a socket")
    if scheme != "unix" and not parts.hostname:
        raise ValueError("an address of Valkey needs a host")
    return urlunsplit(parts._replace(scheme=scheme))

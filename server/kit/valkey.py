"""Make clients of Valkey (or Redis): one server by URL or unix socket, or a cluster.

Two kinds, as the library's defaults fit neither: by default a command that timed out is sent again, up to ten times.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

Client = Redis | RedisCluster

# A book that doesn't answer a command within this is unavailable; the caller repeats with the same command id.
COMMAND_TIMEOUT_SECONDS = 2.0
CONNECT_TIMEOUT_SECONDS = 2.0
# Commands of one loop tick share a pipeline, so a process needs few connections; a burst waits no queue.
CONNECTIONS_MAX = 32

# What operators write -> what the library knows. The last two name any one node of a cluster.
SCHEMES: Mapping[str, str] = {
    "valkey": "redis",
    "redis": "redis",
    "valkeys": "rediss",
    "rediss": "rediss",
    "unix": "unix",
    "valkey+cluster": "redis",
    "valkeys+cluster": "rediss",
}


def command_client(url: str) -> Client:
    """A client for the hot path: gives up after 2 s and never repeats by itself, because a repeat could act twice.

    Raises:
        ValueError: not an address of Valkey; the text says what is wrong.

    """
    return _client(url, timeout_seconds=COMMAND_TIMEOUT_SECONDS)


def blocking_client(url: str) -> Client:
    """A client with connections of its own for reads that wait (`XREAD BLOCK`): no time limit on the answer.

    Raises:
        ValueError: as `command_client`.

    """
    return _client(url, timeout_seconds=None)


def is_cluster(url: str) -> bool:
    """Whether the address names a cluster, where each partition is read by its own connection."""
    return urlsplit(url).scheme.endswith("+cluster")


def check_url(url: str) -> None:
    """Nothing when `url` is an address of Valkey.

    Raises:
        ValueError: as `command_client`, but without making a client.

    """
    _library_url(url)


def _client(url: str, *, timeout_seconds: float | None) -> Client:
    plain = _library_url(url)
    if is_cluster(url):
        return RedisCluster.from_url(
            plain,
            protocol=2,
            require_full_coverage=False,
            retry=Retry(NoBackoff(), 0),
            max_connections=CONNECTIONS_MAX,
            socket_timeout=timeout_seconds,
            socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
        )
    return Redis.from_url(
        plain,
        protocol=2,
        retry=None,
        max_connections=CONNECTIONS_MAX,
        socket_timeout=timeout_seconds,
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
    )


def _library_url(url: str) -> str:
    parts = urlsplit(url)
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None:
        raise ValueError(f"an address of Valkey starts with one of {', '.join(f'{name}://' for name in SCHEMES)}")
    if scheme == "unix" and not parts.path:
        raise ValueError("an address like unix:///path/to/socket needs the path of a socket")
    if scheme != "unix" and not parts.hostname:
        raise ValueError("an address of Valkey needs a host")
    return urlunsplit(parts._replace(scheme=scheme))

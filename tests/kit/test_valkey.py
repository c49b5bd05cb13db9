"""Clients of Valkey: never a silent repeat, no time limit where a read waits, every kind of address."""

import asyncio

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import ConnectionError as ValkeyGoneError
from redis.exceptions import TimeoutError as ValkeyTimeoutError

from server.kit import valkey
from server.settings import Settings


async def test_a_stalled_command_is_given_up_and_never_sent_again(
    settings: Settings, valkey_client: valkey.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey, "COMMAND_TIMEOUT_SECONDS", 0.1)
    client = valkey.command_client(settings.valkey_url)
    await client.execute_command("PING")
    await valkey_client.execute_command("CLIENT", "PAUSE", "400", "ALL")
    with pytest.raises((ValkeyTimeoutError, ValkeyGoneError)):
        await client.execute_command("INCR", "once")
    await client.aclose()
    assert await valkey_client.execute_command("GET", "once") in (None, b"1")


async def test_a_read_that_waits_has_no_time_limit_and_its_own_connections(settings: Settings) -> None:
    commands, waiting = valkey.command_client(settings.valkey_url), valkey.blocking_client(settings.valkey_url)
    try:
        assert isinstance(waiting, Redis)
        assert waiting.connection_pool.connection_kwargs["socket_timeout"] is None

        async def wait_for_news() -> object:
            return await waiting.xread({"news": "$"}, block=0)

        async with asyncio.TaskGroup() as group, asyncio.timeout(10):
            read = group.create_task(wait_for_news())
            while not read.done():
                await commands.xadd("news", {"word": "now"})
                await asyncio.wait([read], timeout=0.05)
        assert "{b'word': b'now'}" in str(read.result())
    finally:
        await commands.aclose()
        await waiting.aclose()


@pytest.mark.parametrize("url", ["valkey://host", "redis://host:6379/0", "valkeys://host", "rediss://u:p@host"])
async def test_a_single_server_is_named_by_its_url(url: str) -> None:
    client = valkey.command_client(url)
    assert isinstance(client, Redis)
    assert not valkey.is_cluster(url)
    await client.aclose()


@pytest.mark.parametrize("url", ["valkey+cluster://host:7000", "valkeys+cluster://host"])
async def test_a_cluster_is_named_by_any_of_its_nodes(url: str) -> None:
    client = valkey.command_client(url)
    assert isinstance(client, RedisCluster)
    assert valkey.is_cluster(url)
    await client.aclose()


@pytest.mark.parametrize("url", ["http://host", "host:6379", "valkey://", "unix://", ""])
def test_another_address_is_refused_and_the_text_says_what_is_expected(url: str) -> None:
    with pytest.raises(ValueError, match="an address"):
        valkey.check_url(url)

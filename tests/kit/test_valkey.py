"""Clients of Valkey: never a silent repeat, every kind of address."""

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ValkeyGoneError
from redis.exceptions import TimeoutError as ValkeyTimeoutError

from server.kit import valkey
from server.settings import Settings, SettingsError, read_settings


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


@pytest.mark.parametrize("url", ["valkey://host", "redis://host:6379/0", "valkeys://host", "rediss://u:p@host"])
async def test_a_single_server_is_named_by_its_url(url: str) -> None:
    client = valkey.command_client(url)
    assert isinstance(client, Redis)
    await client.aclose()


@pytest.mark.parametrize("url", ["valkey+cluster://host:7000", "valkeys+cluster://host"])
def test_a_cluster_is_refused_by_its_name(url: str) -> None:
    with pytest.raises(ValueError, match="a cluster is not supported yet"):
        valkey.check_url(url)
    with pytest.raises(SettingsError, match=r"^VALKEY_URL: an order book needs one server of its own: "):
        read_settings({"DATABASE_URL": "postgresql://host/db", "VALKEY_URL": url})


@pytest.mark.parametrize("url", ["http://host", "host:6379", "valkey://", "unix://", ""])
def test_another_address_is_refused_and_the_text_says_what_is_expected(url: str) -> None:
    with pytest.raises(ValueError, match="an address"):
        valkey.check_url(url)

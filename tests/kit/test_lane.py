"""The lane to Valkey: one write a turn, replies in order, and a clear word when the connection is gone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from server.embedded.valkey import ValkeyServer
from server.kit import lane as lanes
from server.kit.lane import Lane, LaneDownError, RefusedError


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    with TemporaryDirectory(prefix="adjuge-") as folder:  # a socket's path must be short
        server = ValkeyServer(path=Path(folder, "valkey.sock"), log=Path(folder, "valkey.log"))
        server.start()
        yield server
        server.stop()


@pytest_asyncio.fixture
async def lane(server: ValkeyServer) -> AsyncIterator[Lane]:
    lane = Lane(server.url)
    yield lane
    await lane.aclose()


async def test_commands_of_one_turn_get_their_replies_in_order(lane: Lane) -> None:
    assert await asyncio.gather(*(lane.call("ECHO", str(number)) for number in range(1_000))) == [
        str(number).encode() for number in range(1_000)
    ]
    commands = int((await stats(lane))["total_reads_processed"])
    await asyncio.gather(*(lane.call("INCR", "counter") for _ in range(100)))
    assert int((await stats(lane))["total_reads_processed"]) - commands <= 3


async def test_an_error_belongs_to_its_own_command(lane: Lane) -> None:
    replies = await asyncio.gather(
        lane.call("SET", "word", "text"), lane.call("INCR", "word"), lane.call("GET", "word"), return_exceptions=True
    )
    assert replies[0] == b"OK"
    assert isinstance(replies[1], RefusedError)
    assert replies[2] == b"text"


async def test_who_gives_up_leaves_the_others_their_replies(lane: Lane) -> None:
    await lane.call("PING")
    async with asyncio.TaskGroup() as group:
        given_up = group.create_task(lane.call("ECHO", "one"))
        waiting = group.create_task(lane.call("ECHO", "two"))
        await asyncio.sleep(0)
        given_up.cancel()
    assert waiting.result() == b"two"


async def test_a_lost_connection_is_told_to_all_who_wait_and_made_again(server: ValkeyServer, lane: Lane) -> None:
    await lane.call("PING")
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(failing(lane, "BLPOP", "nothing", "0")) for _ in range(3)]
        await asyncio.sleep(0)
        server.stop()
    assert all("lost" in task.result() for task in waiting)
    with pytest.raises(LaneDownError):
        await lane.call("PING")
    server.start()
    assert await lane.call("PING") == b"PONG"


async def test_a_silent_server_is_given_up(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "COMMAND_TIMEOUT_SECONDS", 0.05)
    with pytest.raises(LaneDownError):
        await lane.call("BLPOP", "nothing", "0")
    assert await lane.call("PING") == b"PONG"


async def test_a_closed_lane_opens_again_when_used(lane: Lane) -> None:
    await lane.call("PING")
    await lane.aclose()
    assert await lane.call("PING") == b"PONG"


async def test_a_wrong_password_and_a_chosen_database_are_part_of_connecting(server: ValkeyServer, lane: Lane) -> None:
    await lane.call("CONFIG", "SET", "requirepass", "secret")
    with pytest.raises(LaneDownError, match="WRONGPASS"):
        await Lane(f"{server.url}?password=wrong").call("PING")
    right = Lane(f"{server.url}?password=secret&db=1")
    await right.call("SET", "word", "text")
    assert await lane.call("GET", "word") is None
    await right.aclose()


@pytest.mark.parametrize("url", ["http://localhost", "unix://", "redis://"])
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Lane(url)


async def failing(lane: Lane, *arguments: str) -> str:
    with pytest.raises(LaneDownError) as caught:
        await lane.call(*arguments)
    return str(caught.value)


async def stats(lane: Lane) -> dict[str, str]:
    info = await lane.call("INFO", "stats")
    assert isinstance(info, bytes)
    return dict(line.split(":", 1) for line in info.decode().splitlines() if ":" in line)

"""What passes the codec is in range; everything else is named and refused whole."""

from contextlib import suppress
from json import dumps
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from server.protocol.codec import FRAME_BYTES_MAX, MESSAGES_PER_FRAME_MAX, Malformed, decode, encode, encode_all
from server.protocol.commands import ClientMessage, PlaceBid
from server.protocol.replies import Ok
from tests.protocol.wire_examples import AUCTION_ID, COMMAND_ID, a_bid, a_hello, one_of_each


def frame(message: object) -> bytes:
    return dumps(message).encode()


def test_every_command_of_the_protocol_is_read() -> None:
    read = [decode(frame(message))[0] for message in one_of_each()]
    assert {type(command) for command in read} == set(get_args(ClientMessage))


def test_an_array_is_read_in_its_order() -> None:
    read = decode(frame([a_bid(id=n) for n in range(12)]))
    assert [command.id for command in read] == list(range(12))


def test_what_a_client_leaves_out_has_the_careful_default() -> None:
    (bid,) = decode(frame(a_bid()))
    assert isinstance(bid, PlaceBid)
    assert (bid.guard, bid.confirm_large, bid.seen_price_cents) == ("min", False, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_cents": 5.0},
        {"amount_cents": 5.5},
        {"amount_cents": True},
        {"amount_cents": "510000"},
        {"amount_cents": None},
        {"amount_cents": -1},
        {"amount_cents": 10**12 + 1},
        {"amount_cents": 10**40},
        {"lot": 0},
        {"lot": 1.0},
        {"lot": 10**6},
        {"epoch": -1},
        {"id": 2**53},
        {"id": "1"},
        {"command_id": "1"},
        {"command_id": COMMAND_ID.upper()},
        {"command_id": COMMAND_ID + "\n"},
        {"command_id": COMMAND_ID[:-1] + "\0"},
        {"command_id": "81JDFZ3N8G7TQ0V5W2X4Y6Z8AB"},
        {"command_id": "01JDFZ3N8G7TQ0V5W2X4Y6Z8AB\n"},
        {"auction_id": AUCTION_ID + " "},
        {"auction_id": f"{{{AUCTION_ID}}}"},
        {"auction_id": 7},
        {"guard": "none"},
        {"guard": "MIN"},
        {"confirm_large": 1},
        {"confirm_large": "true"},
        {"type": "steal"},
        {"type": None},
        {"ammount_cents": 1},
        {"reserve_cents": 1},
    ],
    ids=str,
)
def test_a_bid_with_a_wrong_field_is_refused_and_keeps_its_request_number(changes: dict[str, object]) -> None:
    with pytest.raises(Malformed) as refused:
        decode(frame(a_bid(**changes)))
    assert refused.value.request_id == (None if "id" in changes else 2)
    assert refused.value.detail


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        (a_bid(amount_cents=-1), "/amount_cents must be at least 0"),
        (a_bid(amount_cents=1.5), "/amount_cents must be of type integer, not number"),
        (a_bid(command_id="x"), "/command_id must be a UUID or ULID, the same for each repeat of the request"),
        ({"type": "unsubscribe", "id": 1, "room": "hall"}, "/room must be me, auction:UUID or desk:UUID"),
        ({"type": "unsubscribe", "id": 1}, "/room is required"),
    ],
)
def test_a_wrong_field_is_named_with_what_would_fit(message: dict[str, object], detail: str) -> None:
    with pytest.raises(Malformed) as refused:
        decode(frame(message))
    assert refused.value.detail == detail


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"null",
        b"1",
        b'"place_bid"',
        b"{}",
        b"[]",
        b"[[]]",
        b"{",
        b'{"type":"ping","id":1,"client_ms":1}{}',
        b'{"type":"ping","id":1,"client_ms":1e3}',
        b'{"type":"ping","id":1,"client_ms":NaN}',
        b"\xff\xfe",
        b'{"type":"ping","id":1,"client_ms":' + b"[" * 4_000,
        b"[" * 4_000,
        b'{"a":' * 800,
    ],
    ids=lambda raw: repr(raw[:24]),
)
def test_what_is_no_message_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        decode(raw)


@pytest.mark.parametrize("name", ["a\0b", "a\n", "\x1b[2J", "x" * 65, "\ud800"])
def test_a_text_with_control_characters_or_too_long_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        decode(frame(a_hello(client={"name": name, "version": "1"})))


@pytest.mark.parametrize(
    "room", ["", "me:1", "auction:1", f"auction:{AUCTION_ID}\n", f"auctions:{AUCTION_ID}", f"desk:{AUCTION_ID.upper()}"]
)
def test_a_room_that_cannot_exist_is_refused(room: str) -> None:
    with pytest.raises(Malformed):
        decode(frame({"type": "subscribe", "id": 1, "room": room}))


def test_a_frame_is_taken_whole_or_not_at_all() -> None:
    with pytest.raises(Malformed):
        decode(frame([a_bid(), a_bid(amount_cents=0.5)]))


def test_a_frame_holds_no_more_than_its_limits() -> None:
    ping = {"type": "ping", "id": 1, "client_ms": 1}
    assert len(decode(frame([ping] * MESSAGES_PER_FRAME_MAX))) == MESSAGES_PER_FRAME_MAX
    with pytest.raises(Malformed):
        decode(frame([ping] * (MESSAGES_PER_FRAME_MAX + 1)))
    room = FRAME_BYTES_MAX - len(frame(ping))
    assert decode(frame(ping) + b" " * room)
    with pytest.raises(Malformed):
        decode(frame(ping) + b" " * (room + 1))


@given(any_.binary(max_size=200) | any_.text(max_size=200).map(str.encode))
def test_no_bytes_at_all_make_the_codec_fail_otherwise(raw: bytes) -> None:
    with suppress(Malformed):
        decode(raw)


def test_one_message_goes_out_bare_and_several_in_an_array() -> None:
    assert encode(Ok(id=1)) == encode_all([Ok(id=1)]) == b'{"type":"ok","id":1}'
    assert encode_all([Ok(id=1), Ok(id=2)]) == b'[{"type":"ok","id":1},{"type":"ok","id":2}]'

"""Well-formed client messages to start from: `a_bid(amount_cents=1)`."""

from typing import Any

AUCTION_ID = "0192d3b4-7a10-7000-8000-00000000a001"
COMMAND_ID = "0192d3b4-7a10-7000-8000-00000000c001"

Fields = dict[str, Any]


def a_hello(**changes: object) -> Fields:
    return {"type": "hello", "id": 1, "client": {"name": "test", "version": "1"}} | changes


def a_bid(**changes: object) -> Fields:
    command = {"type": "place_bid", "id": 2, "command_id": COMMAND_ID, "auction_id": AUCTION_ID, "lot": 1, "epoch": 1}
    return command | {"amount_cents": 510_000} | changes


def one_of_each() -> list[Fields]:
    about = {"command_id": COMMAND_ID, "auction_id": AUCTION_ID, "lot": 1, "epoch": 1}
    room = f"auction:{AUCTION_ID}"
    return [
        a_hello(resume=[{"room": room, "epoch": 1, "seq": 2}], ticket="abc"),
        {"type": "subscribe", "id": 2, "room": room, "since": {"epoch": 1, "seq": 2}},
        {"type": "unsubscribe", "id": 3, "room": "me"},
        a_bid(seen_price_cents=500_000, guard="exact", confirm_large=True),
        {"type": "set_maximum", "id": 4, "maximum_cents": 1} | about,
        {"type": "cancel_maximum", "id": 5} | about,
        {"type": "quote", "id": 6, "amount_cents": 1} | about,
        {"type": "decline", "id": 7} | about,
        {"type": "command_status", "id": 8, "auction_id": AUCTION_ID, "command_id": "01JDFZ3N8G7TQ0V5W2X4Y6Z8AB"},
        {"type": "ping", "id": 9, "client_ms": 1_764_000_000_000},
    ]

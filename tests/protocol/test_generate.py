"""What others read of the wire says what the Structs say."""

from json import loads
from typing import get_args

import pytest
from jsonschema_rs import Draft202012Validator

from server.protocol.dealer_events import MarginChanged
from server.protocol.events import Unnumbered
from server.protocol.generate import documents, stale
from server.protocol.refusals import Code
from server.protocol.schema import asyncapi, json_schema
from tests.protocol.wire_examples import Fields, a_bid, one_of_each


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema() | {"$ref": f"#/$defs/{name}"})


def test_the_generated_files_are_fresh() -> None:
    assert stale() == []


def test_printing_twice_gives_the_same_bytes() -> None:
    assert documents() == documents()


@pytest.mark.parametrize("message", one_of_each(), ids=lambda message: message["type"])
def test_the_schema_takes_what_the_codec_takes(message: Fields) -> None:
    assert validator("ClientMessage").is_valid(message)


@pytest.mark.parametrize(
    "changes", [{"amount_cents": -1}, {"lot": 0}, {"command_id": "1"}, {"more": 1}, {"guard": "x"}]
)
def test_the_schema_refuses_what_the_codec_refuses(changes: Fields) -> None:
    assert not validator("ClientMessage").is_valid(a_bid(**changes))


def test_every_message_of_the_channel_points_to_its_definition() -> None:
    files = {path.name: text for path, text in documents().items()}
    definitions = loads(files["adjuge.v1.schema.json"])["$defs"]
    messages = loads(files["asyncapi.json"])["components"]["messages"]
    assert messages
    for message in messages.values():
        assert message["payload"]["$ref"].rpartition("/")[2] in definitions


def test_a_client_reads_which_events_stand_outside_of_the_numbers() -> None:
    about = asyncapi()["info"]["description"]
    unnumbered = [str(event.__struct_config__.tag) for event in (*get_args(Unnumbered), MarginChanged)]
    assert [tag for tag in unnumbered if f"`{tag}`" not in about] == []
    # Of margins that a cost moved, only.
    assert "`margin_changed` with `why` `cost`" in about


def test_every_code_tells_the_client_what_to_do() -> None:
    assert all(code.advice for code in Code)
    assert all(f"{code.value}: " in json_schema()["$defs"]["Code"]["description"] for code in Code)

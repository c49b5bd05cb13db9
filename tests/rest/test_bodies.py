"""Bodies are read strictly, and every bad field is named."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Struct, UnsetType

from server.kit.http import ID, Amount, Name
from server.kit.ids import EntityId, new_id
from server.kit.money import Cents
from server.protocol.refusals import Refusal
from server.rest.bodies import ERRORS_MAX, parse


class Car(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    price_cents: Amount
    reserve_cents: Amount | None = None


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    entity_id: Annotated[EntityId, ID]
    name: Name
    kind: Literal["whole_lot", "per_unit"]
    cars: Annotated[list[Car], Meta(min_length=1, max_length=3)]
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None
    bought_on: date | UnsetType = UNSET
    soft: Car | UnsetType | None = UNSET


GOOD: dict[str, Any] = {
    "entity_id": new_id(),
    "name": "Lot 1",
    "kind": "per_unit",
    "cars": [{"price_cents": 1}],
}


def refused(**fields: object) -> dict[str, str]:
    """What is wrong with the good form when these fields differ, by pointer."""
    with pytest.raises(Refusal) as caught:
        parse(msgspec.json.encode({**GOOD, **fields}), Form)
    assert caught.value.code == "invalid"
    return {error.pointer: error.detail for error in caught.value.errors}


def test_a_good_body_becomes_the_struct() -> None:
    form = parse(msgspec.json.encode({**GOOD, "starts_at": "2026-11-24T08:00:00Z"}), Form)
    assert isinstance(form, Form)
    assert form.cars == [Car(price_cents=Cents(1))]
    assert form.bought_on is UNSET


@pytest.mark.parametrize("wrong", [1.0, 1.5, True, "1", None, -1, 10**12 + 1, 10**30, -(10**30), [1]])
def test_an_amount_is_an_integer_in_its_bounds(wrong: object) -> None:
    assert list(refused(cars=[{"price_cents": wrong}])) == ["/cars/0/price_cents"]


def test_every_bad_field_is_named_at_once() -> None:
    found = refused(
        entity_id="x",
        name=" ",
        kind="both",
        cars=[{"price_cents": 1}, {}, {"price_cents": 1, "reserve_cents": "2", "colour": "red"}],
        starts_at="yesterday",
        bought_on=1,
        soft={"price_cents": True},
        more=1,
    )
    assert sorted(found) == [
        "/bought_on",
        "/cars/1/price_cents",
        "/cars/2/colour",
        "/cars/2/reserve_cents",
        "/entity_id",
        "/kind",
        "/more",
        "/name",
        "/soft/price_cents",
        "/starts_at",
    ]
    assert found["/cars/1/price_cents"] == "is required"
    assert found["/more"] == "is unknown here"


def test_what_holds_between_parts_is_named_on_the_whole() -> None:
    assert list(refused(cars=[])) == ["/cars"]
    assert list(refused(cars=[{"price_cents": 1}] * 4)) == ["/cars"]
    assert list(refused(cars={"price_cents": 1})) == ["/cars"]


def test_times_carry_their_zone() -> None:
    assert list(refused(starts_at="2026-11-24T08:00:00")) == ["/starts_at"]


def test_nul_characters_are_refused_wherever_they_are() -> None:
    assert refused(name="a\0b") == {"/name": "contains a NUL character"}
    assert "/a~1b" in refused(**{"a/b": "x"})


@pytest.mark.parametrize("name", ["https://evil.example/", "Garage\nMartin", " ", "\u2028a"])
def test_what_a_name_may_not_have_is_said_in_words(name: str) -> None:
    assert refused(name=name) == {
        "/name": "must not be blank, nor have a line break, another control character or an address"
    }


def test_ids_have_one_form() -> None:
    for wrong in (f"{{{GOOD['entity_id']}}}", f"{GOOD['entity_id']}\n", "", "0" * 36, GOOD["entity_id"][:-1]):
        assert list(refused(entity_id=wrong)) == ["/entity_id"], wrong


@pytest.mark.parametrize("body", [b"", b"{", b"{]", b"\xff", b'"\\ud800"', b"[" * 100_000, b"NaN", b"{'a': 1}"])
def test_what_is_not_json_is_400(body: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        parse(body, Form)
    assert caught.value.code == "bad_request"


def test_a_body_of_nothing_but_mistakes_gets_a_bounded_answer() -> None:
    found = refused(**{f"field{number}": 1 for number in range(1_000)})
    assert len(found) == ERRORS_MAX


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*Form.__struct_fields__, "x"]), anything, max_size=6))
def test_any_other_value_is_refused_with_at_least_one_named_field(fields: dict[str, object]) -> None:
    body = msgspec.json.encode({**GOOD, **fields})
    try:
        parsed: Form | Refusal = parse(body, Form)
    except Refusal as problem:
        parsed = problem
    assert isinstance(parsed, Form) or parsed.code == "bad_request" or parsed.errors

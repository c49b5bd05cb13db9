"""Cursors and pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol.refusals import Refusal
from server.rest.listing import CURSOR_LENGTH_MAX, decode_cursor, encode_cursor, page_of


@given(st.none() | st.text(max_size=50) | st.integers(-(2**63), 2**63 - 1), st.text(max_size=36))
def test_a_cursor_comes_back_as_the_key_it_was_made_of(value: str | int | None, id: str) -> None:
    assert decode_cursor(encode_cursor((value, id))) == (value, id)


@given(st.text(max_size=CURSOR_LENGTH_MAX))
def test_a_made_up_cursor_is_refused_by_name(cursor: str) -> None:
    try:
        refused = None if decode_cursor(cursor) else "nothing"
    except Refusal as problem:
        refused = problem.errors[0].pointer
    assert refused in {None, "cursor"}


def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None) is None


@pytest.mark.parametrize(("rows", "shown", "more"), [(0, 0, False), (2, 2, False), (3, 2, True)])
def test_a_page_says_where_the_next_begins(rows: int, shown: int, *, more: bool) -> None:
    page = page_of(list(range(rows)), limit=2, total=9, key=lambda item: (item, str(item)))
    assert (len(page.items), page.total) == (shown, 9)
    assert decode_cursor(page.next_cursor) == ((1, "1") if more else None)

"""How people are reached, as it is kept and as it is shown."""

import pytest

from server.accounts.contacts import phone_of, phone_shown, with_phone


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("03 85 00 00 00", "+33385000000", "03 85 00 00 00"),
        ("+33 (0)6.12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("0033385000000", "+33385000000", "03 85 00 00 00"),
        ("+41 22 730 51 11", "+41227305111", "+41 22 730 51 11"),
        ("00 32 2 552 33 11", "+3225523311", "+32 2 552 33 11"),
        ("+262 262 40 77 77", "+262262407777", "+262 262 40 77 77"),
        (" ", "", ""),
    ],
)
def test_numbers_of_every_country_are_kept_in_one_form_and_shown_as_people_write_them(
    typed: str, kept: str, shown: str
) -> None:
    assert (phone_of(typed), phone_shown(kept)) == (kept, shown)


def test_an_address_names_the_number_only_where_there_is_one() -> None:
    assert with_phone("1, rue du Commerce, 71000 Mâcon", "+33385000000").endswith("Mâcon, 03 85 00 00 00")
    assert with_phone("1, rue du Commerce", "") == "1, rue du Commerce"
    assert with_phone("", "+33385000000") == "03 85 00 00 00"

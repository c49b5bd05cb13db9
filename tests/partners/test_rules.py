"""A French company's numbers (domain 2.1, "France")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.partners.rules import adds_up, ape_of, checked_vat, same_company, siret_of, vat_number_of


@pytest.mark.parametrize("typed", ["73282932000074", " 732 829 320 00074 ", "732.829.320.00074", "732 829 320 00074"])
def test_a_siret_is_14_digits_however_typed(typed: str) -> None:
    assert siret_of(typed) == "73282932000074"


@pytest.mark.parametrize(
    "typed", ["", "732829320", "7328293200007", "732829320000744", "7328293200007A", "BE0403019261", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"]
)
def test_anything_else_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="14 digits"):
        siret_of(typed)


def test_the_check_digit_is_luhns_but_la_postes_has_its_own() -> None:
    assert adds_up("73282932000074")
    assert not adds_up("73282932000075")
    assert adds_up("35600000049837")


def test_the_vat_key_is_that_of_the_siren() -> None:
    assert vat_number_of("73282932000074") == "FR44732829320"
    assert vat_number_of("40483304800022") == "FR83404833048"


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_computed_vat_number_is_accepted(siren: int) -> None:
    siret = f"{siren:09}00001"
    assert checked_vat(vat_number_of(siret), siret) == vat_number_of(siret)
    assert checked_vat(vat_number_of(siret), None) == vat_number_of(siret)


def test_a_french_vat_number_must_fit_its_company() -> None:
    with pytest.raises(ValueError, match="FR44732829320"):
        checked_vat("FR83404833048", "73282932000074")
    for wrong in ("FR45732829320", "FR1", "FRXX732829320", "12345"):
        with pytest.raises(ValueError, match="VAT number"):
            checked_vat(wrong, None)


def test_a_vat_number_of_another_country_is_checked_by_its_own_rules() -> None:
    assert checked_vat("BE 0403.019.261", None) == "BE0403019261"
    assert checked_vat("DE136695976", "73282932000074") == "DE136695976"
    with pytest.raises(ValueError, match="VAT number"):
        checked_vat("DE136695977", None)


def test_an_ape_code_is_four_digits_and_a_letter() -> None:
    assert ape_of("45.11z") == "4511Z"
    for wrong in ("", "451Z", "45112", "4511ZZ", "Z4511"):
        with pytest.raises(ValueError, match="APE"):
            ape_of(wrong)


def test_establishments_of_one_company_share_its_siren() -> None:
    assert same_company("73282932000074", "73282932000082")
    assert not same_company("73282932000074", "40483304800022")

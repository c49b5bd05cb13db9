"""Check a French company's numbers (domain 2.1, "France"). Pure.

Each check returns the number as it is stored, or raises UnfitError whose text says what is wrong.
"""

import re

from stdnum.eu import vat
from stdnum.fr import siret as siret_number

from server.protocol.faults import Fault
from server.protocol.field_errors import UnfitError

SIREN_LENGTH = 9
SIRET = re.compile(r"[0-9]{14}")
APE = re.compile(r"[0-9]{4}[A-Z]")
# What people put between the digits.
SPACES = re.compile(r"[\s.\-\u00a0\u202f]")


def siret_of(text: str) -> str:
    """The 14 digits; whether they add up is another question, as some real ones don't."""
    digits = SPACES.sub("", text)
    if not SIRET.fullmatch(digits):
        raise UnfitError(Fault.SIRET)
    return digits


def adds_up(siret: str) -> bool:
    """Whether the check digit fits (Luhn, and La Poste's own rule)."""
    return siret_number.is_valid(siret)


def vat_number_of(siret: str) -> str:
    """The intra-community VAT number: FR, the key (12 + 3 x (SIREN mod 97)) mod 97, the SIREN."""
    siren = siret[:SIREN_LENGTH]
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def checked_vat(text: str, siret: str | None) -> str:
    """A VAT number of the Union; a French one must be that of the company's SIRET."""
    number = SPACES.sub("", text).upper()
    if siret is not None and number.startswith("FR") and number != vat_number_of(siret):
        raise UnfitError(Fault.VAT_MISMATCH, expected=vat_number_of(siret))
    if not number.startswith("FR") and not vat.is_valid(number):
        raise UnfitError(Fault.VAT_NUMBER)
    if number.startswith("FR") and siret is None and not _is_french_vat(number):
        raise UnfitError(Fault.VAT_NUMBER)
    return number


def ape_of(text: str) -> str:
    """Four digits and a letter: 4511Z, also typed 45.11Z."""
    code = SPACES.sub("", text).upper()
    if not APE.fullmatch(code):
        raise UnfitError(Fault.APE_CODE)
    return code


def same_company(one: str, other: str) -> bool:
    """Whether two SIRETs are establishments of one company."""
    return siren_of(one) == siren_of(other)


def siren_of(siret: str) -> str:
    """The company of an establishment."""
    return siret[:SIREN_LENGTH]


def _is_french_vat(number: str) -> bool:
    siren = number[4:]
    return bool(re.fullmatch(r"FR[0-9]{11}", number)) and number == vat_number_of(siren)

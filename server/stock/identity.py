"""Know a plate and a VIN when somebody types one (domain 4.2, "France"). Pure.

A plate is kept without dashes; the old form and temporary ones are taken too. A VIN has 17 characters, never I, O or
Q; there are older ones of 16.
"""

import re

_LETTER = "[A-HJ-NP-TV-Z]"
SIV = re.compile(rf"(?!SS){_LETTER}{{2}}(?!000)[0-9]{{3}}(?!SS){_LETTER}{{2}}")
FNI = re.compile(r"[0-9]{1,4}[A-Z]{1,3}(?:[0-9]{2,3}|2[AB])")
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{16,17}")
_BETWEEN = re.compile(r"[\s.-]")


def plate_of(text: str) -> str | None:
    """The plate as it is kept, or None where that is none."""
    plate = _BETWEEN.sub("", text).upper()
    return plate if SIV.fullmatch(plate) or FNI.fullmatch(plate) else None


def vin_of(text: str) -> str | None:
    """The VIN as it is kept, or None where that is none."""
    vin = _BETWEEN.sub("", text).upper()
    return vin if VIN.fullmatch(vin) else None

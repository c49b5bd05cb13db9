"""Read plates and VINs as people type them (domain "France"). Pure.

What can't be one is a fault; what is odd but exists (temporary plates, the form before 2009, a VIN of 16) a warning.
"""

import re
from typing import Literal

from msgspec import Struct

Oddity = Literal["temporary_plate", "old_plate", "short_vin"]

SEPARATORS = re.compile(r"[\s\-.·_]+")
# Two letters without I, O, U and not SS, three digits but 000, two letters likewise.
SIV = re.compile(r"(?!SS)[A-HJ-NP-TV-Z]{2}(?!000)[0-9]{3}(?!SS)[A-HJ-NP-TV-Z]{2}")
# Handed out for some weeks: WW-123-AB, and to garages: W-123-AB.
TEMPORARY = re.compile(r"WW[0-9]{3}[A-Z]{2}|W[0-9]{3}[A-Z]{2}|[0-9]{1,4}WW[A-Z]?(?:[0-9]{2}|2[AB]|97[0-9])")
# 1 to 4 digits, 1 to 3 letters, the department: 1234 AB 71, 12 ABC 2A, 123 AB 971.
FNI = re.compile(r"[0-9]{1,4}[A-HJ-NP-TV-Z]{1,3}(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[78])")
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
SHORT_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{16}")


class Read(Struct, frozen=True, kw_only=True):
    """What was read, as it is stored; `text` is None for what can't be."""

    text: str | None
    oddity: Oddity | None = None


def read_plate(typed: str) -> Read:
    """The plate in capitals without dashes; None for what is no French plate."""
    plate = SEPARATORS.sub("", typed.upper())
    if TEMPORARY.fullmatch(plate):
        return Read(text=plate, oddity="temporary_plate")
    if SIV.fullmatch(plate):
        return Read(text=plate)
    if FNI.fullmatch(plate):
        return Read(text=plate, oddity="old_plate")
    return Read(text=None)


def read_vin(typed: str) -> Read:
    """The VIN in capitals: 17 characters without I, O, Q; one of 16 is odd (domain "France")."""
    vin = SEPARATORS.sub("", typed.upper())
    if VIN.fullmatch(vin):
        return Read(text=vin)
    if SHORT_VIN.fullmatch(vin):
        return Read(text=vin, oddity="short_vin")
    return Read(text=None)


def shown_plate(plate: str) -> str:
    """With its dashes: GD250GH is shown as GD-250-GH."""
    return f"{plate[:2]}-{plate[2:5]}-{plate[5:]}" if SIV.fullmatch(plate) else plate

"""Check how people are reached: e-mail addresses and phone numbers, as they are written down and compared. Pure."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from msgspec import UNSET, UnsetType

from server.protocol.faults import Fault
from server.protocol.field_errors import UnfitError
from server.protocol.refusals import Code, Refusal

EMAIL_LENGTH_MAX = 254
# Numbers typed without a country code are of here.
COUNTRY = "FR"


def email_of(text: str) -> str:
    """The address in lower case.

    Raises:
        UnfitError: it isn't one; the text says why.

    """
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError as error:
        raise UnfitError(Fault.EMAIL) from error


def phone_of(text: str) -> str:
    """The number with its country, as in +33385000000; nothing typed stays nothing.

    Raises:
        UnfitError: no such number can exist.

    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise UnfitError(Fault.PHONE) from error
    if not phonenumbers.is_valid_number(number):
        raise UnfitError(Fault.PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_shown(phone: str) -> str:
    """A stored number as people write it: 03 85 00 00 00, those of other countries as +41 22 345 67 89."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, COUNTRY)
    is_ours = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_ours else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def with_phone(address: str, phone: str) -> str:
    """An address in one line, and the number that is called there."""
    return ", ".join(part for part in (address, phone_shown(phone)) if part)


def checked_email(text: str, pointer: str = "/email") -> str:
    """`email_of`, for a body.

    Raises:
        Refusal: `invalid` on the field.

    """
    try:
        return email_of(text)
    except UnfitError as error:
        raise Refusal(Code.INVALID, errors=[error.at(pointer)]) from error


def checked_phone(text: str | UnsetType, pointer: str = "/phone") -> str | UnsetType:
    """`phone_of`, for a body; what was left out stays out.

    Raises:
        Refusal: `invalid` on the field.

    """
    if text is UNSET:
        return UNSET
    try:
        return phone_of(text)
    except UnfitError as error:
        raise Refusal(Code.INVALID, errors=[error.at(pointer)]) from error

"""Tell what is wrong with a field: where, its code, and words for a buyer's programmer.

    field_error("/mileage_km", Fault.OUT_OF_BOUNDS, least=0, most=2_000_000)
    -> {"pointer": "/mileage_km", "code": "out_of_bounds", "detail": "must be between 0 and 2 000 000",
        "facts": {"least": 0, "most": 2000000}}

Programs act on `code` and `facts`. Refusals are worded in the language asked for (`server/rest/problems.py`); what is
only odd, in answers that aren't refusals, in English.
"""

from collections.abc import Mapping

from msgspec import Struct

from server.protocol.faults import Fact, Fault, Language


class FieldError(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One bad or odd field: its place (JSON pointer into the body, or a parameter's name), its code, and words.

    `facts` are the numbers and names in the words: `{"least": 0, "most": 2000000}`.
    """

    pointer: str
    code: Fault
    detail: str
    facts: Mapping[str, Fact] = {}

    def below(self, prefix: str) -> "FieldError":
        """The same of a form that holds this one."""
        return FieldError(pointer=prefix + self.pointer, code=self.code, detail=self.detail, facts=self.facts)

    def worded(self, language: Language) -> "FieldError":
        """The same in this language."""
        words = self.code.words(language, self.facts)
        return FieldError(pointer=self.pointer, code=self.code, detail=words, facts=self.facts)


def field_error(pointer: str, fault: Fault, **facts: Fact) -> FieldError:
    """The fault of one field, with the facts its words need."""
    return FieldError(pointer=pointer, code=fault, detail=fault.words("en", facts), facts=facts)


class UnfitError(ValueError):
    """A value that can't be, whichever field it came in."""

    def __init__(self, fault: Fault, **facts: Fact) -> None:
        super().__init__(fault.words("en", facts))
        self.fault = fault
        self.facts = facts

    def at(self, pointer: str) -> FieldError:
        """The same of the field it came in."""
        return field_error(pointer, self.fault, **self.facts)

"""What is wrong with a value that was sent: in words, and with a code to translate. Pure."""

from msgspec import Struct


class CommandError(RuntimeError):
    """What an operator asked for can't be, and nothing was changed; the text is the one line to show."""


class FieldError(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One bad field: where (JSON pointer into the body, or the name of a parameter) and what is wrong with it.

    `code` is what to translate; empty, and then not sent, where there is only the text.
    """

    pointer: str
    detail: str
    code: str = ""


class UnfitError(ValueError):
    """A value that can't be; the text says why, `code` is what to translate."""

    def __init__(self, detail: str, *, code: str) -> None:
        super().__init__(detail)
        self.code = code

    def at(self, pointer: str) -> FieldError:
        """The same of the field it came in."""
        return FieldError(pointer=pointer, detail=str(self), code=self.code)

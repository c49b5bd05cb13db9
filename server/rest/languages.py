"""Choose the language of an answer's words by `Accept-Language`: French if it is preferred to English, else English."""

from typing import Final, NamedTuple

from server.protocol.faults import Language

DEFAULT: Final[Language] = "en"


class Words(NamedTuple):
    """One sentence in each language."""

    en: str
    fr: str


def language_of(accepted: str | None) -> Language:
    """The language asked for (RFC 9110, 12.5.4); of two that are asked for alike, the first."""
    best: Language = DEFAULT
    best_weight = 0.0
    for part in (accepted or "").split(","):
        tag, _, parameter = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weight = _weight(parameter)
        if weight > best_weight and primary in {"en", "fr", "*"}:
            best, best_weight = "fr" if primary == "fr" else "en", weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

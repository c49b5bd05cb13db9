"""Say which passwords are guessed first (domain 1.8): common ones, rows of keys, names at hand. Pure.

`common_passwords.txt` holds the 3 000 commonest of published lists (of zxcvbn, MIT), all of at least 12 characters
among the 30 000 commonest, and French ones. Twelve characters that are one of them with digits around, or the same few
characters again and again, aren't twelve characters to guess.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

COMMON_FILE = Path(__file__).with_name("common_passwords.txt")
PRODUCT = "Adjugé"
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "012345678901234567890",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
# What must be left to guess when everybody's, the product's and one's own words are taken out.
REST_MIN = 8
# Shorter parts of a name are parts of too many other words.
NAME_PART_MIN = 4
DIFFERENT_CHARACTERS_MIN = 5


def is_weak(password: str, *, about: Collection[str] = ()) -> bool:
    """Whether this is among the first that are tried; `about`: the person's name, e-mail, company."""
    folded = _folded(password)
    joined = re.sub(r"[\W_]", "", folded)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return (
        len(set(folded)) < DIFFERENT_CHARACTERS_MIN
        or bool({folded, joined, core, re.sub(r"[\W_]", "", core)} & _common())
        or any(joined in row or joined[::-1] in row for row in ROWS)
        or _is_repeated(folded)
        or _rest(joined, [PRODUCT, *about]) < REST_MIN
    )


def _is_repeated(text: str) -> bool:
    """Whether it is a few characters again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _rest(joined: str, about: Collection[str]) -> int:
    """How many characters are left without the names; all, when none is in it."""
    parts = {part for text in about for part in re.split(r"[\W_\d]+", _folded(text)) if len(part) >= NAME_PART_MIN}
    rest = joined
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, "")
    return len(rest) if rest != joined else max(len(rest), REST_MIN)


def _folded(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().strip()


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON_FILE.read_text(encoding="utf-8").split())

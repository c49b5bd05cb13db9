"""Understand what was typed: complete words, forgive accents and one typing error each (domain 6.5).

Words of names are looked up in `stock_word`, so that cars themselves are asked for whole words, by an index that knows
how frequent each is. What identifies a car (plate, VIN, internal number) is looked up as part of a text, and, when
nothing has it, with any one character changed, missing, doubled or swapped with its neighbour.
"""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

from server.kit.ids import EntityId
from server.kit.postgres import Connection, Pool
from server.stock.searching.attributes import FILLERS, Attributes, attributes_of

# Further words of one query are left out; nobody types them.
TERMS_MAX = 8
# A short part completes to many words; these are enough to page through.
COMPLETIONS_MAX = 200
# Of shorter ones only the beginning is looked up.
IDENTIFIER_LENGTH_MIN = 3
# What a plate has of letters or digits in a row.
PLATE_PART_MAX = 3
# One error in a shorter word makes any word of it.
CORRECTED_LENGTH_MIN = 4
IDENTIFIER_CORRECTED_LENGTH_MIN = 5

# A plate as it is written on the car, of either form: one word.
PLATE_PARTS = re.compile(
    r"\b(?:([a-z]{2})[\s-]([0-9]{3})[\s-]([a-z]{2})|([0-9]{1,4})[\s-]([a-z]{2,3})[\s-]([0-9]{2,3}|2[ab]))\b",
    re.IGNORECASE,
)

LOOK_UP = """
SELECT term, ARRAY(
    SELECT word FROM stock_word
    WHERE word LIKE CASE WHEN length(term) < 3 THEN '' ELSE '%' END || escaped || '%'
    ORDER BY word <> term, word LIMIT $2
) AS words
FROM (
    SELECT term, replace(replace(term, '\\', '\\\\'), '%', '\\%') AS escaped
    FROM unnest(stock_words($1)) AS term WHERE term <> ''
) AS typed
"""
# Counted, not asked whether there is one: for that the planner would rather read the table than the index.
IDENTIFY = "SELECT count(*) FROM vehicle WHERE identifiers LIKE ANY($1::text[]) AND entity_id = ANY($2::uuid[])"
CORRECT = "SELECT word FROM stock_word WHERE word LIKE ANY($1::text[]) ORDER BY word LIMIT $2"


NO_ATTRIBUTES = attributes_of("")


class Term(Struct, frozen=True, kw_only=True):
    """One typed word as what a car has to have.

    One of `words` in its name, one of `patterns` in its identifiers, or what the word means of it.
    """

    words: list[str]
    patterns: list[str]
    attributes: Attributes = NO_ATTRIBUTES


async def understand(database: Pool | Connection, typed: str, *, entity_ids: Collection[EntityId]) -> list[Term]:
    """What each typed word may mean, at these entities; a word that means nothing has neither words nor patterns."""
    if not typed.strip():
        return []
    rows = await database.fetch(LOOK_UP, PLATE_PARTS.sub(_joined, typed), COMPLETIONS_MAX)
    if not rows:
        return [Term(words=[], patterns=[])]  # nothing but signs: there is no such car
    said = [row for row in rows if row["term"] not in FILLERS]
    if not said and len(rows) == 1 and len(rows[0]["term"]) <= PLATE_PART_MAX:
        said = rows  # alone it is the beginning of a plate
    return [await _term(database, row["term"], row["words"], entity_ids) for row in said[:TERMS_MAX]]


async def _term(database: Pool | Connection, term: str, words: list[str], entity_ids: Collection[EntityId]) -> Term:
    """A word of names may be a part of an identifier too, if it looks like one; any other is one, or mistyped.

    What means a year, an energy, a gearbox, a colour or a status is no typing error of something else.
    """
    patterns, attributes = _parts(term), attributes_of(term)
    if words:
        identifies = len(term) <= PLATE_PART_MAX or _has_digit(term)
        return Term(words=words, patterns=patterns if identifies else [], attributes=attributes)
    if patterns and await database.fetchval(IDENTIFY, patterns, list(entity_ids)):
        return Term(words=[], patterns=patterns, attributes=attributes)
    if attributes:
        return Term(words=[], patterns=[], attributes=attributes)
    return await _corrected(database, term)


def _parts(term: str) -> list[str]:
    """Patterns of identifiers with the term in them; of a short one, at their beginning."""
    if len(term) == 1:
        return []
    escaped = _escaped(term)
    return [f"%{escaped}%"] if len(term) >= IDENTIFIER_LENGTH_MIN else [f"{escaped}%", f"% {escaped}%"]


async def _corrected(database: Pool | Connection, term: str) -> Term:
    if len(term) < CORRECTED_LENGTH_MIN:
        return Term(words=[], patterns=[])
    nearby = sorted(set(_one_error_away(term)))
    found = await database.fetch(CORRECT, nearby, COMPLETIONS_MAX)
    identifies = len(term) >= IDENTIFIER_CORRECTED_LENGTH_MIN and _has_digit(term)
    return Term(
        words=[row["word"] for row in found],
        patterns=[f"%{pattern}%" for pattern in nearby] if identifies else [],
    )


def _one_error_away(term: str) -> Iterator[str]:
    """Patterns of everything that one change, omission, addition or swap makes of the term."""
    for place in range(len(term)):
        before, after = _escaped(term[:place]), _escaped(term[place + 1 :])
        yield f"{before}_{after}"
        yield before + after
        yield f"{before}_{_escaped(term[place:])}"
        if place + 1 < len(term):
            yield before + _escaped(term[place + 1] + term[place] + term[place + 2 :])


def _has_digit(term: str) -> bool:
    return any(letter.isdigit() for letter in term)


def _joined(plate: re.Match[str]) -> str:
    return "".join(filter(None, plate.groups()))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

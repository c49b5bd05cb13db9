"""Read what a text refers to: rules and headings of our pages, invariants, pages; and what our pages have.

    domain 6.7          a number at the start of a paragraph, `**6.7**`, or of a heading, `## 6 Stock`
    domain "Margins"    a heading; of any page: its file's name in `docs/`, without the ending
    I10                 a row of `docs/invariants.md`
    stock.md            a file beside the text, in `docs/`, or at the root

Several may follow one name: `domain 2.6, 6.1-6.4 and "France"`. Pure.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

# A number, or a heading in quotes, which JSON and TOML escape.
PLACE = r"""(?:\d+(?:\.\d+)?|\\?"[^"\\\n]+\\?")"""
PLACES = rf"{PLACE}(?:(?:, | and |-){PLACE})*"
# A comment goes on: what begins its next line is no part of it.
NEXT_LINE = re.compile(r"[ \t]*\n[ \t]*(?:--|//|[#*])?[ \t]*")
INVARIANT = re.compile(r"(?<![\w.,#-])I\d{1,2}(?![\w.,]\d|\w)")
PAGE = re.compile(r"(?<![\w./*-])[\w./-]*\w\.md\b")
# Names of nothing: of pages that aren't there, and of ours in a form that nobody can follow.
ELSEWHERE = re.compile(
    r"""\bissues?:?\ (?:\\?"|\#?\d) | \bissue:\ | \bstyle\ \d | \bspec\ \d
    | \bdomain\ (?:\d[\d.]*(?:,\ |\ and\ |-))+(?!I\d)[A-Z]\w+
    | (?<!\w)\((?:domain|protocol|architecture|invariants?|style|issue|stack)[:,]\ [^)]*
    | \b(?:domain|protocol|architecture)(?:,?\ line\ \d|,\ I\d|,\ ")[^)]*""",
    re.VERBOSE,
)

NUMBERED = re.compile(r"^\*\*(?P<rule>\d+\.\d+)\*\* ", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (?:(?P<number>\d+) )?(?P<words>.+?) *$", re.MULTILINE)
ROW = re.compile(r"^\| (?P<name>I\d+) \|", re.MULTILINE)


class Page(Struct, frozen=True, kw_only=True):
    """What one may refer to in a page of ours."""

    numbers: frozenset[str]
    headings: frozenset[str]


def read_page(text: str) -> Page:
    """The numbers and headings of a page."""
    headings = list(HEADING.finditer(text))
    sections = {found["number"] for found in headings if found["number"]}
    return Page(
        numbers=frozenset(sections | {found["rule"] for found in NUMBERED.finditer(text)}),
        headings=frozenset(found["words"] for found in headings),
    )


def read_invariants(text: str) -> frozenset[str]:
    """The names of the invariants in their page."""
    return frozenset(found["name"] for found in ROW.finditer(text))


def unresolved(text: str, pages: Mapping[str, Page], invariants: frozenset[str]) -> Iterator[str]:
    """Every reference of the text that leads nowhere; which files there are is another question."""
    flat = NEXT_LINE.sub(" ", text)
    for found in re.finditer(rf"\b(?P<page>{'|'.join(pages)}) (?P<places>{PLACES})", flat):
        page = pages[found["page"]]
        for place in re.findall(PLACE, found["places"]):
            if not page.numbers and '"' not in place:
                continue  # a page without numbered rules: "stock 30 days"
            name = place.replace("\\", "").strip('"')
            if name not in (page.headings if '"' in place else page.numbers):
                yield f"{found['page']} {place}"
    yield from (found[0] for found in INVARIANT.finditer(flat) if found[0] not in invariants)
    yield from (found[0] for found in ELSEWHERE.finditer(flat))


def anchor(heading: str) -> str:
    """What a link to a heading ends with, `#bids-exact-rules`, as forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def pages_named(text: str) -> list[str]:
    """The files with the ending of a page that the text names, as it names them."""
    return [found[0] for found in PAGE.finditer(text)]

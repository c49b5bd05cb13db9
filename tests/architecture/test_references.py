"""What code, tests and pages cite is in the repository: rules, headings, invariants, pages, files, tests."""

import re
from pathlib import Path

import pytest

from tests.architecture.references import HEADING, Page, anchor, pages_named, read_invariants, read_page, unresolved
from tests.architecture.tree import ROOT, shown, within

WRITTEN = ("py", "lua", "sql", "typ", "toml", "md", "json", "ts", "svelte", "css", "html", "js", "mjml")
INVARIANTS = ROOT / "docs/invariants.md"
LINK = re.compile(r"\]\((?P<page>[\w./-]*\.md)?#(?P<anchor>[^)\s]+)\)")
CITED = re.compile(r"`((?:server|tests|web)/[\w./-]+)(?:::(\w+))?`")

EXAMPLE = """
# What the product does

## 6 Stock

**6.7** A car is in one sale.

### Margins
"""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


PAGES = {path.stem: read_page(read(path)) for path in within("docs/*.md")}
NAMES = read_invariants(read(INVARIANTS))
# The examples below are made up.
TEXTS = {
    path: read(path) for path in within(*(f"**/*.{ending}" for ending in WRITTEN)) if path.name != "test_references.py"
}


def test_every_rule_heading_and_invariant_that_is_cited_is_there() -> None:
    found = [f"{shown(path)}: {name}" for path, text in TEXTS.items() for name in unresolved(text, PAGES, NAMES)]
    assert not found, "\n".join(found)


def test_every_page_that_is_cited_is_there() -> None:
    found = [
        f"{shown(path)}: {name}"
        for path, text in TEXTS.items()
        for name in pages_named(text)
        if not any((folder / name).exists() for folder in (path.parent, ROOT / "docs", ROOT))
    ]
    assert not found, "\n".join(found)


def test_every_heading_that_is_linked_to_is_there() -> None:
    linked = [
        (path, path.parent / found["page"] if found["page"] else path, found["anchor"])
        for path in within("*.md", "docs/**/*.md")
        for found in LINK.finditer(read(path))
    ]
    assert linked
    assert not [
        f"{shown(path)}: {shown(page.resolve())}#{name}" for path, page, name in linked if name not in anchors(page)
    ]


def anchors(page: Path) -> set[str]:
    return {anchor(heading[0].lstrip("#").strip()) for heading in HEADING.finditer(read(page))}


def test_pages_have_what_is_cited_most() -> None:
    assert {"1.1", "6.7", "7.16", "9.3", "6"} <= PAGES["domain"].numbers
    assert {"Margins", "Limits", "France", "Glossary", "Readings"} <= PAGES["domain"].headings
    assert {f"I{number}" for number in range(1, 19)} == NAMES


def test_the_files_and_tests_of_the_pages_are_there() -> None:
    cited = [(path, file, test) for path in within("docs/*.md") for file, test in CITED.findall(read(path))]
    assert len(cited) > len(NAMES)
    assert not [
        f"{shown(path)}: {file} {test}"
        for path, file, test in cited
        if not (ROOT / file).exists() or (test and f"def {test}(" not in read(ROOT / file))
    ]


def test_each_invariant_has_a_file_and_a_test() -> None:
    rows = [line for line in read(INVARIANTS).splitlines() if line.startswith("| I")]
    for row in rows:
        files = [file for file, _ in CITED.findall(row)]
        assert any(not file.startswith("tests/") for file in files), row
        assert any(file.startswith("tests/") for file in files), row


@pytest.mark.parametrize(
    "text",
    [
        "(domain 6.8)",
        "(domain 6.7, 6.8)",
        "(domain 6.7-6.9)",
        'domain 6 and "Gains"',
        r"domain \"Gains\"",
        'docs "Margins", domain\n    -- 7.1',
        "(domain 6.7, Margins)",
        "invariant I9",
        '(issue "Photos")',
        "(issue: audit trail)",
        "(protocol: limits)",
        "(architecture, I1)",
        "architecture line 2",
        "style 17",
    ],
)
def test_a_made_up_reference_is_found(text: str) -> None:
    assert list(unresolved(text, {"domain": read_page(EXAMPLE)}, frozenset({"I1"})))


@pytest.mark.parametrize(
    "text",
    [
        "(domain 6.7)",
        '(domain 6, "Margins")',
        r"domain 6.7 and \"Margins\"",
        "(domain\n    # 6.7)",
        "I1",
        "NUMERIC(I20.4)",
        "an issue of another kind",
        "a domain of 9 names",
    ],
)
def test_a_true_reference_is_no_fault(text: str) -> None:
    assert not list(unresolved(text, {"domain": read_page(EXAMPLE)}, frozenset({"I1"})))


def test_a_page_is_read_by_its_numbers_and_headings() -> None:
    assert read_page(EXAMPLE) == Page(
        numbers=frozenset({"6", "6.7"}), headings=frozenset({"What the product does", "Stock", "Margins"})
    )
    assert read_invariants("| I1 | a | b |\n| I12 | c | d |\n| Il | e |") == {"I1", "I12"}


def test_a_link_ends_as_forges_make_it() -> None:
    assert anchor("Bids: exact rules") == "bids-exact-rules"
    assert anchor("6 Stock life-line") == "6-stock-life-line"


def test_named_pages_are_read_from_words_and_links() -> None:
    assert pages_named("see api.md, [x](docs/stock.md#days) and docs/*.md") == ["api.md", "docs/stock.md"]

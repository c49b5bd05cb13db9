"""What the pages point at is there."""

import re

from tests.architecture.tree import lines, shown, within

LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)[^)]*\)")


def test_a_page_links_to_what_is_there() -> None:
    pages = within("*.md", "docs/**/*.md")
    assert pages
    assert not [
        f"{shown(page)}: {found['target']}"
        for page in pages
        for line in lines(page)
        for found in LINK.finditer(line)
        if not (page.parent / found["target"]).exists()
    ]

"""The web asks no more of a browser than the oldest ones that README promises: iOS 16.4, Firefox 115, Chrome 110."""

import re

from tests.architecture.tree import lines, shown, within

# What one of them lacks, and where it may stand all the same: behind a question whether it is there.
NEWER = {
    r"AbortSignal\.any\(": {"web/src/kit/signals.ts"},
    r"\(\?<[=!]": set[str](),
    r"\bPromise\.(withResolvers|try)\b": set[str](),
    r"\b(Object|Map)\.groupBy\b": set[str](),
    r"\bArray\.fromAsync\b": set[str](),
    r"\bURL\.(canParse|parse)\b": set[str](),
    r"\bURLPattern\b": set[str](),
    r"\bIterator\.from\b": set[str](),
    r"\.(isSubsetOf|symmetricDifference|isDisjointFrom)\(": set[str](),
    r"\b(toWellFormed|isWellFormed)\b": set[str](),
    r"\bstartViewTransition\b": set[str](),
    r"\brequestIdleCallback\b": set[str](),
    r"\bscheduler\.(postTask|yield)\b": set[str](),
    r"\b(showPopover|togglePopover|commandfor|popovertarget)\b": set[str](),
    r"@starting-style|@property\b|@scope\b|\banchor-name\b|\bfield-sizing\b": set[str](),
    r"\bcolor-mix\(|\blinear\(": set[str](),
    r"\bon(scrollend)\b": {"web/src/ui/PhotoGallery.svelte", "web/src/ui/gallery/handling.ts"},
    r"/[^/\n]+/[a-z]*v[a-z]*\.(test|exec)\(": set[str](),
}


def test_no_browser_of_the_floor_meets_what_it_does_not_have() -> None:
    found = [
        f"{shown(path)}:{number} {line.strip()}"
        for path in within("web/src/**/*.ts", "web/src/**/*.svelte", "web/src/**/*.css", "web/index.html")
        if ".test." not in path.name
        for number, line in enumerate(lines(path), 1)
        for what, places in NEWER.items()
        if shown(path) not in places and re.search(what, line)
    ]
    assert not found, "\n".join(found)


def test_the_build_and_the_readme_name_the_same_floor() -> None:
    [config] = within("web/vite.config.ts")
    [readme] = within("README.md")
    assert "['safari16.4', 'ios16.4', 'firefox115', 'chrome110']" in config.read_text(encoding="utf-8")
    assert "Safari and iOS 16.4, Firefox 115, Chrome and Edge 110" in readme.read_text(encoding="utf-8")

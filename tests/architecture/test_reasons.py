"""Whoever switches a check off says why, on the same line."""

import re

from tests.architecture.tree import ROOT, lines, shown, within

RULE = re.compile(r'^\s*"(?:[A-Z]+[0-9]*|ALL)",(?P<rest>.*)$')
SWITCHED_OFF = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)?|(?:type|pyrefly):\s*ignore(?:\[[^\]]*\])?)(?P<rest>.*)$",
)
REASON = re.compile(r"\w+\W+\w+")


def test_every_rule_left_out_has_its_reason() -> None:
    lint = (
        (ROOT / "pyproject.toml")
        .read_text(encoding="utf-8")
        .split("[tool.ruff.lint]")[1]
        .split("[tool.ruff.lint.mccabe]")[0]
    )
    rules = [(line, found["rest"]) for line in lint.splitlines() if (found := RULE.match(line))]
    assert rules, "the list has moved"
    assert not [line.strip() for line, rest in rules if not REASON.search(rest)]


def test_every_check_switched_off_on_a_line_has_its_reason() -> None:
    assert not [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in within("**/*.py")
        if path.name != "test_reasons.py" and "piccolo_migrations" not in path.parts
        for number, line in enumerate(lines(path), start=1)
        if (found := SWITCHED_OFF.search(line)) and not REASON.search(found["rest"])
    ]

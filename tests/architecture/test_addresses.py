"""A clone works anywhere: no file names a package registry, and none a folder of somebody's machine."""

import re

import pytest

from tests.architecture.tree import files, lines, shown

REGISTRIES = re.compile(
    r"""
      "resolved"\s*:                                # npm's lock file with addresses
    | --(?:extra-)?index-ur[l] | --find-link[s]     # pip's and uv's
    | \bregistry\s*=                                # .npmrc
    | https?://[^\s"]*(?:/simple/|/-/[^\s"]*\.tgz)  # what such places serve
    | \b(?:registry|files|index)\.[a-z]+\.(?:org|com|io)\b
    """,
    re.VERBOSE,
)
MACHINES = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|Users)/|(?:^|[^A-Za-z0-9_.])/home/[a-z]")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{shown(path)}:{number}: {line.strip()[:160]}"
        for path in files()
        for number, line in enumerate(lines(path), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert not places(REGISTRIES)


def test_no_file_names_a_folder_of_a_machine() -> None:
    assert not places(MACHINES)


@pytest.mark.parametrize(
    "line",
    [
        '"resolved"' + ': "x"',
        "pip install --index" + "-url x",
        "registry" + "=x",
        "https://x.example" + "/simple/uv",
        "https://x.example/uv" + "/-/uv-1.tgz",
        "npm at registry" + ".example.org",
    ],
)
def test_the_guard_sees_addresses_of_registries(line: str) -> None:
    assert REGISTRIES.search(line)


@pytest.mark.parametrize("line", ["cd /work" + "/main", '"/home' + '/ann/x"', "/root" + "/.cache"])
def test_the_guard_sees_folders_of_machines(line: str) -> None:
    assert MACHINES.search(line)


@pytest.mark.parametrize("line", ["/api/work/1", "site/home", "https://example.org/work/"])
def test_the_guard_leaves_ordinary_paths_alone(line: str) -> None:
    assert not MACHINES.search(line)

"""Every fault still applies, and the test that it names is there; whether that notices it, `make mutants` tells."""

import ast
from functools import cache

import pytest

from tests.mutants.faults import ROOT, Fault, read_faults

FAULTS = read_faults()
FAULTS_MIN = 80


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions if function.name.startswith("test_"))


def is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file():
        return False
    if file.endswith(".ts"):
        return name in (ROOT / file).read_text(encoding="utf-8")
    return name.partition("[")[0] in names_in(file)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_applies_and_its_tests_are_there(fault: Fault) -> None:
    assert fault.times(ROOT) == 1, f"{fault.file} has it {fault.times(ROOT)} times: {fault.old}"
    assert fault.old != fault.new
    assert fault.killed_by, "nothing notices it"
    assert not [test for test in fault.killed_by if not is_there(test)]
    assert len({test.partition("::")[0].endswith(".ts") for test in fault.killed_by}) == 1


def test_there_are_enough_and_no_two_have_one_name() -> None:
    assert len(FAULTS) >= FAULTS_MIN
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)

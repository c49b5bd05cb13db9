"""A module is one idea and a function fits a screen."""

import ast
from pathlib import Path

from tests.architecture.tree import lines, shown, within

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 50


def modules() -> list[Path]:
    found = within("server/**/*.py", "web/src/**/*.ts", "web/src/**/*.svelte")
    return [path for path in found if "piccolo_migrations" not in path.parts and ".gen." not in path.name]


def test_a_module_is_one_idea() -> None:
    sizes = {shown(path): len(lines(path)) for path in modules()}
    assert sizes, "there is nothing to measure"
    assert not {name: size for name, size in sizes.items() if size > MODULE_LINES_MAX}


def test_a_function_fits_a_screen() -> None:
    too_long = [
        f"{shown(path)}:{node.lineno} {node.name}: {size} lines"
        for path in [*modules(), *within("run.py")]
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (size := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert not too_long, "\n".join(too_long)

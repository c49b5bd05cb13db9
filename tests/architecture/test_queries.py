"""Piccolo is asked where the decision record says, and only by `server.kit.query` (docs/decisions/0003)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import shown, within

COLD = {"accounts", "notifications", "offers", "partners", "policies", "tradeins"}
"""Slices that may build queries: their statements are few and follow what people do."""

HOT = {
    "server/accounts/attempts.py",
    "server/accounts/principals.py",
    "server/accounts/sessions.py",
    "server/notifications/outbox/delivering.py",
    "server/notifications/outbox/channel_worker.py",
    "server/notifications/outbox/claiming.py",
    "server/notifications/outbox/posting.py",
    "server/notifications/outbox/sweeping.py",
}
"""What each request or letter asks: SQL, at half the cost."""

MACHINERY = {
    "server/kit/migration.py",
    "server/kit/postgres.py",
    "server/kit/query.py",
    "server/migrating.py",
    "server/piccolo_conf.py",
}
"""What runs Piccolo: migrations, and queries on the connection that is passed in."""

BUILDING = {"piccolo.columns", "piccolo.columns.combination", "piccolo.query"}
"""What a slice may import of Piccolo: names for annotations. The rest stays in `server.kit`, as `QueryString` does."""

BANNED = {
    "batch": "asks for a connection of its own",
    "get_or_create": "is two statements, neither of them in our transaction",
    "objects": "makes objects that save and remove themselves",
    "raw": "is SQL; write it on the connection",
    "remove": "removes by one key column, also where the key has several",
    "run": "takes the connection that is around",
    "run_sync": "takes the connection that is around, and a loop of its own",
    "save": "writes by one key column, also where the key has several",
    "freeze": "takes no parameters",
}


def faults(text: str, name: str = "server/partners/made_up.py") -> list[str]:
    """What a module does with Piccolo that it must not."""
    return [f"{name}:{line}: {why}" for line, why in sorted(set(found(ast.parse(text), name)))]


def found(tree: ast.Module, name: str) -> Iterator[tuple[int, str]]:
    aliases: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.split(".")[0] == "piccolo" and node.module not in BUILDING:
                yield node.lineno, f"{node.module} is for server.kit"
            if node.module.endswith(".tables"):
                yield node.lineno, "import the module `tables`, not its classes: Structs have the same names"
            aliases |= {alias.asname or alias.name for alias in node.names if alias.name == "tables"}
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "piccolo" for alias in node.names):
            yield node.lineno, "import names from Piccolo, not Piccolo"
    if not aliases:
        return
    if name.split("/")[1] not in COLD or name in HOT:
        yield 1, "is no cold slice: write SQL"
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ImportFrom):
            yield from (
                (each.lineno, "builds a query once: it would collect conditions") for each in uses(node, aliases)
            )
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from found_in(function, aliases)


def found_in(function: ast.FunctionDef | ast.AsyncFunctionDef, aliases: set[str]) -> Iterator[tuple[int, str]]:
    known = set(aliases)
    assigned = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    for _ in assigned:  # a query is made in as many steps, at most
        known |= {
            name.id
            for node in assigned
            if any(root(value) in known for value in parts(node.value))
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in BANNED and root(node.value) in known:
            yield node.lineno, f"`{node.attr}` {BANNED[node.attr]}"
        if isinstance(node, ast.Await) and root(node.value) in known:
            yield (
                node.lineno,
                "awaited by itself it takes the connection that is around: see server.kit.query",
            )


def uses(node: ast.AST, names: set[str]) -> Iterator[ast.Name]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Name) and each.id in names)


def parts(node: ast.expr) -> list[ast.expr]:
    """What an assigned value may be."""
    match node:
        case ast.Tuple(elts=several):
            return several
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case _:
            return [node]


def root(node: ast.expr) -> str | None:
    """The name an expression of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def modules() -> list[Path]:
    return [
        path
        for path in within("server/**/*.py")
        if shown(path) not in MACHINERY
        and "piccolo_migrations" not in path.parts
        and path.name not in {"piccolo_app.py", "tables.py"}
    ]


def test_slices_build_queries_and_never_run_them() -> None:
    assert not [fault for path in modules() for fault in faults(path.read_text(encoding="utf-8"), shown(path))]


def test_some_slice_builds_queries() -> None:
    building = {shown(path).split("/")[1] for path in modules() if "import tables" in path.read_text(encoding="utf-8")}
    assert building == COLD


def test_what_is_hot_is_there() -> None:
    assert {shown(path) for path in modules()} >= HOT


@pytest.mark.parametrize(
    "line",
    [
        *(f"await tables.Pro.select().{name}()" for name in BANNED),
        "pro = tables.Pro\n    await pro.select().where(pro.id == id).run()",
        "pro = tables.Pro(id=id)\n    await pro.save()",
        "pro, member = tables.Pro, tables.ProMember\n    mine = member.select()\n    await mine.where(member.id == id)",
        "await tables.Pro.select()",
        "from piccolo.querystring import QueryString",
        "from server.kit.postgres import engine\n    from piccolo.engine.postgres import PostgresEngine",
        "from server.accounts.tables import Pro",
    ],
)
def test_what_must_not_be_done_is_found(line: str) -> None:
    use = f"from server.accounts import tables\n\nasync def use(id: str) -> None:\n    {line}\n"
    assert faults(use)
    assert faults(use, "server/auctions/made_up.py")


def test_a_query_that_is_passed_on_is_none_of_it() -> None:
    use = """
from server.accounts import tables
from server.kit import query

async def use(connection: Connection, id: str) -> None:
    pro = tables.Pro
    await query.execute(connection, pro.select(pro.id).where(pro.id == id).lock_rows())
    await query.insert(connection, tables.Pro(id=id))
"""
    assert not faults(use)
    assert faults(use, "server/auctions/made_up.py") == ["server/auctions/made_up.py:1: is no cold slice: write SQL"]
    assert faults(use + "\nEVERY = tables.Pro.select()\n")

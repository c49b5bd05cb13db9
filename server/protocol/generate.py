"""Print what others read of the wire: `python -m server.protocol.generate [--check]`.

Writes the JSON Schema, the AsyncAPI page and the web's types; with `--check` only says which of them is stale.
"""

import sys
from json import dumps
from pathlib import Path

from server.protocol.schema import SCHEMA_FILE, Json, asyncapi, json_schema
from server.protocol.typescript import typescript

ROOT = Path(__file__).resolve().parents[2]


def documents() -> dict[Path, str]:
    """Every generated file with its text."""
    return {
        ROOT / "docs/protocol" / SCHEMA_FILE: _pretty(json_schema()),
        ROOT / "docs/protocol/asyncapi.json": _pretty(asyncapi()),
        ROOT / "web/src/protocol.gen.ts": typescript(),
    }


def stale() -> list[Path]:
    """The files that don't say what the Structs say."""
    return [path for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]


def write() -> None:
    """Write every file anew."""
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _pretty(document: Json) -> str:
    return dumps(document, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check; the number of stale files is the exit code."""
    if "--check" in arguments:
        old = stale()
        for path in old:
            sys.stderr.write(f"{path.relative_to(ROOT)} is stale: run python -m server.protocol.generate\n")
        return len(old)
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Print and check what others read of the interfaces: `python -m tools.contract [--check]`, with node on the path.

Writes the web's types of REST, made by openapi-typescript. With `--check` says whether they are fresh, whether the
OpenAPI document follows all of Redocly's recommended rules, and whether AsyncAPI's own parser takes the protocol's.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import msgspec

from server.app import create_app
from server.resources import Resources
from server.rest.documents import openapi_document
from server.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
TYPES = WEB / "src" / "api.gen.ts"
ASYNCAPI = ROOT / "docs" / "protocol" / "asyncapi.json"

HEADER = "// Printed by `python3 run.py fix` from the Structs that REST takes and answers: change them there.\n"
GENERATOR = "node_modules/openapi-typescript/bin/cli.js"
OPTIONS = ("--immutable", "--default-non-nullable=false")
# `VehicleRow` beside `components['schemas']['VehicleRow']`, in the document's own spelling.
ALIASES = ("--root-types", "--root-types-no-schema-prefix", "--root-types-keep-casing")
LINTER = ("node_modules/@redocly/cli/bin/cli.js", "lint", "--extends=recommended-strict", "--format=stylish")
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def openapi() -> dict[str, Any]:
    """The document that a server answers at `/api/openapi.json`; no server has to be there for it."""
    settings = read_settings({"DATABASE_URL": "postgresql://localhost/adjuge", "VALKEY_URL": "valkey://localhost"})
    absent = cast("Any", None)
    resources = Resources(settings=settings, postgres=absent, valkey=absent, storage=absent)
    return openapi_document(create_app(resources))


def write() -> int:
    """Write the types anew; the generator's exit code."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "api.ts"
        running = _generating(openapi(), made)
        output = running.communicate()[0]
        if running.returncode == 0:
            TYPES.write_text(_headed(made), "utf-8")
        else:
            sys.stderr.write(output)
        return running.returncode


def check() -> int:
    """Check both documents and the types at once; how many of the three are at fault."""
    document = openapi()
    with TemporaryDirectory() as folder:
        made, served = Path(folder) / "api.ts", Path(folder) / "openapi.json"
        served.write_bytes(msgspec.json.encode(document))
        running = [
            _generating(document, made),
            _node(*LINTER, str(served)),
            _node("asyncapi.mjs", str(ASYNCAPI)),
        ]
        outputs = [process.communicate()[0] for process in running]
        failed = [output for output, process in zip(outputs, running, strict=True) if process.returncode]
        if running[0].returncode == 0 and TYPES.read_text("utf-8") != _headed(made):
            failed.append(f"{TYPES.relative_to(ROOT)} is stale: run python3 run.py fix\n")
    sys.stderr.writelines(failed)
    return len(failed)


def _generating(document: dict[str, Any], made: Path) -> subprocess.Popen[str]:
    """Have types made of the schemas alone: the web writes its calls itself."""
    schemas = made.with_suffix(".json")
    bare = document | {"paths": {}, "components": {"schemas": document["components"]["schemas"]}}
    schemas.write_bytes(msgspec.json.encode(bare))
    return _node(GENERATOR, str(schemas), "--output", str(made), *OPTIONS, *ALIASES)


def _node(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["node", script, *arguments],
        cwd=WEB,
        env=os.environ | QUIET,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _headed(made: Path) -> str:
    return HEADER + made.read_text("utf-8")


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv[1:] else write())

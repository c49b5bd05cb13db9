"""A Python client made of the API's description by a generator that knows nothing of us: nothing of it is left out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools.contract import openapi

LISTING = """
import importlib, json, pkgutil, client, client.api, client.models
found = [importlib.import_module(name) for _, name, _ in pkgutil.walk_packages(client.__path__, "client.")]
calls = [module.__name__ for module in found if hasattr(module, "asyncio_detailed")]
print(json.dumps({"models": client.models.__all__, "calls": calls}))
"""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi()


@pytest.fixture(scope="module")
def client(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the package `client` is; the generator's warnings are failures."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document), "utf-8")
    # What it has to be told: papers and pictures are bytes. Its own formatter is only for readers.
    formatters: list[str] = []
    told = {
        "content_type_overrides": dict.fromkeys(_binary(document), "application/octet-stream"),
        "post_hooks": formatters,
    }
    (folder / "config.json").write_text(json.dumps(told), "utf-8")
    command = "generate --path openapi.json --config config.json --meta none --output-path client --fail-on-warning"
    ran = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", *command.split()],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "WARNING" not in ran.stdout + ran.stderr
    return folder


def test_every_schema_is_a_class_and_every_operation_a_call(client: Path, document: dict[str, Any]) -> None:
    ran = subprocess.run([sys.executable, "-c", LISTING], cwd=client, check=True, capture_output=True, text=True)
    made = json.loads(ran.stdout)
    schemas = [name for name, part in document["components"]["schemas"].items() if part["type"] == "object"]
    assert set(schemas) - set(made["models"]) == set()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(made["calls"]) == len(operations)


def test_a_bid_is_called_with_its_key(client: Path) -> None:
    source = (client / "client" / "api" / "bidding" / "place_bid.py").read_text("utf-8")
    assert "idempotency_key: str" in source
    assert 'headers["Idempotency-Key"] = idempotency_key' in source


def _binary(document: dict[str, Any]) -> set[str]:
    return {
        media_type
        for path in document["paths"].values()
        for operation in path.values()
        for response in operation["responses"].values()
        for media_type, content in response.get("content", {}).items()
        if content["schema"].get("format") == "binary"
    }

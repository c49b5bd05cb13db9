"""Set documents in type, in a worker process: a template beside this module, its data as JSON, pictures as files."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import typst

from server.kit.workshop import limited_to, workshop

TEMPLATES = Path(__file__).parent
MEDIA_TYPE = "application/pdf"


async def typeset(template: str, data: object, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of `<template>.typ`, which reads `data` and may show `files` by their names.

    Raises:
        WorkFailedError: it took too long.

    """
    return await workshop.run(_typeset, template, msgspec.json.encode(data).decode(), dict(files or {}))


@limited_to(cpu_seconds=60)
def _typeset(template: str, data: str, files: Mapping[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="adjuge-") as folder:
        main = Path(folder, "main.typ")
        main.write_bytes((TEMPLATES / f"{template}.typ").read_bytes())
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        made = typst.compile(main, root=Path(folder), format="pdf", sys_inputs={"data": data}, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made

"""Write what happens: one JSON object per line in production, coloured lines on a developer's console.

Ours through structlog, libraries' through the standard library's logging, both in one shape and to standard error.
"""

import logging
import re
import sys

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# Tokens of ours by their prefixes (server/accounts/tokens.py): links of invitations and passwords hold one.
SECRET = re.compile(r"\b([a-z]{3})_[A-Za-z0-9_-]{20,}")
# They tell of each start, connection and request in words of their own; ours say the same with more sense.
POOL = "asyncpg.pool"
TALKATIVE = ("uvicorn", "uvicorn.access", "asyncio")


def configure_logging(*, form: str, level: str, process: str) -> None:
    """Set both loggers up, once per process; `form` "json" or "console", `process` names us in each line ("serve")."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        blank_secrets,
        _named(process),
    ]
    renderer = structlog.processors.JSONRenderer(serializer=_json) if form == "json" else _console()
    if form == "console":
        shared.remove(structlog.processors.format_exc_info)  # the console shows traces itself
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=LEVELS[level], force=True)
    logging.getLogger(POOL).addFilter(in_one_line)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(LEVELS[level], logging.WARNING))


def in_one_line(record: logging.LogRecord) -> bool:
    """Keep of a library's trace its last line: while Postgres is away, each pool writes one every second or so."""
    if record.exc_info:
        record.msg, record.args, record.exc_info = f"{record.getMessage()}: {record.exc_info[1]!r}", (), None
    return True


def blank_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take secrets out of addresses: who reads a log must not be able to use the links of others."""
    path = event.get("path")
    if isinstance(path, str):
        event["path"] = SECRET.sub(r"\1_…", path)
    return event


def _named(process: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    return add


def _json(event: EventDict, **_options: object) -> str:
    """What can't be written as JSON is written as its text: a line is never lost for its contents."""
    return msgspec.json.encode(event, enc_hook=str).decode()


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # the richer ones print variables, secrets among them
    )

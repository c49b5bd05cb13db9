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
# They tell of each start, connection and request in words of their own; ours say the same with more sense.
POOL = "asyncpg.pool"
TALKATIVE = ("uvicorn", "uvicorn.access", "asyncio")
# Secrets of ours, by the prefixes that tell what they are (server/accounts/tokens.py); of the rest nothing is shown.
TOKEN = re.compile(r"\b((?:ses|tic|key|dev|inv|pwd)_)[A-Za-z0-9_-]{8,}|\b(whsec_)[A-Za-z0-9+/=_-]{8,}")


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
    """Blank tokens in every text: who reads logs must not be able to take over what a link or a key opens."""
    return {name: _blanked(value) for name, value in event.items()}


def _blanked(value: object) -> object:
    return TOKEN.sub(r"\1\2…", value) if isinstance(value, str) else value


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

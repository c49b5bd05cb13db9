"""Run everything on this machine: private servers, schema, demonstration data, and our own processes over them.

The parent supervises and does nothing else; its children are Postgres, Valkey, `serve`, `work`, the
photographer and the bots. It holds the listening socket, so that people wait instead of failing while a killed
`serve` comes back.
"""

import asyncio
import os
import secrets
import socket
import sys
from base64 import b64encode
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import sleep

from msgspec import Struct

import server
from server.embedded.failing import EmbeddedError
from server.embedded.keeping import Keeper, Program, ignore_signals, stop_by_signals
from server.embedded.servers import embedded_servers
from server.embedded.watching import Watch
from server.kit.clock import monotonic
from server.kit.logging import configure_logging
from server.kit.postgres import transaction
from server.kit.sealing import KEY_BYTES
from server.listening import EVERYWHERE, listen, reached_as
from server.migrating import migrate
from server.resources import open_resources
from server.secret_sealing import seal_stored
from server.settings import MAILBOX, Settings, environment, read_settings
from server.terminal import report, show_addresses

SOURCES = Path(server.__file__).parent
READY_SECONDS = 30.0
POLL_SECONDS = 0.05
KEY_FILE = "secret.key"
PASSWORD_FILE = "password"  # noqa: S105 — the name of the file that holds it
# Read from a screen and typed on a phone: nothing that looks like something else.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 — an alphabet
# Stand in for the servers' addresses until they are known, so that the other settings are checked first.
NOT_YET = {"DATABASE_URL": "postgresql://embedded", "VALKEY_URL": "valkey://embedded"}


class Launch(Struct, frozen=True, kw_only=True):
    """What was asked for; `developing` means reload on change and talkative logs."""

    data: Path
    host: str
    port: int
    bots: bool
    pictures: bool
    reset: bool
    developing: bool


def launch(asked: Launch) -> None:
    """Run until Ctrl-C or SIGTERM; then stop everything, in order.

    Raises:
        PortError, SettingsError, EmbeddedError, MissingServerError: it can't be; one line says why.

    """
    stop_by_signals()
    with ExitStack() as stack:
        try:
            _launch(asked, stack)
        except KeyboardInterrupt:
            report("stopping")
        finally:
            ignore_signals()


def _launch(asked: Launch, stack: ExitStack) -> None:
    listener = stack.enter_context(listen(asked.host, asked.port))
    variables = _variables(asked, port=listener.getsockname()[1])
    given = read_settings({**variables, **NOT_YET})
    configure_logging(form=given.log_format, level=given.log_level, process="adjuge")
    report(f"starting Postgres and Valkey on {asked.data}")
    servers = stack.enter_context(embedded_servers(asked.data, reset=asked.reset))
    password = given.demo_password or _kept_password(asked.data)
    variables |= {**servers.variables, "ADJUGE_DEMO_PASSWORD": password}
    if not given.seal:
        variables["ADJUGE_SECRET_KEY_FILE"] = str(_kept_key(asked.data))
    settings = read_settings(variables)
    asyncio.run(_prepare(settings, password))
    programs = _programs(asked, variables, listener)
    for program in programs:
        stack.callback(program.stop)
        program.start()
    _wait_until_live(settings.port, programs[0])
    show_addresses(settings, reached_as=reached_as(asked.host), password=password)
    watch = Watch(SOURCES) if asked.developing else None
    Keeper([servers.valkey, servers.postgres, *programs], tell=report, watch=watch).keep_until_stopped()
    report("stopping")


def _variables(asked: Launch, *, port: int) -> dict[str, str]:
    """The environment of our processes: ours, but for what the command line says."""
    ours = environment()
    variables = {
        "ADJUGE_LOG_LEVEL": "info" if asked.developing else "warning",
        "ADJUGE_LOG_FORMAT": "console",
        "ADJUGE_SMTP_URL": MAILBOX,
        **ours,
        "ADJUGE_HOST": asked.host,
        "ADJUGE_PORT": str(port),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(SOURCES.parent), ours.get("PYTHONPATH")])),
    }
    if asked.host in EVERYWHERE:  # a phone on the same network comes by our address there
        origins = [ours.get("ADJUGE_ALLOWED_ORIGINS"), f"http://{reached_as(asked.host)}:{port}"]
        local = [f"http://localhost:{port}", f"http://127.0.0.1:{port}"]
        variables["ADJUGE_ALLOWED_ORIGINS"] = ",".join([*filter(None, origins), *local])
    return variables


async def _prepare(settings: Settings, password: str) -> None:
    from server.demo import seed  # noqa: PLC0415 — only a demonstration has demonstration data

    await migrate(settings)
    async with open_resources(settings) as resources:
        async with transaction(resources.postgres) as connection:
            await seal_stored(connection, settings.seal)
        await seed(resources, password)


def _programs(asked: Launch, variables: dict[str, str], listener: socket.socket) -> list[Program]:
    command = (sys.executable, "-m", "server.cli")
    fd = listener.fileno()
    serve = Program("serve", [*command, "serve", "--fd", str(fd)], environment=variables, pass_fds=[fd])
    work = Program("work", [*command, "work"], environment=variables)
    bots = Program("bots", [*command, "bots"], environment=variables)
    photographer = Program("photographer", [*command, "photographer"], environment=variables)
    return [serve, work, *([photographer] if asked.pictures else []), *([bots] if asked.bots else [])]


def _wait_until_live(port: int, serving: Program) -> None:
    deadline = monotonic() + READY_SECONDS
    while not _is_live(port):
        if serving.exit_code is not None or monotonic() > deadline:
            raise EmbeddedError("the server did not start; its reason is above")
        sleep(POLL_SECONDS)


def _is_live(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200  # noqa: PLR2004 — HTTP's own number
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _kept_key(data: Path) -> Path:
    """The file with the key of this data folder's secrets, made at its first start."""
    kept = data.absolute() / KEY_FILE
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(b64encode(os.urandom(KEY_BYTES)).decode())
    return kept


def _kept_password(data: Path) -> str:
    """The password of this data folder, made at its first start: people and browsers remember it."""
    kept = data / PASSWORD_FILE
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text("-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3)))
    return kept.read_text()

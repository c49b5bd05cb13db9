"""Start things from the command line: `adjuge demo`, `dev`, `serve`, `work`, `migrate`.

What can't be is one line on standard error: exit code 2 for a bad setting, 1 for a missing server, a port in use, a
data folder that can't be used.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from server.embedded.failing import EmbeddedError
from server.fence.role import MissingRoleError
from server.kit.addresses import is_local
from server.kit.faults import CommandError
from server.listening import PortError, listen
from server.resources import MissingServerError
from server.settings import PORT_DEFAULT, PORT_MAX, Settings, SettingsError, environment, read_settings

DATA_DEFAULT = Path("~/.local/share/adjuge/demo")
DEV_DATA_DEFAULT = Path("~/.local/share/adjuge/dev")

app = App(
    name="adjuge",
    version=lambda: version("adjuge"),
    help="Auctions of used cars between dealers and professionals, live.",
)

Port = Annotated[int, Parameter(validator=Number(gte=0, lte=PORT_MAX), help="Port to listen on; 0 takes any free one.")]
Host = Annotated[str, Parameter(help="Address to listen on; 0.0.0.0 lets other machines in.")]
Data = Annotated[Path, Parameter(help="Folder that keeps the data from one start to the next.")]
Reset = Annotated[bool, Parameter(negative="", help="Forget the data of the last start first.")]
Bots = Annotated[bool, Parameter(help="Whether bots bid on the open auction.")]
Pictures = Annotated[bool, Parameter(help="Whether the cars are photographed while it runs.")]


@app.command
def demo(
    *,
    bots: Bots = True,
    pictures: Pictures = True,
    host: Host = "127.0.0.1",
    port: Port = PORT_DEFAULT,
    data: Data = DATA_DEFAULT,
    reset: Reset = False,
) -> None:
    """Show the product on this machine, with its own servers, a dealer group, professionals and moving auctions."""
    _launch(bots=bots, pictures=pictures, host=host, port=port, data=data, reset=reset, developing=False)


@app.command
def dev(
    *,
    bots: Bots = False,
    pictures: Pictures = True,
    host: Host = "127.0.0.1",
    port: Port = PORT_DEFAULT,
    data: Data = DEV_DATA_DEFAULT,
    reset: Reset = False,
) -> None:
    """Work on the product: as demo, with its log, and started again whenever a source file changes."""
    _launch(bots=bots, pictures=pictures, host=host, port=port, data=data, reset=reset, developing=True)


@app.command
def serve(
    *,
    host: Annotated[str | None, Parameter(help="Address to listen on, instead of ADJUGE_HOST.")] = None,
    port: Annotated[int | None, Parameter(help="Port to listen on, instead of ADJUGE_PORT.")] = None,
    metrics_port: Annotated[Port | None, Parameter(help="Port of its own for /metrics and /health.")] = None,
    fd: Annotated[int | None, Parameter(show=False)] = None,
) -> None:
    """Serve HTTP and sockets. Settings come from the environment (DATABASE_URL, VALKEY_URL, ADJUGE_...)."""
    from server.running import run_serve
    from server.secret_sealing import demand_key

    asked = {"ADJUGE_HOST": host, "ADJUGE_PORT": None if port is None else str(port)}
    variables = {**environment(), **{name: value for name, value in asked.items() if value is not None}}
    settings = _configure("serve", variables)
    if fd is None and settings.has_mailbox and not is_local(settings.host):
        raise SettingsError("ADJUGE_SMTP_URL can't be mailbox: where others reach us (ADJUGE_HOST)")
    demand_key(settings)
    listener = listen(settings.host, settings.port) if fd is None else socket.socket(fileno=fd)
    if settings.port == 0:
        settings = read_settings({**variables, "ADJUGE_PORT": str(listener.getsockname()[1])})
    run_serve(settings, listener, None if metrics_port is None else listen(settings.host, metrics_port))


@app.command
def work(*, health_port: Port | None = None) -> None:
    """Run the background loops: committers, ticker, outbox. With a port it answers /health and /metrics there."""
    from server.running import run_work
    from server.secret_sealing import demand_key

    settings = _configure("work", environment())
    demand_key(settings)
    run_work(settings, None if health_port is None else listen(settings.host, health_port))


@app.command
def migrate() -> None:
    """Bring the database of DATABASE_URL to this version's schema."""
    from asyncpg import InterfaceError, PostgresError

    from server.migrating import migrate as run_migrations
    from server.resources import one_line, open_postgres

    settings = _configure("migrate", environment())

    async def checked() -> list[str]:
        await (await open_postgres(settings)).close()
        try:
            return await run_migrations(settings)
        except (OSError, TimeoutError, PostgresError, InterfaceError) as error:
            hint = getattr(error, "hint", None)
            text = f"the schema could not be brought up to date: {one_line(error)}{f' ({hint})' if hint else ''}"
            raise MissingServerError(text) from error

    ran = asyncio.run(checked())
    print("\n".join(ran) or "nothing to do")


app.command("server.administering:groups", name="group")
app.command("server.administering:admin", name="admin")
app.command("server.administering:secrets", name="secrets")


@app.command(show=False)
def bots() -> None:
    """Bid like people on the demonstration's open auction."""
    from server.demo.bots import run_bots

    asyncio.run(run_bots(_configure("bots", environment())))


@app.command(show=False)
def photographer() -> None:
    """Photograph the demonstration's cars; leaves the processors to whoever needs them more."""
    from server.demo.photographing import run_photographer

    os.nice(10)
    asyncio.run(run_photographer(_configure("photographer", environment())))


def main() -> None:
    """The command `adjuge`."""
    try:
        app()
    except SettingsError as error:
        _refuse(error, code=2)
    except (CommandError, EmbeddedError, MissingRoleError, MissingServerError, PortError) as error:
        _refuse(error, code=1)
    except KeyboardInterrupt:
        sys.exit(130)


def _launch(*, bots: bool, pictures: bool, host: str, port: int, data: Path, reset: bool, developing: bool) -> None:
    from server.launching import Launch, launch

    asked = Launch(
        bots=bots,
        pictures=pictures,
        host=host,
        port=port,
        data=data.expanduser(),
        reset=reset,
        developing=developing,
    )
    launch(asked)


def _configure(process: str, variables: Mapping[str, str]) -> Settings:
    from server.kit.logging import configure_logging

    settings = read_settings(variables)
    configure_logging(form=settings.log_format, level=settings.log_level, process=process)
    return settings


def _refuse(error: Exception, *, code: int) -> None:
    print(f"adjuge: {error}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()

"""The operator's commands: `adjuge group` and `admin` (server/accounts/operating.py), `adjuge secrets`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from cyclopts import App, Parameter

from server.accounts import operating
from server.accounts.operating import Link, Person
from server.kit.logging import configure_logging
from server.kit.postgres import Connection, transaction
from server.resources import open_postgres
from server.secret_sealing import seal_stored
from server.settings import Settings, SettingsError, read_settings

T = TypeVar("T")

groups = App(name="group", help="Make dealer groups, and let their first administrators in.")
admin = App(name="admin", help="See and rescue accounts.")
secrets = App(name="secrets", help="Seal what the database must keep readable to us.")

Group = Annotated[str, Parameter(help="Name of the dealer group.")]
Admin = Annotated[str, Parameter(help="E-mail of the administrator who gets the link.")]
Mail = Annotated[str, Parameter(help="E-mail by which the account signs in.")]


@groups.command
def create(name: Group, /, *, admin: Admin) -> None:
    """Make a dealer group, and print a link by which its first administrator chooses a password."""
    _show_link(*_do(lambda connection: operating.create_group(connection, name, admin=admin)))


@groups.command
def invite(name: Group, /, *, admin: Admin) -> None:
    """Print another link for an administrator of a group; the same address's earlier link ends."""
    _show_link(*_do(lambda connection: operating.invite_administrator(connection, name, admin=admin)))


@admin.command(name="list")
def list_people() -> None:
    """Print everybody who can sign in, one a line: e-mail, organisation, what is special about the account."""
    found, _ = _do(operating.people)
    for person in found:
        marks = {
            "administrator": person.administers,
            "second factor": person.second_factor,
            "disabled": person.disabled,
        }
        print(person.email, person.organisation, ", ".join(mark for mark, has in marks.items() if has), sep="\t")


@admin.command
def reset_password(email: Mail, /) -> None:
    """Print a link by which somebody chooses a new password."""
    _show_link(*_do(lambda connection: operating.reset_password(connection, email)))


@admin.command
def reset_second_factor(email: Mail, /) -> None:
    """Stop asking somebody for a code who lost telephone and recovery codes."""
    _show_done(
        _do(lambda connection: operating.reset_second_factor(connection, email)), "is asked for no code any more"
    )


@admin.command
def disable(email: Mail, /) -> None:
    """Shut somebody out at once, sessions and API keys included."""
    _show_done(_do(lambda connection: operating.disable(connection, email)), "is shut out")


@admin.command
def enable(email: Mail, /) -> None:
    """Let somebody in again who was shut out."""
    _show_done(_do(lambda connection: operating.enable(connection, email)), "may sign in again")


@secrets.command(name="seal")
def seal_secrets() -> None:
    """Seal every stored secret by the first key of ADJUGE_SECRET_KEY; an older one may then be dropped from it."""
    seal = read_settings().seal
    if not seal:
        raise SettingsError("ADJUGE_SECRET_KEY is missing: `openssl rand -base64 32` makes one")
    count, _ = _do(lambda connection: seal_stored(connection, seal))
    print(f"{count} sealed" if count else "nothing to do")


def _do(act: Callable[[Connection], Awaitable[T]]) -> tuple[T, Settings]:
    settings = read_settings()
    configure_logging(form=settings.log_format, level=settings.log_level, process="admin")

    async def once() -> T:
        pool = await open_postgres(settings)
        try:
            async with transaction(pool) as connection:
                return await act(connection)
        finally:
            await pool.close()

    return asyncio.run(once()), settings


def _show_link(link: Link, settings: Settings) -> None:
    print(f"{settings.public_url}{link.path}")
    print(f"works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC")


def _show_done(done: tuple[Person, Settings], what: str) -> None:
    person, _ = done
    print(f"{person.email} {what}")

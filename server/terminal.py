"""Print to the terminal that started a demonstration."""

from rich.console import Console
from rich.table import Table

from server.settings import Settings

# The people of the demonstration worth being; the data is made in server/demo/.
LOGINS = (
    ("chef@demo.example", "dealer, sales manager"),
    ("vendeur@demo.example", "dealer, seller"),
    ("autonome@demo.example", "dealer, autonomous seller"),
    ("parc@demo.example", "dealer, stock manager"),
    ("admin@demo.example", "dealer, administrator"),
    ("topusedcars@demo.example", "professional, bids"),
    ("bonneoccaze@demo.example", "professional, bids"),
    ("auto71@demo.example", "professional, bids"),
    ("occasionselect@demo.example", "professional, bids"),
    ("encheriste@demo.example", "professional, bids"),
)

console = Console(stderr=False, highlight=False)


def report(line: str) -> None:
    """One line about what is going on."""
    console.print(f"[dim]· {line}[/dim]", soft_wrap=True)


def show_addresses(settings: Settings, *, reached_as: str, password: str) -> None:
    """Where to go and who to be there."""
    console.print()
    console.print(f"  [bold]Adjugé[/bold] is running: [bold cyan]http://localhost:{settings.port}[/bold cyan]")
    if reached_as not in ("127.0.0.1", "localhost"):
        console.print(f"  from other machines: [bold cyan]http://{reached_as}:{settings.port}[/bold cyan]")
        console.print("  whoever reaches it and has the password is in; mails are shown on this machine only")
    console.print()
    table = Table(box=None, padding=(0, 2), show_header=False)
    for email, role in LOGINS:
        table.add_row(email, f"[dim]{role}[/dim]")
    console.print(table)
    console.print(f"\n  password of everybody: [bold]{password}[/bold]\n  Ctrl-C stops everything.\n")

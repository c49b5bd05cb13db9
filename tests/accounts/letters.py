"""What the outbox holds for an address: mails as they were written, before anybody renders them."""

from typing import Any

import msgspec
from msgspec import Struct

from server.accounts.tokens import LINK_HEADER
from server.kit.postgres import Pool


class Mail(Struct, frozen=True, kw_only=True):
    kind: str
    facts: dict[str, Any]

    @property
    def token(self) -> str:
        """The secret at the end of its link."""
        return self.facts["link"].rpartition("#")[2]


def by_link(token: str) -> dict[bytes, bytes]:
    """The header in which our pages give the token of a link back."""
    return {LINK_HEADER.encode(): token.encode("latin-1")}


async def mails_to(pool: Pool, address: str) -> list[Mail]:
    """Oldest first."""
    rows = await pool.fetch(
        "SELECT kind, body FROM outbox WHERE channel = 'mail' AND recipient = $1 ORDER BY id", address
    )
    bodies = [(row["kind"], msgspec.json.decode(row["body"])) for row in rows]
    return [Mail(kind=kind, facts={**body, **body.get("facts", {})}) for kind, body in bodies]


async def last_mail(pool: Pool, address: str) -> Mail:
    return (await mails_to(pool, address))[-1]

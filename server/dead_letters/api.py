"""Letters that were given up, over HTTP: a manager sees why, and sends them again."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath

from server.accounts.guards import needs
from server.accounts.principal import DealerUser, Right
from server.dead_letters.dead_letter import DeadLetter, dead_letters, resend
from server.kit.http import Injected, text_id
from server.kit.ids import OutboxId
from server.kit.postgres import transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import LIMIT_DEFAULT, Cursor, Limit, Page

# Whoever invites people, runs auctions or keeps the settings wants to know that somebody was not reached.
MANAGERS = (Right.MANAGE_SETTINGS, Right.MANAGE_PROS, Right.RUN_AUCTIONS, Right.MANAGE_USERS)


@get("/dead-letters", guards=[needs(*MANAGERS)])
async def list_dead_letters(
    user: Injected[DealerUser], resources: Injected[Resources], limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[DeadLetter]:
    """Mails of your entities, and of your group as a whole, that could not be delivered, newest first."""
    return await dead_letters(resources.postgres, user, limit=limit, cursor=cursor)


@post("/dead-letters/{letter_id:uuid}/resend", guards=[needs(*MANAGERS)], status_code=204)
async def resend_letter(letter_id: FromPath[UUID], user: Injected[DealerUser], resources: Injected[Resources]) -> None:
    """Try it again from the start; 404 once it is on its way."""
    async with transaction(resources.postgres) as connection:
        if not await resend(connection, user, OutboxId(text_id(letter_id))):
            raise Refusal(Code.NOT_FOUND)


router = Router("/api", route_handlers=[list_dead_letters, resend_letter], tags=["notifications"])

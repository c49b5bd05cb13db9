"""Links of invitation mails, for whoever has one: for professionals, users, members (domain 2.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from litestar import Request, Response, Router, get, post
from litestar.params import JSONBody
from msgspec import Struct

from server.accounts import attempts, sessions
from server.accounts import inviting as colleagues
from server.accounts.api import browser_of, welcome
from server.accounts.attempts import Attempt
from server.accounts.contacts import checked_email
from server.accounts.founding import Credentials
from server.accounts.guards import identity_behind
from server.accounts.inviting import Colleague, Email, LinkState, Locale, state_of
from server.accounts.organisation import Me
from server.accounts.passwords import Passwords, refuse_weak
from server.accounts.principal import ProMember
from server.accounts.queries import me
from server.accounts.resetting import NewPassword
from server.accounts.tokens import TOKEN_LENGTH_MAX, LinkToken, TokenHash, token_hash
from server.kit.http import PUBLIC, Injected, Name
from server.kit.ids import AccountId
from server.kit.postgres import Connection, Pool, transaction
from server.partners import accepting
from server.partners.accepting import Invitation
from server.partners.inviting import Partner, partners
from server.protocol.faults import Fault
from server.protocol.field_errors import field_error
from server.protocol.refusals import Code, Refusal
from server.resources import Resources

FORM_BYTES_MAX = 16 * 1024

ENDED: Mapping[LinkState, Code] = {
    "used": Code.INVITATION_USED,
    "expired": Code.INVITATION_EXPIRED,
    "revoked": Code.INVITATION_REVOKED,
}


class ShownInvitation(Struct, frozen=True, kw_only=True):
    """What a link is for. `organisation`: the company invited, or for a colleague the one that invites."""

    kind: Literal["professional", "user", "member"]
    state: LinkState
    email: str
    name: str
    organisation: str
    dealers: list[Partner]
    expires_at: datetime
    has_account: bool


class Acceptance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes: name and password of a new account; none of them when signed in as a pro's manager.

    The account's e-mail is the one that was invited: having its mail is the proof of it.
    """

    name: Name | None = None
    email: Email | None = None
    password: NewPassword | None = None
    locale: Locale = "fr"


@get("/invitation", opt=PUBLIC)
async def read_invitation(token: LinkToken, resources: Injected[Resources]) -> ShownInvitation:
    """What a link is for, and whether it still works; 404 when it is none of ours."""
    pool, digest = resources.postgres, _digest(token)
    if colleague := await colleagues.find(pool, digest):
        return await _shown_colleague(pool, colleague)
    if invitation := await accepting.find(pool, digest):
        return ShownInvitation(
            kind="professional",
            state=_state(invitation),
            email=invitation.email,
            name=invitation.name,
            organisation=invitation.name,
            dealers=await partners(pool, await accepting.entities_of(pool, invitation.id)),
            expires_at=invitation.expires_at,
            has_account=invitation.pro_id is not None or await colleagues.is_known(pool, invitation.email),
        )
    raise Refusal(Code.NOT_FOUND)


@post("/invitation/acceptance", opt=PUBLIC, request_max_body_size=FORM_BYTES_MAX)
async def accept_invitation(
    request: Request[Any, Any, Any],
    token: LinkToken,
    data: JSONBody[Acceptance],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> Response[Me]:
    """Accept: makes the account and signs it in, or connects the company of the pro's manager who is signed in.

    409 `invitation_used`, `invitation_expired`, `invitation_revoked`; `account_exists`: sign in first, then accept;
    `company_exists`: somebody who manages that company's account must accept.
    """
    digest = _digest(token)
    found = await _open(resources.postgres, digest)  # before argon2: a dead link costs next to nothing
    browser = browser_of(request)
    identity = await identity_behind(request)
    if identity is not None:
        if not isinstance(found, Invitation) or not isinstance(identity.principal, ProMember):
            raise Refusal(Code.FORBIDDEN, needs="other_account")
        async with transaction(resources.postgres) as connection:
            invitation = await _open(connection, digest, lock=True)
            assert isinstance(invitation, Invitation), "a link changed its kind"
            await accepting.accept_as_member(connection, invitation, identity.principal)
        who = await me(resources.postgres, identity.principal, expires_at=identity.expires_at)
        return Response(who, status_code=201)
    attempt = Attempt(purpose="acceptance", email=found.email, address=browser.address)
    await attempts.count(resources.postgres, attempt)
    await _refuse_known(resources.postgres, found)
    credentials = await _credentials(passwords, data, found)
    async with transaction(resources.postgres) as connection:
        still_open = await _open(connection, digest, lock=True)
        account_id = await _accept(connection, still_open, credentials)
        await attempts.forgive(connection, attempt)
        opened = await sessions.open_session(
            connection, account_id, user_agent=browser.user_agent, device=browser.device
        )
    return await welcome(resources, opened)


async def _open(connection: Connection | Pool, digest: TokenHash, *, lock: bool = False) -> Colleague | Invitation:
    """What the link is for.

    Raises:
        Refusal: `not_found`, it is none of ours; `conflict`, it has ended.

    """
    found = await colleagues.find(connection, digest, lock=lock) or await accepting.find(connection, digest, lock=lock)
    if found is None:
        raise Refusal(Code.NOT_FOUND)
    state = _state(found)
    if state != "open":
        raise Refusal(ENDED[state])
    return found


async def _credentials(passwords: Passwords, data: Acceptance, found: Colleague | Invitation) -> Credentials:
    """The account to be made.

    Raises:
        Refusal: `invalid`, all that is missing or wrong.

    """
    missing = [
        field_error(f"/{name}", Fault.REQUIRED)
        for name, value in (("name", data.name), ("password", data.password))
        if value is None
    ]
    if data.email is not None and checked_email(data.email) != found.email:
        missing.append(field_error("/email", Fault.OTHER_EMAIL, email=found.email))
    if missing or data.name is None or data.password is None:
        raise Refusal(Code.INVALID, errors=missing)
    refuse_weak(data.password, about=(data.name, found.email))
    return Credentials(
        email=found.email,
        password_hash=await passwords.hash(data.password),
        name=data.name.strip(),
        locale=data.locale,
    )


async def _refuse_known(pool: Pool, found: Colleague | Invitation) -> None:
    """Before argon2 as well as in the transaction."""
    if isinstance(found, Colleague):
        await colleagues.refuse_known_address(pool, found.email)
    else:
        await accepting.refuse_known(pool, found)


async def _accept(connection: Connection, found: Colleague | Invitation, credentials: Credentials) -> AccountId:
    if isinstance(found, Colleague):
        return await colleagues.accept(connection, found, credentials)
    return await accepting.accept_as_newcomer(connection, found, credentials)


async def _shown_colleague(pool: Pool, found: Colleague) -> ShownInvitation:
    organisation = await pool.fetchval(
        "SELECT coalesce((SELECT name FROM dealer_group WHERE id = $1), (SELECT name FROM pro WHERE id = $2))",
        found.group_id,
        found.pro_id,
    )
    return ShownInvitation(
        kind="user" if found.group_id else "member",
        state=_state(found),
        email=found.email,
        name=found.name,
        organisation=str(organisation),
        dealers=[],
        expires_at=found.expires_at,
        has_account=await colleagues.is_known(pool, found.email),
    )


def _state(found: Colleague | Invitation) -> LinkState:
    return state_of(accepted_at=found.accepted_at, revoked_at=found.revoked_at, expires_at=found.expires_at)


def _digest(token: str) -> TokenHash:
    return token_hash(token[: TOKEN_LENGTH_MAX + 1])


router = Router("/api", route_handlers=[read_invitation, accept_invitation], tags=["partners"])

"""Passwords and second factors over HTTP."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Router, get, patch, post, put
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Struct, UnsetType
from piccolo.columns import Column

from server.accounts import attempts, devices, queries, resetting, second_factor, tables
from server.accounts.attempts import Attempt
from server.accounts.guards import device_secret, person_only
from server.accounts.inviting import Email, Locale
from server.accounts.organisation import Me
from server.accounts.passwords import Passwords
from server.accounts.principals import Identity, principal_of_account
from server.accounts.resetting import NewPassword, Password, PasswordAgain
from server.accounts.second_factor import CODE_LENGTH_MAX, Enrolment, RecoveryCodes, SecondFactor
from server.accounts.tokens import LinkToken
from server.kit import clock, query
from server.kit.addresses import peer_of
from server.kit.http import BEFORE_SECOND_FACTOR, PUBLIC, Injected, Name
from server.kit.postgres import transaction
from server.protocol.refusals import Code, Refusal
from server.resources import Resources

FORM_BYTES_MAX = 16 * 1024
# Longer than it takes to write a message: who is known isn't told by the time.
ANSWER_SECONDS = 0.25

TotpCode = Annotated[str, Meta(min_length=1, max_length=CODE_LENGTH_MAX)]


class Forgotten(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose password is forgotten."""

    email: Email


class ResetLink(Struct, frozen=True, kw_only=True):
    """A link that works, and for whom."""

    email: str


class Reset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The new password."""

    password: NewPassword


class PasswordChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The old and the new one."""

    current_password: Password
    password: NewPassword


class ProfileChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people change of themselves."""

    name: Name | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET


class Confirmation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the telephone shows."""

    code: TotpCode


@post("/session/password-reset", opt=PUBLIC, status_code=204, request_max_body_size=FORM_BYTES_MAX)
async def forget_password(
    request: Request[Any, Any, Any], data: JSONBody[Forgotten], resources: Injected[Resources]
) -> None:
    """Mail a link for a new password, if there is such an account: the answer is the same."""
    email = data.email.strip().lower()
    address = peer_of(request.scope)
    device = device_secret(request)
    known = device if await devices.is_known(resources.postgres, email, device) else None
    attempt = Attempt(purpose="password_reset", email=email, address=address, device=known)
    await attempts.count(resources.postgres, attempt)
    answer_at = clock.monotonic() + ANSWER_SECONDS
    await resetting.send_link(resources.postgres, email)
    await asyncio.sleep(answer_at - clock.monotonic())


@get("/session/password-reset", opt=PUBLIC)
async def read_reset_link(token: LinkToken, resources: Injected[Resources]) -> ResetLink:
    """Whose password the link changes; 404 when it is forged, used or expired."""
    return ResetLink(email=await resetting.address_of_link(resources.postgres, token))


@put("/session/password-reset", opt=PUBLIC, status_code=204, request_max_body_size=FORM_BYTES_MAX)
async def reset_password(
    token: LinkToken, data: JSONBody[Reset], resources: Injected[Resources], passwords: Injected[Passwords]
) -> None:
    """Set the password by the link of a mail; every session ends."""
    await resetting.reset(resources.postgres, passwords, token, data.password)


@put("/account/password", guards=[person_only], status_code=204, request_max_body_size=FORM_BYTES_MAX)
async def change_password(
    data: JSONBody[PasswordChange],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> None:
    """Change your password; every other session ends."""
    await resetting.change(resources.postgres, passwords, identity, old=data.current_password, new=data.password)


@patch("/account", guards=[person_only])
async def change_profile(
    data: JSONBody[ProfileChange], identity: Injected[Identity], resources: Injected[Resources]
) -> Me:
    """Change your name or language."""
    account_id = identity.principal.account_id
    account = tables.Account
    given: dict[Column | str, object] = {}
    if data.name is not UNSET:
        given[account.name] = data.name.strip()
    if data.locale is not UNSET:
        given[account.locale] = data.locale
    if given:
        await query.execute(resources.postgres, account.update(given).where(account.id == account_id))
    principal = await principal_of_account(resources.postgres, account_id)
    if principal is None:
        raise Refusal(Code.NOT_FOUND)
    return await queries.me(resources.postgres, principal, expires_at=identity.expires_at)


@get("/second-factor", opt=BEFORE_SECOND_FACTOR)
async def read_second_factor(identity: Injected[Identity], resources: Injected[Resources]) -> SecondFactor:
    """Whether your sign-in asks for a code."""
    return await second_factor.state(resources.postgres, identity.principal.account_id)


@post("/second-factor", guards=[person_only], opt=BEFORE_SECOND_FACTOR, request_max_body_size=FORM_BYTES_MAX)
async def enrol_second_factor(
    data: JSONBody[PasswordAgain],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> Enrolment:
    """Begin with a second factor: the secret for your telephone; nothing is asked for until you confirm it."""
    principal = identity.principal
    proof = await resetting.demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        return await second_factor.enrol(
            connection, resources.settings.seal, principal.account_id, email=principal.email
        )


@post(
    "/second-factor/confirmation",
    guards=[person_only],
    opt=BEFORE_SECOND_FACTOR,
    request_max_body_size=FORM_BYTES_MAX,
)
async def confirm_second_factor(
    data: JSONBody[Confirmation], identity: Injected[Identity], resources: Injected[Resources]
) -> RecoveryCodes:
    """Confirm it by a code: sign-in asks for one from now on. Recovery codes are shown this once."""
    async with transaction(resources.postgres) as connection:
        return await second_factor.confirm(
            connection, resources.settings.seal, identity.principal.account_id, data.code
        )


@post("/second-factor/recovery-codes", guards=[person_only], request_max_body_size=FORM_BYTES_MAX)
async def renew_recovery_codes(
    data: JSONBody[PasswordAgain],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> RecoveryCodes:
    """New recovery codes; the old ones are dead."""
    account_id = identity.principal.account_id
    proof = await resetting.demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        return await second_factor.renew_recovery_codes(connection, account_id)


@post("/second-factor/removal", guards=[person_only], status_code=204, request_max_body_size=FORM_BYTES_MAX)
async def remove_second_factor(
    data: JSONBody[PasswordAgain],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> None:
    """Stop asking for codes."""
    account_id = identity.principal.account_id
    proof = await resetting.demand_password(resources.postgres, passwords, identity, data.password)
    async with transaction(resources.postgres) as connection:
        await proof.hold(connection)
        await second_factor.refuse_required(connection, account_id)
        if not await second_factor.remove(connection, account_id):
            raise Refusal(Code.NOT_FOUND)


router = Router(
    "/api",
    route_handlers=[
        forget_password,
        read_reset_link,
        reset_password,
        change_password,
        change_profile,
        read_second_factor,
        enrol_second_factor,
        confirm_second_factor,
        renew_recovery_codes,
        remove_second_factor,
    ],
    tags=["accounts"],
)

"""API keys over HTTP."""

from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from server.accounts import api_keys
from server.accounts.api_keys import ApiKey, IssuedApiKey, NewApiKey
from server.accounts.guards import person_only
from server.accounts.passwords import Passwords
from server.accounts.principal import Principal
from server.accounts.principals import Identity
from server.accounts.resetting import demand_password
from server.kit.http import Injected, text_id
from server.kit.ids import ApiKeyId
from server.protocol.refusals import Code, Refusal
from server.resources import Resources
from server.rest.listing import Page


@get("/api-keys", guards=[person_only])
async def list_api_keys(principal: Injected[Principal], resources: Injected[Resources]) -> Page[ApiKey]:
    """Your keys for programs, newest first; never their secrets."""
    items = await api_keys.list_keys(resources.postgres, principal)
    return Page(items=items, next_cursor=None, total=len(items))


@post("/api-keys", guards=[person_only])
async def issue_api_key(
    data: JSONBody[NewApiKey],
    identity: Injected[Identity],
    resources: Injected[Resources],
    passwords: Injected[Passwords],
) -> IssuedApiKey:
    """Make a key for a program, by your password; its secret is shown this once."""
    proof = await demand_password(resources.postgres, passwords, identity, data.password)
    return await api_keys.issue(resources.postgres, identity, data, proof=proof)


@delete("/api-keys/{key_id:uuid}", guards=[person_only])
async def revoke_api_key(
    key_id: FromPath[UUID], principal: Injected[Principal], resources: Injected[Resources]
) -> None:
    """End a key; what it opened closes within 5 s."""
    if not await api_keys.revoke(resources.postgres, principal, ApiKeyId(text_id(key_id))):
        raise Refusal(Code.NOT_FOUND)


router = Router("/api", route_handlers=[list_api_keys, issue_api_key, revoke_api_key], tags=["accounts"])

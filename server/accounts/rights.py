"""Decide who may do what (domain 1.1-1.6). Pure; routes and sockets ask here and nowhere else."""

from collections.abc import Collection, Mapping
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from server.accounts.principal import DealerUser, Principal, ProMember, Right, ValidationRight
from server.kit.ids import EntityId, UserId

# An API key's scopes: a dealer's rights by their names, and these. A key without any can do nothing. Whatever has one
# of them may read, but for the dealer's management system (DMS), which tells us of invoices and nothing more.
SCOPE_READ = "read"
SCOPE_BID = "bid"  # of a pro
SCOPE_SELL = "sell"  # of a dealer: trade-ins, customers and offers, as every seller does
SCOPE_DMS = "dms"  # of a dealer who may manage the stock


class UserGroupRights(Struct, frozen=True, kw_only=True):
    """What one user group allows."""

    validation_right: ValidationRight
    rights: frozenset[Right]


# The groups every dealer starts with (domain 1.2, 1.3), by the names people see.
DEFAULT_USER_GROUPS: Mapping[str, UserGroupRights] = {
    "Vendeur": UserGroupRights(validation_right="none", rights=frozenset()),
    "Vendeur autonome": UserGroupRights(validation_right="own", rights=frozenset()),
    "Chef de vente": UserGroupRights(
        validation_right="all",
        rights=frozenset(Right) - {Right.MANAGE_SETTINGS, Right.MANAGE_USERS},
    ),
    "Gestionnaire de parc": UserGroupRights(
        validation_right="none",
        rights=frozenset(Right) - {Right.MANAGE_SETTINGS, Right.MANAGE_USERS},
    ),
    "Administrateur": UserGroupRights(validation_right="all", rights=frozenset(Right)),
}


def may(principal: Principal, right: Right) -> bool:
    """Whether the one signed in holds a dealer's right; a pro holds none."""
    match principal:
        case DealerUser():
            return right in principal.rights
        case ProMember():
            return False
        case _ as never:
            assert_never(never)


def sees_entity(principal: Principal, entity_id: EntityId) -> bool:
    """Whether a dealer's user was granted the entity; what a pro sees of it hangs on connections, not on this."""
    match principal:
        case DealerUser():
            return entity_id in principal.entity_ids
        case ProMember():
            return False
        case _ as never:
            assert_never(never)


def may_validate(principal: Principal, *, requester_id: UserId | None) -> bool:
    """Whether the trade-in of this requester may be validated; None is one that came from the web (domain 1.2)."""
    if not isinstance(principal, DealerUser):
        return False
    match principal.validation_right:
        case "all":
            return True
        case "own":
            return requester_id == principal.user_id
        case "none":
            return False
        case _ as never:
            assert_never(never)


def may_commit_money(principal: Principal) -> bool:
    """Whether bids, maxima and quotes are taken from this one: a pro's bidder, never a viewer (domain 1.4)."""
    match principal:
        case ProMember():
            return principal.role == "bidder"
        case DealerUser():
            return False
        case _ as never:
            assert_never(never)


def may_manage_company(principal: Principal) -> bool:
    """Whether this one decides on its pro's members and connections (domain 1.4)."""
    match principal:
        case ProMember():
            return principal.manages
        case DealerUser():
            return False
        case _ as never:
            assert_never(never)


def grantable_scopes(principal: Principal) -> frozenset[str]:
    """What a key of this one may be allowed: no more than itself."""
    match principal:
        case DealerUser():
            dms = {SCOPE_DMS} if Right.MANAGE_STOCK in principal.rights else set[str]()
            return frozenset({SCOPE_READ, SCOPE_SELL, *dms, *principal.rights})
        case ProMember():
            return frozenset({SCOPE_READ, SCOPE_BID} if principal.role == "bidder" else {SCOPE_READ})
        case _ as never:
            assert_never(never)


def remaining_scopes(principal: Principal, given: Collection[str]) -> frozenset[str]:
    """What is left of a key's scopes, its owner being who it is now: whose key was to bid and who may not, reads."""
    said = {*given, SCOPE_READ} if SCOPE_BID in given and isinstance(principal, ProMember) else {*given}
    return grantable_scopes(principal) & said


def key_may(
    principal: Principal,
    scopes: Collection[str],
    *,
    reads: bool,
    opened_by: str | None = None,
    guarded: bool = False,
) -> bool:
    """Whether an API key may ask a route at all; what its owner may not it may not either.

    `reads`: nothing changes by it; `opened_by`: the one scope made for it; `guarded`: it asks for a right by itself.
    """
    if opened_by is not None and opened_by in scopes:
        return True
    if reads:
        return bool(set(scopes) - {SCOPE_DMS})
    if guarded:
        return True
    match principal:
        case DealerUser():
            return SCOPE_SELL in scopes
        case ProMember():
            return SCOPE_BID in scopes
        case _ as never:
            assert_never(never)


def grants_more(granter: DealerUser, *, rights: Collection[Right], validation_right: ValidationRight) -> bool:
    """Whether a key would hand out more than it has; people who manage users decide on all rights (domain 1.3)."""
    if not granter.by_key:
        return False
    order: tuple[ValidationRight, ...] = ("none", "own", "all")
    return bool(set(rights) - granter.rights) or order.index(validation_right) > order.index(granter.validation_right)


def scoped(principal: Principal, scopes: Collection[str]) -> Principal:
    """The same one acting through an API key: never more than the scopes, never more than its own (domain 1.5)."""
    match principal:
        case DealerUser():
            return replace(
                principal,
                rights=frozenset(right for right in principal.rights if right in scopes),
                validation_right="none",
                by_key=True,
            )
        case ProMember():
            return replace(principal, role=principal.role if SCOPE_BID in scopes else "viewer", manages=False)
        case _ as never:
            assert_never(never)

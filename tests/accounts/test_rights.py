"""Who may do what, as a table."""

import pytest

from server.accounts.principal import DealerUser, ProMember, Right, Role, ValidationRight
from server.accounts.rights import (
    DEFAULT_USER_GROUPS,
    SCOPE_BID,
    SCOPE_READ,
    may,
    may_commit_money,
    may_validate,
    remaining_scopes,
    scoped,
    sees_entity,
)
from server.kit.ids import AccountId, EntityId, GroupId, MemberId, ProId, UserId


def a_dealer_user(
    *rights: Right, validation_right: ValidationRight = "none", entities: tuple[str, ...] = ("mâcon",)
) -> DealerUser:
    return DealerUser(
        account_id=AccountId("a"),
        user_id=UserId("me"),
        group_id=GroupId("g"),
        name="Camille",
        email="c@essai.example",
        locale="fr",
        entity_ids=frozenset(EntityId(entity) for entity in entities),
        validation_right=validation_right,
        rights=frozenset(rights),
    )


def a_pro_member(role: Role = "bidder") -> ProMember:
    return ProMember(
        account_id=AccountId("b"),
        member_id=MemberId("m"),
        pro_id=ProId("p"),
        pro_name="Auto Essai",
        name="Dominique",
        email="d@pro.example",
        locale="fr",
        role=role,
        limit_cents=None,
    )


GROUPS = {
    # name: validation, stock, auctions, pros, settings, users, margins, police register
    "Vendeur": ("none", 0, 0, 0, 0, 0, 0, 0),
    "Vendeur autonome": ("own", 0, 0, 0, 0, 0, 0, 0),
    "Chef de vente": ("all", 1, 1, 1, 0, 0, 1, 1),
    "Gestionnaire de parc": ("none", 1, 1, 1, 0, 0, 1, 1),
    "Administrateur": ("all", 1, 1, 1, 1, 1, 1, 1),
}
COLUMNS = (
    Right.MANAGE_STOCK,
    Right.RUN_AUCTIONS,
    Right.MANAGE_PROS,
    Right.MANAGE_SETTINGS,
    Right.MANAGE_USERS,
    Right.SEE_MARGINS,
    Right.SEE_POLICE_REGISTER,
)


@pytest.mark.parametrize("name", GROUPS)
def test_the_default_groups_allow_what_the_table_says(name: str) -> None:
    allowed = DEFAULT_USER_GROUPS[name]
    user = a_dealer_user(*allowed.rights, validation_right=allowed.validation_right)
    assert (allowed.validation_right, *(int(may(user, right)) for right in COLUMNS)) == GROUPS[name]


def test_the_table_has_every_group_and_every_right() -> None:
    assert set(GROUPS) == set(DEFAULT_USER_GROUPS)
    assert set(COLUMNS) == set(Right)


@pytest.mark.parametrize(
    ("right", "validated"),
    [("none", set()), ("own", {"me"}), ("all", {"me", "somebody else", None})],
)
def test_the_validation_right_says_whose_trade_ins_may_be_validated(
    right: ValidationRight, validated: set[str | None]
) -> None:
    user = a_dealer_user(validation_right=right)
    for requester in ("me", "somebody else", None):
        requester_id = UserId(requester) if requester else None
        assert may_validate(user, requester_id=requester_id) is (requester in validated)


def test_a_pro_holds_no_right_of_a_dealer() -> None:
    member = a_pro_member()
    assert not any(may(member, right) for right in Right)
    assert not sees_entity(member, EntityId("mâcon"))
    assert not may_validate(member, requester_id=None)


def test_a_user_sees_the_entities_granted_only() -> None:
    user = a_dealer_user(entities=("mâcon",))
    assert sees_entity(user, EntityId("mâcon"))
    assert not sees_entity(user, EntityId("lyon"))


def test_only_a_bidder_commits_money() -> None:
    assert may_commit_money(a_pro_member("bidder"))
    assert not may_commit_money(a_pro_member("viewer"))
    assert not may_commit_money(a_dealer_user(*Right, validation_right="all"))


def test_an_api_key_never_allows_more_than_its_scopes_nor_than_its_owner() -> None:
    owner = a_dealer_user(Right.RUN_AUCTIONS, validation_right="all")
    key = scoped(owner, [Right.RUN_AUCTIONS.value, Right.MANAGE_USERS.value])
    assert may(key, Right.RUN_AUCTIONS)
    assert not may(key, Right.MANAGE_USERS)
    assert not may_validate(key, requester_id=None)
    assert not may(scoped(owner, []), Right.RUN_AUCTIONS)
    assert may_commit_money(scoped(a_pro_member(), [SCOPE_BID]))
    assert not may_commit_money(scoped(a_pro_member(), []))
    assert not may_commit_money(scoped(a_pro_member("viewer"), [SCOPE_BID]))


def test_a_key_that_was_to_bid_reads_when_its_owner_may_no_longer_bid() -> None:
    assert remaining_scopes(a_pro_member(), [SCOPE_BID]) == {SCOPE_READ, SCOPE_BID}
    assert remaining_scopes(a_pro_member("viewer"), [SCOPE_BID]) == {SCOPE_READ}
    assert remaining_scopes(a_pro_member("viewer"), []) == set()
    assert remaining_scopes(a_dealer_user(Right.RUN_AUCTIONS), [SCOPE_BID, Right.MANAGE_STOCK]) == set()

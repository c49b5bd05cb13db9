"""Change a dealer group's people and what their user groups allow (domain 1.2, 1.3).

A group always keeps somebody who may manage users: whoever would take that away last is refused, also himself.
"""

from collections.abc import Collection, Sequence
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from server.accounts import founding, queries, tables
from server.accounts.auditing import record
from server.accounts.changing import changed
from server.accounts.organisation import User, UserGroup
from server.accounts.principal import DealerUser, Right, ValidationRight
from server.accounts.rights import grants_more
from server.accounts.sessions import end_credentials
from server.kit import clock, query
from server.kit.http import ID, Name, Version
from server.kit.ids import AccountId, EntityId, GroupId, UserGroupId, UserId
from server.kit.postgres import Connection
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, field_error
from server.protocol.refusals import Code, Refusal

ENTITIES_MAX = 500

EntityIds = Annotated[list[Annotated[EntityId, ID]], Meta(max_length=ENTITIES_MAX)]
Rights = Annotated[list[Right], Meta(max_length=len(Right))]


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of somebody; `disabled` shuts out, or lets in again."""

    version: Version
    name: Name | UnsetType = UNSET
    user_group_id: Annotated[UserGroupId, ID] | UnsetType = UNSET
    entity_ids: EntityIds | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET


class NewUserGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user group to be made."""

    name: Name
    validation_right: ValidationRight
    rights: Rights
    second_factor_required: bool = False


class UserGroupChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a user group; what is left out stays."""

    version: Version
    name: Name | UnsetType = UNSET
    validation_right: ValidationRight | UnsetType = UNSET
    rights: Rights | UnsetType = UNSET
    second_factor_required: bool | UnsetType = UNSET


async def change_user(connection: Connection, user: DealerUser, user_id: UserId, change: UserChange) -> User:
    """Somebody of the group after the change; sessions and keys of one who is disabled end."""
    await _hold(connection, user.group_id)
    current = await queries.user(connection, user.group_id, user_id)
    after = changed(current, change)
    await refuse_strange_parts(connection, user.group_id, after.user_group_id, after.entity_ids)
    if after.user_group_id != current.user_group_id:
        await refuse_mightier(connection, user, after.user_group_id)
    account_id = await account_of(connection, user_id)
    table, grant = tables.DealerUser, tables.DealerUserEntity
    await query.execute(
        connection,
        table.update({table.user_group_id: after.user_group_id, table.version: after.version}).where(
            table.id == user_id
        ),
    )
    await connection.execute(
        "UPDATE account SET name = $2, disabled_at = CASE WHEN $3 THEN coalesce(disabled_at, $4) END WHERE id = $1",
        account_id,
        after.name,
        after.disabled,
        clock.now(),
    )
    await query.execute(connection, grant.delete().where(grant.user_id == user_id))
    await connection.execute(
        "INSERT INTO dealer_user_entity (user_id, entity_id) SELECT DISTINCT $1::uuid, entity_id"
        " FROM unnest($2::uuid[]) AS entity_id",
        user_id,
        after.entity_ids,
    )
    if after.disabled:
        await end_credentials(connection, account_id, because="shut_out")
    await _keep_an_administrator(connection, user.group_id)
    result = await queries.user(connection, user.group_id, user_id)
    await record(connection, user, kind="user", subject_id=user_id, before=current, after=result)
    return result


async def add_user_group(connection: Connection, user: DealerUser, new: NewUserGroup) -> UserGroup:
    """A new user group; one that a key makes may no more than the key.

    Raises:
        Refusal: `conflict`, the name is taken; `invalid` on `/rights`.

    """
    _refuse_beyond(user, new.rights, new.validation_right)
    await _hold(connection, user.group_id)
    await _refuse_taken_name(connection, user.group_id, new.name.strip(), except_id=None)
    made = await founding.found_user_group(
        connection,
        user.group_id,
        name=new.name.strip(),
        validation_right=new.validation_right,
        rights=set(new.rights),
        second_factor_required=new.second_factor_required,
    )
    result = await queries.user_group(connection, user.group_id, made)
    await record(connection, user, kind="user_group", subject_id=made, before=None, after=result)
    return result


async def change_user_group(
    connection: Connection, user: DealerUser, user_group_id: UserGroupId, change: UserGroupChange
) -> UserGroup:
    """The user group after the change; whoever is in it may do so from the next request on."""
    await _hold(connection, user.group_id)
    current = await queries.user_group(connection, user.group_id, user_group_id)
    after = changed(current, change)
    same = after.validation_right == current.validation_right
    _refuse_beyond(user, set(after.rights) - set(current.rights), "none" if same else after.validation_right)
    await _refuse_taken_name(connection, user.group_id, after.name, except_id=user_group_id)
    table = tables.UserGroup
    await query.execute(
        connection,
        table.update(
            {
                table.name: after.name,
                table.validation_right: after.validation_right,
                table.rights: sorted({right.value for right in after.rights}),
                table.second_factor_required: after.second_factor_required,
                table.version: after.version,
            }
        ).where(table.id == user_group_id),
    )
    await _keep_an_administrator(connection, user.group_id)
    result = await queries.user_group(connection, user.group_id, user_group_id)
    await record(connection, user, kind="user_group", subject_id=user_group_id, before=current, after=result)
    return result


async def remove_user_group(connection: Connection, user: DealerUser, user_group_id: UserGroupId) -> None:
    """Remove a user group that nobody is in; what invites into it ends.

    Raises:
        Refusal: `not_found`; `conflict`, somebody is in it.

    """
    await _hold(connection, user.group_id)
    gone = await queries.user_group(connection, user.group_id, user_group_id)
    if gone.users:
        raise Refusal(Code.IN_USE, users=gone.users)
    await query.execute(connection, tables.UserGroup.delete().where(tables.UserGroup.id == user_group_id))
    await record(connection, user, kind="user_group", subject_id=user_group_id, before=gone, after=None)


async def refuse_strange_parts(
    connection: Connection, group_id: GroupId, user_group_id: UserGroupId, entity_ids: Sequence[EntityId]
) -> None:
    """Somebody's user group and entities must be of the same dealer group.

    Raises:
        Refusal: `invalid`, naming each that isn't.

    """
    errors: list[FieldError] = []
    table = tables.UserGroup
    known = table.select(table.id).where(table.id == user_group_id, table.group_id == group_id)
    if not await query.execute(connection, known):
        errors.append(field_error("/user_group_id", Fault.UNKNOWN))
    ours = await _entities_of(connection, group_id, entity_ids)
    errors += [
        field_error(f"/entity_ids/{index}", Fault.UNKNOWN)
        for index, entity_id in enumerate(entity_ids)
        if entity_id.lower() not in ours
    ]
    if errors:
        raise Refusal(Code.INVALID, errors=errors)


async def refuse_mightier(connection: Connection, user: DealerUser, user_group_id: UserGroupId) -> None:
    """A key puts nobody into a user group that may more than the key.

    Raises:
        Refusal: `invalid` on `/user_group_id`.

    """
    group = await queries.user_group(connection, user.group_id, user_group_id)
    if grants_more(user, rights=group.rights, validation_right=group.validation_right):
        raise Refusal(Code.INVALID, errors=[field_error("/user_group_id", Fault.BEYOND_YOUR_RIGHTS)])


async def account_of(connection: Connection, user_id: UserId) -> AccountId:
    """The account by which a user signs in."""
    table = tables.DealerUser
    mine = table.select(table.account_id).where(table.id == user_id)
    return AccountId(str(await query.fetch_value(connection, mine, str)))


async def _entities_of(connection: Connection, group_id: GroupId, entity_ids: Collection[EntityId]) -> set[str]:
    table = tables.Entity
    ours = table.select(table.id).where(table.group_id == group_id, query.any_of(table.id, entity_ids))
    return set(await query.fetch_values(connection, ours, str))


async def _hold(connection: Connection, group_id: GroupId) -> None:
    """Changes of one group's rights come one after the other: two could each leave the other as last administrator."""
    table = tables.DealerGroup
    await query.execute(connection, table.select(table.id).where(table.id == group_id).lock_rows("NO KEY UPDATE"))


async def _keep_an_administrator(connection: Connection, group_id: GroupId) -> None:
    left = await connection.fetchval(
        """
        SELECT EXISTS (
            SELECT FROM dealer_user
            JOIN user_group ON user_group.id = user_group_id JOIN account ON account.id = account_id
            WHERE dealer_user.group_id = $1 AND $2 = ANY(rights) AND disabled_at IS NULL)
        """,
        group_id,
        Right.MANAGE_USERS.value,
    )
    if not left:
        raise Refusal(Code.LAST_ADMINISTRATOR)


def _refuse_beyond(user: DealerUser, rights: Collection[Right], validation_right: ValidationRight) -> None:
    if grants_more(user, rights=rights, validation_right=validation_right):
        raise Refusal(Code.INVALID, errors=[field_error("/rights", Fault.BEYOND_YOUR_RIGHTS)])


async def _refuse_taken_name(
    connection: Connection, group_id: GroupId, name: str, *, except_id: UserGroupId | None
) -> None:
    table = tables.UserGroup
    named = table.select(table.id).where(table.group_id == group_id, table.name == name)
    others = named if except_id is None else named.where(table.id != except_id)
    if await query.execute(connection, others):
        raise Refusal(Code.TAKEN, field="/name")

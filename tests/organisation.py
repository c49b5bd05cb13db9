"""Made-up dealers and pros, by plain functions with defaults; each is written at once and given by its ids."""

from collections.abc import Collection
from typing import TypeVar

from msgspec import Struct

from server.accounts import founding
from server.accounts.api_keys import NewApiKey, issue
from server.accounts.founding import Address, Company, Credentials
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser, ProMember, Right, Role, ValidationRight
from server.accounts.principals import identity_of_token, principal_of_account
from server.accounts.resetting import Proof
from server.accounts.rights import grantable_scopes
from server.accounts.sessions import open_session
from server.accounts.tokens import Token
from server.kit.ids import AccountId, EntityId, GroupId, PointOfSaleId, ProId, new_id
from server.kit.money import Cents
from server.kit.postgres import Pool, transaction
from server.partners.connecting import connect

T = TypeVar("T", DealerUser, ProMember)

# Nobody can sign in by it; `a_session` gives a token without.
NO_PASSWORD = "none"
PASSWORD = "une phrase pour les essais"
SOMEWHERE = Address(address="12, rue de l’Essai", postcode="71000", city="Mâcon", phone="+33385000000")


class Dealer(Struct, frozen=True, kw_only=True):
    """A group with one entity and one point of sale."""

    group_id: GroupId
    entity_id: EntityId
    point_of_sale_id: PointOfSaleId


async def a_dealer(pool: Pool, *, name: str = "Groupe Essai") -> Dealer:
    async with transaction(pool) as connection:
        group_id = await founding.found_group(connection, name)
        entity_id = await founding.found_entity(connection, group_id, f"{name} Mâcon")
        point_of_sale_id = await founding.found_point_of_sale(connection, entity_id, name="Mâcon Sud", where=SOMEWHERE)
    return Dealer(group_id=group_id, entity_id=entity_id, point_of_sale_id=point_of_sale_id)


async def another_entity(pool: Pool, dealer: Dealer, *, name: str = "Essai Lyon") -> Dealer:
    """A second entity of the same group."""
    async with transaction(pool) as connection:
        entity_id = await founding.found_entity(connection, dealer.group_id, name)
        point_of_sale_id = await founding.found_point_of_sale(connection, entity_id, name=name, where=SOMEWHERE)
    return Dealer(group_id=dealer.group_id, entity_id=entity_id, point_of_sale_id=point_of_sale_id)


async def answer_delay(pool: Pool, dealer: Dealer, seconds: int) -> None:
    """How long pros have from now on to answer the entity's quotations (domain 3.1)."""
    await pool.execute(
        """
        INSERT INTO setting (group_id, entity_id, topic, version, chosen, changed_at, changed_by)
        VALUES ($1, $2, 'price_policy', 1, jsonb_build_object('answer_delay_seconds', $3::int), now(), '')
        ON CONFLICT (group_id, entity_id, topic)
            DO UPDATE SET chosen = excluded.chosen, version = setting.version + 1
        """,
        dealer.group_id,
        dealer.entity_id,
        seconds,
    )


async def a_user(
    pool: Pool,
    *dealers: Dealer,
    rights: Collection[Right] = tuple(Right),
    validation_right: ValidationRight = "all",
    name: str = "Camille Dubois",
    email: str | None = None,
    password_hash: str = NO_PASSWORD,
) -> DealerUser:
    """Somebody of the dealers' group, granted the entity of each."""
    group_id = dealers[0].group_id
    email = email or f"{new_id()}@essai.example"
    async with transaction(pool) as connection:
        await founding.found_user_group(
            connection, group_id, name=email, validation_right=validation_right, rights=rights
        )
        user_id = await founding.add_user(
            connection,
            group_id,
            user_group=email,
            entity_ids=[dealer.entity_id for dealer in dealers],
            credentials=Credentials(email=email, password_hash=password_hash, name=name, locale="fr"),
        )
        account_id = await connection.fetchval("SELECT account_id FROM dealer_user WHERE id = $1", user_id)
    return await _person(pool, account_id, DealerUser)


async def a_pro(pool: Pool, *connected: Dealer, name: str = "Auto Essai", siret: str | None = None) -> ProId:
    """A company that buys, connected with the entity of each dealer."""
    async with transaction(pool) as connection:
        company = Company(name=name, email=f"{new_id()}@pro.example", where=SOMEWHERE, siret=siret)
        pro_id = await founding.found_pro(connection, company)
        for dealer in connected:
            await connect(connection, pro_id=pro_id, entity_id=dealer.entity_id)
    return pro_id


async def a_member(
    pool: Pool,
    pro_id: ProId,
    *,
    role: Role = "bidder",
    limit_cents: Cents | None = None,
    name: str = "Dominique Marchand",
    email: str | None = None,
    password_hash: str = NO_PASSWORD,
) -> ProMember:
    """Somebody who buys for the pro."""
    email = email or f"{new_id()}@pro.example"
    async with transaction(pool) as connection:
        member_id = await founding.add_member(
            connection,
            pro_id,
            role=role,
            limit_cents=limit_cents,
            credentials=Credentials(email=email, password_hash=password_hash, name=name, locale="fr"),
        )
        account_id = await connection.fetchval("SELECT account_id FROM pro_member WHERE id = $1", member_id)
    return await _person(pool, account_id, ProMember)


async def a_password(pool: Pool, person: DealerUser | ProMember) -> str:
    """The password by which they sign in from now on."""
    password_hash = await Passwords().hash(PASSWORD)
    await pool.execute("UPDATE account SET password_hash = $2 WHERE id = $1", person.account_id, password_hash)
    return PASSWORD


async def a_key(pool: Pool, person: DealerUser | ProMember, *scopes: str) -> str:
    """An API key; by default of all scopes."""
    identity = await identity_of_token(pool, await a_session(pool, person))
    assert identity is not None
    new = NewApiKey(name="Robot", scopes=[*(scopes or grantable_scopes(person))], password=PASSWORD)
    asked = "SELECT password_hash FROM account WHERE id = $1"
    if await pool.fetchval(asked, person.account_id) is None:
        await a_password(pool, person)
    password_hash = await pool.fetchval(asked, person.account_id)
    proof = Proof(account_id=person.account_id, password_hash=password_hash, pointer="/password")
    return (await issue(pool, identity, new, proof=proof)).key


async def a_session(pool: Pool, person: DealerUser | ProMember) -> Token:
    """A session token, without a password."""
    async with transaction(pool) as connection:
        return (await open_session(connection, person.account_id, user_agent="tests")).token


async def _person(pool: Pool, account_id: object, kind: type[T]) -> T:
    principal = await principal_of_account(pool, AccountId(str(account_id)))
    assert isinstance(principal, kind)
    return principal

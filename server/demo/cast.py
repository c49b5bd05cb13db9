"""The people of the demonstration: a group with two entities, its users, the pros that buy."""

from msgspec import Struct

from server.accounts import founding
from server.accounts.founding import Address, Company, Credentials
from server.kit.ids import EntityId, PointOfSaleId, ProId, UserId
from server.kit.postgres import Connection, Pool
from server.partners import lists
from server.partners.connecting import connect
from server.partners.professional import NewDistributionList

GROUP = "Groupe Démo"
DOMAIN = "demo.example"

ENTITIES = (
    (
        "Démo Lyon",
        "Point de vente 2",
        Address(address="14, cours Gambetta", postcode="69003", city="Lyon", phone="+33472000001"),
    ),
    (
        "Démo Mâcon",
        "Point de vente 1",
        Address(address="3, rue Lacretelle", postcode="71000", city="Mâcon", phone="+33385000002"),
    ),
)

# Sign-in before the @, name, user group.
USERS = (
    ("vendeur", "Valérie Vendeur", "Vendeur"),
    ("autonome", "Antoine Autonome", "Vendeur autonome"),
    ("chef", "Clara Chef", "Chef de vente"),
    ("parc", "Paul Duparc", "Gestionnaire de parc"),
    ("admin", "Alix Admin", "Administrateur"),
)

# Sign-in, company, its member, connected.
PROS = (
    ("topusedcars", "Top Used Cars", "Thomas Top", True),
    ("bonneoccaze", "SARL La Bonne Occaze", "Bruno Bonne", True),
    ("auto71", "Auto 71", "Anne Mâconnais", True),
    ("occasionselect", "Occasion Select", "Olivier Select", True),
    ("encheriste", "L'Enchériste", "Élise Enchère", True),
    ("garagedulac", "Garage du Lac", "Gilles Lac", False),
    ("autosud", "Auto Sud Négoce", "Sophie Sud", False),
)
GENERALISTS = ("auto71", "occasionselect")


class Place(Struct, frozen=True, kw_only=True):
    """An entity and its point of sale."""

    entity_id: EntityId
    point_of_sale_id: PointOfSaleId


class Cast(Struct, frozen=True, kw_only=True):
    """Who was made: places in order, users and pros by their sign-in."""

    places: tuple[Place, ...]
    users: dict[str, UserId]
    pros: dict[str, ProId]


def email(name: str) -> str:
    """The address one signs in with."""
    return f"{name}@{DOMAIN}"


async def is_seeded(pool: Pool) -> bool:
    """Whether the demonstration is in this database already."""
    return bool(await pool.fetchval("SELECT EXISTS (SELECT FROM account WHERE email = $1)", email("parc")))


async def engage_cast(connection: Connection, password_hash: str) -> Cast:
    """Write everybody; all have one password."""
    group_id = await founding.found_group(connection, GROUP)
    places: list[Place] = []
    for name, point_of_sale, where in ENTITIES:
        entity_id = await founding.found_entity(connection, group_id, name)
        point_of_sale_id = await founding.found_point_of_sale(connection, entity_id, name=point_of_sale, where=where)
        places.append(Place(entity_id=entity_id, point_of_sale_id=point_of_sale_id))
    entity_ids = [place.entity_id for place in places]
    users: dict[str, UserId] = {}
    for sign_in, name, user_group in USERS:
        users[sign_in] = await founding.add_user(
            connection,
            group_id,
            user_group=user_group,
            entity_ids=entity_ids,
            credentials=_credentials(sign_in, name, password_hash),
        )
    pros: dict[str, ProId] = {}
    for sign_in, company, name, connected in PROS:
        credentials = _credentials(sign_in, name, password_hash)
        pros[sign_in] = await _pro(connection, entity_ids if connected else [], company, credentials)
    generalists = NewDistributionList(
        entity_id=entity_ids[0], name="Marchands GENERALISTES", pro_ids=[pros[name] for name in GENERALISTS]
    )
    await lists.create(connection, generalists, entity_ids=entity_ids)
    return Cast(places=tuple(places), users=users, pros=pros)


async def _pro(connection: Connection, entity_ids: list[EntityId], company: str, credentials: Credentials) -> ProId:
    where = Address(address="1, rue du Commerce", postcode="71000", city="Mâcon", phone="+33385000099")
    pro_id = await founding.found_pro(connection, Company(name=company, email=credentials.email, where=where))
    await founding.add_member(connection, pro_id, role="bidder", limit_cents=None, credentials=credentials)
    for entity_id in entity_ids:
        await connect(connection, pro_id=pro_id, entity_id=entity_id)
    return pro_id


def _credentials(sign_in: str, name: str, password_hash: str) -> Credentials:
    return Credentials(email=email(sign_in), password_hash=password_hash, name=name, locale="fr")

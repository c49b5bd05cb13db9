"""Who may do what over HTTP: one row for each route, and what each kind of person gets from it (domain 1).

A row says whose thing the route is about and who of them may use it. A route without a row fails the tests.

    whose   public    anybody's
            own       of the one signed in
            entity    of an entity, which the path or the body names: for users who were granted it
            group     of the whole dealer group
            pro       of a pro: for its members
            outside   of nobody here, such as a public directory
            auction   sold by an entity, followed by the pros it invited
    who     everybody (signed in or not), anybody, person (no program), dealer, one of the rights; pro, bidder, manager
    -       the world has no such thing: everybody who may ask gets a 404
"""

from typing import Literal, cast, get_args

from msgspec import Struct

from server.accounts.principal import Right

Whose = Literal["public", "own", "outside", "entity", "group", "pro", "auction"]
Kind = Literal["everybody", "anybody", "person", "dealer", "pro", "bidder", "manager"]
Role = Literal["nobody", "boss", "seller", "sister", "stranger", "program", "bidder", "viewer", "rival"]
DEALERS = frozenset({"boss", "seller", "sister", "stranger", "program"})
PROS = frozenset({"bidder", "viewer", "rival"})

TABLE = """
GET     /                                                              public
GET     /{path}                                                        public
GET     /api/docs                                                      public
GET     /api/docs/{name}                                               public
GET     /api/openapi.json                                              public
GET     /health/live                                                   public
GET     /health/ready                                                  public
GET     /metrics                                                       public
POST    /api/session                                                   public
POST    /api/session/password-reset                                    public
GET     /api/session/password-reset                                    public
PUT     /api/session/password-reset                                    public
GET     /api/invitation                                                public
POST    /api/invitation/acceptance                                     public
GET     /dev/mail                                                      public
GET     /dev/mail/{mail_id}                                            public
GET     /dev/mail/{mail_id}/html                                       public
GET     /dev/mail/{mail_id}/text                                       public

GET     /api/session                                                   own      everybody
DELETE  /api/session                                                   own      person
GET     /api/sessions                                                  own      person
DELETE  /api/sessions                                                  own      person
DELETE  /api/sessions/{session_id}                                     own      person  -
POST    /api/ws-tickets                                                own      person
PATCH   /api/account                                                   own      person
PUT     /api/account/password                                          own      person
GET     /api/second-factor                                             own      anybody
POST    /api/second-factor                                             own      person
POST    /api/second-factor/confirmation                                own      person
POST    /api/second-factor/recovery-codes                              own      person
POST    /api/second-factor/removal                                     own      person
GET     /api/api-keys                                                  own      person
POST    /api/api-keys                                                  own      person
DELETE  /api/api-keys/{key_id}                                         own      person
GET     /api/notifications                                             own      anybody
POST    /api/notifications/read                                        own      person
GET     /api/notification-preferences                                  own      anybody
PUT     /api/notification-preferences                                  own      person
GET     /api/push-subscriptions                                        own      person
POST    /api/push-subscriptions                                        own      person
DELETE  /api/push-subscriptions                                        own      person

GET     /api/group                                                     group    dealer
PATCH   /api/group                                                     group    manage_settings
GET     /api/group/entities                                            group    manage_users|manage_settings
GET     /api/group/price-policy                                        group    manage_settings|see_margins
PUT     /api/group/price-policy                                        group    manage_settings
POST    /api/group/price-policy/example                                group    manage_settings|see_margins
GET     /api/group/life-line                                           group    dealer
PUT     /api/group/life-line                                           group    manage_settings
GET     /api/group/auction-settings                                    group    dealer
PUT     /api/group/auction-settings                                    group    manage_settings
GET     /api/entities                                                  group    dealer
POST    /api/entities                                                  group    manage_settings
GET     /api/entities/{entity_id}                                      entity   dealer
PATCH   /api/entities/{entity_id}                                      entity   manage_settings
DELETE  /api/entities/{entity_id}                                      entity   manage_settings
GET     /api/entities/{entity_id}/price-policy                         entity   manage_settings|see_margins
PUT     /api/entities/{entity_id}/price-policy                         entity   manage_settings
POST    /api/entities/{entity_id}/price-policy/example                 entity   manage_settings|see_margins
GET     /api/entities/{entity_id}/life-line                            entity   dealer
PUT     /api/entities/{entity_id}/life-line                            entity   manage_settings
GET     /api/entities/{entity_id}/auction-settings                     entity   dealer
PUT     /api/entities/{entity_id}/auction-settings                     entity   manage_settings
GET     /api/points-of-sale                                            group    dealer
POST    /api/points-of-sale                                            entity   manage_settings
GET     /api/points-of-sale/{point_id}                                 entity   dealer
PATCH   /api/points-of-sale/{point_id}                                 entity   manage_settings
DELETE  /api/points-of-sale/{point_id}                                 entity   manage_settings
GET     /api/users                                                     group    dealer
GET     /api/users/{user_id}                                           group    dealer
PATCH   /api/users/{user_id}                                           group    manage_users
DELETE  /api/users/{user_id}/sessions                                  group    manage_users
DELETE  /api/users/{user_id}/second-factor                             group    manage_users  -
GET     /api/user-groups                                               group    dealer
POST    /api/user-groups                                               group    manage_users
GET     /api/user-groups/{user_group_id}                               group    dealer
PATCH   /api/user-groups/{user_group_id}                               group    manage_users
DELETE  /api/user-groups/{user_group_id}                               group    manage_users
GET     /api/user-invitations                                          group    manage_users
POST    /api/user-invitations                                          group    manage_users
DELETE  /api/user-invitations/{invitation_id}                          group    manage_users  -
GET     /api/audit-trail                                               group    manage_users|manage_settings
GET     /api/dead-letters                             group  manage_settings|manage_pros|run_auctions|manage_users
POST    /api/dead-letters/{letter_id}/resend  group  manage_settings|manage_pros|run_auctions|manage_users  -

GET     /api/my/company                                                pro      pro
PATCH   /api/my/company                                                pro      manager
GET     /api/my/members                                                pro      pro
PATCH   /api/my/members/{member_id}                                    pro      manager
GET     /api/my/invitations                                            pro      manager
POST    /api/my/invitations                                            pro      manager
DELETE  /api/my/invitations/{invitation_id}                            pro      manager  -
POST    /api/my/machines                                               pro      manager
POST    /api/my/machines/{member_id}/keys                              pro      manager  -
POST    /api/my/machines/{member_id}/webhook-secrets                   pro      manager  -
GET     /api/my/machines/{member_id}/deliveries                        pro      manager  -
GET     /api/my/connections                                            pro      pro
DELETE  /api/my/connections/{entity_id}                                pro      manager
GET     /api/my/bids                                                   pro      pro
GET     /api/my/quotations                                             pro      pro
GET     /api/my/purchases                                              pro      pro

GET     /api/professionals                                             group    dealer
POST    /api/professionals                                             group    manage_pros
GET     /api/professionals/{professional_id}                           group    dealer
PATCH   /api/professionals/{professional_id}                           group    manage_pros
DELETE  /api/professionals/{professional_id}                           group    manage_pros
GET     /api/companies/{siret}                                         outside  manage_pros  -
GET     /api/professionals/{professional_id}/invitations               group    dealer
POST    /api/professionals/{professional_id}/invitations               group    manage_pros
DELETE  /api/professionals/{professional_id}/invitations/{invitation_id}  group  manage_pros  -
GET     /api/professionals/{professional_id}/connections               group    dealer
PATCH   /api/professionals/{professional_id}/connections/{entity_id}   entity   manage_pros
DELETE  /api/professionals/{professional_id}/connections/{entity_id}   entity   manage_pros
GET     /api/professionals/{professional_id}/vehicles                  group    dealer
GET     /api/distribution-lists                                        group    dealer
POST    /api/distribution-lists                                        entity   manage_pros|run_auctions
GET     /api/distribution-lists/{list_id}                              entity   dealer
PATCH   /api/distribution-lists/{list_id}                              entity   manage_pros|run_auctions
DELETE  /api/distribution-lists/{list_id}                              entity   manage_pros|run_auctions

GET     /api/vehicles                                                  group    dealer
GET     /api/vehicles/count                                            group    dealer
GET     /api/vehicles/columns                                          own      dealer
PUT     /api/vehicles/columns                                          own      dealer
GET     /api/vehicles/export.csv                                       group    dealer
GET     /api/vehicles/export.xlsx                                      group    dealer
GET     /api/vehicle-imports                                           group    manage_stock
POST    /api/vehicle-imports                                           group    manage_stock
GET     /api/vehicle-imports/{import_id}                               entity   manage_stock  -
POST    /api/vehicle-imports/{import_id}/run                           entity   manage_stock  -
DELETE  /api/vehicle-imports/{import_id}                               entity   manage_stock  -
GET     /api/saved-searches                                            own      dealer
POST    /api/saved-searches                                            own      dealer
PATCH   /api/saved-searches/{search_id}                                own      dealer  -
DELETE  /api/saved-searches/{search_id}                                own      dealer  -
POST    /api/vehicles                                                  entity   manage_stock
GET     /api/vehicles/{vehicle_id}                                     entity   dealer
PATCH   /api/vehicles/{vehicle_id}                                     entity   manage_stock
DELETE  /api/vehicles/{vehicle_id}                                     entity   manage_stock
GET     /api/vehicles/{vehicle_id}/sale-value                          entity   dealer
GET     /api/vehicles/{vehicle_id}/history                             entity   dealer
POST    /api/vehicles/{vehicle_id}/costs                               entity   manage_stock
DELETE  /api/vehicles/{vehicle_id}/costs/{cost_id}                     entity   manage_stock  -
POST    /api/vehicles/{vehicle_id}/defects                             entity   manage_stock
DELETE  /api/vehicles/{vehicle_id}/defects/{defect_id}                 entity   manage_stock  -
PUT     /api/vehicles/{vehicle_id}/defects/{defect_id}/place           entity   manage_stock  -
POST    /api/vehicles/{vehicle_id}/corrections                               entity   run_auctions
POST    /api/vehicles/{vehicle_id}/transitions                         entity   manage_stock
DELETE  /api/vehicles/{vehicle_id}/reservation                         entity   manage_stock
POST    /api/vehicles/{vehicle_id}/exit-cancellation                   entity   manage_stock
GET     /api/vehicles/{vehicle_id}/photos                              entity   dealer
POST    /api/vehicles/{vehicle_id}/photos                              entity   manage_stock
PUT     /api/vehicles/{vehicle_id}/photos/order                        entity   manage_stock
GET     /api/vehicles/{vehicle_id}/photos/{photo_id}/upload            entity   dealer  -
PATCH   /api/vehicles/{vehicle_id}/photos/{photo_id}                   entity   manage_stock  -
DELETE  /api/vehicles/{vehicle_id}/photos/{photo_id}                   entity   manage_stock  -
PUT     /api/vehicles/{vehicle_id}/photos/{photo_id}/cover             entity   manage_stock  -
GET     /api/photos/{key}/{name}                                       own      anybody  -
GET     /api/vehicles/{vehicle_id}/sheet.pdf                           entity   dealer
GET     /api/catalogue/makes                                           group    dealer
GET     /api/catalogue/models                                          group    dealer
GET     /api/catalogue.csv                                             group    dealer
POST    /api/catalogue                                                 group    manage_settings|manage_stock
POST    /api/dms/invoices                                              group    manage_stock
POST    /api/police-register/{number}/completions                      entity   see_police_register  -
GET     /api/police-register                                           entity   see_police_register
GET     /api/police-register/next                                      entity   manage_stock
GET     /api/police-register.csv                                       entity   see_police_register
GET     /api/police-register.pdf                                       entity   see_police_register

GET     /api/offers                                                    own      anybody
GET     /api/offers/{offer_id}                                         own      anybody  -
GET     /api/trade-ins                                                 group    dealer
POST    /api/trade-ins                                                 entity   dealer
GET     /api/trade-ins/{trade_in_id}                                   entity   dealer
POST    /api/trade-ins/{trade_in_id}/quotation                         entity   dealer
POST    /api/trade-ins/{trade_in_id}/finish                            entity   dealer
POST    /api/trade-ins/{trade_in_id}/defects                           entity   dealer
DELETE  /api/trade-ins/{trade_in_id}/defects/{defect_id}               entity   dealer  -
PUT     /api/trade-ins/{trade_in_id}/defects/{defect_id}/place         entity   dealer  -
POST    /api/trade-ins/{trade_in_id}/photos                            entity   dealer
PUT     /api/trade-ins/{trade_in_id}/photos/order                      entity   dealer
GET     /api/trade-ins/{trade_in_id}/photos/{photo_id}/upload          entity   dealer  -
PATCH   /api/trade-ins/{trade_in_id}/photos/{photo_id}                 entity   dealer  -
DELETE  /api/trade-ins/{trade_in_id}/photos/{photo_id}                 entity   dealer  -
PUT     /api/trade-ins/{trade_in_id}/photos/{photo_id}/cover           entity   dealer  -

GET     /api/auctions                                                  own      anybody
POST    /api/auctions                                                  entity   run_auctions
POST    /api/auctions/preview                                          entity   run_auctions
GET     /api/auctions/{auction_id}                                     auction  anybody
GET     /api/auctions/{auction_id}/history                             auction  anybody
GET     /api/auctions/{auction_id}/events                              auction  anybody
GET     /api/auctions/{auction_id}/ledger.jsonl                        auction  anybody
GET     /api/auctions/{auction_id}/lots/{lot}/dossier                  auction  anybody
GET     /api/auctions/{auction_id}/lots/{lot}/sheet.pdf                auction  anybody
GET     /api/auctions/{auction_id}/commands/{command_id}               auction  anybody
GET     /api/auctions/{auction_id}/fairness                            entity   dealer
POST    /api/auctions/{auction_id}/cancel                              entity   run_auctions
POST    /api/auctions/{auction_id}/pause                               entity   run_auctions
POST    /api/auctions/{auction_id}/resume                              entity   run_auctions
POST    /api/auctions/{auction_id}/extend                              entity   run_auctions
POST    /api/auctions/{auction_id}/lots/{lot}/reserve                  entity   run_auctions
POST    /api/auctions/{auction_id}/lots/{lot}/void                     entity   run_auctions
POST    /api/auctions/{auction_id}/lots/{lot}/sale-cancellation        entity   run_auctions
POST    /api/auctions/{auction_id}/lots/{lot}/bids                     auction  bidder
POST    /api/auctions/{auction_id}/lots/{lot}/maximum                  auction  bidder
DELETE  /api/auctions/{auction_id}/lots/{lot}/maximum                  auction  bidder
POST    /api/auctions/{auction_id}/lots/{lot}/quote                    auction  bidder
POST    /api/auctions/{auction_id}/lots/{lot}/decline                  auction  bidder
"""


class Row(Struct, frozen=True, kw_only=True):
    """What one route is about."""

    method: str
    path: str
    whose: Whose
    who: Kind | tuple[Right, ...]
    made: bool


def row_of(line: str) -> Row:
    method, path, whose, *rest = line.split()
    made = rest[-1:] != ["-"]
    who = rest[0] if rest and rest[0] != "-" else "anybody"
    assert whose in get_args(Whose), line
    return Row(
        method=method,
        path=path,
        whose=cast("Whose", whose),
        who=cast("Kind", who) if who in get_args(Kind) else tuple(Right(right) for right in who.split("|")),
        made=made,
    )


ROWS = {(row.method, row.path): row for row in map(row_of, filter(None, TABLE.splitlines()))}


def expected(row: Row, role: Role, *, names_a_thing: bool) -> int | None:
    """The status with which the role is refused; None: it gets through.

    `names_a_thing`: the path, or of an entity's route the body, names something of the house.
    """
    if row.whose == "public":
        return None
    if role == "nobody":
        return None if row.who == "everybody" else 401
    if not _is_one_of(row.who, role):
        return 403
    if names_a_thing and role in _strangers_to(row.whose):
        return 404
    return None


def _is_one_of(who: Kind | tuple[Right, ...], role: Role) -> bool:
    """Whether the role is of the kind the route is for. The program is the boss's, with no scope at all."""
    match who:
        case "everybody" | "anybody":
            return True
        case "person":
            return role != "program"
        case "dealer":
            return role in DEALERS
        case "pro":
            return role in PROS
        case "bidder" | "manager":
            return role in {"bidder", "rival"}
        case _:
            return role in {"boss", "sister", "stranger"}


def _strangers_to(whose: Whose) -> frozenset[str]:
    match whose:
        case "entity" | "auction":
            return frozenset({"sister", "stranger", "rival"})
        case "group":
            return frozenset({"stranger", "rival"})
        case "pro":
            return frozenset({"rival"})
        case "own":
            return frozenset({"seller", "sister", "stranger", "bidder", "viewer", "rival"})
        case "public" | "outside":
            return frozenset()

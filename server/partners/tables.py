"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import UUID, BigInt, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Connection(Table, tablename="connection"):
    id = UUID(primary_key=True, default=None)
    pro_id = UUID(default=None)
    entity_id = UUID(default=None)
    connected_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    limit_cents = BigInt(null=True, default=None)


class DistributionList(Table, tablename="distribution_list"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    name = Text(default=None)
    version = Integer(default=None)


class DistributionListPro(Table, tablename="distribution_list_pro"):
    list_id = UUID(primary_key=True, default=None)
    pro_id = UUID(default=None)


class Professional(Table, tablename="professional"):
    id = UUID(primary_key=True, default=None)
    group_id = UUID(default=None)
    pro_id = UUID(null=True, default=None)
    name = Text(default=None)
    email = Text(default=None)
    siret = Text(null=True, default=None)
    vat_number = Text(null=True, default=None)
    ape_code = Text(null=True, default=None)
    address = Text(default=None)
    postcode = Text(default=None)
    city = Text(default=None)
    phone = Text(default=None)
    legal_representative = Text(null=True, default=None)
    version = Integer(default=None)
    created_at = Timestamptz(default=None)


class ProfessionalInvitation(Table, tablename="professional_invitation"):
    id = UUID(primary_key=True, default=None)
    professional_id = UUID(default=None)
    token_hash = Bytea(default=None)
    email = Text(default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    accepted_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class ProfessionalInvitationEntity(Table, tablename="professional_invitation_entity"):
    invitation_id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)

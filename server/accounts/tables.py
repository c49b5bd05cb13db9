"""The slice's tables, as Piccolo sees them. tests/architecture/test_schema.py writes this file from the schema.

The SQL beside the migrations is the schema: its checks, keys and triggers live there. No column has a default, so a
value that is left out is refused instead of becoming a zero. Of a composite key Piccolo is told the first column.
"""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class DealerGroup(Table, tablename="dealer_group"):
    id = UUID(primary_key=True, default=None)
    name = Text(default=None)
    created_at = Timestamptz(default=None)
    version = Integer(default=None)


class Entity(Table, tablename="entity"):
    id = UUID(primary_key=True, default=None)
    group_id = UUID(default=None)
    name = Text(default=None)
    created_at = Timestamptz(default=None)
    version = Integer(default=None)


class EntityCounter(Table, tablename="entity_counter"):
    entity_id = UUID(primary_key=True, default=None)
    counted = Text(default=None)
    last_number = BigInt(default=None)


class PointOfSale(Table, tablename="point_of_sale"):
    id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)
    name = Text(default=None)
    address = Text(default=None)
    postcode = Text(default=None)
    city = Text(default=None)
    phone = Text(default=None)
    version = Integer(default=None)


class UserGroup(Table, tablename="user_group"):
    id = UUID(primary_key=True, default=None)
    group_id = UUID(default=None)
    name = Text(default=None)
    validation_right = Text(default=None)
    rights = Array(base_column=Text(), default=None)
    version = Integer(default=None)
    second_factor_required = Boolean(default=None)


class Account(Table, tablename="account"):
    id = UUID(primary_key=True, default=None)
    email = Text(default=None)
    password_hash = Text(default=None)
    name = Text(default=None)
    locale = Text(default=None)
    created_at = Timestamptz(default=None)
    disabled_at = Timestamptz(null=True, default=None)
    kind = Text(default=None)


class DealerUser(Table, tablename="dealer_user"):
    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    group_id = UUID(default=None)
    user_group_id = UUID(default=None)
    version = Integer(default=None)


class DealerUserEntity(Table, tablename="dealer_user_entity"):
    user_id = UUID(primary_key=True, default=None)
    entity_id = UUID(default=None)


class Pro(Table, tablename="pro"):
    id = UUID(primary_key=True, default=None)
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
    created_at = Timestamptz(default=None)
    version = Integer(default=None)


class ProMember(Table, tablename="pro_member"):
    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    pro_id = UUID(default=None)
    role = Text(default=None)
    limit_cents = BigInt(null=True, default=None)
    version = Integer(default=None)
    manages = Boolean(default=None)
    webhook_url = Text(null=True, default=None)


class Session(Table, tablename="session"):
    token_hash = Bytea(primary_key=True, default=None)
    id = UUID(default=None)
    account_id = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    user_agent = Text(default=None)
    last_seen_at = Timestamptz(default=None)
    ended_because = Text(null=True, default=None)


class SocketTicket(Table, tablename="socket_ticket"):
    token_hash = Bytea(primary_key=True, default=None)
    session_hash = Bytea(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class SignInAttempt(Table, tablename="sign_in_attempt"):
    subject = Bytea(primary_key=True, default=None)
    since = Timestamptz(default=None)
    attempts = Integer(default=None)


class ApiKey(Table, tablename="api_key"):
    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    name = Text(default=None)
    key_hash = Bytea(default=None)
    scopes = Array(base_column=Text(), default=None)
    created_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)


class ColleagueInvitation(Table, tablename="colleague_invitation"):
    id = UUID(primary_key=True, default=None)
    token_hash = Bytea(default=None)
    email = Text(default=None)
    name = Text(default=None)
    locale = Text(default=None)
    group_id = UUID(null=True, default=None)
    user_group_id = UUID(null=True, default=None)
    entity_ids = Array(base_column=UUID(), null=True, default=None)
    pro_id = UUID(null=True, default=None)
    role = Text(null=True, default=None)
    manages = Boolean(null=True, default=None)
    limit_cents = BigInt(null=True, default=None)
    created_by = UUID(null=True, default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    accepted_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)


class PasswordReset(Table, tablename="password_reset"):
    token_hash = Bytea(primary_key=True, default=None)
    account_id = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


class SecondFactor(Table, tablename="second_factor"):
    account_id = UUID(primary_key=True, default=None)
    secret = Text(default=None)
    created_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    last_step = BigInt(default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    account_id = UUID(primary_key=True, default=None)
    code_hash = Bytea(default=None)
    used_at = Timestamptz(null=True, default=None)


class ChangeRecord(Table, tablename="change_record"):
    id = UUID(primary_key=True, default=None)
    group_id = UUID(null=True, default=None)
    pro_id = UUID(null=True, default=None)
    account_id = UUID(null=True, default=None)
    actor = Text(default=None)
    kind = Text(default=None)
    subject_id = UUID(null=True, default=None)
    action = Text(default=None)
    before = JSONB(null=True, default=None)
    after = JSONB(null=True, default=None)
    at = Timestamptz(default=None)


class KnownDevice(Table, tablename="known_device"):
    token_hash = Bytea(default=None)
    account_id = UUID(primary_key=True, default=None)
    seen_at = Timestamptz(default=None)

"""Write a dealer group's client records of professionals (domain 2.1).

What the directory knows of the SIRET is asked before the transaction: a closed company is refused, a number that
doesn't add up is taken when the directory knows it, and when nobody answers the form works by hand.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from server.accounts.auditing import record
from server.accounts.changing import changed
from server.accounts.contacts import email_of, phone_of
from server.accounts.principal import DealerUser
from server.kit import clock, query
from server.kit.ids import ProfessionalId, ProId, new_id
from server.kit.postgres import Connection
from server.partners import tables
from server.partners.directory import CompanyDirectory, DirectoryUnavailableError
from server.partners.professional import NewProfessional, Professional, ProfessionalChange
from server.partners.queries import professional
from server.partners.rules import adds_up, ape_of, checked_vat, siret_of, vat_number_of
from server.protocol.faults import Fault
from server.protocol.field_errors import FieldError, UnfitError, field_error
from server.protocol.refusals import Code, Refusal

Form = TypeVar("Form", NewProfessional, ProfessionalChange)


async def checked_new(directory: CompanyDirectory, new: NewProfessional) -> NewProfessional:
    """The form as it will be stored.

    Raises:
        Refusal: `invalid`, all bad fields at once.

    """
    siret = await _checked_siret(directory, new.siret)
    vat_number = new.vat_number or (vat_number_of(siret) if isinstance(siret, str) else None)
    return _checked(replace(new, vat_number=vat_number), siret, siret)


async def checked_change(
    directory: CompanyDirectory, change: ProfessionalChange, current: Professional
) -> ProfessionalChange:
    """The change as it will be applied; a new SIRET without a VAT number brings its own.

    Raises:
        Refusal: `invalid`, all bad fields at once.

    """
    if change.siret is UNSET or change.siret == current.siret:
        return _checked(replace(change, siret=UNSET), UNSET, current.siret)
    siret = await _checked_siret(directory, change.siret)
    if isinstance(siret, str) and change.vat_number is UNSET:
        change = replace(change, vat_number=vat_number_of(siret))
    return _checked(change, siret, siret)


async def add(connection: Connection, user: DealerUser, new: NewProfessional) -> Professional:
    """A record made of a checked form.

    Raises:
        Refusal: `conflict`, the group has a record of this SIRET.

    """
    record_id = ProfessionalId(new_id())
    await _refuse_known_siret(connection, user, new.siret, record_id)
    await query.insert(
        connection,
        tables.Professional(
            id=record_id,
            group_id=user.group_id,
            name=new.name.strip(),
            email=new.email,
            siret=new.siret,
            vat_number=new.vat_number,
            ape_code=new.ape_code,
            address=new.address.strip(),
            postcode=new.postcode.strip(),
            city=new.city.strip(),
            phone=new.phone,
            legal_representative=new.legal_representative,
            version=1,
            created_at=clock.now(),
        ),
    )
    added = await _read(connection, user, record_id)
    await record(connection, user, kind="professional", subject_id=record_id, before=None, after=added)
    return added


async def change(
    connection: Connection, user: DealerUser, id: ProfessionalId | ProId, wanted: ProfessionalChange
) -> Professional:
    """The record after a checked change.

    Raises:
        Refusal: `not_found`; `conflict`, somebody changed it meanwhile, or the group has another record of this SIRET.

    """
    await hold(connection, user, id)
    current = await _read(connection, user, id)
    after = changed(current, wanted)
    await _refuse_known_siret(connection, user, after.siret, after.id)
    table = tables.Professional
    await query.execute(
        connection,
        table.update(
            {
                table.name: after.name,
                table.email: after.email,
                table.siret: after.siret,
                table.vat_number: after.vat_number,
                table.ape_code: after.ape_code,
                table.address: after.address,
                table.postcode: after.postcode,
                table.city: after.city,
                table.phone: after.phone,
                table.legal_representative: after.legal_representative,
                table.version: after.version,
            }
        ).where(table.id == after.id),
    )
    await record(connection, user, kind="professional", subject_id=after.id, before=current, after=after)
    return after


async def remove(connection: Connection, user: DealerUser, id: ProfessionalId | ProId) -> None:
    """Forget a record; its open invitation ends.

    Raises:
        Refusal: `not_found`; `conflict`, the company is connected with an entity of the group, now or once.

    """
    gone = await _read(connection, user, id)
    if gone.pro_id is not None:
        raise Refusal(Code.STILL_CONNECTED)
    links = tables.ProfessionalInvitation
    await query.execute(connection, links.delete().where(links.professional_id == gone.id))
    await query.execute(connection, tables.Professional.delete().where(tables.Professional.id == gone.id))
    await record(connection, user, kind="professional", subject_id=gone.id, before=gone, after=None)


async def hold(connection: Connection, user: DealerUser, id: ProfessionalId | ProId) -> None:
    """Lock the group's record of this id, or of the pro of this id."""
    table = tables.Professional
    mine = table.group_id == user.group_id, (table.id == id) | (table.pro_id == id)
    await query.execute(connection, table.select(table.id).where(*mine).lock_rows())


async def _read(connection: Connection, user: DealerUser, id: ProfessionalId | ProId) -> Professional:
    return await professional(connection, id, group_id=user.group_id, entity_ids=user.entity_ids)


async def _checked_siret(directory: CompanyDirectory, text: str | None) -> str | FieldError | None:
    """The number, or what is wrong with it."""
    if text is None:
        return None
    try:
        siret = siret_of(text)
    except UnfitError as error:
        return error.at("/siret")
    try:
        company = await directory.find(siret)
    except DirectoryUnavailableError:
        return siret if adds_up(siret) else field_error("/siret", Fault.SIRET_KEY)
    if company is None:
        if adds_up(siret):
            return siret  # founded yesterday: the directory learns of it later
        return field_error("/siret", Fault.SIRET_KEY)
    if company.closed:
        since = {"closed_on": str(company.closed_on)} if company.closed_on else {}
        return field_error("/siret", Fault.CLOSED, **since)
    return siret


class _Checks:
    """Collects what is wrong, so that all of it is told at once."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def apply(self, pointer: str, check: Callable[[str], str], text: str | UnsetType | None) -> str | UnsetType | None:
        """The checked text; what isn't there stays away."""
        if not isinstance(text, str):
            return text
        try:
            return check(text)
        except UnfitError as error:
            self.errors.append(error.at(pointer))
            return text


def _checked(form: Form, siret: str | FieldError | UnsetType | None, of_vat: str | FieldError | None) -> Form:
    checks = _Checks()
    if isinstance(siret, FieldError):
        checks.errors.append(siret)
    known = of_vat if isinstance(of_vat, str) else None
    result = replace(
        form,
        email=checks.apply("/email", email_of, form.email),
        phone=checks.apply("/phone", phone_of, form.phone),
        siret=UNSET if isinstance(siret, FieldError) else siret,
        vat_number=checks.apply("/vat_number", lambda text: checked_vat(text, known), form.vat_number),
        ape_code=checks.apply("/ape_code", ape_of, form.ape_code),
    )
    if checks.errors:
        raise Refusal(Code.INVALID, errors=checks.errors)
    return result


async def _refuse_known_siret(
    connection: Connection, user: DealerUser, siret: str | None, except_id: ProfessionalId
) -> None:
    if siret is None:
        return
    table = tables.Professional
    others = table.select(table.id).where(table.group_id == user.group_id, table.siret == siret, table.id != except_id)
    known = await query.fetch_value(connection, others, str)
    if known:
        raise Refusal(Code.TAKEN, field="/siret", professional_id=known)

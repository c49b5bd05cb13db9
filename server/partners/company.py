"""What the company directories answer, and what we make of it (domain "France"). Pure.

Two published contracts: the Sirene API 3.11 of INSEE (by key), and the State's keyless search of companies.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from server.partners.rules import APE, SPACES, vat_number_of

# What the directory says instead of what somebody doesn't want shown.
HIDDEN = "[ND]"


class Company(Struct, frozen=True, kw_only=True):
    """An establishment of a company, as the directory knows it; `closed_on` of a closed one is its end, if known."""

    siret: str
    name: str
    vat_number: str
    ape_code: str | None
    address: str
    postcode: str
    city: str
    legal_representative: str | None
    closed: bool
    closed_on: date | None
    check_digit_fits: Annotated[bool, Meta(description="False: a real number that fails Luhn; show a warning.")]
    source: Literal["sirene", "search"]


class _Unit(Struct, frozen=True, rename="camel"):
    denomination_unite_legale: str | None = None
    nom_unite_legale: str | None = None
    nom_usage_unite_legale: str | None = None
    prenom_usuel_unite_legale: str | None = None
    activite_principale_unite_legale: str | None = None
    etat_administratif_unite_legale: str | None = None


class _Address(Struct, frozen=True, rename="camel"):
    complement_adresse_etablissement: str | None = None
    numero_voie_etablissement: str | None = None
    indice_repetition_etablissement: str | None = None
    type_voie_etablissement: str | None = None
    libelle_voie_etablissement: str | None = None
    code_postal_etablissement: str | None = None
    libelle_commune_etablissement: str | None = None
    libelle_commune_etranger_etablissement: str | None = None
    libelle_pays_etranger_etablissement: str | None = None


class _Period(Struct, frozen=True, rename="camel"):
    date_debut: date | None = None
    date_fin: date | None = None
    etat_administratif_etablissement: str | None = None
    activite_principale_etablissement: str | None = None


class _Establishment(Struct, frozen=True, rename="camel"):
    siret: str
    unite_legale: _Unit = field(default_factory=_Unit)
    adresse_etablissement: _Address = field(default_factory=_Address)
    periodes_etablissement: list[_Period] = []


class SireneAnswer(Struct, frozen=True):
    """`GET /siret/{siret}` of the Sirene API."""

    etablissement: _Establishment


class _Place(Struct, frozen=True):
    siret: str
    adresse: str | None = None
    code_postal: str | None = None
    libelle_commune: str | None = None
    activite_principale: str | None = None
    etat_administratif: str | None = None
    date_fermeture: date | None = None


class _Director(Struct, frozen=True):
    nom: str | None = None
    prenoms: str | None = None
    denomination: str | None = None


class _Found(Struct, frozen=True):
    nom_raison_sociale: str | None = None
    nom_complet: str | None = None
    activite_principale: str | None = None
    etat_administratif: str | None = None
    date_fermeture: date | None = None
    siege: _Place | None = None
    matching_etablissements: list[_Place] = []
    dirigeants: list[_Director] = []


class SearchAnswer(Struct, frozen=True):
    """`GET /search?q={siret}` of the keyless search."""

    results: list[_Found]


def of_sirene(answer: SireneAnswer, *, adds_up: bool) -> Company:
    """What Sirene knows of an establishment."""
    found = answer.etablissement
    unit, where = found.unite_legale, found.adresse_etablissement
    now = next((period for period in found.periodes_etablissement if period.date_fin is None), _Period())
    ceased = unit.etat_administratif_unite_legale == "C"
    shut = now.etat_administratif_etablissement == "F"
    person = (unit.prenom_usuel_unite_legale, unit.nom_usage_unite_legale or unit.nom_unite_legale)
    street = (
        where.numero_voie_etablissement,
        where.indice_repetition_etablissement,
        where.type_voie_etablissement,
        where.libelle_voie_etablissement,
    )
    return Company(
        siret=found.siret,
        name=_shown(unit.denomination_unite_legale) or _joined(*person) or found.siret,
        vat_number=vat_number_of(found.siret),
        ape_code=_ape(now.activite_principale_etablissement or unit.activite_principale_unite_legale),
        address=_joined(*street),
        postcode=_shown(where.code_postal_etablissement),
        city=_joined(where.libelle_commune_etablissement or where.libelle_commune_etranger_etablissement)
        or _shown(where.libelle_pays_etranger_etablissement),
        legal_representative=None if _shown(unit.denomination_unite_legale) else _joined(*person) or None,
        closed=ceased or shut,
        closed_on=now.date_debut if shut else None,
        check_digit_fits=adds_up,
        source="sirene",
    )


def of_search(answer: SearchAnswer, siret: str, *, adds_up: bool) -> Company | None:
    """What the search found of this very establishment; None when it found others only."""
    for found in answer.results:
        places = [*found.matching_etablissements, *([found.siege] if found.siege else [])]
        place = next((place for place in places if place.siret == siret), None)
        if place is not None:
            return _of_place(found, place, adds_up=adds_up)
    return None


def _of_place(found: _Found, place: _Place, *, adds_up: bool) -> Company:
    closed = found.etat_administratif == "C" or place.etat_administratif == "F"
    town = " ".join(filter(None, (place.code_postal, place.libelle_commune)))
    first = found.dirigeants[0] if found.dirigeants else _Director()
    return Company(
        siret=place.siret,
        name=_shown(found.nom_raison_sociale) or _shown(found.nom_complet) or place.siret,
        vat_number=vat_number_of(place.siret),
        ape_code=_ape(place.activite_principale or found.activite_principale),
        address=_shown(place.adresse).removesuffix(town).strip() if town else _shown(place.adresse),
        postcode=_shown(place.code_postal),
        city=_shown(place.libelle_commune),
        legal_representative=_joined(first.prenoms, first.nom) or _shown(first.denomination) or None,
        closed=closed,
        closed_on=(place.date_fermeture or found.date_fermeture) if closed else None,
        check_digit_fits=adds_up,
        source="search",
    )


def _ape(code: str | None) -> str | None:
    """In our form, or nothing: old classifications have others."""
    plain = SPACES.sub("", code or "").upper()
    return plain if APE.fullmatch(plain) else None


def _shown(text: str | None) -> str:
    return "" if text is None or text == HIDDEN else text.strip()


def _joined(*parts: str | None) -> str:
    return " ".join(filter(None, (_shown(part) for part in parts)))


sirene_decoder: msgspec.json.Decoder[SireneAnswer] = msgspec.json.Decoder(SireneAnswer)
search_decoder: msgspec.json.Decoder[SearchAnswer] = msgspec.json.Decoder(SearchAnswer)

"""The company directories, as a small local server that speaks both published contracts.

    GET /sirene/siret/{siret}     Sirene API 3.11, with its key in `X-INSEE-Api-Key-Integration`
    GET /annuaire/search?q=       the keyless search

`Directory` counts calls and can be told to be slow, busy, broken or gone.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "secret-of-insee"
# Well-formed numbers: the first three add up, the last doesn't and is real all the same.
OPEN, SOLE_TRADER, CLOSED, ODD = "73282932000074", "44306184100047", "55208131766522", "73282932000075"
UNKNOWN = "12345678200010"

LIVING: dict[str, Any] = {
    "siren": "732829320",
    "siret": OPEN,
    "uniteLegale": {
        "denominationUniteLegale": "TOP USED CARS",
        "activitePrincipaleUniteLegale": "45.11Z",
        "etatAdministratifUniteLegale": "A",
    },
    "adresseEtablissement": {
        "numeroVoieEtablissement": "12",
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": "DU COMMERCE",
        "codePostalEtablissement": "71000",
        "libelleCommuneEtablissement": "MACON",
    },
    "periodesEtablissement": [
        {"dateFin": None, "dateDebut": "2015-01-01", "etatAdministratifEtablissement": "A"},
        {"dateFin": "2014-12-31", "dateDebut": "2010-01-01", "etatAdministratifEtablissement": "A"},
    ],
}
ESTABLISHMENTS: dict[str, dict[str, Any]] = {
    OPEN: LIVING,
    ODD: {**LIVING, "siret": ODD},
    SOLE_TRADER: {
        **LIVING,
        "siret": SOLE_TRADER,
        "uniteLegale": {
            "denominationUniteLegale": None,
            "prenomUsuelUniteLegale": "ÉLISE",
            "nomUniteLegale": "ENCHÈRE",
            "activitePrincipaleUniteLegale": "45.1Z",
            "etatAdministratifUniteLegale": "A",
        },
        "adresseEtablissement": {"codePostalEtablissement": "[ND]", "libelleCommuneEtablissement": "CLUNY"},
    },
    CLOSED: {
        **LIVING,
        "siret": CLOSED,
        "periodesEtablissement": [{"dateFin": None, "dateDebut": "2024-03-31", "etatAdministratifEtablissement": "F"}],
    },
}


def found(siret: str) -> dict[str, Any]:
    """One result of the search."""
    closed = siret == CLOSED
    place = {
        "siret": siret,
        "adresse": "12 RUE DU COMMERCE 71000 MACON",
        "code_postal": "71000",
        "libelle_commune": "MACON",
        "activite_principale": "45.11Z",
        "etat_administratif": "F" if closed else "A",
        "date_fermeture": "2024-03-31" if closed else None,
    }
    return {
        "siren": siret[:9],
        "nom_complet": "TOP USED CARS (TUC)",
        "nom_raison_sociale": "TOP USED CARS",
        "etat_administratif": "A",
        "siege": {**place, "siret": siret[:9] + "00001"},
        "matching_etablissements": [place],
        "dirigeants": [{"nom": "TOP", "prenoms": "THOMAS", "qualite": "Gérant", "type_dirigeant": "personne physique"}],
    }


class Directory:
    """What the server is asked, and how it is to behave: a status to answer instead, or seconds to be silent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.sirene_answers: int | None = None
        self.search_answers: int | None = None
        self.silent = False
        self.nonsense = False
        self.released = asyncio.Event()

    def reset(self) -> None:
        self.__init__()

    def answer(self, path: str, query: dict[str, list[str]], key: str | None) -> tuple[int, object]:
        if self.nonsense:
            return 200, {"welcome": "to our new portal"}
        if path.startswith("/sirene/siret/"):
            self.asked.append("sirene")
            if self.sirene_answers:
                return self.sirene_answers, {"header": {"statut": self.sirene_answers}}
            if key != KEY:
                return 401, {"header": {"statut": 401}}
            establishment = ESTABLISHMENTS.get(path.rsplit("/", 1)[1])
            if establishment is None:
                return 404, {"header": {"statut": 404, "message": "Aucun élément trouvé"}}
            return 200, {"header": {"statut": 200}, "etablissement": establishment}
        self.asked.append("search")
        if self.search_answers:
            return self.search_answers, {"erreur": "trop"}
        siret = query["q"][0]
        results = [found(siret)] if siret in ESTABLISHMENTS else []
        return 200, {"results": results, "total_results": len(results), "page": 1}


async def _serve_one(directory: Directory, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    request, *headers = head.split("\r\n")
    named = {name.lower(): value for name, _, value in (line.partition(": ") for line in headers)}
    target = urlsplit(request.split(" ")[1])
    if directory.silent:
        await directory.released.wait()
    status, body = directory.answer(target.path, parse_qs(target.query), named.get("x-insee-api-key-integration"))
    content = json.dumps(body).encode()
    retry = "retry-after: 30\r\n" if status == 429 else ""
    lines = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{retry}content-length: {len(content)}\r\n"
    writer.write(f"{lines}connection: close\r\n\r\n".encode() + content)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@asynccontextmanager
async def serving_directory(directory: Directory) -> AsyncIterator[str]:
    """Its address; both contracts are below it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _serve_one(directory, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        directory.released.set()
        server.close()
        await server.wait_closed()

"""Files of cars over real HTTP: mapped, tried, taken in whole or not at all; and everything that is no such file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from struct import pack
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import psutil
import pytest
import pytest_asyncio

from server.kit.ids import new_id
from server.kit.postgres import Connection
from server.stock.exchanging.columns import COLUMNS
from server.stock.exchanging.reading_values import BadCellError, reader
from server.stock.exchanging.working import import_one, keep_importing
from tests.http import Api
from tests.organisation import a_user
from tests.stock.yard import VIN, Yard, a_yard
from tests.waiting import until

CSV = {"content-type": "text/csv"}
XLSX = {"content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEAD = "Marque;Modèle;Immat.;VIN;MEC;Km;Prix achat;Prix pro;Énergie;Statut"
GOOD = f"CITROËN;C2;EZ-785-RE;{VIN};02/06/2008;98 340 km;2 645,29 €;3440,25;Diesel;Stock de vente"


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def send(
    yard: Yard, content: bytes | str, *, headers: dict[str, str] = CSV, name: str = "stock.csv"
) -> httpx.Response:
    return await yard.client.post(
        "/api/vehicle-imports",
        params={"entity_id": yard.entity_id, "point_of_sale_id": yard.dealer.point_of_sale_id, "name": name},
        content=content.encode() if isinstance(content, str) else content,
        headers=headers,
    )


async def sent(yard: Yard, content: bytes | str, *, headers: dict[str, str] = CSV) -> dict[str, Any]:
    answer = await send(yard, content, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def ran(yard: Yard, file: dict[str, Any], **how: object) -> dict[str, Any]:
    """Run it with the proposed mapping, unless told otherwise."""
    body = {"mapping": file["mapping"], "dry_run": False, **how}
    answer = await yard.client.post(f"/api/vehicle-imports/{file['id']}/run", json=body)
    assert (answer.status_code, answer.json()["state"]) == (202, "queued"), answer.text
    assert await import_one(yard.api.resources)
    return (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).json()


async def stock(yard: Yard) -> list[dict[str, Any]]:
    return (await yard.client.get("/api/vehicles?sort=number")).json()["items"]


async def test_another_kind_of_body_is_told_what_is_taken(yard: Yard) -> None:
    answer = await send(yard, "{}", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.json()["accepted"] == [
        "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv",
    ]
    assert answer.json()["detail"].endswith("spreadsheetml.sheet, text/csv.")


async def test_a_file_is_understood_and_taken_in(yard: Yard) -> None:
    file = await sent(yard, f"{HEAD}\r\n{GOOD}\r\nFIAT;500;;;;;9000;;;\r\n\r\n")
    assert (file["state"], file["rows_total"], file["reading"]["encoding"], file["reading"]["delimiter"]) == (
        "uploaded",
        2,
        "utf-8",
        ";",
    )
    assert file["mapping"] == {
        "make": "Marque", "model": "Modèle", "plate": "Immat.", "vin": "VIN", "first_registration": "MEC",
        "mileage_km": "Km", "purchase_price_cents": "Prix achat", "trade_price_cents": "Prix pro", "energy": "Énergie",
        "status": "Statut",
    }  # fmt: skip
    assert file["sample"][0][0] == "CITROËN"
    tried = await ran(yard, file, dry_run=True)
    assert (tried["state"], tried["rows_done"], tried["rows_good"], tried["error_count"]) == ("checked", 2, 2, 0)
    assert await stock(yard) == []
    done = await ran(yard, file)
    assert (done["state"], done["rows_good"]) == ("imported", 2)
    first, second = await stock(yard)
    assert (first["plate"], first["vin"], first["mileage_km"], first["status"]) == ("EZ785RE", VIN, 98_340, "for_sale")
    assert (first["purchase_price_cents"], first["trade_price_cents"]) == (264_529, 344_025)
    assert first["first_registration"] == "2008-06-02"
    assert (second["number"], second["status"], second["destination"]) == (2, "pre_entry", "retail")
    history = (await yard.client.get(f"/api/vehicles/{first['id']}/history")).json()["items"]
    assert [(event["kind"], event["actor"]) for event in history] == [("imported", yard.user.name)]
    assert (await yard.client.get("/api/vehicles", params={"q": "citroen c2"})).json()["total"] == 1
    again = await yard.client.post(f"/api/vehicle-imports/{file['id']}/run", json={"mapping": file["mapping"]})
    assert (again.status_code, again.json()["code"]) == (409, "import_under_way")


async def test_a_name_of_a_file_says_what_it_reads(yard: Yard) -> None:
    answer = await send(yard, "Marque;Modèle\nRenault;Clio\n", name="stock\u202excod.csv\0\u200b\n")
    assert answer.json()["file_name"] == "stockxcod.csv"


async def test_one_bad_line_keeps_all_out_unless_told_otherwise(yard: Yard) -> None:
    await yard.car(plate="BC125DF")
    lines = [
        HEAD,
        GOOD,
        "FIAT;500;1;2;31/02/2020;-3;beaucoup;;Essence;",
        ";;;;;;;;;Livraison",
        "OPEL;MOKKA;BC-125-DF;;;;1;;;",
        "OPEL;MOKKA;EZ785RE;;;;1;;;",
        "OPEL;CORSA;;;01/01/2999;;1,5;;;Perdue",
    ]
    file = await sent(yard, "\n".join(lines))
    done = await ran(yard, file)
    assert (done["state"], done["rows_good"], done["rows_done"], done["error_count"]) == ("checked", 1, 6, 13)
    found = {(error["line"], error["field"], error["code"]) for error in done["errors"]}
    assert found == {
        (3, "plate", "no_plate"),
        (3, "vin", "no_vin"),
        (3, "first_registration", "no_date"),
        (3, "mileage_km", "out_of_bounds"),
        (3, "purchase_price_cents", "no_amount"),
        (4, "make", "is_required"),
        (4, "model", "is_required"),
        (4, "purchase_price_cents", "is_required"),
        (4, "status", "status_not_importable"),
        (5, "plate", "duplicate"),
        (6, "plate", "duplicate"),
        (7, "first_registration", "in_the_future"),
        (7, "status", "unknown_value"),
    }
    assert [error["header"] for error in done["errors"] if error["line"] == 5] == ["Immat."]
    assert len(await stock(yard)) == 1
    good = await ran(yard, done, skip_errors=True)
    assert (good["state"], good["rows_good"]) == ("imported", 1)
    assert [car["plate"] for car in await stock(yard)] == ["BC125DF", "EZ785RE"]


async def test_what_was_exported_comes_back_in(yard: Yard, api: Api) -> None:
    await yard.car(
        make="PEUGEOT", model="=208", trim="@GT", plate="GD250GH", vin=VIN, mileage_km=10, mileage_guaranteed=True,
        first_registration="2021-11-30", retail_price_cents=1_234_567, vat_regime="standard", destination="trade",
    )  # fmt: skip
    before = (await stock(yard))[0]
    for form, headers in (("csv", CSV), ("xlsx", XLSX)):
        exported = await yard.client.get(f"/api/vehicles/export.{form}")
        other = await a_yard(api, name=f"Autre {form}")
        file = await sent(other, exported.content, headers=headers)
        done = await ran(other, file)
        assert (done["state"], done["error_count"]) == ("imported", 0), done["errors"]
        after = (await stock(other))[0]
        same = ("make", "model", "trim", "plate", "vin", "mileage_km", "mileage_guaranteed", "first_registration",
                "retail_price_cents", "vat_regime", "destination", "purchase_price_cents")  # fmt: skip
        assert {name: after[name] for name in same} == {name: before[name] for name in same}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"{HEAD}\n{GOOD}".encode("utf-8-sig"), "utf-8"),
        (f"{HEAD}\n{GOOD}".encode("utf-16"), "utf-16"),
        (f"{HEAD}\n{GOOD}".encode("cp1252"), "windows-1252"),
        (f"{HEAD}\n{GOOD}".replace(";", "\t").encode(), "utf-8"),
    ],
)
async def test_files_of_other_encodings_are_read(yard: Yard, content: bytes, encoding: str) -> None:
    file = await sent(yard, content)
    assert (file["reading"]["encoding"], file["headers"][1], file["sample"][0][0]) == (encoding, "Modèle", "CITROËN")
    assert file["mapping"]["model"] == "Modèle"


async def test_errors_name_the_line_that_a_spreadsheet_shows(yard: Yard) -> None:
    """Empty lines are left out, and counted."""
    file = await sent(yard, f"\n{HEAD}\n{GOOD}\n\n;;;;;;;;;\nFIAT;;;;;;1;;;\n")
    done = await ran(yard, file, dry_run=True)
    assert [(error["line"], error["field"], error["code"]) for error in done["errors"]] == [(6, "model", "is_required")]
    assert (done["rows_total"], done["rows_good"]) == (2, 1)


async def test_accents_broken_in_the_file_itself_are_pointed_out(yard: Yard) -> None:
    broken = f"{HEAD}\nPEUGEOT;208;;;;;1;;\u00c9lectrique;".encode().decode("cp1252", "replace")
    assert (await sent(yard, broken.replace("\ufffd", "")))["reading"]["doubly_encoded"]
    assert not (await sent(yard, f"{HEAD}\n{GOOD}"))["reading"]["doubly_encoded"]


def an_archive(**parts: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "/", 1), content)
    return made.getvalue()


def a_workbook(sheet: str) -> bytes:
    """The least of an Excel file around the cells."""
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{spreadsheet}" xmlns:r="{relations}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}"><Relationship Id="rId1" Type="{relations}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{spreadsheet}">{sheet}</worksheet>')
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "no_header"),
        (b"Marque;Mod\x00ele", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"Marque;\x01\x02\x03", "not_text"),
        (b"\x81\x8d\x8f", "not_text"),
        (b"%PDF-1.7", "unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unknown_format"),
        (an_archive(a_b=b"x"), "unknown_format"),
        (b"PK\x03\x04 broken", "unreadable"),
        (an_archive(**{"xl_workbook.xml": b"<workbook"}), "unreadable"),
        (b'Marque;"' + b"x" * 20_000 + b'"\n', "unreadable"),
        (b"Marque\n" + b"x\n" * 200_001, "too_many_rows"),
        # What stands behind the last row that may be is not read.
        (b"Marque\n" + b"x\n" * 200_001 + b'"' + b"x" * 20_000 + b'"\n', "too_many_rows"),
        (b"Marque\n" + b"\n" * 400_000, "too_many_rows"),
        (b"Marque\n" + b";" * 2_000_001, "unreadable"),
    ],
)
async def test_what_is_no_table_is_refused(yard: Yard, content: bytes, reason: str) -> None:
    answer = await send(yard, content)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "not_a_table", reason)


async def test_what_unpacks_to_more_than_fits_is_refused(yard: Yard) -> None:
    bomb = an_archive(**{"xl_workbook.xml": b"", "xl_bomb.xml": b"\0" * (601 * 2**20)})
    answer = await send(yard, bomb)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "not_a_table", "too_large")


def a_lie(archive: bytes, *, real: int, said: int) -> bytes:
    """The archive with another size in its headers."""
    assert archive.count(pack("<I", real)) == 2
    return archive.replace(pack("<I", real), pack("<I", said))


async def test_what_an_archive_says_of_its_size_is_not_believed(yard: Yard) -> None:
    size = 601 * 2**20
    bomb = an_archive(**{"xl_workbook.xml": b"", "xl_bomb.xml": b"\0" * size})
    assert len(bomb) < 2**20
    answer = await send(yard, a_lie(bomb, real=size, said=1_000))
    assert (answer.status_code, answer.json()["reason"]) == (422, "too_large")


async def test_a_sheet_with_a_cell_at_the_end_of_the_world_ends_no_more_than_its_worker(yard: Yard) -> None:
    """Whoever reads it makes room for every cell before."""
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    answer = await send(yard, a_workbook(f"{sheet}</sheetData>"), headers=XLSX)
    assert (answer.status_code, answer.json()["reason"]) == (422, "unreadable")
    assert (await sent(yard, f"{HEAD}\n{GOOD}"))["rows_total"] == 1


async def test_a_file_is_somebodys(yard: Yard, api: Api) -> None:
    file = await sent(yard, f"{HEAD}\n{GOOD}")
    stranger = await a_yard(api, name="Autre")
    for answer in (
        await stranger.client.get(f"/api/vehicle-imports/{file['id']}"),
        await stranger.client.delete(f"/api/vehicle-imports/{file['id']}"),
        await stranger.client.post(f"/api/vehicle-imports/{file['id']}/run", json={"mapping": file["mapping"]}),
        await send(Yard(api=api, dealer=yard.dealer, user=stranger.user, client=stranger.client), "Marque"),
    ):
        assert answer.status_code == 404
    mixed = await yard.client.post(
        "/api/vehicle-imports",
        params={"entity_id": yard.entity_id, "point_of_sale_id": stranger.dealer.point_of_sale_id},
        content=b"Marque",
        headers=CSV,
    )
    assert mixed.status_code == 422
    seller = await api.client(await a_user(yard.pool, yard.dealer, rights=(), validation_right="none"))
    assert (await seller.get("/api/vehicle-imports")).status_code == 403
    page = (await yard.client.get("/api/vehicle-imports")).json()
    assert [known["id"] for known in page["items"]] == [file["id"]]
    assert (await yard.client.delete(f"/api/vehicle-imports/{file['id']}")).status_code == 204
    assert (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).status_code == 404


@pytest.mark.parametrize("header", ["MEC", "Date MEC", "Date 1ère MEC", "Date de 1re mise en circulation"])
async def test_other_programs_name_the_first_registration_in_many_ways(yard: Yard, header: str) -> None:
    file = await sent(yard, f"Marque;{header}\nFIAT;02/06/2008")
    assert file["mapping"] == {"make": "Marque", "first_registration": header}


async def test_headers_and_codes_of_a_dealers_program_are_understood(yard: Yard) -> None:
    heads = "Marque;Gamme;DMEC;Kms;Énergie;BV;Teinte;Px Achat;PV Pro"
    file = await sent(yard, f"{heads}\nRENAULT;Clio;02/06/2019;90 000;GO;BVA;Gris;8 000,00;9 000,00")
    assert {*file["mapping"].values()} == {*heads.split(";")}
    assert (await ran(yard, file))["rows_done"] == 1
    (car,) = await stock(yard)
    assert (car["energy"], car["gearbox"], car["trade_price_cents"]) == ("Diesel", "Automatique", 900_000)


async def test_a_mapping_names_real_fields_and_real_columns(yard: Yard) -> None:
    file = await sent(yard, f"{HEAD}\n{GOOD}")
    wrong = {"make": "Marque", "model": "Nom", "margin": "Prix pro"}
    answer = await yard.client.post(f"/api/vehicle-imports/{file['id']}/run", json={"mapping": wrong})
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/mapping/model",
        "/mapping/margin",
        "/mapping/purchase_price_cents",
    }


@asynccontextmanager
async def stopped_while_it_writes(yard: Yard, file: dict[str, Any]) -> AsyncIterator[Connection]:
    """The file is taken in, but waits in its transaction for this one, which commits when the block ends."""
    lock = await yard.api.resources.own_connection()
    try:
        async with lock.transaction():
            await lock.execute("LOCK TABLE entity_counter IN EXCLUSIVE MODE")
            body = {"mapping": file["mapping"], "dry_run": False}
            await yard.client.post(f"/api/vehicle-imports/{file['id']}/run", json=body)
            running = asyncio.create_task(import_one(yard.api.resources))
            await until(lambda: _rows_done(yard, file), within_seconds=20)
            yield lock
        await running
    finally:
        await lock.close()


async def _rows_done(yard: Yard, file: dict[str, Any]) -> int:
    return await yard.pool.fetchval("SELECT rows_done FROM vehicle_import WHERE id = $1", file["id"]) or 0


async def test_a_car_that_came_meanwhile_undoes_the_whole_file(yard: Yard) -> None:
    """The check came before somebody else's car; the database has the last word."""
    file = await sent(yard, f"{HEAD}\n{GOOD}\nFIAT;500;;;;;9000;;;")
    async with stopped_while_it_writes(yard, file) as lock:
        await lock.execute(
            """
            INSERT INTO vehicle (id, entity_id, point_of_sale_id, number, version, created_at, make, model,
                model_version, trim, vin, mileage_guaranteed, vat_regime, purchase_price_cents, destination, status,
                kind, options, comment, comment_for_pros, price_lines, sale_to_professionals_allowed)
            VALUES ($1, $2, $3, 1000, 1, now(), 'A', 'B', '', '', $4, false, 'margin', 1, 'trade', 'pre_entry',
                'used', '{}', '', '', '{}', false)
            """,
            new_id(),
            yard.entity_id,
            yard.dealer.point_of_sale_id,
            VIN,
        )
    done = (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).json()
    assert (done["state"], done["failure"]) == ("failed", "duplicate")
    assert [car["number"] for car in await stock(yard)] == [1000]
    retried = await ran(yard, file, dry_run=True)
    assert [(error["line"], error["code"]) for error in retried["errors"]] == [(2, "duplicate")]


async def test_a_file_left_by_a_dead_process_is_taken_up_and_one_at_work_is_not(yard: Yard) -> None:
    file = await sent(yard, f"{HEAD}\n{GOOD}")
    await yard.pool.execute(
        """
        UPDATE vehicle_import SET state = 'running', beaten_at = now() - interval '1 hour', dry_run = false
        WHERE id = $1
        """,
        file["id"],
    )
    worker = await yard.api.resources.own_connection()
    try:
        await worker.execute("SELECT pg_advisory_lock(hashtext('vehicle_import'), hashtext($1))", file["id"])
        assert not await import_one(yard.api.resources)
    finally:
        await worker.close()
    await until(lambda: import_one(yard.api.resources))
    assert (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).json()["state"] == "imported"
    assert len(await stock(yard)) == 1


async def test_a_file_whose_process_is_killed_while_it_writes_is_begun_again_and_comes_in_once(yard: Yard) -> None:
    lines = "\n".join(f"FIAT;500;;;;;{price};;;" for price in range(1, 501))
    file = await sent(yard, f"{HEAD}\n{lines}")
    async with stopped_while_it_writes(yard, file):
        for worker in _workers():
            worker.kill()
    done = (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).json()
    assert (done["state"], done["rows_good"]) == ("imported", 500)
    assert (await yard.client.get("/api/vehicles/count")).json() == {"count": 500}


def _workers() -> list[psutil.Process]:
    """The processes that work for this one, all of them children of the one that forks them."""
    servers = [child for child in psutil.Process().children() if "forkserver" in " ".join(child.cmdline())]
    workers = [worker for server in servers for worker in server.children()]
    assert workers
    return workers


@pytest_asyncio.fixture
async def at_work(api: Api) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_importing(api.resources))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_workers_take_files_in_and_the_desk_sees_how_far_they_are(yard: Yard, at_work: None) -> None:
    lines = "\n".join(f"FIAT;500;;;;;{price};;;" for price in range(1, 5_001))
    file = await sent(yard, f"{HEAD}\n{lines}")
    body = {"mapping": file["mapping"], "dry_run": False}
    await yard.client.post(f"/api/vehicle-imports/{file['id']}/run", json=body)

    async def is_done() -> bool:
        return (await yard.client.get(f"/api/vehicle-imports/{file['id']}")).json()["state"] == "imported"

    await until(is_done, within_seconds=30)
    assert (await yard.client.get("/api/vehicles/count")).json() == {"count": 5_000}
    rows = await yard.pool.fetch(
        """
        SELECT body ->> 'kind' AS kind, body -> 'summary' ->> 'state' AS state FROM outbox
        WHERE body ->> 'room' = $1 ORDER BY id
        """,
        f"desk:{yard.entity_id}",
    )
    states = [row["state"] for row in rows if row["kind"] == "vehicle_import"]
    assert (states[0], states[-1]) == ("queued", "imported")
    assert "running" in states
    assert [row["kind"] for row in rows].count("vehicles") == 1


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("purchase_price_cents", "3 608,16 €", 360_816),
        ("purchase_price_cents", "3\u202f608,16\u00a0€", 360_816),
        ("purchase_price_cents", "3.608,16", 360_816),
        ("purchase_price_cents", "3,608.16", 360_816),
        ("purchase_price_cents", "3608", 360_800),
        ("purchase_price_cents", "3608.1", 360_810),
        ("purchase_price_cents", 3608.16, 360_816),
        ("purchase_price_cents", 3608, 360_800),
        ("purchase_price_cents", "", None),
        ("mileage_km", "87 456 km", 87_456),
        ("mileage_km", 87_456.0, 87_456),
        ("first_registration", "30.11.2021", "2021-11-30"),
        ("first_registration", "2021-11-30 00:00", "2021-11-30"),
        ("first_owner", "Oui", True),
        ("first_owner", "non", False),
        ("destination", "PROFESSIONNEL", "trade"),
        ("kind", "Occasion", "used"),
        ("plate", "gd-250-gh", "GD250GH"),
        ("make", "  RENAULT \n SPORT ", "RENAULT SPORT"),
        ("make", "'=1+1", "=1+1"),
    ],
)
def test_cells_are_read_as_people_write_them(name: str, cell: object, value: object) -> None:
    read = reader(COLUMNS[name])(cell)
    assert (str(read) if name == "first_registration" else read) == value


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("purchase_price_cents", "-3", "out_of_bounds"),
        ("purchase_price_cents", "3.6.0", "no_amount"),
        ("purchase_price_cents", "1e9", "no_amount"),
        ("purchase_price_cents", float("nan"), "no_amount"),
        ("mileage_km", "12,5", "no_integer"),
        ("mileage_km", "9999999", "out_of_bounds"),
        ("first_registration", "31/02/2020", "no_date"),
        ("first_registration", "hier", "no_date"),
        ("first_owner", "peut-être", "no_flag"),
        ("destination", "export", "unknown_value"),
        ("make", "x" * 201, "too_long"),
    ],
)
def test_cells_that_are_no_value_say_why(name: str, cell: object, code: str) -> None:
    with pytest.raises(BadCellError) as raised:
        reader(COLUMNS[name])(cell)
    assert raised.value.code == code

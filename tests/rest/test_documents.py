"""The API's description and its page."""

import json
import re
from typing import Any

import pytest_asyncio
from jsonschema_rs import Draft202012Validator

from server.protocol.faults import Fault
from server.protocol.refusals import Code
from server.rest.documents import DOCS_FOLDER
from server.rest.examples import EXAMPLES
from tests.http import Api

PUBLIC = {
    "POST /api/session",
    "POST /api/session/password-reset",
    "GET /api/session/password-reset",
    "PUT /api/session/password-reset",
    "GET /api/invitation",
    "POST /api/invitation/acceptance",
}


@pytest_asyncio.fixture(scope="module")
async def document(api: Api) -> dict[str, Any]:
    answer = await (await api.client()).get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_document_is_openapi_3_1_and_covers_the_api_only(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert all(path.startswith("/api/") for path in document["paths"])
    assert "POST /api/session" in operations(document)


def test_every_operation_declares_its_problems(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        declared = {status for status in operation["responses"] if status[0] in "45"}
        assert {"400", "401", "403", "404", "429", "500", "503"} <= declared, name
        if not name.startswith("GET"):
            assert {"409", "413", "415", "422"} <= declared, name
        for status in declared:
            reference = operation["responses"][status]["$ref"].rpartition("/")[2]
            shared = document["components"]["responses"][reference]
            assert list(shared["content"]) == ["application/problem+json"], (name, status)


def test_every_operation_says_what_it_is_for_and_who_may(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        assert operation.get("description"), name
        assert operation.get("tags"), name
        assert bool(operation["security"]) == (name not in PUBLIC), name


def test_no_address_holds_a_token(document: dict[str, Any]) -> None:
    """Addresses stand in the logs of proxies; what a link opens is told by a header."""
    assert [name for name in operations(document) if "token" in name] == []
    (header,) = operations(document)["GET /api/invitation"]["parameters"]
    assert (header["name"], header["in"], header["required"]) == ("X-Link-Token", "header", True)


def test_names_of_parts_are_names(document: dict[str, Any]) -> None:
    """No module's path, no underscore: two Structs of one name would bring them back."""
    parts = list(document["components"]["schemas"])
    assert {"PageOfVehicleRow", "PricePolicyPage", "PageOfEvent"} <= set(parts)
    assert not [part for part in parts if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", part)]
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert referred <= set(parts)


def test_operations_have_names_of_functions_and_no_two_the_same(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(document).values()]
    assert {"listVehicles", "placeBid", "createTradeIn"} <= set(names)
    assert not [name for name in names if not re.fullmatch(r"[a-z][A-Za-z]*", name)]
    assert len(set(names)) == len(names)
    assert operations(document)["GET /api/vehicles"]["summary"] == "List vehicles"


def test_every_part_says_what_it_is_for(document: dict[str, Any]) -> None:
    parts = document["components"]["schemas"]
    assert [name for name, part in parts.items() if part["type"] == "object" and not part.get("description")] == []


def test_an_answer_has_its_fields_with_defaults_and_a_body_may_leave_them_out(document: dict[str, Any]) -> None:
    parts = document["components"]["schemas"]
    assert set(parts["PricePolicy"]["required"]) == set(parts["PricePolicy"]["properties"])
    assert "recipient_pro_ids" not in parts["PricePolicyChoice"]["required"]
    assert "vat_regime" not in parts["VehicleForm"]["required"]


def test_examples_are_what_their_schemas_say(document: dict[str, Any]) -> None:
    parts = document["components"]["schemas"]
    for name, example in EXAMPLES.items():
        rules = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        faults = [fault.message for fault in Draft202012Validator(rules).iter_errors(example)]
        assert faults == [], name
        assert set(example) <= set(parts[name]["properties"]), name
    shown = json.dumps(document["paths"]["/api/auctions/{auction_id}/lots/{lot}/bids"])
    assert shown.count('"example"') == 1
    assert json.dumps(EXAMPLES["BidForm"]) in shown


def test_requests_that_may_be_repeated_say_their_key(document: dict[str, Any]) -> None:
    keyed = {
        name: header["required"]
        for name, operation in operations(document).items()
        for header in operation.get("parameters", ())
        if header["name"] == "Idempotency-Key"
    }
    bidding = {"bids", "maximum", "quote", "decline"}
    assert {name for name, required in keyed.items() if required} == {
        name for name in operations(document) if not name.startswith("GET") and name.rpartition("/")[2] in bidding
    }
    assert {"POST /api/auctions", "POST /api/trade-ins", "POST /api/vehicles/{vehicle_id}/costs"} <= set(keyed)


def test_a_piece_of_a_photo_says_where_it_belongs(document: dict[str, Any]) -> None:
    headers = [
        header
        for header in operations(document)["PATCH /api/vehicles/{vehicle_id}/photos/{photo_id}"]["parameters"]
        if header["in"] == "header"
    ]
    assert [(header["name"], header["required"]) for header in headers] == [("Upload-Offset", True)]


def test_every_code_is_explained(document: dict[str, Any]) -> None:
    explained = {entry["code"]: entry for entry in document["x-problem-codes"]}
    assert set(explained) == {code.value for code in Code}
    assert all(entry["advice"] and 400 <= entry["status"] < 600 for entry in explained.values())


def test_every_code_of_a_field_is_listed_with_its_words(document: dict[str, Any]) -> None:
    assert {entry["code"]: entry["detail"] for entry in document["x-field-codes"]} == {
        fault.value: fault.en for fault in Fault
    }
    parts = document["components"]["schemas"]
    assert parts["Problem"]["properties"]["errors"]["items"] == {"$ref": "#/components/schemas/FieldError"}
    assert parts["FieldError"]["properties"]["code"] == {"$ref": "#/components/schemas/Fault"}
    assert set(parts["Fault"]["enum"]) == set(Fault)


async def test_the_page_loads_nothing_from_outside(api: Api) -> None:
    client = await api.client()
    page = await client.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    for address in loaded:
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        if address != "/icon.svg":
            assert (await client.get(address)).status_code == 200, address
    assert (await client.get("/api/docs/secrets.txt")).status_code == 404


def test_its_files_name_no_other_site() -> None:
    for file in DOCS_FOLDER.iterdir():
        assert "://" not in file.read_text(encoding="utf-8"), file.name

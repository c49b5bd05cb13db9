"""Show in the OpenAPI document what the main bodies and answers look like: one car, its sale, and who bids for it."""

from collections.abc import Mapping
from typing import Any

_ENTITY = "0192f1c4-7a10-7000-8000-000000000001"
_POINT_OF_SALE = "0192f1c4-7a10-7000-8000-000000000002"
_VEHICLE = "0192f1c4-7a10-7000-8000-000000000003"
_AUCTION = "0192f1c4-7a10-7000-8000-000000000004"
_PRO = "0192f1c4-7a10-7000-8000-000000000005"
_COMMAND = "0192f1c4-7a10-7000-8000-000000000006"
_KEY = "0192f1c4-7a10-7000-8000-000000000007"
_OFFER = "0192f1c4-7a10-7000-8000-000000000008"
_CAR = {
    "make": "RENAULT",
    "model": "CLIO",
    "model_version": "1.5 dCi 90 Business",
    "plate": "FA123BC",
    "energy": "Diesel",
    "mileage_km": 84_000,
    "first_registration": "2019-05-14",
}

# By the name of the schema; a test holds each against its schema.
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "SignIn": {"email": "paul.duparc@example.fr", "password": "quatre mots pour entrer"},
    "NewApiKey": {
        "name": "DMS",
        "scopes": ["read", "manage_stock"],
        "password": "quatre mots pour entrer",
        "days": 365,
    },
    "IssuedApiKey": {
        "id": _KEY,
        "name": "DMS",
        "scopes": ["manage_stock", "read"],
        "created_at": "2026-11-24T10:00:00Z",
        "expires_at": "2027-11-24T10:00:00Z",
        "last_used_at": None,
        "key": "key_shown-this-once",
    },
    "NewProfessional": {
        "name": "AUTO 71",
        "email": "achats@auto71.example.fr",
        "siret": "73282932000074",
        "address": "3 rue Lacretelle",
        "postcode": "71000",
        "city": "MACON",
        "phone": "+33385000000",
    },
    "VehicleForm": {
        **_CAR,
        "entity_id": _ENTITY,
        "point_of_sale_id": _POINT_OF_SALE,
        "vin": "VF15RBJ0D61234567",
        "purchase_price_cents": 720_000,
        "market_value_cents": 990_000,
        "trade_price_cents": 850_000,
        "destination": "trade",
        "sale_to_professionals_allowed": True,
    },
    "NewCost": {"label": "Pneus", "amount_cents": 32_000, "spent_on": "2026-11-24"},
    "Transition": {"to": "for_sale", "version": 3, "trade_price_cents": 850_000},
    "AuctionForm": {
        "kind": "per_unit",
        "entity_id": _ENTITY,
        "point_of_sale_id": _POINT_OF_SALE,
        "starts_at": "2026-11-24T14:00:00Z",
        "duration_seconds": 3_600,
        "minimum_raise_cents": 5_000,
        "soft_close": {"window_seconds": 60, "extension_seconds": 60, "cap_seconds": 1_800},
        "vehicles": [{"vehicle_id": _VEHICLE, "starting_price_cents": 700_000, "reserve_cents": 800_000}],
    },
    "BidForm": {"amount_cents": 755_000, "seen_price_cents": 750_000},
    "MaximumForm": {"maximum_cents": 820_000},
    "QuoteForm": {"amount_cents": 610_000},
    "BidResult": {
        "type": "bid_result",
        "command_id": _COMMAND,
        "auction_id": _AUCTION,
        "lot": 1,
        "status": "accepted",
        "epoch": 1,
        "seq": 12,
        "price_cents": 755_000,
        "next_min_cents": 760_000,
        "leading": True,
        "ends_at_ms": 1_795_532_400_000,
        "decided_at_ms": 1_795_530_000_000,
        "repeated": False,
    },
    "TradeInForm": {**_CAR, "entity_id": _ENTITY, "point_of_sale_id": _POINT_OF_SALE, "condition": "Rayure à l'aile"},
    "Offer": {
        "id": _OFFER,
        "number": 31,
        "version": 1,
        "state": "in_progress",
        "entity": {"id": _ENTITY, "name": "Lyon"},
        "point_of_sale": {"id": _POINT_OF_SALE, "name": "Lyon Gerland"},
        "pro": {"id": _PRO, "name": "AUTO 71"},
        "pro_renamed": None,
        "auction": {"id": _AUCTION, "number": 43},
        "total_cents": 755_000,
        "lines": [
            {
                "position": 1,
                "vehicle_id": _VEHICLE,
                "label": "RENAULT CLIO",
                "amount_cents": 755_000,
                "locked": True,
                "cancelled_reason": None,
            }
        ],
        "created_at": "2026-11-24T15:00:00Z",
        "abandoned_reason": None,
    },
    "Problem": {
        "type": "/api/docs#problem-invalid",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Some fields are not acceptable.",
        "instance": "/api/vehicles",
        "code": "invalid",
        "errors": [{"pointer": "/make", "code": "required", "detail": "is required"}],
    },
}


def show(content: dict[str, Any]) -> None:
    """Add the example to a body's or an answer's content, where there is one of its schema."""
    for part in content.values():
        example = EXAMPLES.get(part["schema"].get("$ref", "").rpartition("/")[2])
        if example is not None:
            part["example"] = example

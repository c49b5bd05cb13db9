"""Name the parts of the OpenAPI document: generated clients make types and functions of these names."""

import re

from litestar.handlers import HTTPRouteHandler

# The framework names a generic Struct with the modules of its parameters: `Page_server.stock.vehicle.VehicleRow_`.
_GENERIC = re.compile(r"\b(\w*Page)_(server\.[\w.]+_)(?=\W)")
_PARAMETER = re.compile(r"\.([A-Z][A-Za-z]*)_")
# A page of the messages that a room tells; there are too many to name it after all of them.
EVENT_PAGE = "PageOfEvent"


def named(text: str) -> str:
    """The document's JSON with names of pages that are names: `PageOfVehicleRow`, `PricePolicyPage`."""
    return _GENERIC.sub(lambda found: _page_name(found[1], _PARAMETER.findall(found[2])), text)


def operation_id(handler: HTTPRouteHandler, *_: object) -> str:
    """For `OpenAPIConfig(operation_id_creator=...)`: `list_vehicles` is `listVehicles`."""
    first, *rest = handler.handler_name.rpartition(".")[2].split("_")
    return first + "".join(word.capitalize() for word in rest)


def summary(operation: str) -> str:
    """Words for `listVehicles`: "List vehicles"."""
    return re.sub(r"(?<!^)([A-Z0-9]+)", lambda found: f" {found[1].lower()}", operation).capitalize()


def _page_name(generic: str, parameters: list[str]) -> str:
    if generic != "Page":
        return f"{parameters[0]}Page"
    return f"PageOf{parameters[0]}" if len(parameters) == 1 else EVENT_PAGE

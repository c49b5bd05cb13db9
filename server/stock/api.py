"""The stock over HTTP: the routes of its parts together. Dealers only: prices are theirs."""

from litestar import Router

from server.stock.life.api import LIFE_ROUTES
from server.stock.life.register_api import REGISTER_ROUTES
from server.stock.photos.api import PHOTO_ROUTES
from server.stock.records.api import RECORD_ROUTES
from server.stock.searching.api import list_vehicles

router = Router(
    "/api",
    route_handlers=[list_vehicles, *RECORD_ROUTES, *LIFE_ROUTES, *REGISTER_ROUTES, *PHOTO_ROUTES],
    tags=["stock"],
)

"""The stock over HTTP: the routes of its parts together. Dealers only: prices are theirs."""

from litestar import Router

from server.stock.catalogue.api import CATALOGUE_ROUTES
from server.stock.exchanging.api import EXCHANGE_ROUTES
from server.stock.exchanging.import_api import IMPORT_ROUTES
from server.stock.life.api import LIFE_ROUTES
from server.stock.life.register_api import REGISTER_ROUTES
from server.stock.photos.api import PHOTO_ROUTES
from server.stock.printing.api import PRINTING_ROUTES
from server.stock.records.api import RECORD_ROUTES
from server.stock.searching.api import SEARCH_ROUTES

router = Router(
    "/api",
    route_handlers=[
        *SEARCH_ROUTES,
        *RECORD_ROUTES,
        *LIFE_ROUTES,
        *REGISTER_ROUTES,
        *PHOTO_ROUTES,
        *EXCHANGE_ROUTES,
        *IMPORT_ROUTES,
        *PRINTING_ROUTES,
        *CATALOGUE_ROUTES,
    ],
    tags=["stock"],
)

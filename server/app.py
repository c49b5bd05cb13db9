"""Put the HTTP application together: `create_app(resources)`, served by uvicorn (`server/cli.py`).

How a slice writes its routes (`server/<slice>/api.py`), and what it gets:

    @post("/auctions/{auction_id:uuid}/cancel", guards=[needs(Right.RUN_AUCTIONS)], request_max_body_size=4_096)
    async def cancel(auction_id: FromPath[UUID], data: JSONBody[Cancellation], user: Injected[DealerUser],
                     resources: Injected[Resources]) -> AuctionView: ...

    router = Router("/api", route_handlers=[cancel], tags=["auctions"])      # and one line in `_routers` below

* Every route demands somebody signed in unless it says `opt=PUBLIC`; rights are guards: `dealer_only`, `pro_only`,
  `bidder_only`, `needs(Right.X)` (server/accounts/guards.py). Guards run before the body is read.
* Arguments by name: `resources`, `trading` (the books; auctions/trading.py), `principal` (either), `user` (behind
  a dealer guard), `member` (behind a pro guard), `identity` (with the session), `passwords`, `directory`,
  `limits_changed` (accounts/limits.py); annotated `Injected[...]`. The use case's one transaction is
  `postgres.transaction(resources.postgres)`.
* Ids in paths are `{x:uuid}` with `FromPath[UUID]`: what is no id is 404; `EntityId(text_id(x))` from there on. In
  bodies `Annotated[EntityId, ID]`. Lists: `limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None` -> `Page[T]`.
* `data: JSONBody[S]`, S a Struct with `frozen=True, kw_only=True, forbid_unknown_fields=True`: decoded strictly, all
  its bad fields answered at once (422 `invalid`). Every int has bounds, every str a `max_length` (kit/http.py).
* To say no: `raise Refusal(Code.X, **facts)`; its status is in rest/refusals.py, its words in rest/wording.py. Somebody
  else's thing is `NOT_FOUND`, a lacking right `FORBIDDEN`. Errors of the database need no `except`: rest/problems.py
  answers them.
* Rows become Structs by `kit.rows.struct(row, S)`. A POST that creates answers 201 with the shape of its GET.
* Answers besides the 2xx and the common problems are declared: `responses={...}`.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, ControllerRouterHandler

from server.accounts import api as accounts_api
from server.accounts import credential_api, key_api, member_api, organisation_api, staff_api
from server.accounts.guards import GUARDS
from server.accounts.limits import LimitsChanged
from server.accounts.passwords import Passwords
from server.accounts.principal import DealerUser, Principal, ProMember
from server.accounts.principals import Identity
from server.auctions import api as auctions_api
from server.auctions import bidding_api, correcting_api, managing_api
from server.auctions.dossiers import api as dossier_api
from server.auctions.trading import Trading, limits_changed
from server.dead_letters import api as dead_letters_api
from server.health import HEALTH_ROUTES
from server.kit.http import BODY_BYTES_MAX, Injected
from server.notifications import api as notifications_api
from server.notifications.channels import mailbox_pages
from server.offers import api as offers_api
from server.partners import api as partners_api
from server.partners import invitation_api, list_api
from server.partners.directory import CompanyDirectory
from server.policies import api as policies_api
from server.realtime.gateway import live
from server.realtime.wiring import open_live
from server.resources import Resources
from server.rest.bodies import BodyRequest
from server.rest.compressing import compress
from server.rest.documents import document_routes, openapi_config
from server.rest.headers import secure
from server.rest.pages import STATIC_FOLDER, page_routes
from server.rest.problems import EXCEPTION_HANDLERS
from server.rest.tracing import trace
from server.settings import Settings
from server.stock import api as stock_api
from server.tradeins import api as tradeins_api
from server.tradeins import condition_api
from server.valuation import api as valuation_api


def create_app(
    resources: Resources,
    *,
    extra_routes: Sequence[ControllerRouterHandler] = (),
    static_folder: Path = STATIC_FOLDER,
) -> Litestar:
    """The application over open resources; tests add routes that fail, and pages of their own."""
    passwords, directory = Passwords(), CompanyDirectory(resources.settings)
    settings = resources.settings

    app = Litestar(
        route_handlers=[
            *_routers(),
            live,
            *HEALTH_ROUTES,
            *extra_routes,
            document_routes(),
            *([mailbox_pages.router] if settings.has_mailbox else []),
            page_routes(static_folder),
        ],
        guards=[_guard],
        request_class=BodyRequest,
        request_max_body_size=BODY_BYTES_MAX,
        exception_handlers={**EXCEPTION_HANDLERS},
        dependencies={
            name: Provide(provider, sync_to_thread=False)
            for name, provider in {
                "resources": lambda: resources,
                "passwords": lambda: passwords,
                "directory": lambda: directory,
                "trading": _trading,
                "limits_changed": _limits_changed,
                "principal": _principal,
                "user": _user,
                "member": _member,
                "identity": _identity,
            }.items()
        },
        openapi_config=openapi_config(),
        lifespan=[_live],
        logging_config=None,
    )
    app.state.resources = resources
    app.asgi_handler = _around(app.asgi_handler, settings)
    return app


def _around(app: ASGIApp, settings: Settings) -> ASGIApp:
    """What every answer has, also where no route takes a request; the framework's middleware knows routes only."""
    return trace(secure(compress(app), allowed_origins=settings.allowed_origins, https=settings.is_https))


@asynccontextmanager
async def _live(app: Litestar) -> AsyncGenerator[None]:
    """Take commands and sockets while the server runs."""
    async with open_live(app.state.resources) as live:
        app.state.gateway, app.state.trading = live.gateway, live.trading
        yield


def _routers() -> list[Router]:
    """The routes of each slice, upper slices last."""
    return [
        accounts_api.router,
        credential_api.router,
        key_api.router,
        organisation_api.router,
        staff_api.router,
        member_api.router,
        notifications_api.router,
        dead_letters_api.router,
        partners_api.router,
        list_api.router,
        invitation_api.router,
        policies_api.router,
        stock_api.router,
        valuation_api.router,
        offers_api.router,
        auctions_api.router,
        managing_api.router,
        correcting_api.router,
        bidding_api.router,
        dossier_api.router,
        tradeins_api.router,
        condition_api.router,
    ]


async def _guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """All of `GUARDS` as one: the framework copies the route for each guard it asks."""
    for guard in GUARDS:
        await guard(connection, handler)


# Each is provided after the one before, though it needs none: of two that could be had at once the framework makes
# two tasks, which cost more than the rest of the way to a route.


def _trading(request: Request[Any, Any, Any], resources: Injected[Resources]) -> Trading:  # noqa: ARG001 — see above
    trading: Trading = request.app.state.trading
    return trading


def _limits_changed(trading: Injected[Trading]) -> LimitsChanged:
    return partial(limits_changed, trading)


def _principal(request: Request[Any, Any, Any], trading: Injected[Trading]) -> Principal:  # noqa: ARG001 — see above
    return request.user


def _user(request: Request[Any, Any, Any], trading: Injected[Trading]) -> DealerUser:  # noqa: ARG001 — see above
    """A route that asks for `user` stands behind a dealer guard."""
    assert isinstance(request.user, DealerUser), "this route lacks its dealer guard"
    return request.user


def _member(request: Request[Any, Any, Any], trading: Injected[Trading]) -> ProMember:  # noqa: ARG001 — see above
    """A route that asks for `member` stands behind a pro guard."""
    assert isinstance(request.user, ProMember), "this route lacks its pro guard"
    return request.user


def _identity(request: Request[Any, Any, Any], trading: Injected[Trading]) -> Identity:  # noqa: ARG001 — see above
    return request.auth

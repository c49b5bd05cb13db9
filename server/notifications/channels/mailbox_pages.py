"""Show the development mailbox at `/dev/mail`: who was written what, in HTML and in plain text.

Only where mails end there (`adjuge demo`, `adjuge dev`): who sits at this machine may read everything, links included.
From elsewhere, as when a demonstration listens on `0.0.0.0`, there is no mailbox: its links open anybody's account.
"""

from html import escape
from string import Template
from typing import Any, Final
from uuid import UUID

from litestar import Response, Router, get
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from server.kit.addresses import is_local, peer_of
from server.kit.http import PUBLIC, Injected, text_id
from server.notifications.channels.mailbox import KeptMail, kept_mail, kept_mails
from server.notifications.wording.amounts import moment
from server.protocol.refusals import Code, Refusal
from server.resources import Resources

SHOWN_MAX: Final = 200
# What proxies add to what they were asked.
FORWARDING: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
# Mails style themselves and load nothing; the pages around them have one style and no script.
POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'"
)
HEADERS: Final = {"content-security-policy": POLICY, "cache-control": "no-store", "x-robots-tag": "noindex"}

PAGE: Final = Template("""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="$refresh">
<title>$title</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#dedbd3, #3a3936); --soft: light-dark(#5d5a54, #b0ada6); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; margin: 0 0 1rem; } a { color: inherit; } p, dl { margin: 0 0 1rem; }
ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
li a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .7rem .25rem; text-decoration: none;
  border-bottom: 1px solid var(--line); min-height: 44px; }
@media (width < 40rem) { li a { grid-template-columns: 1fr; } }
li a:hover, li a:focus-visible { text-decoration: underline; } small, dt { color: var(--soft); }
li small { grid-column: 1 / -1; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
dd { margin: 0; overflow-wrap: anywhere; } iframe { width: 100%; height: 38rem; border: 1px solid var(--line);
  border-radius: 8px; background: #fff; } pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem;
  border: 1px solid var(--line); border-radius: 8px; }
</style></head><body>$body</body></html>
""")
NEVER, SOON = "86400", "5"


@get("", opt=PUBLIC, include_in_schema=False)
async def list_mails(resources: Injected[Resources]) -> Response[str]:
    """The newest mails; the page looks again every few seconds."""
    found = await kept_mails(resources.postgres, limit=SHOWN_MAX)
    lines = "".join(_line(mail) for mail in found)
    empty = "<p>Aucun message pour l'instant : ce que l'application écrit arrive ici.</p>"
    body = f"<h1>Boîte aux lettres de développement</h1>{f'<ul>{lines}</ul>' if found else empty}"
    return _page("Boîte aux lettres", body, refresh=SOON)


@get("/{mail_id:uuid}", opt=PUBLIC, include_in_schema=False)
async def show_mail(mail_id: FromPath[UUID], resources: Injected[Resources]) -> Response[str]:
    """One mail: its HTML in a frame of its own, its plain text below."""
    mail = await _found(mail_id, resources)
    body = f"""
<p><a href="/dev/mail">Tous les messages</a></p>
<h1>{escape(mail.subject)}</h1>
<dl><dt>De</dt><dd>{escape(mail.sender)}</dd><dt>À</dt><dd>{escape(mail.recipient)}</dd>
<dt>Reçu</dt><dd>{_when(mail)}</dd><dt>Message-ID</dt><dd>{escape(mail.message_id)}</dd></dl>
<p><a href="/dev/mail/{mail.id}/html">Ouvrir le message seul</a></p>
<iframe title="Message en HTML" src="/dev/mail/{mail.id}/html"
  sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>
<h2>Texte seul</h2><pre>{escape(mail.text)}</pre>"""
    return _page(mail.subject, body, refresh=NEVER)


@get("/{mail_id:uuid}/html", opt=PUBLIC, include_in_schema=False)
async def show_html(mail_id: FromPath[UUID], resources: Injected[Resources]) -> Response[str]:
    """The mail's own HTML, as a mail program would show it."""
    mail = await _found(mail_id, resources)
    return Response(mail.html, media_type="text/html", headers=HEADERS)


@get("/{mail_id:uuid}/text", opt=PUBLIC, include_in_schema=False)
async def show_text(mail_id: FromPath[UUID], resources: Injected[Resources]) -> Response[str]:
    """The mail's plain text."""
    mail = await _found(mail_id, resources)
    return Response(mail.text, media_type="text/plain", headers=HEADERS)


async def _found(mail_id: UUID, resources: Resources) -> KeptMail:
    mail = await kept_mail(resources.postgres, text_id(mail_id))
    if mail is None:
        raise Refusal(Code.NOT_FOUND)
    return mail


def _line(mail: KeptMail) -> str:
    return (
        f'<li><a href="/dev/mail/{mail.id}"><strong>{escape(mail.subject)}</strong><span>{_when(mail)}</span>'
        f"<small>{escape(mail.sender)} → {escape(mail.recipient)}</small></a></li>"
    )


def _when(mail: KeptMail) -> str:
    return escape(moment(int(mail.received_at.timestamp() * 1_000), "fr"))


def _page(title: str, body: str, *, refresh: str) -> Response[str]:
    page = PAGE.substitute(title=escape(title), body=body, refresh=refresh)
    return Response(page, media_type="text/html", headers=HEADERS)


async def _this_machine_only(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Refuse who comes from elsewhere, through a proxy on this machine too.

    Raises:
        Refusal: `not_found`.

    """
    through_a_proxy = any(name in connection.headers for name in FORWARDING)
    if through_a_proxy or not is_local(peer_of(connection.scope)):
        raise Refusal(Code.NOT_FOUND)


router = Router("/dev/mail", guards=[_this_machine_only], route_handlers=[list_mails, show_mail, show_html, show_text])

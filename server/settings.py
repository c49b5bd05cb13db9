"""Read the environment, once, into one frozen Struct; the only module that does.

A bad value is a `SettingsError` whose text is the one line to show; the command line prints it and exits with code 2.
"""

import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Literal, cast
from urllib.parse import urlsplit

from msgspec import Struct

from server.kit import addresses, valkey
from server.kit.sealing import Seal, read_seal

# Piccolo looks its engine up by this name when a table is first used; it belongs to the environment, so it is set here.
os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")

LogFormat = Literal["json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]

PORT_DEFAULT = 8000
PORT_MAX = 65_535
# Mails of an organisation to people who never asked for one, in an hour.
INVITATIONS_DEFAULT, INVITATIONS_MAX = 20, 10_000
CONNECTIONS_DEFAULT = 10
CONNECTIONS_MAX = 1_000
# Shorter ones are guessed; longer ones are an attack on argon2.
PASSWORD_LENGTH_MIN, PASSWORD_LENGTH_MAX = 12, 256

# Photos lie there unless said otherwise.
STORAGE_DEFAULT = "file:~/.local/share/adjuge/files"
# Instead of a mail server: our own development mailbox.
MAILBOX = "mailbox:"
# Where browsers' push services are: we send nowhere else, whatever a browser claims its address to be.
PUSH_HOSTS = frozenset(
    {"fcm.googleapis.com", "updates.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"}
)
HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*")
ADDRESS = re.compile(r"[^@\s<>\"]+@[A-Za-z0-9.-]+")
# INSEE's directory of companies, by key; and the State's keyless search of it.
SIRENE_URL = "https://api.insee.fr/api-sirene/3.11"
COMPANY_SEARCH_URL = "https://recherche-entreprises.api.gouv.fr"
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the text names it and says what is expected, in one line."""


class Settings(Struct, frozen=True, kw_only=True):
    """What an operator decides; the names in the environment are in `read_settings`."""

    database_url: str
    valkey_url: str
    host: str
    port: int
    public_url: str
    allowed_origins: frozenset[str]
    postgres_connections: int
    log_format: LogFormat
    log_level: LogLevel
    metrics_token: str | None
    demo_password: str | None
    sirene_key: str | None
    sirene_url: str
    company_search_url: str | None
    smtp_url: str | None
    mail_from: str
    push_hosts: frozenset[str]
    webhook_hosts: frozenset[str]
    storage_url: str
    trusted_proxies: tuple[str, ...]
    seal: Seal
    invitations_per_hour: int

    @property
    def is_readable(self) -> bool:
        """Whether passwords travel over a network unencrypted: others reach us, and not by https."""
        return not self.is_https and not addresses.is_local(urlsplit(self.public_url).hostname)

    @property
    def has_mailbox(self) -> bool:
        """Whether mails end in the development mailbox, where `/dev/mail` shows them to anybody."""
        return self.smtp_url == MAILBOX

    @property
    def is_https(self) -> bool:
        """Whether people reach us by https, so that cookies may be `__Host-` and `Secure`."""
        return self.public_url.startswith("https://")


def environment() -> Mapping[str, str]:
    """The environment of this process, as children inherit it."""
    return os.environ


def read_settings(variables: Mapping[str, str] | None = None) -> Settings:
    """The settings in `variables`, by default the environment of this process.

    DATABASE_URL, VALKEY_URL (both required), ADJUGE_HOST, ADJUGE_PORT, ADJUGE_PUBLIC_URL (what people type),
    ADJUGE_ALLOWED_ORIGINS (comma-separated; the public address is always one), ADJUGE_POSTGRES_CONNECTIONS,
    ADJUGE_LOG_FORMAT, ADJUGE_LOG_LEVEL, ADJUGE_METRICS_TOKEN (who shows it sees /metrics),
    ADJUGE_DEMO_PASSWORD, ADJUGE_SIRENE_KEY (INSEE's; without it only the keyless search of companies is asked),
    ADJUGE_SIRENE_URL, ADJUGE_COMPANY_SEARCH_URL (`off`: companies are typed by hand),
    ADJUGE_SMTP_URL (`smtp://`, `smtps://` or `mailbox:`; without it mails wait), ADJUGE_MAIL_FROM,
    ADJUGE_PUSH_HOSTS (comma-separated; the push services of browsers unless it says others), ADJUGE_WEBHOOK_HOSTS
    (comma-separated; machines hear there though it is a private network, or this machine; none unless it says some),
    ADJUGE_SECRET_KEY or ADJUGE_SECRET_KEY_FILE (seals stored secrets; 32 bytes in Base64, the newest of several first),
    ADJUGE_INVITATIONS_PER_HOUR (most mails of one organisation to whom it invites),
    ADJUGE_TRUSTED_PROXIES (comma-separated; whose word on who asks is taken; nobody's unless it says some).

    Raises:
        SettingsError: the first bad value.

    """
    values = environment() if variables is None else variables
    port = _integer(values, "ADJUGE_PORT", default=PORT_DEFAULT, least=0, most=PORT_MAX)
    public_url = _origin("ADJUGE_PUBLIC_URL", values.get("ADJUGE_PUBLIC_URL") or f"http://localhost:{port}")
    return Settings(
        database_url=_database_url(values),
        valkey_url=_valkey_url(values),
        host=values.get("ADJUGE_HOST") or "127.0.0.1",
        port=port,
        public_url=public_url,
        allowed_origins=_origins(values, public_url=public_url, port=port),
        postgres_connections=_integer(
            values, "ADJUGE_POSTGRES_CONNECTIONS", default=CONNECTIONS_DEFAULT, least=2, most=CONNECTIONS_MAX
        ),
        log_format=cast("LogFormat", _choice(values, "ADJUGE_LOG_FORMAT", ("json", "console"))),
        log_level=cast("LogLevel", _choice(values, "ADJUGE_LOG_LEVEL", ("info", "debug", "warning", "error"))),
        metrics_token=_token(values),
        demo_password=_password(values),
        sirene_key=values.get("ADJUGE_SIRENE_KEY") or None,
        sirene_url=_service(values, "ADJUGE_SIRENE_URL", SIRENE_URL) or SIRENE_URL,
        company_search_url=_service(values, "ADJUGE_COMPANY_SEARCH_URL", COMPANY_SEARCH_URL),
        smtp_url=_smtp_url(values, public_url),
        mail_from=_mail_from(values, public_url),
        push_hosts=_hosts(values, "ADJUGE_PUSH_HOSTS", PUSH_HOSTS),
        webhook_hosts=_hosts(values, "ADJUGE_WEBHOOK_HOSTS", frozenset()),
        storage_url=_storage_url(values),
        trusted_proxies=_proxies(values),
        seal=_seal(values),
        invitations_per_hour=_integer(
            values, "ADJUGE_INVITATIONS_PER_HOUR", default=INVITATIONS_DEFAULT, least=1, most=INVITATIONS_MAX
        ),
    )


def _seal(values: Mapping[str, str]) -> Seal:
    try:
        return read_seal(values.get("ADJUGE_SECRET_KEY"), values.get("ADJUGE_SECRET_KEY_FILE"))
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _proxies(values: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return addresses.networks(values.get("ADJUGE_TRUSTED_PROXIES") or "")
    except ValueError:
        raise SettingsError(
            "ADJUGE_TRUSTED_PROXIES must be addresses or networks separated by commas, like 10.0.0.7, 10.1.0.0/16"
        ) from None


def _smtp_url(values: Mapping[str, str], public_url: str) -> str | None:
    """The development mailbox shows everybody's mails to whoever asks, so it stays on this machine."""
    url = values.get("ADJUGE_SMTP_URL")
    if url == MAILBOX and not addresses.is_local(urlsplit(public_url).hostname):
        raise SettingsError("ADJUGE_SMTP_URL can't be mailbox: with a public address that others reach")
    if url == MAILBOX and find_spec("aiosmtpd") is None:
        raise SettingsError("ADJUGE_SMTP_URL=mailbox: needs the parts of the demonstration: pip install 'adjuge[demo]'")
    if not url or url == MAILBOX:
        return url or None
    parts = urlsplit(url)
    try:
        usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError("ADJUGE_SMTP_URL must look like smtp://user:password@host:587, smtps://host or mailbox:")
    return url


def _mail_from(values: Mapping[str, str], public_url: str) -> str:
    given = values.get("ADJUGE_MAIL_FROM")
    if given and not ADDRESS.fullmatch(given):
        raise SettingsError(f"ADJUGE_MAIL_FROM must be an address like ventes@example.fr, not {given!r}")
    return given or f"adjuge@{urlsplit(public_url).hostname}"


def _hosts(values: Mapping[str, str], name: str, default: frozenset[str]) -> frozenset[str]:
    given = values.get(name)
    if not given:
        return default
    hosts = frozenset(host.strip().lower() for host in given.split(",") if host.strip())
    if not all(HOST.fullmatch(host) for host in hosts):
        raise SettingsError(f"{name} must be host names separated by commas, *.example.org for all below one")
    return hosts


def _storage_url(values: Mapping[str, str]) -> str:
    """A folder's `~` is the home of whoever runs us; a bucket without a key is opened by the role of the machine."""
    url = values.get("ADJUGE_STORAGE_URL") or STORAGE_DEFAULT
    try:
        at = urlsplit(url)
        usable = bool(at.path.strip("/")) and (
            (at.scheme == "file" and not at.netloc)
            or (at.scheme in ("s3+http", "s3+https") and bool(at.hostname) and (not at.username) == (not at.password))
        )
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            "ADJUGE_STORAGE_URL must look like file:///folder or s3+https://key:secret@host/bucket?region=eu-west-3"
        )
    return url


def _database_url(values: Mapping[str, str]) -> str:
    url = _required(values, "DATABASE_URL", "postgresql://user@host/database")
    if urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise SettingsError("DATABASE_URL must look like postgresql://user@host/database")
    return url


def _valkey_url(values: Mapping[str, str]) -> str:
    url = _required(values, "VALKEY_URL", "valkey://host:6379/0")
    try:
        valkey.check_url(url)
    except ValueError as error:
        raise SettingsError(f"VALKEY_URL: {error}") from None
    return url


def _origins(values: Mapping[str, str], *, public_url: str, port: int) -> frozenset[str]:
    given = values.get("ADJUGE_ALLOWED_ORIGINS")
    if not given:
        is_local = addresses.is_local(urlsplit(public_url).hostname)
        return frozenset({public_url, *([f"http://localhost:{port}", f"http://127.0.0.1:{port}"] if is_local else [])})
    listed = [origin.strip() for origin in given.split(",") if origin.strip()]
    return frozenset({public_url, *(_origin("ADJUGE_ALLOWED_ORIGINS", origin) for origin in listed)})


def _origin(name: str, value: str) -> str:
    """An origin exactly as browsers send it: lower case, no path, no default port."""
    origin = value.rstrip("/").lower()
    if not ORIGIN.fullmatch(origin):
        raise SettingsError(f"{name} must be an origin like https://ventes.example.fr, not {value!r}")
    scheme, _, _ = origin.partition(":")
    return origin.removesuffix(":443" if scheme == "https" else ":80")


def _service(values: Mapping[str, str], name: str, default: str) -> str | None:
    """The address of somebody's service; `off` is none."""
    given = values.get(name) or default
    if given == "off":
        return None
    if urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).hostname:
        raise SettingsError(f"{name} must be an address like {default}, or off, not {given!r}")
    return given.rstrip("/")


def _password(values: Mapping[str, str]) -> str | None:
    password = values.get("ADJUGE_DEMO_PASSWORD")
    if password and not PASSWORD_LENGTH_MIN <= len(password) <= PASSWORD_LENGTH_MAX:
        raise SettingsError(f"ADJUGE_DEMO_PASSWORD needs {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters")
    return password or None


def _token(values: Mapping[str, str]) -> str | None:
    token = values.get("ADJUGE_METRICS_TOKEN")
    if token and not re.fullmatch(r"[!-~]{16,256}", token):
        raise SettingsError("ADJUGE_METRICS_TOKEN needs 16 to 256 characters without spaces")
    return token or None


def _required(values: Mapping[str, str], name: str, example: str) -> str:
    value = values.get(name)
    if not value:
        raise SettingsError(f"{name} is not set; it should look like {example}")
    return value


def _integer(values: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    value = values.get(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise SettingsError(f"{name} must be a whole number in {least}..{most}, not {value!r}")
    return int(value)


def _choice(values: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = values.get(name) or allowed[0]
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value

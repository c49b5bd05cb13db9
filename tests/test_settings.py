"""Settings: read once, and a bad one is one clear line."""

from base64 import b64encode
from pathlib import Path

import pytest

from server.secret_sealing import demand_key
from server.settings import Settings, SettingsError, read_settings

SERVERS = {"DATABASE_URL": "postgresql://adjuge@db/adjuge", "VALKEY_URL": "valkey://book:6379/0"}
KEY, OLDER_KEY = (b64encode(bytes(range(start, start + 32))).decode() for start in (0, 32))


def settings(**variables: str) -> Settings:
    return read_settings({**SERVERS, **variables})


def test_two_addresses_are_all_it_needs() -> None:
    given = settings()
    assert (given.database_url, given.valkey_url) == (SERVERS["DATABASE_URL"], SERVERS["VALKEY_URL"])
    assert (given.host, given.port, given.public_url) == ("127.0.0.1", 8000, "http://localhost:8000")
    assert given.allowed_origins == {"http://localhost:8000", "http://127.0.0.1:8000"}
    assert not given.is_https
    assert given.demo_password is None


def test_an_empty_value_is_as_good_as_none() -> None:
    assert (
        settings(ADJUGE_PORT="", ADJUGE_LOG_LEVEL="", ADJUGE_ALLOWED_ORIGINS="", ADJUGE_DEMO_PASSWORD="") == settings()
    )


def test_the_public_address_is_always_an_allowed_origin_written_as_browsers_write_it() -> None:
    given = settings(
        ADJUGE_PUBLIC_URL="https://Ventes.example.fr:443/",
        ADJUGE_ALLOWED_ORIGINS="https://a.example, http://b.example:80",
    )
    assert given.public_url == "https://ventes.example.fr"
    assert given.allowed_origins == {"https://ventes.example.fr", "https://a.example", "http://b.example"}
    assert given.is_https


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADJUGE_STORAGE_URL", "/var/photos", "file:///folder"),
        ("ADJUGE_STORAGE_URL", "file:", "file:///folder"),
        ("ADJUGE_STORAGE_URL", "s3+https://key@host/bucket", "s3+https://key:secret@host/bucket"),
        ("ADJUGE_STORAGE_URL", "s3+https://key:secret@host", "s3+https://key:secret@host/bucket"),
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "mysql://db", "must look like postgresql://"),
        ("VALKEY_URL", "", "VALKEY_URL is not set"),
        ("VALKEY_URL", "http://book", "VALKEY_URL: an address of Valkey starts with"),
        ("ADJUGE_TRUSTED_PROXIES", "*", "addresses or networks separated by commas"),
        ("ADJUGE_TRUSTED_PROXIES", "0.0.0.0/0", "addresses or networks separated by commas"),
        ("ADJUGE_TRUSTED_PROXIES", "10.0.0.0/8, proxy", "addresses or networks separated by commas"),
        ("ADJUGE_SECRET_KEY", "geheim", "must be 32 bytes in Base64"),
        ("ADJUGE_SECRET_KEY", f"{KEY},c2hvcnQ=", "must be 32 bytes in Base64"),
        ("ADJUGE_SECRET_KEY_FILE", "/nowhere/key", "can't be read"),
        ("ADJUGE_PORT", "eighty", "whole number in 0..65535, not 'eighty'"),
        ("ADJUGE_PORT", "65536", "whole number in 0..65535"),
        ("ADJUGE_PORT", "-1", "whole number in 0..65535"),
        ("ADJUGE_PORT", "٨٠", "whole number in 0..65535"),
        ("ADJUGE_POSTGRES_CONNECTIONS", "1", "whole number in 2..1000"),
        ("ADJUGE_PUBLIC_URL", "ventes.example.fr", "must be an origin"),
        ("ADJUGE_PUBLIC_URL", "https://ventes.example.fr/path", "must be an origin"),
        ("ADJUGE_ALLOWED_ORIGINS", "https://a.example,*", "must be an origin"),
        ("ADJUGE_LOG_FORMAT", "xml", "one of json, console, not 'xml'"),
        ("ADJUGE_LOG_LEVEL", "loud", "one of info, debug, warning, error"),
        ("ADJUGE_METRICS_TOKEN", "short", "needs 16 to 256 characters"),
        ("ADJUGE_DEMO_PASSWORD", "short", "needs 12 to 256 characters"),
        ("ADJUGE_SMTP_URL", "mail.example.fr", "must look like smtp://"),
        ("ADJUGE_SMTP_URL", "smtp://", "must look like smtp://"),
        ("ADJUGE_SMTP_URL", "smtp://mail:99999", "must look like smtp://"),
        ("ADJUGE_SMTP_URL", "http://mail", "must look like smtp://"),
        ("ADJUGE_MAIL_FROM", "Ventes <ventes@example.fr>", "must be an address"),
        ("ADJUGE_MAIL_FROM", "ventes", "must be an address"),
        ("ADJUGE_PUSH_HOSTS", "https://push.example", "must be host names"),
        ("ADJUGE_PUSH_HOSTS", "*", "must be host names"),
        ("ADJUGE_WEBHOOK_HOSTS", "http://127.0.0.1", "must be host names"),
    ],
)
def test_a_bad_value_is_one_line_that_names_it(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(**{name: value})
    line = str(refused.value)
    assert line.startswith(name)
    assert said in line
    assert "\n" not in line


def test_mails_wait_without_a_server_and_come_from_the_public_address() -> None:
    given = settings(ADJUGE_PUBLIC_URL="https://ventes.example.fr")
    assert (given.smtp_url, given.mail_from, given.has_mailbox) == (None, "adjuge@ventes.example.fr", False)
    assert "fcm.googleapis.com" in given.push_hosts
    given = settings(
        ADJUGE_SMTP_URL="smtps://u:p@mail:465", ADJUGE_MAIL_FROM="v@b.fr", ADJUGE_PUSH_HOSTS="A.example, *.b"
    )
    assert (given.smtp_url, given.mail_from, given.push_hosts) == (
        "smtps://u:p@mail:465",
        "v@b.fr",
        {"a.example", "*.b"},
    )
    assert settings(ADJUGE_SMTP_URL="mailbox:").has_mailbox


def test_a_mail_password_is_never_shown_back() -> None:
    with pytest.raises(SettingsError) as refused:
        settings(ADJUGE_SMTP_URL="ftp://user:secret1@mail")
    assert "secret1" not in str(refused.value)


def test_a_password_is_never_shown_back() -> None:
    with pytest.raises(SettingsError) as refused:
        settings(ADJUGE_DEMO_PASSWORD="secret1")
    assert "secret1" not in str(refused.value)


def test_a_public_address_allows_pages_from_nowhere_else() -> None:
    assert settings(ADJUGE_PUBLIC_URL="https://ventes.example.fr").allowed_origins == {"https://ventes.example.fr"}


@pytest.mark.parametrize("public_url", ["https://ventes.example.fr", "http://192.168.1.5:8000"])
def test_the_development_mailbox_stays_on_this_machine(public_url: str) -> None:
    with pytest.raises(SettingsError, match="can't be mailbox:"):
        settings(ADJUGE_SMTP_URL="mailbox:", ADJUGE_PUBLIC_URL=public_url)


def test_nobody_is_trusted_to_say_who_asks_unless_named() -> None:
    assert settings().trusted_proxies == ()
    assert settings(ADJUGE_TRUSTED_PROXIES="10.0.0.7, 10.1.0.0/16, fd00::1").trusted_proxies == (
        "10.0.0.7/32",
        "10.1.0.0/16",
        "fd00::1/128",
        "::ffff:10.0.0.7/128",
        "::ffff:10.1.0.0/112",
    )


def test_who_is_reached_by_others_needs_a_key() -> None:
    for public in ({"ADJUGE_PUBLIC_URL": "https://ventes.example.fr"}, {"ADJUGE_HOST": "192.0.2.7"}):
        with pytest.raises(SettingsError, match="ADJUGE_SECRET_KEY is missing"):
            demand_key(settings(**public))
        demand_key(settings(**public, ADJUGE_SECRET_KEY=KEY))
    demand_key(settings())


def test_keys_come_from_a_file_too_and_are_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n{OLDER_KEY}\n")
    both = settings(ADJUGE_SECRET_KEY_FILE=str(file))
    stored = settings(ADJUGE_SECRET_KEY=OLDER_KEY).seal.seal(b"x", row="1")
    assert both.seal.open(stored, row="1") == b"x"
    assert KEY not in repr(both)
    with pytest.raises(SettingsError, match="both set"):
        settings(ADJUGE_SECRET_KEY_FILE=str(file), ADJUGE_SECRET_KEY=KEY)
    with pytest.raises(SettingsError) as refused:
        settings(ADJUGE_SECRET_KEY=f"{KEY}x")
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    ("public_url", "readable"),
    [
        ("http://ventes.example.fr", True),
        ("http://192.168.1.4:8000", True),
        ("https://ventes.example.fr", False),
        ("http://localhost:8000", False),
    ],
)
def test_it_is_known_when_passwords_travel_readable(public_url: str, *, readable: bool) -> None:
    assert settings(ADJUGE_PUBLIC_URL=public_url).is_readable is readable

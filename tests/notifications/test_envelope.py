"""A mail in the form in which it travels says the same when a mail program reads it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.notifications.channels.envelope import enclose, mailbox, words

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


def read(message: bytes) -> EmailMessage:
    found = message_from_bytes(message, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


def a_message(
    *, subject: str = "Bonjour", name: str = "A", text: str = "Bonjour\n", html: str = "<p>Bonjour</p>\n"
) -> bytes:
    headers = {"From": mailbox(name, "a@b.example"), "Subject": words(subject)}
    return enclose(headers, text=text, html=html, boundary="part-0190")


@given(
    TEXT,
    TEXT,
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
        max_size=500,
    ),
)
def test_a_mail_program_reads_what_was_written(subject: str, name: str, text: str) -> None:
    message = read(a_message(subject=subject, name=name, text=text, html=f"<p>{text}</p>"))
    assert str(message["subject"]).split() == subject.split()
    assert str(message["from"]).endswith("a@b.example" if not name.split() else "<a@b.example>")
    # Lines end as they travelled.
    assert part(message, "plain").replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("subject", ["Vente n° 43 ouverte", "Été à Mâcon " * 12, "=?utf-8?b?AAAA?=", "日本" * 40, ""])
def test_subjects_keep_their_letters_and_short_lines(subject: str) -> None:
    raw = a_message(subject=subject)
    assert str(read(raw)["subject"]) == " ".join(subject.split())
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize("evil", ["Vente\r\nBcc: all@evil.example", "x\n\nBody", "a\rb"])
def test_nobody_writes_headers_of_his_own(evil: str) -> None:
    message = read(a_message(subject=evil, name=evil))
    assert message["bcc"] is None
    assert sorted(message.keys()) == ["Content-Type", "From", "MIME-Version", "Subject"]


@pytest.mark.parametrize("name", ['Jean "Jo" Dupont', "back\\slash", "a, b; c", "<script>", "Élise Enchère", ""])
def test_names_arrive_as_they_are(name: str) -> None:
    (address,) = read(a_message(name=name))["from"].addresses
    assert (address.display_name, address.addr_spec) == (name, "a@b.example")


def test_no_line_is_too_long_and_none_begins_a_command() -> None:
    raw = a_message(text=".\r\n.\nFrom x\n" + "é" * 3_000 + "\n.", html="x" * 5_000)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert part(read(raw), "plain").splitlines()[:3] == [".", ".", "From x"]

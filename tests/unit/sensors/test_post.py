"""Mail goes to a real server, encrypted where it is meant to be, and a failure says whether it may go again."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from heritage.sensors.post import MaybeSent, NotSent, send
from heritage.settings.mail import Mail, MailSecurity
from heritage.settings.secret import Secret
from tests.mailserver import MailServer, mail_server

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
SUBJECT, TEXT = "Besök Leksaksby: Sensorn är tyst", "Sensorn är tyst.\n\n.en rad med punkt\nSlut, åäö.\n"

PASSWORD = Secret("HERITAGE_SMTP_PASSWORD", "hemligt")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mail(server: MailServer) -> Mail:
    return Mail(
        "127.0.0.1",
        server.port,
        MailSecurity.NONE,
        "larm@leksaksby.example",
        ("drift@leksaksby.example", "jour@leksaksby.example"),
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that only those trust who are told to."""
    folder = tmp_path_factory.mktemp("tls")
    key, paper = folder / "key.pem", folder / "paper.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(paper)]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return key, paper


@pytest.fixture
def secured(server: MailServer, certificate: tuple[Path, Path]) -> MailServer:
    key, paper = certificate
    server.certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.certificate.load_cert_chain(paper, key)
    return server


def post(mail: Mail) -> None:
    send(mail, SUBJECT, TEXT, "alarm-7-opened", NOW)


def test_a_mail_arrives_as_it_was_written(server: MailServer, mail: Mail) -> None:
    post(mail)
    (letter,) = server.taken
    assert (letter.sender, letter.recipients) == (
        "larm@leksaksby.example",
        ["drift@leksaksby.example", "jour@leksaksby.example"],
    )
    assert letter.text == TEXT
    head = letter.message
    assert (head["Subject"], head["From"]) == (SUBJECT, "larm@leksaksby.example")
    assert head["To"] == "drift@leksaksby.example, jour@leksaksby.example"
    assert head["Date"].datetime == NOW
    assert head["Message-ID"] == "<alarm-7-opened@leksaksby.example>"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head.get_content_type() == "text/plain"


def test_one_wrong_address_does_not_keep_it_from_the_others(server: MailServer, mail: Mail) -> None:
    post(replace(mail, recipients=("nobody@leksaksby.example", "jour@leksaksby.example")))
    assert [letter.recipients for letter in server.taken] == [["jour@leksaksby.example"]]


def test_without_any_right_address_it_is_not_sent(server: MailServer, mail: Mail) -> None:
    with pytest.raises(NotSent, match="The mail server says 550 no such person"):
        post(replace(mail, recipients=("nobody@leksaksby.example",)))
    assert server.taken == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "TEXT"])
def test_what_the_server_refuses_may_be_sent_again(server: MailServer, mail: Mail, command: str) -> None:
    server.fails[command] = "451 come again later"
    with pytest.raises(NotSent, match="The mail server says 451 come again later"):
        post(mail)
    assert server.taken == []
    server.fails.clear()
    post(mail)
    assert len(server.taken) == 1


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_text_has_taken_nothing(
    server: MailServer, mail: Mail, command: str
) -> None:
    server.hangs_up_on = command
    if command == "EHLO":
        server.fails["HELO"] = "421 closing"
    with pytest.raises(NotSent):
        post(mail)
    assert server.taken == []


def test_a_line_that_breaks_before_the_last_answer_leaves_it_open(server: MailServer, mail: Mail) -> None:
    server.hangs_up_on = "TEXT"
    with pytest.raises(MaybeSent):
        post(mail)
    assert len(server.taken) == 1


def test_a_server_that_hangs_up_without_good_bye_has_taken_it_all_the_same(
    server: MailServer, mail: Mail
) -> None:
    server.hangs_up_on = "QUIT"
    post(mail)
    assert len(server.taken) == 1


def test_no_server_is_told_in_a_sentence(mail: Mail) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotSent, match=r"The mail server does not answer as it should \(Connection refused\)"):
        post(replace(mail, port=port))


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_mail_and_password_go_encrypted_to_a_server_that_is_trusted(
    secured: MailServer,
    mail: Mail,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    security: MailSecurity,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    secured.is_tls_from_the_start = security is MailSecurity.TLS
    secured.password = "hemligt"
    post(replace(mail, host="localhost", security=security, user="heritage", password=PASSWORD))
    assert (secured.secured, secured.logins, len(secured.taken)) == (True, ["heritage"], 1)


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_a_server_that_nobody_vouches_for_gets_neither_mail_nor_password(
    secured: MailServer, mail: Mail, security: MailSecurity
) -> None:
    secured.is_tls_from_the_start = security is MailSecurity.TLS
    secured.password = "hemligt"
    with pytest.raises(NotSent):
        post(replace(mail, host="localhost", security=security, user="heritage", password=PASSWORD))
    assert (secured.logins, secured.taken) == ([], [])


def test_a_server_without_encryption_gets_nothing_when_it_is_asked_for(
    server: MailServer, mail: Mail
) -> None:
    with pytest.raises(NotSent):
        post(replace(mail, security=MailSecurity.STARTTLS))
    assert server.taken == []


def test_a_wrong_password_is_told_in_the_servers_words(server: MailServer, mail: Mail) -> None:
    server.password = "hemligt"
    with pytest.raises(NotSent, match="The mail server says 535 who are you"):
        post(replace(mail, user="heritage", password=Secret("HERITAGE_SMTP_PASSWORD", "gissat")))
    assert server.taken == []

"""The outgoing client: configured hosts alone, over TLS, no private network, not too much, not too long (R-S17)."""

import gzip
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from heritage import __version__
from heritage.weather.fetch import LONGEST_WAIT, Answer, Fetcher, Limits, is_allowed
from tests.eco_server import Fault, eco_server
from tests.weather_server import Reply, WeatherServer, http_date, weather_server

NOW = datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
PATIENT = Limits(connect_s=5, read_s=5, total_s=10, size=1000)
HASTY = Limits(connect_s=5, read_s=0.2, total_s=5, size=1000)


@pytest.fixture
def server() -> Iterator[WeatherServer]:
    with weather_server() as server:
        yield server


def fetch(server: WeatherServer, path: str = "/x", limits: Limits = PATIENT, **validators: str) -> Answer:
    return Fetcher((server.url,), "drift@leksaksby.example", limits).fetch(
        server.url + path, NOW, **validators
    )


def test_a_request_says_who_asks_and_carries_nothing_else(server: WeatherServer) -> None:
    """MET Norway refuses those who do not say."""
    server.lay_out("/x", Reply(body=b"hej"))
    assert fetch(server, "/x?lat=62.5&lon=15.6").body == b"hej"
    (asked,) = server.asked
    assert (asked.path, asked.query) == ("/x", "lat=62.5&lon=15.6")
    assert dict(asked.headers) == {
        "Host": f"127.0.0.1:{server.port}",
        "User-Agent": f"heritage/{__version__} (+drift@leksaksby.example)",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
    }


def test_a_form_goes_with_its_credentials_to_the_address_and_nowhere_else() -> None:
    with eco_server() as eco:
        fetcher = Fetcher((eco.url,), "drift@leksaksby.example", PATIENT)
        form = {"grant_type": "client_credentials", "name": "Å & b"}
        answer = fetcher.submit(f"{eco.url}/token", form, NOW, "Basic YmVzb2s6cmFrbmF0")
        assert (answer.status, b"access_token" in answer.body) == (200, True)
        (asked,) = eco.asked
        assert (asked.words, asked.authorization) == (form, "Basic YmVzb2s6cmFrbmF0")
        eco.fail("/token", Fault(status=307, headers={"Location": f"{eco.url}/api"}))
        moved = fetcher.submit(f"{eco.url}/token", form, NOW, "Basic YmVzb2s6cmFrbmF0")
        assert (moved.status, moved.reason) == (307, "status 307")
        assert eco.asked_for("/api") == []


def test_validators_are_kept_and_sent_back_in_the_services_exact_words(server: WeatherServer) -> None:
    theirs = {"Last-Modified": "Sat, 21 Nov 2026 09:11:40 GMT", "ETag": 'W/"a, b"'}
    server.lay_out("/x", Reply(body=b"1", headers=theirs), Reply(304))
    first = fetch(server)
    assert (first.last_modified, first.etag) == (theirs["Last-Modified"], theirs["ETag"])
    second = fetch(server, last_modified=theirs["Last-Modified"], etag=theirs["ETag"])
    assert (second.status, second.body) == (304, b"")
    assert server.asked[1].headers["If-Modified-Since"] == theirs["Last-Modified"]
    assert server.asked[1].headers["If-None-Match"] == theirs["ETag"]


def test_an_overlong_validator_is_not_kept(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(body=b"1", headers={"ETag": '"' + "a" * 300 + '"'}))
    assert fetch(server).etag is None


@pytest.mark.parametrize("status", [200, 203, 400, 403, 404, 422, 429, 500, 503])
def test_every_status_comes_back_as_it_is(status: int, server: WeatherServer) -> None:
    server.lay_out("/x", Reply(status, b"{}"))
    answer = fetch(server)
    assert (answer.status, answer.body) == (status, b"{}")
    assert answer.reason == ("" if status == 200 else f"status {status}")


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache-Control": "public, max-age=3600"}, timedelta(hours=1)),
        ({"Cache-Control": "max-age=3600", "Age": "600"}, timedelta(minutes=50)),
        ({"Cache-Control": "max-age=60", "Age": "600"}, timedelta()),
        ({"Cache-Control": 'max-age="60"', "Expires": http_date(NOW)}, timedelta(minutes=1)),
        ({"Cache-Control": "no-cache, max-age=3600"}, timedelta()),
        ({"Cache-Control": "s-maxage=7200"}, timedelta()),
        ({"Cache-Control": "max-age=999999999"}, LONGEST_WAIT),
        ({"Expires": http_date(NOW + timedelta(minutes=32))}, timedelta(minutes=32)),
        (
            {"Expires": "Sat, 21 Nov 2026 12:32:00 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"},
            timedelta(minutes=32),
        ),
        ({"Expires": "0"}, timedelta()),
        ({"Expires": "Sat, 21 Nov 2026 08:00:00 GMT"}, timedelta()),
        ({}, timedelta()),
    ],
)
def test_an_answer_says_how_long_it_is_fresh(
    headers: dict[str, str], fresh: timedelta, server: WeatherServer
) -> None:
    server.lay_out("/x", Reply(body=b"1", headers=headers))
    assert fetch(server).expires_at == NOW + fresh


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("120", NOW + timedelta(minutes=2)),
        (http_date(NOW + timedelta(hours=1)), NOW + timedelta(hours=1)),
        (http_date(NOW - timedelta(hours=1)), NOW),
        ("999999999", NOW + LONGEST_WAIT),
        ("Fri, 31 Dec 9999 23:59:59 GMT", NOW + LONGEST_WAIT),
        ("soon", None),
        ("", None),
    ],
)
def test_a_refusal_says_when_to_come_back(value: str, until: datetime | None, server: WeatherServer) -> None:
    server.lay_out("/x", Reply(429, headers={"Retry-After": value}))
    assert fetch(server).retry_at == until


def test_a_packed_answer_is_unpacked(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(body=b"a" * 900, is_gzip=True))
    assert fetch(server).body == b"a" * 900


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"a" * 1001),
        Reply(body=b"a" * 1001, is_gzip=True),
        Reply(body=b"a" * 10_000_000, is_gzip=True),
    ],
    ids=["plain", "packed", "bomb"],
)
def test_too_much_is_refused_also_when_it_arrives_small(reply: Reply, server: WeatherServer) -> None:
    server.lay_out("/x", reply)
    assert fetch(server) == Answer(None, "more than 1000 bytes")


def test_exactly_as_much_as_is_allowed_is_taken(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(body=b"a" * 1000, is_gzip=True))
    assert len(fetch(server).body) == 1000


PACKED = gzip.compress(bytes(range(256)) * 3)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b'{"a": 1}', sent=4), "half an answer"),
        (Reply(body=b'{"a": 1}', sent=0), "half an answer"),
        (Reply(body=PACKED[:-20], headers={"Content-Encoding": "gzip"}), "half an answer"),
        (Reply(body=b"no gzip at all", headers={"Content-Encoding": "gzip"}), "broken gzip"),
        (Reply(body=b"1", headers={"Content-Encoding": "br"}), "packed as 'br', which nobody asked for"),
        (
            Reply(body=b"5\r\nhel", headers={"Transfer-Encoding": "chunked"}),
            "no whole answer (IncompleteRead)",
        ),
    ],
)
def test_half_an_answer_is_none(reply: Reply, reason: str, server: WeatherServer) -> None:
    server.lay_out("/x", reply)
    assert fetch(server) == Answer(None, reason)


def test_a_service_that_says_nothing_is_not_waited_for(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(waits=True))
    assert fetch(server, limits=HASTY) == Answer(None, "no whole answer (TimeoutError)")


def test_a_service_that_drips_is_cut_off(server: WeatherServer) -> None:
    """It is never silent for long, so that only the limit for the whole ends it."""
    server.lay_out("/x", Reply(body=b"a" * 900, drips=True))
    limits = Limits(connect_s=5, read_s=5, total_s=0.3, size=1000)
    assert fetch(server, limits=limits) == Answer(None, "no whole answer within 0.3 s")


def test_time_that_is_up_before_the_connection_stands_cuts_it_off_as_well(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(body=b"a" * 20, drips=True))
    limits = Limits(connect_s=5, read_s=5, total_s=0, size=1000)
    assert fetch(server, limits=limits) == Answer(None, "no whole answer within 0 s")


def test_a_service_that_is_not_there_is_a_reason(server: WeatherServer) -> None:
    server.close()
    assert fetch(server) == Answer(None, "no whole answer (ConnectionRefusedError)")


def test_only_configured_services_are_asked(server: WeatherServer) -> None:
    with weather_server() as other:
        answer = Fetcher((other.url,), "x@y.example", PATIENT).fetch(server.url + "/x", NOW)
    assert answer == Answer(None, f"127.0.0.1:{server.port} is no configured service")
    assert server.asked == []


def test_a_redirect_within_the_service_is_followed(server: WeatherServer) -> None:
    server.lay_out("/x", Reply(301, headers={"Location": "/y?z=1"}))
    server.lay_out("/y", Reply(body=b"here"))
    assert fetch(server).body == b"here"
    assert [(asked.path, asked.query) for asked in server.asked] == [("/x", ""), ("/y", "z=1")]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://attacker.example/", "attacker.example is no configured service"),
        ("http://attacker.example/", "attacker.example would be asked without TLS"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 would be asked without TLS"),
        ("https://[::1", "no whole answer (ValueError)"),
        ("https://attacker.example:99999/", "no address"),
        ("file:///etc/passwd", "no host would be asked without TLS"),
        ("/x", "more than 3 redirects"),
        ("", "more than 3 redirects"),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(location: str, reason: str, server: WeatherServer) -> None:
    server.lay_out("/x", Reply(302, headers={"Location": location}))
    assert fetch(server) == Answer(None, reason)


def test_a_redirect_to_another_configured_service_is_not_followed_either(server: WeatherServer) -> None:
    with weather_server() as other:
        server.lay_out("/x", Reply(302, headers={"Location": other.url}))
        answer = Fetcher((server.url, other.url), "x@y.example", PATIENT).fetch(server.url + "/x", NOW)
        assert answer == Answer(None, f"127.0.0.1:{other.port} is no configured service")
        assert other.asked == []


@pytest.mark.parametrize(
    "private",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "127.0.0.1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
    ],
)
def test_a_public_name_never_leads_into_a_private_network(private: str) -> None:
    assert not is_allowed(private, is_here=False)


def test_public_addresses_are_allowed_and_this_machines_only_by_its_own_names() -> None:
    assert is_allowed("157.249.81.141", is_here=False)
    assert is_allowed("2001:67c:21e0::16", is_here=False)
    assert is_allowed("127.0.0.1", is_here=True)
    assert is_allowed("::1", is_here=True)
    assert not is_allowed("157.249.81.141", is_here=True)


def resolving(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> None:
    """From now on `name` leads to `addresses`, as if a name server said so."""
    as_before = socket.getaddrinfo

    def look_up(host: str, port: int, *kind: int, **more: int) -> object:
        if host != name:
            return as_before(host, port, *kind, **more)
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_name_that_is_made_to_point_into_a_private_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving(monkeypatch, "met.example", "10.0.0.1", "::ffff:192.168.1.1")
    answer = Fetcher(("https://met.example",), "x@y.example", PATIENT).fetch("https://met.example/x", NOW)
    assert answer == Answer(None, "met.example lies in a private network")


def test_when_the_first_address_of_a_name_does_not_answer_the_next_one_is_tried(
    server: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.lay_out("/x", Reply(body=b"here"))
    resolving(monkeypatch, "localhost", "127.0.0.2", "10.0.0.1", "127.0.0.1")
    address = f"http://localhost:{server.port}"
    assert Fetcher((address,), "x@y.example", PATIENT).fetch(address + "/x", NOW).body == b"here"


def test_the_address_without_tls_is_for_this_machine_alone() -> None:
    answer = Fetcher(("https://met.example",), "x@y.example").fetch("http://met.example/x", NOW)
    assert answer == Answer(None, "met.example would be asked without TLS")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that only those trust who are told to."""
    folder = tmp_path_factory.mktemp("tls")
    key, paper = folder / "key.pem", folder / "paper.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(paper)]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return key, paper


@pytest.fixture
def secured(server: WeatherServer, certificate: tuple[Path, Path]) -> Iterator[str]:
    """The address of the same weather, behind TLS."""
    key, paper = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper, key)

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A refused handshake is what some tests want."""

    door = Quiet(("127.0.0.1", 0), server.handler)
    door.socket = context.wrap_socket(door.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://localhost:{door.server_port}"
    door.shutdown()
    door.server_close()
    thread.join()


def test_over_tls_a_trusted_certificate_is_believed(
    server: WeatherServer, secured: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    server.lay_out("/x", Reply(body=b"safe"))
    answer = Fetcher((secured,), "x@y.example", PATIENT).fetch(secured + "/x", NOW)
    assert (answer.status, answer.body) == (200, b"safe")


def test_a_certificate_that_nobody_vouches_for_is_refused(server: WeatherServer, secured: str) -> None:
    server.lay_out("/x", Reply(body=b"safe"))
    answer = Fetcher((secured,), "x@y.example", PATIENT).fetch(secured + "/x", NOW)
    assert answer == Answer(None, "no whole answer (SSLCertVerificationError)")
    assert server.asked == []


def test_a_service_that_speaks_no_tls_is_refused(server: WeatherServer) -> None:
    address = f"https://127.0.0.1:{server.port}"
    answer = Fetcher((address,), "x@y.example", PATIENT).fetch(address, NOW)
    assert answer.status is None
    assert "SSL" in answer.reason

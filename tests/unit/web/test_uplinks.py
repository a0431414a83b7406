"""The door for messages of devices: what is answered 204 is on the disk, and every refusal says what to mend."""

import asyncio
import hmac
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from heritage.sensors import sources
from heritage.store.engine import open_engine, writing
from heritage.store.migrate import migrate
from heritage.store.tables import UPLINK, UplinkState
from heritage.web import uplinks
from heritage.web.answers import Message, Receive
from heritage.web.uplinks import MOST_BYTES, Bodies, Refused, hint_of
from tests.asgi import Reply, Visitor, small_app, visiting, visiting_small
from tests.senders import NOON, PROBE, STRANGER, readings, states, up

TTN_DEVICE = "eui-70b3d5e75e000001"


class Network:
    """A network server that has a token."""

    def __init__(self, visitor: Visitor, tokens: dict[str, str], engine: Engine, log: list[str]) -> None:
        self.visitor = visitor
        self.tokens = tokens
        self.engine = engine
        self.log = log

    def headers(self, name: str = "servanet", **others: str) -> dict[str, str]:
        given = {"authorization": f"Bearer {self.tokens[name]}", "content-type": "application/json"}
        return given | {header.replace("_", "-"): value for header, value in others.items()}

    def post(
        self,
        body: bytes | list[bytes],
        path: str = "/uplinks/servanet",
        query: str = "event=up",
        headers: dict[str, str] | None = None,
        method: str = "POST",
    ) -> Reply:
        given = self.headers() if headers is None else headers
        length = len(body) if isinstance(body, bytes) else sum(map(len, body))
        return self.visitor.ask(method, path, {"content-length": str(length), **given}, query, body)


TOKENS = {"servanet": "chirpstack4", "ttn": "ttn", "kommunen": "generic"}


def tokens(engine: Engine) -> dict[str, str]:
    with writing(engine) as connection:
        return {name: sources.add(connection, name, kind, NOON) for name, kind in TOKENS.items()}


@pytest.fixture
def network(engine: Engine, data_dir: Path, database_url: str | None) -> Iterator[Network]:
    """On both databases."""
    known, log = tokens(engine), list[str]()
    with visiting(small_app(data_dir, database_url, log.append)) as visitor:
        yield Network(visitor, known, engine, log)


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """One for all that is refused, on SQLite."""
    data_dir = tmp_path_factory.mktemp("data")
    engine = open_engine(None, data_dir)
    migrate(engine)
    known, log = tokens(engine), list[str]()
    with visiting(small_app(data_dir, write=log.append)) as visitor:
        yield Network(visitor, known, engine, log)
    engine.dispose()


def kept(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(UPLINK).order_by(UPLINK.c.id)).all())


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def problem(reply: Reply) -> dict[str, Any]:
    """The body of a refusal, which is for machines."""
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["cache-control"] == "no-store"
    said: dict[str, Any] = json.loads(reply.body)
    assert said["status"] == reply.status
    assert (said["type"], bool(said["title"])) == ("about:blank", True)
    return said


def test_a_message_is_on_the_disk_before_it_is_answered_and_interpreted_soon(network: Network) -> None:
    body = up().body
    reply = network.post(body)
    assert (reply.status, reply.body) == (204, b"")
    assert "content-length" not in reply.headers
    (row,) = kept(network.engine)
    assert (row.source, row.dev_eui, row.hint, row.body) == ("servanet", PROBE, "up", body)
    assert abs((row.received_at - datetime.now(UTC)).total_seconds()) < 30
    wait_for(lambda: states(network.engine) == [UplinkState.READ])
    (reading,) = readings(network.engine)
    assert (reading.place, reading.quantity, reading.value) == ("lillsjon", "water_temperature", 12.5)


def test_the_same_again_is_answered_alike_and_changes_nothing(network: Network) -> None:
    """R-S8."""
    for _ in range(3):
        assert network.post(up().body).status == 204
    assert len(kept(network.engine)) == 1


def signed(network: Network, body: bytes, at: float, key: str = "") -> dict[str, str]:
    """The headers of a sender that signs (R-S7)."""
    stamp = str(int(at))
    secret = (key or network.tokens["servanet"]).encode()
    signature = hmac.new(secret, stamp.encode() + b"." + body, "sha256").hexdigest()
    return network.headers() | {"x-heritage-timestamp": stamp, "x-heritage-signature": signature}


@pytest.mark.parametrize("off_s", [0, -290, 290])
def test_a_message_that_is_signed_is_taken(network: Network, off_s: int) -> None:
    body = up().body
    assert network.post(body, headers=signed(network, body, time.time() + off_s)).status == 204
    assert len(kept(network.engine)) == 1


def test_a_signature_that_does_not_fit_is_refused_and_nothing_kept(network: Network) -> None:
    """R-S7: another body, another key, no time, and a time more than 300 seconds from ours."""
    body, now = up().body, time.time()
    right = signed(network, body, now)
    without_time = {name: value for name, value in right.items() if name != "x-heritage-timestamp"}
    wrong = [
        signed(network, body + b" ", now),
        signed(network, body, now, "another key"),
        without_time,
        signed(network, body, now - 310),
        signed(network, body, now + 310),
    ]
    for headers in wrong:
        reply = network.post(body, headers=headers)
        assert reply.status == 401
        assert problem(reply)["detail"].startswith("The signature does not fit")
    assert kept(network.engine) == []


def test_events_that_measure_nothing_times_ahead_and_unknown_devices_are_taken(network: Network) -> None:
    sent = [
        network.post(b'{"deviceInfo": {"devEui": "%s"}}' % PROBE.encode(), query="event=txack"),
        network.post(up(2, datetime(2046, 1, 1, tzinfo=UTC)).body),
        network.post(up(3, dev_eui=STRANGER).body),
    ]
    assert [reply.status for reply in sent] == [204] * 3
    wanted = [UplinkState.READ, UplinkState.FUTURE, UplinkState.UNKNOWN_DEVICE]
    wait_for(lambda: states(network.engine) == wanted)
    assert readings(network.engine) == []


def test_a_body_in_pieces_is_put_together(network: Network) -> None:
    body = up().body
    headers = network.headers(content_length="", transfer_encoding="chunked")
    assert network.post([body[:100], b"", body[100:]], headers=headers).status == 204
    assert kept(network.engine)[0].body == body


def test_the_address_may_name_event_and_device(network: Network) -> None:
    """The Things Stack's field filter can leave even the device out of the body."""
    body = b'{"uplink_message": {"f_port": 5, "f_cnt": 7, "decoded_payload": {"externalTemperature": 4.5}}}'
    headers = network.headers("ttn")
    assert network.post(body, "/uplinks/ttn/up", "", headers).status == 422
    assert network.post(body, f"/uplinks/ttn/up/{TTN_DEVICE}", "", headers).status == 204
    (row,) = kept(network.engine)
    assert (row.dev_eui, row.hint) == (PROBE, f"up/{TTN_DEVICE}")


def test_every_event_of_a_list_is_kept(network: Network) -> None:
    one = '{"device": "70b3d5e75e000001", "id": "%d", "measurements": {"water_temperature": 4}}'
    body = f"[{one % 1}, {one % 2}]".encode()
    assert network.post(body, "/uplinks/kommunen", "", network.headers("kommunen")).status == 204
    assert [row.body.decode() for row in kept(network.engine)] == [one % 1, one % 2]
    assert network.post(b"[]", "/uplinks/kommunen", "", network.headers("kommunen")).status == 204


def test_below_a_base_path_the_door_is_below_it(data_dir: Path) -> None:
    engine = open_engine(None, data_dir)
    migrate(engine)
    known = tokens(engine)
    with visiting_small(data_dir, base_url="https://kommun.example/besok") as visitor:
        network = Network(visitor, known, engine, [])
        assert network.post(up().body, "/besok/uplinks/servanet").status == 204
        assert network.post(up().body).status == 404
    engine.dispose()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic c2VydmFuZXQ6eA==",
        "Basic {token}",
        "Digest {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer {other}",
    ],
)
def test_without_the_sources_own_token_nobody_is_let_in(refusing: Network, authorization: str) -> None:
    """R-S6, R-S30."""
    given = authorization.format(token=refusing.tokens["servanet"], other=refusing.tokens["ttn"])
    reply = refusing.post(up().body, headers=refusing.headers(authorization=given))
    assert (reply.status, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert "Bearer" in problem(reply)["detail"]


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_word_bearer_is_read_as_http_has_it(network: Network, scheme: str) -> None:
    headers = network.headers(authorization=f"{scheme} {network.tokens['servanet']}")
    assert network.post(up().body, headers=headers).status == 204


@pytest.mark.parametrize("path", ["/uplinks/nobody", "/uplinks/", "/uplinks/../servanet", "/uplinks/å\udcff"])
def test_a_source_that_does_not_exist_looks_like_a_wrong_token(refusing: Network, path: str) -> None:
    """Nobody can find out which sources there are."""
    unknown = refusing.post(up().body, path)
    wrong = refusing.post(up().body, headers=refusing.headers(authorization="Bearer wrong"))
    assert (unknown.status, unknown.body) == (wrong.status, wrong.body)
    assert unknown.headers == wrong.headers


def test_the_token_in_the_address_opens_nothing(refusing: Network) -> None:
    token = refusing.tokens["servanet"]
    headers = refusing.headers(authorization="")
    reply = refusing.post(up().body, query=f"event=up&token={token}&access_token={token}", headers=headers)
    assert reply.status == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_is_answered(refusing: Network, method: str) -> None:
    reply = refusing.post(b"", method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    problem(reply)


def test_a_refusal_of_head_has_no_body(refusing: Network) -> None:
    reply = refusing.post(b"", method="HEAD")
    assert (reply.status, reply.body) == (405, b"")
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "body", "status", "detail"),
    [
        ({"content_type": "application/octet-stream"}, b"\x0a\x10", 415, "choose JSON"),
        ({"content_type": "application/x-protobuf"}, b"\x0a\x10", 415, "choose JSON"),
        ({"content_type": ""}, b"{}", 415, "choose JSON"),
        ({"content_encoding": "gzip"}, b"\x1f\x8b", 415, "Content-Encoding"),
        ({"content_length": ""}, b"{}", 411, "Content-Length"),
        ({"content_length": "many"}, b"{}", 411, "Content-Length"),
        ({"content_length": str(MOST_BYTES + 1)}, b"{}", 413, "65536"),
        ({"content_length": "9" * 5000}, b"{}", 413, "65536"),
        ({}, b"", 422, "cannot be read"),
        ({}, b"{", 422, "cannot be read"),
        ({}, b"\xff\xfe", 422, "cannot be read"),
        ({}, b"[]", 422, "cannot be read"),
        ({}, b"{}", 422, "devEui"),
        ({}, b'{"object": ' + b"[" * 40 + b"]" * 40 + b"}", 422, "20 objects and lists"),
        (
            {},
            b'{"deviceInfo": {"devEui": "70b3d5e75e000001"}, "object": {"seen": "a4:5e:60:c2:19:00"}}',
            422,
            "MAC",
        ),
    ],
)
def test_what_cannot_be_taken_says_why(
    refusing: Network, headers: dict[str, str], body: bytes, status: int, detail: str
) -> None:
    """R-S9; R-P12 for addresses of visitors' telephones."""
    reply = refusing.post(body, headers=refusing.headers(**headers))
    assert reply.status == status
    assert detail in problem(reply)["detail"]
    assert kept(refusing.engine) == []


def test_visitors_addresses_are_refused_and_told_of_without_them(network: Network) -> None:
    """R-P12, R-S22."""
    reply = network.post(up(object={"wifi": [{"id": "a45e60c21900", "rssi": -70}]}).body)
    assert reply.status == 422
    assert "MAC" in problem(reply)["detail"]
    assert kept(network.engine) == []
    wait_for(lambda: any("uplink refused" in line for line in network.log))
    said = "".join(network.log)
    assert '"source":"servanet"' in said.replace(" ", "")
    assert "a45e60c21900" not in said


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"]
)
def test_json_by_any_of_its_names_is_read(network: Network, content_type: str) -> None:
    assert network.post(up().body, headers=network.headers(content_type=content_type)).status == 204


def test_a_stream_that_grows_too_large_is_cut_off(refusing: Network) -> None:
    headers = refusing.headers(content_length="", transfer_encoding="chunked")
    reply = refusing.post([b" " * 60_000, b" " * 60_000, b"{}"], headers=headers)
    assert reply.status == 413
    problem(reply)


def test_the_largest_message_is_taken(network: Network) -> None:
    body = up(padding="x" * (MOST_BYTES - len(up(padding="").body))).body
    assert len(body) == MOST_BYTES
    assert network.post(body).status == 204


def receiving(*chunks: bytes) -> Receive:
    """A sender of these chunks, who then stalls."""
    waiting = list(chunks)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": waiting.pop(0), "more_body": True}

    return receive


def test_a_sender_that_stalls_is_left_and_the_others_are_not() -> None:
    bodies = Bodies(within_s=0.05, look_again_s=0.01)

    async def last() -> Message:
        return {"type": "http.request", "body": b"{}"}

    async def read() -> None:
        stalled = [
            asyncio.create_task(bodies.read(receiving(*chunks))) for chunks in ((), (b"{",), (b"",) * 9)
        ]
        assert await bodies.read(last) == b"{}"
        for task in stalled:
            with pytest.raises(Refused) as refused:
                await task
            assert refused.value.answer.status == 408
        # Who has been answered is minded no longer.
        assert await bodies.read(last) == b"{}"

    asyncio.run(read())


def test_a_reading_that_is_called_off_is_no_slow_sender() -> None:
    bodies = Bodies(within_s=60, look_again_s=0.01)

    async def read() -> None:
        task = asyncio.create_task(bodies.read(receiving()))
        await asyncio.sleep(0.03)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(read())


def test_a_sender_that_hangs_up_has_sent_nothing(refusing: Network) -> None:
    headers = {**refusing.headers(), "content-length": "100"}
    assert refusing.visitor.ask("POST", "/uplinks/servanet", headers, body=[]).status == 408
    assert kept(refusing.engine) == []


def test_a_source_that_sends_endlessly_is_asked_to_wait(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heritage.app.UPLINKS", (3, 60.0))
    engine = open_engine(None, data_dir)
    migrate(engine)
    known = tokens(engine)
    with visiting_small(data_dir) as visitor:
        network = Network(visitor, known, engine, [])
        replies = [network.post(up(number).body) for number in range(5)]
        assert [reply.status for reply in replies] == [204] * 3 + [429] * 2
        assert 0 < int(replies[3].headers["retry-after"]) <= 60
        problem(replies[3])
        # Each source has its own measure.
        generic = b'{"device": "70b3d5e75e000001", "id": "1", "measurements": {}}'
        assert network.post(generic, "/uplinks/kommunen", "", network.headers("kommunen")).status == 204
    engine.dispose()


def test_what_cannot_be_stored_is_to_be_sent_again(network: Network) -> None:
    assert network.post(up(1).body).status == 204
    with network.engine.begin() as connection:
        connection.execute(text("ALTER TABLE uplink RENAME TO elsewhere"))
    reply = network.post(up(2).body)
    assert (reply.status, int(reply.headers["retry-after"]) > 0) == (503, True)
    assert "again" in problem(reply)["detail"]
    with network.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO uplink"))
    assert network.post(up(2).body).status == 204
    assert len(kept(network.engine)) == 2


def test_while_nobody_can_say_who_may_send_nothing_is_taken(network: Network) -> None:
    with network.engine.begin() as connection:
        connection.execute(text("ALTER TABLE source_token RENAME TO elsewhere"))
    reply = network.post(up().body)
    assert reply.status == 503
    problem(reply)


def test_a_fault_of_ours_is_told_to_machines_too(refusing: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(uplinks, "unpack", fail)
    reply = refusing.post(up().body)
    assert reply.status == 500
    assert "secret" not in reply.body.decode()
    problem(reply)


def test_a_revoked_token_is_refused_and_a_new_one_taken_without_a_new_start(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert network.post(up().body).status == 204
    with writing(network.engine) as connection:
        sources.revoke(connection, "servanet", None, NOON)
        token = sources.rotate(connection, "servanet", NOON)
    # Seconds later, when the server's copy of the tokens is old.
    monkeypatch.setattr(sources.KeyRing, "is_old", lambda keys: True)
    assert network.post(up().body).status == 401
    network.tokens["servanet"] = token
    assert network.post(up().body).status == 204


def test_nothing_of_a_request_is_logged(network: Network) -> None:
    """R-S10: a key in a log would let others command the devices."""
    key = "NNSXS.SECRETDOWNLINKKEY"
    headers = network.headers(x_downlink_apikey=key, x_downlink_push="https://x.example/push")
    body = up(words="SECRETBODY").body
    network.post(body, headers=headers)
    network.post(b'{"SECRETBODY": ', headers=headers)
    network.post(body, "/uplinks/SECRETSOURCE", "SECRETQUERY=1", headers)
    network.visitor.runner.run(network.visitor.app.close())
    lines = "".join(network.log)
    assert lines.count('"route":"/uplinks/{source}"') == 3
    for secret in ("SECRET", "downlink", network.tokens["servanet"], "x.example"):
        assert secret not in lines


@pytest.mark.parametrize(
    ("rest", "query", "hint"),
    [
        ("", b"", ""),
        ("", b"event=up", "up"),
        ("", b"a=1&event=status&b", "status"),
        ("", b"xevent=up", ""),
        ("up", b"", "up"),
        ("up/", b"event=join", "up"),
        ("up/eui-70b3", b"", "up/eui-70b3"),
        ("up/\x00å\udcff b", b"", "up/b"),
        ("x" * 900, b"", "x" * 200),
    ],
)
def test_the_address_says_what_a_message_is(rest: str, query: bytes, hint: str) -> None:
    assert hint_of(rest, query) == hint

"""Listens to a broker: every message is acknowledged after it is on the disk, and not before.

The broker keeps our session while we are away (R-S25), so that what was sent meanwhile comes when we are back; what
comes twice is known by its key (R-S8). Each connection has a client of its own: an acknowledgement that comes late
ends with the connection of its message, for in the next one the broker may give the same number to another message.
"""

import re
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from sqlalchemy import Engine

from heritage.problems import N_, Refusal
from heritage.sensors.envelopes import EnvelopeError
from heritage.sensors.intake import Log, unpack
from heritage.sensors.sources import kinds
from heritage.settings.broker import Broker
from heritage.store.engine import StoreError, told_in_a_sentence
from heritage.store.tables import RawEvent
from heritage.store.writer import Writer

SESSION_S = 7 * 86_400
"""How long the broker keeps what comes while we are away."""

MOST_IN_FLIGHT = 2_000
"""Messages the broker may send before the first of them is acknowledged."""

MOST_BYTES = 65_536
"""Of a message (R-S9)."""

WAITS_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Before a lost connection, or what could not be stored, is tried again; the last for ever."""

KEEP_ALIVE_S = 60
LEAVE_WITHIN_S = 5.0

SHARED = "$share/heritage/"
"""Before a topic: servers of ours that have names of their own divide its messages among them.

One that is alone does without: Mosquitto (2.0, and 2.1 by its source) forgets shared subscriptions when it restarts,
and what is published before we are back would be lost.
"""

TOPICS = {
    "chirpstack3": "application/+/device/+/event/+",
    "chirpstack4": "application/+/device/+/event/+",
    "ttn": "v3/+/devices/+/up",
}
"""Where each kind of network server publishes, unless the settings say otherwise."""

_CHIRPSTACK = re.compile(r"(?:^|/)device/([^/]+)/(?:event/([^/]+)|rx)$")
_TTN = re.compile(r"^v3/[^/]+/devices/([^/]+)/(.+)$")

_UNSUPPORTED_VERSION = 132


class ListenError(Refusal):
    """Why a broker cannot be listened to; for the operator."""


@dataclass(frozen=True, slots=True)
class _Message:
    """What came, and the client of the connection on which it is to be acknowledged."""

    client: paho.Client
    mid: int
    qos: int
    events: list[RawEvent]


class Listener:
    """Listens to `broker` for its source, and connects again whenever the connection is lost."""

    def __init__(
        self,
        broker: Broker,
        kind: str,
        writer: Writer,
        arrived: Callable[[], None],
        log: Log,
        waits_s: Sequence[float] = WAITS_S,
    ) -> None:
        """`kind` is the source's. `arrived` is called when events have been stored. Nothing happens before `open`.

        Raises ListenError for settings that cannot work.
        """
        self._broker = broker
        self._kind = kind
        self._topic = _topic(broker, kind)
        self._context = _context(broker) if broker.is_encrypted else None
        self._writer = writer
        self._arrived = arrived
        self._log = log
        self._unread = Sparing(log)
        self._lost = Sparing(log)
        self._waits_s = waits_s
        # The Things Stack speaks MQTT 3.1.1 alone.
        self._version = MQTTProtocolVersion.MQTTv311 if kind == "ttn" else MQTTProtocolVersion.MQTTv5
        self._is_shared = False
        self._client: paho.Client | None = None
        self._why = ""  # this connection came to nothing or ended
        self._said = ""
        self._unstored: deque[_Message] = deque()
        self._failure: StoreError | None = None
        self._tried = 0
        self._again_at: float | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="mqtt", daemon=True)

    def open(self) -> None:
        """Connect in the background."""
        self._thread.start()

    def close(self) -> None:
        """Leave; what is not acknowledged the broker sends again."""
        self._closing.set()
        client = self._client
        if client is not None:
            client.disconnect()
        # It may be waiting for a broker that does not answer.
        self._thread.join(LEAVE_WITHIN_S)

    def _work(self) -> None:
        tried = 0
        while not self._closing.is_set():
            began = time.monotonic()
            self._why = ""
            try:
                self._listen()
            except OSError as error:
                self._why = error.strerror or str(error)
            except Exception as error:
                # The thread must live on, whatever a broker sends.
                self._log.failure(error)
                self._why = f"fault of the program: {type(error).__name__}"
            self._client = None
            self._say_why()
            if time.monotonic() - began > self._waits_s[-1]:
                tried = 0
            self._closing.wait(self._wait_s(tried))
            tried += 1

    def _wait_s(self, tried: int) -> float:
        return self._waits_s[min(tried, len(self._waits_s) - 1)]

    def _listen(self) -> None:
        """One connection, from its beginning to its end. Raises OSError if it cannot be made."""
        self._forget_what_comes_again()
        client = self._client = self._made()
        if self._version is MQTTProtocolVersion.MQTTv5:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = SESSION_S
            properties.ReceiveMaximum = MOST_IN_FLIGHT
            client.connect(
                self._broker.host, self._broker.port, KEEP_ALIVE_S, clean_start=False, properties=properties
            )
        else:
            client.connect(self._broker.host, self._broker.port, KEEP_ALIVE_S)
        outcome = MQTTErrorCode.MQTT_ERR_SUCCESS
        while not self._closing.is_set() and outcome is MQTTErrorCode.MQTT_ERR_SUCCESS:
            outcome = client.loop(self._waits_s[0])
            self._try_again()
        client.loop_write()  # the farewell
        self._why = self._why or paho.error_string(outcome)

    def _made(self) -> paho.Client:
        broker, is_mqtt5 = self._broker, self._version is MQTTProtocolVersion.MQTTv5
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=broker.client_id,
            protocol=self._version,
            clean_session=None if is_mqtt5 else False,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if broker.user is not None:
            client.username_pw_set(broker.user, broker.password.read() if broker.password else None)
        if self._context is not None:
            client.tls_set_context(self._context)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_subscribe = self._subscribed
        client.on_message = self._received
        client.on_socket_register_write = _leave_it
        return client

    def _connected(
        self,
        client: paho.Client,
        _userdata: object,
        _flags: paho.ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._why = str(reason)
            if reason == _UNSUPPORTED_VERSION:
                self._version = MQTTProtocolVersion.MQTTv311
            return
        is_mqtt5 = self._version is MQTTProtocolVersion.MQTTv5
        # Absent means that it is offered (MQTT 5 §3.2.2.3.13).
        is_offered = is_mqtt5 and getattr(properties, "SharedSubscriptionAvailable", 1) == 1
        self._is_shared = is_offered and self._broker.client_id != Broker.client_id
        client.subscribe(SHARED + self._topic if self._is_shared else self._topic, qos=1)

    def _subscribed(
        self,
        client: paho.Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        refusals = [str(reason) for reason in reasons if reason.is_failure]
        if refusals:
            self._why = f"subscription refused: {refusals[0]}"
            client.disconnect()
            return
        self._said = ""
        version = {4: "3.1.1", 5: "5"}[self._version]
        facts = {"topic": self._topic, "version": version, "shared": self._is_shared}
        self._log.event("mqtt listening", host=self._broker.host, **facts)

    def _disconnected(
        self,
        _client: paho.Client,
        _userdata: object,
        flags: paho.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._why = str(reason)

    def _say_why(self) -> None:
        """Once for the same reason, however often it is tried again."""
        if self._why != self._said and not self._closing.is_set():
            self._log.event("mqtt not listening", host=self._broker.host, reason=self._why)
        self._said = self._why

    def _received(self, client: paho.Client, _userdata: object, message: paho.MQTTMessage) -> None:
        try:
            events = self._events(message)
        except EnvelopeError as error:
            # Nobody could ever read it: the next time it would be the same.
            self._unread.event("mqtt message not read", reason=error.reason)
            events = []
        except Exception as error:
            # A fault of ours: it stays at the broker until the program is mended, and holds up nobody.
            self._log.failure(error)
            return
        if events:
            self._store(_Message(client, message.mid, message.qos, events))
        else:
            client.ack(message.mid, message.qos)

    def _events(self, message: paho.MQTTMessage) -> list[RawEvent]:
        """What is to be stored of a message. Raises EnvelopeError."""
        if len(message.payload) > MOST_BYTES:
            raise EnvelopeError(f"the message is larger than {MOST_BYTES} bytes")
        try:
            hint = hint_of(message.topic)
        except UnicodeDecodeError as error:
            raise EnvelopeError("the topic is no text") from error
        return unpack(self._broker.source, self._kind, bytes(message.payload), hint, datetime.now(UTC))

    def _store(self, message: _Message) -> None:
        """Hand the events over; they are acknowledged once they are on the disk."""
        try:
            self._writer.hand_over(message.events, partial(self._settled, message))
        except StoreError as failure:
            self._settled(message, failure)

    def _settled(self, message: _Message, failure: StoreError | None) -> None:
        """On the writer's thread, mostly."""
        if failure is None:
            message.client.ack(message.mid, message.qos)
            self._tried = 0
            self._arrived()
        elif message.qos == 0 and len(self._unstored) >= MOST_IN_FLIGHT:
            # Of others the broker sends no more until they are acknowledged.
            self._lost.event("mqtt message lost", reason=failure)
        else:
            self._failure = failure
            self._unstored.append(message)

    def _try_again(self) -> None:
        """Hand over what could not be stored, after a while."""
        if not self._unstored:
            return
        now = time.monotonic()
        if self._again_at is None:
            number = len(self._unstored)
            self._log.event("mqtt messages not stored yet", number=number, reason=self._failure)
            self._again_at = now + self._wait_s(self._tried)
            self._tried += 1
        elif now >= self._again_at:
            self._again_at = None
            for _ in range(len(self._unstored)):
                self._store(self._unstored.popleft())

    def _forget_what_comes_again(self) -> None:
        """What was not acknowledged on the last connection the broker sends on the next one."""
        for _ in range(len(self._unstored)):
            message = self._unstored.popleft()
            if message.qos == 0:
                self._unstored.append(message)


def listener_for(
    broker: Broker, engine: Engine, writer: Writer, arrived: Callable[[], None], log: Log
) -> Listener:
    """A listener as the source is. Raises ListenError, also for a source that there is not, and StoreError."""
    with told_in_a_sentence(), engine.connect() as connection:
        kind = kinds(connection).get(broker.source)
    if kind is None:
        told = N_("HERITAGE_MQTT_SOURCE: there is no source '{name}'; `heritage sources add` makes it")
        raise ListenError(told, name=broker.source)
    return Listener(broker, kind, writer, arrived, log)


class Sparing:
    """Tells the log at most one line in `every_s`; the next one says how many were left out."""

    def __init__(self, log: Log, every_s: float = 1.0) -> None:
        self._log = log
        self._every_s = every_s
        self._told_at = -every_s
        self._left_out = 0

    def event(self, event: str, **facts: object) -> None:
        """As the log's own."""
        now = time.monotonic()
        if now - self._told_at < self._every_s:
            self._left_out += 1
            return
        left_out, self._left_out, self._told_at = self._left_out, 0, now
        self._log.event(event, **facts, left_out=left_out)


def hint_of(topic: str) -> str:
    """What a topic says of its message: the kind of event, and the device ("up/70b3d5e75e000001")."""
    chirpstack = _CHIRPSTACK.search(topic)
    if chirpstack:
        return f"{chirpstack[2] or 'up'}/{chirpstack[1]}"
    ttn = _TTN.match(topic)
    if ttn:
        return f"{ttn[2]}/{ttn[1]}"
    return ""


def _topic(broker: Broker, kind: str) -> str:
    topic = broker.topic or TOPICS.get(kind)
    if topic is None:
        told = N_("HERITAGE_MQTT_TOPIC: missing; sources of the kind {kind} have no usual one")
        raise ListenError(told, kind=kind)
    return topic


def _context(broker: Broker) -> ssl.SSLContext:
    """Checks certificate and host name (R-S25)."""
    try:
        context = ssl.create_default_context(cafile=broker.ca_file and str(broker.ca_file))
    except OSError as error:
        told = N_("HERITAGE_MQTT_CA_FILE: '{file}' is no certificate that can be read ({reason})")
        raise ListenError(told, file=broker.ca_file, reason=error.strerror) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _Encrypted
    return context


class _Encrypted(ssl.SSLSocket):
    """Closed when no trust is found, which paho forgets."""

    def do_handshake(self, block: bool = False) -> None:
        """Raises OSError."""
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def _leave_it(_client: paho.Client, _userdata: object, _socket: object) -> None:
    """Where somebody is told that there is something to write, paho leaves the writing to our loop.

    Otherwise the writer's thread would write its acknowledgements itself, into the midst of another packet.
    """

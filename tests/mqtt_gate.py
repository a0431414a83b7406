"""A gate before a broker: lets every packet of MQTT through, counts them, or changes what the broker answers."""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

CONNECT, CONNACK, PUBLISH, PUBACK, SUBACK = 1, 2, 3, 4, 9
"""The first four bits of a packet."""

REFUSES_VERSION = bytes([0x20, 2, 0, 1])
"""What a broker of MQTT 3.1.1 answers to any other version (§3.2.2.3)."""

Change = Callable[[bytes], bytes]


class Gate:
    """Listens on `port` and passes all on to the broker at `behind`."""

    def __init__(self, behind: int, change: Change = bytes, only_311: bool = False) -> None:
        """`change` gets each packet of the broker. `only_311` refuses other versions than MQTT 3.1.1."""
        self._behind = behind
        self._change = change
        self._only_311 = only_311
        self.is_shut = False
        """Whether whoever comes is sent away."""
        self._open: list[socket.socket] = []
        self._changed = threading.Condition()
        self.packets: list[Counter[int]] = []
        """Of each connection, how many of each kind have passed, in either direction."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def wait_for_connections(self, number: int, patience_s: float = 30.0) -> None:
        """Until so many have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.packets) >= number, patience_s)

    def cut(self) -> None:
        """End every connection, as a bad line does."""
        for end in self._open:
            _end(end)

    def close(self) -> None:
        """Let nobody through any more."""
        _end(self._listener)
        self._listener.close()
        self.cut()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        seen: Counter[int] = Counter()
        with self._changed:
            self.packets.append(seen)
            self._changed.notify_all()
        with client, suppress(OSError):
            if self.is_shut:
                return
            with socket.create_connection(("127.0.0.1", self._behind)) as broker:
                self._open += [client, broker]
                back = threading.Thread(target=self._bring_back, args=(broker, client, seen), daemon=True)
                back.start()
                self._bring(client, broker, seen)
                for end in (client, broker):
                    _end(end)
                back.join()

    def _bring(self, client: socket.socket, broker: socket.socket, seen: Counter[int]) -> None:
        with suppress(OSError):
            while packet := _packet(client):
                if self._only_311 and packet[0] >> 4 == CONNECT and _version(packet) != 4:
                    client.sendall(REFUSES_VERSION)
                    return
                broker.sendall(packet)
                seen[packet[0] >> 4] += 1

    def _bring_back(self, broker: socket.socket, client: socket.socket, seen: Counter[int]) -> None:
        with suppress(OSError):
            while packet := _packet(broker):
                client.sendall(self._change(packet))
                seen[packet[0] >> 4] += 1
        _end(client)


def without_shared_subscriptions(packet: bytes) -> bytes:
    """The broker's welcome says that it does not offer them (MQTT 5 §3.2.2.3.13)."""
    if packet[0] >> 4 != CONNACK:
        return packet
    # Two bytes of flags and reason, then the properties after their length; all lengths are of one byte here.
    return bytes([packet[0], packet[1] + 2, *packet[2:4], packet[4] + 2, *packet[5:], 0x2A, 0])


def refusing_subscriptions(packet: bytes) -> bytes:
    """The broker's answer says that we may not subscribe (MQTT 5 §3.9.3)."""
    return packet[:-1] + b"\x87" if packet[0] >> 4 == SUBACK else packet


def ending_sessions(packet: bytes) -> bytes:
    """The broker takes us on, and sends us away because another has come with our name (MQTT 5 §3.14.2.1)."""
    return packet + b"\xe0\x02\x8e\x00" if packet[0] >> 4 == SUBACK else packet


def _end(end: socket.socket) -> None:
    """Whoever waits there, in either direction, waits no longer."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


def _packet(end: socket.socket) -> bytes:
    """The next whole packet; empty at the end."""
    head = end.recv(1)
    if not head:
        return b""
    length = shift = 0
    while True:
        byte = _bytes(end, 1)
        head += byte
        length |= (byte[0] & 127) << shift
        shift += 7
        if byte[0] < 128:
            return head + _bytes(end, length)


def _bytes(end: socket.socket, number: int) -> bytes:
    found = b""
    while len(found) < number:
        more = end.recv(number - len(found))
        if not more:
            raise ConnectionError("the end came within a packet")
        found += more
    return found


def _version(connect: bytes) -> int:
    """The protocol's level: after the lengths of packet and name, and the name "MQTT"."""
    return connect[connect.index(b"MQTT") + 4]

"""The public socket: private, one name for each connection, and gone when it stops."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.simcloud.provider.acceptor import Acceptor

DEADLINE = 10.0


class Inner:
    """A server that answers each connection with the address it came from."""

    def __init__(self, path: Path) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection, address), daemon=True).start()

    def answer(self, connection: socket.socket, address: bytes) -> None:
        with connection:
            while data := connection.recv(65536):
                connection.sendall(data if data != b"who?" else address[1:])


@pytest.fixture
def closed() -> tuple[list[str], threading.Event]:
    return [], threading.Event()


@pytest.fixture
def public(tmp_path: Path, closed: tuple[list[str], threading.Event]) -> Iterator[Path]:
    names, event = closed

    def note(name: str) -> None:
        names.append(name)
        event.set()

    inner = Inner(tmp_path / "inner")
    acceptor = Acceptor(tmp_path / "public", tmp_path / "inner", note)
    acceptor.start()
    yield tmp_path / "public"
    acceptor.stop()
    inner.listener.close()
    assert not (tmp_path / "public").exists()


def connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(DEADLINE)
    connection.connect(str(path))
    return connection


def asked(connection: socket.socket) -> str:
    connection.sendall(b"who?")
    return connection.recv(200).decode()


def test_only_our_user_may_connect(public: Path) -> None:
    assert stat.S_IMODE(public.stat().st_mode) == 0o600


def test_another_user_of_the_machine_is_turned_away(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with connected(public) as connection:
        assert connection.recv(1) == b""


def test_every_connection_has_a_name_of_its_own(public: Path) -> None:
    with connected(public) as one, connected(public) as two:
        assert asked(one).startswith("crm-sim-")
        assert asked(one) == asked(one) != asked(two)


def test_a_closed_connection_is_reported_under_the_name_grpc_gives_it(
    public: Path, closed: tuple[list[str], threading.Event]
) -> None:
    names, event = closed
    with connected(public) as connection:
        name = asked(connection)
    assert event.wait(DEADLINE)
    assert names == [f"unix-abstract:{name}"]


def test_large_messages_pass_whole(public: Path) -> None:
    sent = bytes(range(256)) * 8192
    with connected(public) as connection:
        writer = threading.Thread(target=connection.sendall, args=(sent,))
        writer.start()
        received = b""
        while len(received) < len(sent):
            received += connection.recv(1 << 20)
        writer.join()
    assert received == sent


def test_a_socket_left_over_is_replaced(tmp_path: Path) -> None:
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(tmp_path / "public"))
    stale.close()
    inner = Inner(tmp_path / "inner")
    acceptor = Acceptor(tmp_path / "public", tmp_path / "inner", lambda _: None)
    acceptor.start()
    with connected(tmp_path / "public") as connection:
        assert asked(connection)
    acceptor.stop()
    inner.listener.close()


def test_a_connection_without_a_server_behind_it_is_closed(tmp_path: Path) -> None:
    acceptor = Acceptor(tmp_path / "public", tmp_path / "nobody", lambda _: None)
    acceptor.start()
    with connected(tmp_path / "public") as connection:
        assert connection.recv(1) == b""
    acceptor.stop()

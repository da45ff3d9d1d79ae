"""The public socket: private, one thread for each connection, and gone when it stops."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_infra.simcloud.provider.listener import Listener
from tests.fakes.limits import no_file_left

DEADLINE = 10.0


def echo(connection: socket.socket) -> None:
    while data := connection.recv(65536):
        connection.sendall(data if data != b"who?" else threading.current_thread().name.encode())


@pytest.fixture
def public(tmp_path: Path) -> Iterator[Path]:
    listener = Listener(tmp_path / "public", echo)
    listener.start()
    yield tmp_path / "public"
    listener.stop()
    assert not (tmp_path / "public").exists()


def connected(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(DEADLINE)
    connection.connect(str(path))
    return connection


def asked(connection: socket.socket) -> bytes:
    connection.sendall(b"who?")
    return connection.recv(200)


def test_only_our_user_may_connect(public: Path) -> None:
    assert stat.S_IMODE(public.stat().st_mode) == 0o600


def test_another_user_of_the_machine_is_turned_away(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with connected(public) as connection:
        assert connection.recv(1) == b""


def test_every_connection_is_served_by_a_thread_of_its_own(public: Path) -> None:
    with connected(public) as one, connected(public) as two:
        assert asked(one) == asked(one) != asked(two)


def test_who_never_says_a_word_costs_no_thread(public: Path) -> None:
    before = threading.active_count()
    with connected(public), connected(public), connected(public) as speaking:
        assert asked(speaking)
        assert threading.active_count() == before + 1
    for _ in range(100):
        connected(public).close()
    with connected(public) as another:
        assert asked(another)


def test_whoever_comes_while_no_file_is_left_is_served_once_there_is_one(public: Path) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(DEADLINE)
        with no_file_left():
            connection.connect(str(public))
            connection.sendall(b"who?")
            connection.settimeout(0.2)
            with pytest.raises(TimeoutError):
                connection.recv(200)
        connection.settimeout(DEADLINE)
        assert connection.recv(200)


def test_stopping_closes_who_has_not_spoken_yet(tmp_path: Path) -> None:
    listener = Listener(tmp_path / "public", echo)
    listener.start()
    with connected(tmp_path / "public") as silent, connected(tmp_path / "public") as speaking:
        assert asked(speaking)
        listener.stop()
        assert silent.recv(1) == b""


def test_stopping_closes_what_is_open(tmp_path: Path) -> None:
    listener = Listener(tmp_path / "public", echo)
    listener.start()
    with connected(tmp_path / "public") as connection:
        assert asked(connection)
        listener.stop()
        assert connection.recv(1) == b""


def test_a_socket_left_over_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(tmp_path / "public"))
    listener = Listener(tmp_path / "public", echo)
    listener.start()
    with connected(tmp_path / "public") as connection:
        assert asked(connection)
    listener.stop()

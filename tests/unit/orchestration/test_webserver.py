"""A port that the local Dagster has chosen is its own from then on."""

import socket
from contextlib import closing

import pytest

from crm_infra.errors import InputError
from crm_infra.orchestration.webserver import claimed


def port_of(claim: socket.socket) -> int:
    return claim.getsockname()[1]


def test_nobody_else_gets_a_port_that_is_claimed() -> None:
    with closing(claimed(0)) as first:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port_of(first)))
        with pytest.raises(InputError, match=f"port {port_of(first)} is taken"):
            claimed(port_of(first))


def test_the_next_port_is_taken_where_that_will_do() -> None:
    with closing(claimed(0)) as first, closing(claimed(port_of(first), or_next=True)) as second:
        assert port_of(first) < port_of(second) <= port_of(first) + 20


def test_it_is_free_again_when_it_is_let_go() -> None:
    with closing(claimed(0)) as first:
        port = port_of(first)
    with closing(claimed(port)) as again:
        assert port_of(again) == port


def test_only_this_machine_reaches_it() -> None:
    with closing(claimed(0)) as claim:
        assert claim.getsockname()[0] == "127.0.0.1"


def test_whoever_asks_before_there_is_a_webserver_need_not_wait() -> None:
    with closing(claimed(0)) as claim, pytest.raises(ConnectionRefusedError):
        socket.create_connection(claim.getsockname())


def test_a_port_is_claimed_right_after_another_webserver_has_left_it() -> None:
    with closing(claimed(0)) as free:
        port = port_of(free)
    with closing(claimed(port)) as first:
        first.listen()
        with socket.create_connection(("127.0.0.1", port)) as client:
            served, _ = first.accept()
            served.close()  # whoever closes first keeps the port for a minute
            assert client.recv(1) == b""
    with closing(claimed(port)) as again:
        assert port_of(again) == port

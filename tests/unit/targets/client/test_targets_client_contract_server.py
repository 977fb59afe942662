"""The contract server plays what it is given, and nothing that a client does holds it up."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from shapeproof.exchange import Reply
from shapeproof.targets.client import contract_server
from shapeproof.targets.client.contract_server import ContractServer

from .raw_clients import SECONDS, RawClient, response

GET = b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n"
OK = Reply(response())


@pytest.fixture
def server() -> Iterator[ContractServer]:
    with ContractServer() as running:
        yield running


def within(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def test_replies_in_their_order_and_the_last_one_for_all_further(server: ContractServer) -> None:
    replies = [Reply(response(body)) for body in (b"1", b"2", b"3")]
    server.begin(replies)
    with RawClient(server.url) as client:
        seen = [client.send(GET % n).read(len(replies[0].data))[-1:] for n in range(5)]
    requests = server.end()
    assert seen == [b"1", b"2", b"3", b"3", b"3"]
    assert [each.target for each in requests] == ["/0", "/1", "/2", "/3", "/4"]
    assert requests[0].headers == (("Host", "x"),)
    assert (server.overrun, server.problems, server.strays) == (False, (), ())


def test_a_connection_lasts_over_calls(server: ContractServer) -> None:
    with RawClient(server.url) as client:
        for number in range(50):
            server.begin([OK])
            assert client.send(GET % number).read(len(OK.data)) == OK.data
            assert [each.target for each in server.end()] == [f"/{number}"]


def test_several_connections_at_once(server: ContractServer) -> None:
    server.begin([OK])
    clients = [RawClient(server.url) for _ in range(20)]
    for number, client in enumerate(clients):
        client.send(GET % number)
    for client in clients:
        assert client.read(len(OK.data)) == OK.data
        client.close()
    assert {each.target for each in server.end()} == {f"/{number}" for number in range(20)}


@pytest.mark.parametrize(
    "data", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", b"no HTTP \x00\xff", b"x" * 9]
)
def test_bytes_go_out_as_they_are(server: ContractServer, data: bytes) -> None:
    server.begin([Reply(data, after="close")])
    with RawClient(server.url) as client:
        assert client.send(GET % 1).read_to_end() == data
    assert len(server.end()) == 1


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\nContent-", response()])
def test_a_reset(server: ContractServer, data: bytes) -> None:
    server.begin([Reply(data, after="reset")])
    with RawClient(server.url) as client:
        client.send(GET % 1)
        with pytest.raises(ConnectionResetError):
            client.read_to_end()
    assert len(server.end()) == 1


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200 OK\r\n"])
def test_a_stall_lasts_until_the_end_of_the_call(server: ContractServer, data: bytes) -> None:
    server.begin([Reply(data, after="stall")])
    with RawClient(server.url) as client:
        client.send(GET % 1)
        assert client.read(len(data)) == data
        client._sock.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.read(1)
        assert len(server.end()) == 1
        client._sock.settimeout(SECONDS)
        assert client.read_to_end() == b""


def test_a_drip(server: ContractServer) -> None:
    server.begin([Reply(response(b"slow"), piece=7, pause=0.005)])
    with RawClient(server.url) as client:
        assert client.send(GET % 1).read(len(response(b"slow"))) == response(b"slow")
        server.end()
        server.begin([OK])  # the connection is kept
        assert client.send(GET % 2).read(len(OK.data)) == OK.data
    assert [each.target for each in server.end()] == ["/2"]


def test_a_drip_ends_with_the_call(server: ContractServer) -> None:
    server.begin([Reply(response(b"slow"), piece=1, pause=SECONDS * 10)])
    with RawClient(server.url) as client:
        assert client.send(GET % 1).read(1) == b"H"
        assert len(server.end()) == 1
        assert client.read_to_end() == b""


def test_a_client_that_does_not_read(server: ContractServer) -> None:
    server.begin([Reply(response(b"x" * (64 << 20)))])
    with RawClient(server.url) as client:
        client.send(GET % 1).read(1)
        assert len(server.end()) == 1
        assert within(lambda: not server._served)


def test_requests_outside_of_a_call_are_kept_apart(server: ContractServer) -> None:
    with RawClient(server.url) as client:
        assert client.send(GET % 0).read_to_end().startswith(b"HTTP/1.1 503 ")
    server.begin([OK])
    server.end()
    with RawClient(server.url) as client:
        assert b"Connection: close" in client.send(GET % 1).read_to_end()
    server.begin([OK])
    assert server.end() == ()
    assert [each.target for each in server.strays] == ["/0", "/1"]


def test_a_request_that_began_in_an_earlier_call(server: ContractServer) -> None:
    server.begin([OK])
    with RawClient(server.url) as client:
        client.send(b"GET /late HTTP/1.1\r\n")
        assert within(lambda: any(each._is_receiving for each in server._served.values()))
        assert server.end() == ()
        assert server.problems == ("a request that was not complete",)
        server.begin([OK])
        assert client.read_to_end() == b""
    assert server.end() == ()


def test_half_a_request_and_a_close(server: ContractServer) -> None:
    server.begin([OK])
    with RawClient(server.url) as client:
        client.send(b"PUT /half HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf").finish()
        assert client.read_to_end() == b""
    assert server.problems == ("a request that was not complete",)
    assert server.end() == ()


def test_without_replies_requests_are_noted(server: ContractServer) -> None:
    server.begin([])
    with RawClient(server.url) as client:
        assert client.send(GET % 1).read_to_end().startswith(b"HTTP/1.1 503 ")
    assert [each.target for each in server.end()] == ["/1"]


def test_what_cannot_be_framed_is_noted(server: ContractServer) -> None:
    server.begin([OK])
    with RawClient(server.url) as client:
        client.send(b"PUT /a HTTP/1.1\r\nContent-Length: many\r\n\r\n")
        assert client.read_to_end().startswith(b"HTTP/1.1 400 ")
    assert [each.target for each in server.end()] == ["/a"]
    assert server.problems == ("the body's length is 'many'",)


def test_bodies_that_are_waited_to_be_invited(server: ContractServer) -> None:
    server.begin([OK])
    with RawClient(server.url) as client:
        client.send(b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        assert client.read(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert client.send(b"body").read(len(OK.data)) == OK.data
    assert [each.body for each in server.end()] == [b"body"]


@pytest.mark.parametrize(
    "head", [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nConnection: close"]
)
def test_connections_that_the_client_wants_closed(server: ContractServer, head: bytes) -> None:
    server.begin([OK])
    with RawClient(server.url) as client:
        assert client.send(head.removesuffix(b"\r\n\r\n") + b"\r\n\r\n").read_to_end() == OK.data
    server.end()


def test_a_call_that_never_ends(server: ContractServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_server, "MAX_REQUESTS", 3)
    server.begin([OK])
    with RawClient(server.url) as client:
        for number in range(3):
            assert client.send(GET % number).read(len(OK.data)) == OK.data
        assert client.send(GET % 3).read_to_end() == b""
    with RawClient(server.url) as client:
        assert client.read_to_end() == b""
    assert (len(server.end()), server.overrun) == (3, True)
    server.begin([OK])
    with RawClient(server.url) as client:
        assert client.send(GET % 4).read(len(OK.data)) == OK.data
    assert (len(server.end()), server.overrun) == (1, False)


def test_too_many_bytes(server: ContractServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract_server, "MAX_BYTES", 10)
    server.begin([OK])
    with RawClient(server.url) as client:
        put = b"PUT / HTTP/1.1\r\nContent-Length: 6\r\n\r\n123456"
        assert client.send(put).read(len(OK.data)) == OK.data
        assert client.send(put).read_to_end() == b""
    assert (len(server.end()), server.overrun) == (1, True)


def test_one_call_at_a_time(server: ContractServer) -> None:
    server.begin([OK])
    with pytest.raises(RuntimeError):
        server.begin([OK])
    assert server.end() == server.end() == ()


HOLDING: dict[str, Callable[[RawClient], object]] = {
    "idle": lambda client: client,
    "half-a-request": lambda client: client.send(b"GET / HTTP"),
    "no-body": lambda client: client.send(b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"),
    "stalled": lambda client: client.send(GET % 1),
    "garbage": lambda client: client.send(b"\x00" * 100),
}


@pytest.mark.parametrize("act", HOLDING.values(), ids=HOLDING)
@pytest.mark.parametrize("ended", [True, False])
def test_no_client_holds_up_the_close(act: Callable[[RawClient], object], ended: bool) -> None:
    server = ContractServer()
    server.begin([Reply(b"", after="stall")])
    clients = [RawClient(server.url) for _ in range(3)]
    for client in clients:
        act(client)
    assert within(lambda: len(server._served) == 3)
    if ended:
        server.end()
    server.close()
    assert not server._served
    assert not server._acceptor.is_alive()
    for client in clients:
        client.close()


def test_nobody_listens_after_the_close() -> None:
    with ContractServer() as server:
        host, port = server.url.removeprefix("http://").split(":")
        assert host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), SECONDS)
    server.close()  # once more does no harm


def test_threads_do_not_pile_up(server: ContractServer) -> None:
    before = threading.active_count()
    for number in range(30):
        server.begin([OK])
        with RawClient(server.url) as client:
            client.send(GET % number).read(len(OK.data))
        server.end()
    assert within(lambda: threading.active_count() <= before)

"""When a line is cut, and when it is only silent."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bot.slack.line_watch import is_cut

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    ours.settimeout(30)  # looking never waits for it
    with ours, theirs:
        yield ours, theirs


def test_a_silent_line_is_whole(pair: Pair) -> None:
    assert not is_cut(pair[0])


def test_a_line_is_cut_once_all_that_came_was_read(pair: Pair) -> None:
    ours, theirs = pair
    theirs.sendall(b"last words")
    theirs.close()

    assert not is_cut(ours)
    assert ours.recv(100) == b"last words"  # looking took nothing
    assert is_cut(ours)


def test_a_line_that_we_hung_up_is_not_cut_by_the_other_end(pair: Pair) -> None:
    pair[0].close()

    assert not is_cut(pair[0])

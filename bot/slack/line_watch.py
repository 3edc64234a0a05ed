"""Notices at once that the other end hung up, and calls again."""

from __future__ import annotations

import logging
import os
import socket
import threading
from contextlib import suppress
from http.client import HTTPException

from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient

log = logging.getLogger("plumbline.slack.line")

LOOK_SECONDS = 0.5
"""How often the line is looked at."""
LONGEST_PAUSE = 30.0
"""Most seconds between two tries to connect; from LOOK_SECONDS on they double.

Source: Slack asks for a growing pause, and a person at a keyboard waits no longer.
"""


class LineWatch:
    """Watches the connection of one client in a thread of its own.

    The client itself reads an end of file as nothing, reads on in a circle, and asks for another
    connection when its fifth ping has failed, which takes it most of a minute.

    Args:
        client: Connected.
    """

    def __init__(self, client: SocketModeClient) -> None:
        self._client = client
        self._told = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="slack-line", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; a second time does nothing."""
        self._told.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _watch(self) -> None:
        pause = LOOK_SECONDS
        while not self._told.wait(pause):
            if not self._is_lost():
                pause = LOOK_SECONDS
            elif self._call_again():
                log.info("The connection to Slack was lost, and is there again.")
                pause = LOOK_SECONDS
            else:
                pause = min(2 * pause, LONGEST_PAUSE)

    def _is_lost(self) -> bool:
        session = self._client.current_session
        if not self._client.auto_reconnect_enabled or session is None:
            return False
        sock = session.sock
        if sock is not None and is_cut(sock):
            session.disconnect()
        return not session.is_active()

    def _call_again(self) -> bool:
        # What went wrong says the next try, or doctor; the text could hold the app's token.
        with suppress(SlackClientError, OSError, HTTPException, ValueError):
            self._client.connect_to_new_endpoint()
        return self._client.is_connected()


def is_cut(sock: socket.socket) -> bool:
    """Whether the other end hung up and all that it sent was read; waits for nothing.

    Args:
        sock: Open, with TLS or without, with any timeout; nothing is taken from it.
    """
    try:
        # A second handle of the plain socket: the first would wait for its timeout to peek.
        with socket.socket(fileno=os.dup(sock.fileno())) as plain:
            return plain.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    except OSError:  # closed by ourselves meanwhile: the session knows
        return False

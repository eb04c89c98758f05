"""Traces: how long the parts of an invocation took, told to X-Ray where it is switched on.

`tracing` of serverless.yml switches it on. Then Lambda runs X-Ray's daemon beside the function, and says of each
invocation whether it is sampled. Of one that is, each span is a datagram to the daemon, a subsegment of the segment
that Lambda itself makes. Of any other nothing is done and nothing is loaded.
https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html (read 2026-11-25)
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from shared.telemetry.record import Field, Held

_HEADER = b'{"format":"json","version":1}\n'


class _Open:
    """The span that something happens in.

    Args:
        daemon: host and port.
    """

    def __init__(self, daemon: tuple[str, int], trace_id: str, span_id: str) -> None:
        self.daemon = daemon
        self.trace_id = trace_id
        self.id = span_id


_open: ContextVar[_Open | None] = ContextVar("_open", default=None)


def traced(header: str, daemon: str) -> Held[_Open | None]:
    """Spans in this block are of the invocation that Lambda describes; they go nowhere where it is not sampled.

    Args:
        header: as "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".
        daemon: as "169.254.79.129:2000".
    """
    return Held(_open, _opened(header, daemon) if "Sampled=1" in header else None)


@contextmanager
def span(name: str) -> Iterator[dict[str, Field]]:
    """A part of what is going on, as long as the block takes.

    Args:
        name: of letters, digits, spaces and _.:/%&#=+-@.

    Yields:
        What is to be said of it, by which traces can be searched; the same limits as for log lines hold.
    """
    said: dict[str, Field] = {}
    outer = _open.get()
    if outer is None:
        yield said
        return
    own = _Open(outer.daemon, outer.trace_id, os.urandom(8).hex())
    token = _open.set(own)
    started, is_done = time.time(), False
    try:
        yield said
        is_done = True
    finally:
        _open.reset(token)
        subsegment: dict[str, Any] = {
            "type": "subsegment",
            "trace_id": own.trace_id,
            "parent_id": outer.id,
            "id": own.id,
            "name": name,
            "start_time": started,
            "end_time": time.time(),
            "fault": not is_done,
            "annotations": said,
        }
        _send(subsegment, own.daemon)


def _opened(header: str, daemon: str) -> _Open | None:
    said = dict(part.partition("=")[::2] for part in header.split(";"))
    host, _, port = daemon.rpartition(":")
    if "Root" in said and "Parent" in said and host and port.isdigit():
        return _Open((host, int(port)), said["Root"], said["Parent"])
    return None


def trace_id(header: str) -> str | None:
    """The trace that an invocation belongs to, sampled or not, by Lambda's header."""
    root = header.partition(";")[0]
    return root.removeprefix("Root=") if root.startswith("Root=") else None


def _send(subsegment: dict[str, Any], daemon: tuple[str, int]) -> None:
    import socket

    # A trace that is lost is lost: no request fails or waits for it.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        datagrams.setblocking(False)
        datagrams.sendto(_HEADER + json.dumps(subsegment).encode(), daemon)

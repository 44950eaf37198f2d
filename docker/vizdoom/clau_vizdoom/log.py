"""Structured logs: one JSON object a line on stdout, `time`, `level` and `event` first."""

import json
import os
import sys
import time

LEVELS = ("debug", "info", "warning", "error")
_least = (
    LEVELS.index(os.environ.get("LOG_LEVEL", "info"))
    if os.environ.get("LOG_LEVEL") in LEVELS
    else 1
)


def timestamp() -> str:
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z"


def event(level: str, name: str, **fields: object) -> None:
    if LEVELS.index(level) < _least:
        return
    write(json.dumps({"time": timestamp(), "level": level, "event": name, **fields}, default=str))


def write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def is_event(line: bytes) -> bool:
    return line.startswith(b'{"time": "')

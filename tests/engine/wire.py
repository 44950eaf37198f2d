"""HTTP on a unix socket, spoken as well or as badly as a scenario asks for."""

import json
import os
import re
import socket
import threading
import time
from dataclasses import dataclass, field

SILENCE = 120  # longer than any command of these tests may take


@dataclass
class Reply:
    """What comes back. `fault` says how it goes wrong:

    silent     nothing, ever                  close     the connection ends without an answer
    cut        half of the body, then the end cut-head  half of the head, then the end
    garbage    bytes that are not HTTP        drip      a byte each 0.3 s
    no-frame   half a body, no length, then the end, as if that were all
    endless    a body that never ends
    """

    status: int = 200
    body: object = b""
    headers: dict = field(default_factory=dict)
    fault: str = ""
    delay: float = 0
    stream: object = None  # an iterator of bytes or None (nothing yet); sent in chunks

    def bytes(self):
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body).encode()

    def head(self, length):
        headers = {"Content-Type": "application/json", "Server": "Docker/20.10.24 (linux)",
                   "Api-Version": "1.41", **self.headers}
        if length is not None:
            headers["Content-Length"] = str(length)
        lines = [f"HTTP/1.1 {self.status} Status"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass
class Request:
    method: str
    path: str  # without the version's prefix
    query: str
    body: bytes

    def __str__(self):
        return f"{self.method} {self.path}"

    def json(self):
        return json.loads(self.body or b"null")


class Closed(Exception):
    pass


class Connection:
    """One client's connection: requests in, replies out, until either side has enough."""

    def __init__(self, server, connection):
        self.server, self.socket, self.rest = server, connection, b""

    def more(self):
        received = self.socket.recv(65536)
        if not received:
            raise Closed
        self.rest += received

    def line(self):
        while b"\r\n" not in self.rest:
            self.more()
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line.decode()

    def exactly(self, length):
        while len(self.rest) < length:
            self.more()
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def chunks(self):
        body = b""
        while length := int(self.line(), 16):
            body += self.exactly(length)
            self.line()
        self.line()
        return body

    def request(self):
        method, target, _ = self.line().split(" ")
        headers = {}
        while line := self.line():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect"):
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding") == "chunked":
            body = self.chunks()
        else:
            body = self.exactly(int(headers.get("content-length", 0)))
        path, _, query = target.partition("?")
        return Request(method, re.sub(r"^/v\d+\.\d+", "", path), query, body)

    def serve(self):
        try:
            while True:
                request = self.request()
                reply = self.server.answer(request)
                time.sleep(reply.delay)
                self.send(reply)
        except (Closed, OSError):
            pass
        finally:
            self.socket.close()

    def send(self, reply):
        if reply.fault:
            getattr(self, "send_" + reply.fault.replace("-", "_"))(reply)
            raise Closed
        if reply.stream is not None:
            self.send_stream(reply)
            return
        body = reply.bytes()
        if reply.status in (204, 304):
            self.socket.sendall(reply.head(None))
        else:
            self.socket.sendall(reply.head(len(body)) + body)

    def send_stream(self, reply):
        reply.headers["Transfer-Encoding"] = "chunked"
        self.socket.sendall(reply.head(None))
        for piece in reply.stream:
            if self.server.stopped:
                raise Closed
            if piece:
                self.socket.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.socket.sendall(b"0\r\n\r\n")

    def send_silent(self, _):
        self.server.gone.wait(SILENCE)

    def send_close(self, _):
        pass

    def send_cut(self, reply):
        body = reply.bytes() or b'{"message": "there was more to come"}'
        self.socket.sendall(reply.head(len(body)) + body[: len(body) // 2])

    def send_cut_head(self, reply):
        head = reply.head(2)
        self.socket.sendall(head[: len(head) // 2])

    def send_no_frame(self, reply):
        body = reply.bytes() or b'{"message": "there was more to come"}'
        reply.headers["Connection"] = "close"
        self.socket.sendall(reply.head(None) + body[: len(body) // 2])

    def send_garbage(self, _):
        self.socket.sendall(b"\x00\x01\x02 SSH-2.0-OpenSSH_9.2p1\r\n" * 4)

    def send_drip(self, reply):
        for byte in reply.head(2) + b"{}":
            self.socket.sendall(bytes([byte]))
            if self.server.gone.wait(0.3):
                return

    def send_endless(self, reply):
        self.socket.sendall(reply.head(None) + b'[{"Id": "')
        while not self.server.stopped:
            self.socket.sendall(b"0" * 65536)


class Server:
    """Listens on a socket's path; `reply(request)` says what to answer, in a thread a connection."""

    def __init__(self, path, reply):
        self.path, self.reply = str(path), reply
        self.requests, self.lock = [], threading.Lock()
        self.stopped, self.gone = True, threading.Event()
        self.connections = []

    def answer(self, request):
        with self.lock:
            self.requests.append(request)
            return self.reply(request)

    def start(self):
        self.stopped = False
        self.gone.clear()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(64)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while not self.stopped:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=Connection(self, connection).serve, daemon=True).start()

    def stop(self):
        """As an engine that is killed: connections end, the socket's file goes."""
        self.stopped = True
        self.gone.set()
        for one in [self.listener, *self.connections]:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
        self.connections = []
        if os.path.exists(self.path):
            os.unlink(self.path)

    def told(self):
        return [str(request) for request in self.requests]

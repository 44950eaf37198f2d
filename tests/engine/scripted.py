"""An engine that behaves but for what a test's rules say, and the project it is asked for."""

import re
import time

from wire import Server
from world import World

PROJECT = """\
name: demo
services:
  db:
    image: db:1
    volumes: [data:/data]
    healthcheck:
      test: [CMD, "true"]
      interval: 1s
  web:
    image: web:1
    build: .
    networks: [front]
    depends_on:
      db:
        condition: service_healthy
    healthcheck:
      test: [CMD, "true"]
      interval: 1s
networks:
  front: {}
volumes:
  data: {}
"""
IMAGES = ("db:1", "web:1")


class Scripted:
    """A world with exceptions: rules (request pattern, reply, from the nth, how often, a word of the
    query)."""

    def __init__(self, folder, world=None):
        self.world = world or World(IMAGES)
        self.rules, self.seen, self.watchers = [], {}, []
        self.delay = 0  # of every answer
        self.path = folder / "engine.sock"
        self.server = Server(self.path, self.reply)

    def rule(self, pattern, reply, nth=1, times=10**9, about=""):
        self.rules.append((re.compile(pattern), about, reply, nth, times))

    def reply(self, request):
        for watcher in self.watchers:
            watcher(request)
        for index, (pattern, about, reply, nth, times) in enumerate(self.rules):
            if pattern.fullmatch(str(request)) and about in request.query:
                count = self.seen[index] = self.seen.get(index, 0) + 1
                if nth <= count < nth + times:
                    return reply
        reply = self.world.reply(request)
        reply.delay = reply.delay or self.delay
        return reply

    def told(self):
        return self.server.told()

    def changes(self):
        return [one for one in self.told() if not one.startswith(("GET ", "HEAD "))]


def names_of(world):
    return sorted(one["Name"] for one in world.containers.values())


def is_whole(world):
    states = {one["Name"]: (one["State"], one["Health"]) for one in world.containers.values()}
    return states == {"demo-db-1": ("running", "healthy"), "demo-web-1": ("running", "healthy")}


def wait_for(what, seconds=10):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.02)


def only_message(ran, *words):
    """One message, which names what, why and what next; no stack of them."""
    errors = re.findall(r"^(?:\S+:\d+:\d+: )?error: ", ran.err, re.MULTILINE)
    assert len(errors) == 1, ran.err
    for word in words:
        assert word in ran.err, ran.err

"""An engine that behaves but for what a test's rules say, and the project it is asked for."""

import re

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
    """A world with exceptions: rules (request pattern, reply, from the nth, how often)."""

    def __init__(self, folder, world=None):
        self.world = world or World(IMAGES)
        self.rules, self.seen, self.watchers = [], {}, []
        self.path = folder / "engine.sock"
        self.server = Server(self.path, self.reply)

    def rule(self, pattern, reply, nth=1, times=10**9):
        self.rules.append((re.compile(pattern), reply, nth, times))

    def reply(self, request):
        for watcher in self.watchers:
            watcher(request)
        for index, (pattern, reply, nth, times) in enumerate(self.rules):
            if pattern.fullmatch(str(request)):
                count = self.seen[index] = self.seen.get(index, 0) + 1
                if nth <= count < nth + times:
                    return reply
        return self.world.reply(request)

    def told(self):
        return self.server.told()

    def changes(self):
        return [one for one in self.told() if not one.startswith(("GET ", "HEAD "))]


def only_message(ran, *words):
    """One message, which names what, why and what next; no stack of them."""
    errors = [line for line in ran.err.splitlines() if line.startswith("error:")]
    assert len(errors) == 1, ran.err
    for word in words:
        assert word in ran.err, ran.err

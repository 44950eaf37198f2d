"""A small engine that behaves: containers, networks, volumes and images held in memory, API 1.41."""

import hashlib
import json
import queue
import re
import threading
import time
from urllib.parse import parse_qs, unquote

from wire import Reply


def identity(text):
    return hashlib.sha256(text.encode()).hexdigest()


def refuse(status, message):
    return Reply(status, {"message": message})


class World:
    """`images`: references that are in the store. `health`: service -> what its check comes to
    (healthy, unhealthy, starting for ever, or exits); everything else is healthy after `takes` s."""

    def __init__(self, images=(), health=None, takes=0.1):
        self.images, self.health, self.takes = set(images), health or {}, takes
        self.containers, self.networks, self.volumes = {}, {}, {}
        self.listeners, self.timers = [], []
        self.count, self.lock = 0, threading.RLock()
        self.ping_headers = {}
        self.routes = [
            ("GET|HEAD", r"/_ping", self.ping),
            ("GET", r"/version", self.version),
            ("GET", r"/info", self.info),
            ("GET", r"/events", self.events),
            ("GET", r"/containers/json", self.list_containers),
            ("POST", r"/containers/create", self.create_container),
            ("GET", r"/containers/([^/]+)/json", self.inspect_container),
            ("GET", r"/containers/([^/]+)/logs", self.logs),
            ("POST", r"/containers/([^/]+)/start", self.start_container),
            ("POST", r"/containers/([^/]+)/(?:stop|kill)", self.stop_container),
            ("POST", r"/containers/([^/]+)/rename", self.rename_container),
            ("DELETE", r"/containers/([^/]+)", self.remove_container),
            ("GET", r"/networks", self.list_networks),
            ("POST", r"/networks/create", self.create_network),
            ("POST", r"/networks/([^/]+)/connect", self.connect_network),
            ("DELETE", r"/networks/([^/]+)", self.remove_network),
            ("GET", r"/volumes", self.list_volumes),
            ("POST", r"/volumes/create", self.create_volume),
            ("GET", r"/volumes/([^/]+)", self.inspect_volume),
            ("DELETE", r"/volumes/([^/]+)", self.remove_volume),
            ("GET", r"/images/(.+)/json", self.inspect_image),
            ("POST", r"/build", self.build),
            ("POST", r"/containers/([^/]+)/exec", self.create_exec),
        ]

    def reply(self, request):
        for method, path, act in self.routes:
            match = re.fullmatch(path, request.path)
            if match and re.fullmatch(method, request.method):
                with self.lock:
                    query = parse_qs(request.query)
                    self.query = {key: values[-1] for key, values in query.items()}
                    return act(request, *[unquote(part) for part in match.groups()])
        return refuse(404, "page not found")

    # ---- system

    def ping(self, _):
        return Reply(body="OK", headers={"Content-Type": "text/plain", **self.ping_headers})

    def version(self, _):
        return Reply(body={"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12",
                           "Os": "linux", "Arch": "amd64", "KernelVersion": "6.1"})

    def info(self, _):
        return Reply(body={"Name": "fake", "Driver": "overlay2", "CgroupVersion": "2", "NCPU": 2,
                           "MemTotal": 1 << 33, "ServerVersion": "20.10.24",
                           "Runtimes": {"runc": {"path": "runc"}}})

    def events(self, _):
        mine = queue.Queue()
        self.listeners.append(mine)

        def lines():
            while True:
                try:
                    yield json.dumps(mine.get(timeout=0.05)).encode() + b"\n"
                except queue.Empty:
                    self.tick()
                    yield None

        return Reply(stream=lines())

    def tell(self, action, container):
        now = time.time_ns()
        event = {"Type": "container", "Action": action, "status": action, "id": container["Id"],
                 "Actor": {"ID": container["Id"], "Attributes": {
                     "name": container["Name"], "image": container["Config"]["Image"],
                     "exitCode": str(container["ExitCode"]), **container["Labels"]}},
                 "time": now // 10**9, "timeNano": now}
        for listener in self.listeners:
            listener.put(event)

    def tick(self):
        """Health checks come to their end: looked at whenever somebody waits or asks."""
        with self.lock:
            now = time.monotonic()
            due = [timer for timer in self.timers if timer[0] <= now]
            self.timers = [timer for timer in self.timers if timer[0] > now]
            for _, act in due:
                act()

    # ---- containers

    def wanted(self, labels):
        asked = json.loads(self.query.get("filters", "{}")).get("label", [])
        return all(
            (labels.get(text.partition("=")[0]) == text.partition("=")[2]) if "=" in text
            else text in labels
            for text in asked
        )

    def find(self, name):
        for container in self.containers.values():
            if name == container["Name"] or container["Id"].startswith(name):
                return container
        return None

    def mounts(self, container):
        host = container["Config"].get("HostConfig") or {}
        mounts = [{"Type": one["Type"], "Name": one.get("Source", ""), "Source": "/volumes",
                   "Destination": one["Target"], "RW": True} for one in host.get("Mounts") or []]
        binds = [text.split(":") for text in host.get("Binds") or []]
        return mounts + [{"Type": "bind" if one[0].startswith("/") else "volume", "Name": one[0],
                          "Source": one[0], "Destination": one[1], "RW": True} for one in binds]

    def status_text(self, container):
        health = f" ({container['Health']})" if container["Health"] else ""
        health = health.replace("(starting)", "(health: starting)")
        if container["State"] == "running":
            return f"Up 1 second{health}"
        if container["State"] == "exited":
            return f"Exited ({container['ExitCode']}) 1 second ago"
        return "Created"

    def list_containers(self, _):
        self.tick()
        shown = [
            {"Id": one["Id"], "Names": ["/" + one["Name"]], "Image": one["Config"]["Image"],
             "ImageID": "sha256:" + identity(one["Config"]["Image"]), "Command": "run",
             "Created": one["Created"], "State": one["State"], "Status": self.status_text(one),
             "Labels": one["Labels"], "Ports": [], "Mounts": self.mounts(one),
             "NetworkSettings": {"Networks": {name: {} for name in one["Networks"]}}}
            for one in self.containers.values()
            if self.wanted(one["Labels"]) and ("all" in self.query or one["State"] == "running")
        ]
        return Reply(body=shown[::-1])

    def create_container(self, request):
        name, config = self.query["name"], request.json()
        if self.find(name):
            return refuse(409, f'Conflict. The container name "/{name}" is already in use')
        if config["Image"] not in self.images:
            return refuse(404, f"No such image: {config['Image']}")
        self.count += 1
        one = {"Id": identity(f"{name} {self.count}"), "Name": name, "Config": config,
               "Labels": config.get("Labels") or {}, "State": "created", "Health": "",
               "ExitCode": 0, "Created": int(time.time()),
               "Networks": list((config.get("NetworkingConfig") or {}).get("EndpointsConfig") or {})}
        self.containers[one["Id"]] = one
        self.tell("create", one)
        return Reply(201, {"Id": one["Id"], "Warnings": []})

    def inspect_container(self, _, name):
        self.tick()
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        started = "0001-01-01T00:00:00Z"
        if one["State"] != "created":
            started = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        state = {"Status": one["State"], "Running": one["State"] == "running", "Paused": False,
                 "Restarting": False, "OOMKilled": False, "Dead": False, "Error": "",
                 "ExitCode": one["ExitCode"], "StartedAt": started,
                 "FinishedAt": "0001-01-01T00:00:00Z"}
        if one["Health"]:
            log = [{"Start": started, "End": started, "ExitCode": 1, "Output": "no answer\n"}]
            state["Health"] = {"Status": one["Health"], "FailingStreak": 3,
                               "Log": log if one["Health"] == "unhealthy" else []}
        return Reply(body={
            "Id": one["Id"], "Name": "/" + one["Name"], "Created": "2026-01-01T00:00:00Z",
            "Image": "sha256:" + identity(one["Config"]["Image"]), "RestartCount": 0,
            "Config": {"Image": one["Config"]["Image"], "Labels": one["Labels"], "Tty": False,
                       "OpenStdin": False},
            "HostConfig": one["Config"].get("HostConfig") or {}, "State": state,
            "NetworkSettings": {"Networks": {name: {} for name in one["Networks"]}}})

    def become(self, one, state, health="", code=0):
        if one["Id"] not in self.containers:
            return
        changed = one["Health"] != health
        one["State"], one["Health"], one["ExitCode"] = state, health, code
        if state == "exited":
            self.tell("die", one)
        elif health in ("healthy", "unhealthy") and changed:
            self.tell(f"health_status: {health}", one)

    def start_container(self, _, name):
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        if one["State"] == "running":
            return Reply(304)
        checked = "Healthcheck" in one["Config"]
        self.become(one, "running", "starting" if checked else "")
        self.tell("start", one)
        comes_to = self.health.get(one["Labels"].get("com.docker.compose.service"), "healthy")
        due = time.monotonic() + self.takes
        if comes_to == "exits":
            self.timers.append((due, lambda: self.become(one, "exited", code=3)))
        elif checked and comes_to != "starting":
            self.timers.append((due, lambda: self.become(one, "running", comes_to)))
        return Reply(204)

    def logs(self, _, name):
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        text = b"a line of its log\n"
        return Reply(body=b"\x01\0\0\0" + len(text).to_bytes(4, "big") + text,
                     headers={"Content-Type": "application/vnd.docker.raw-stream"})

    def stop_container(self, _, name):
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        if one["State"] != "running":
            return Reply(304)
        self.become(one, "exited", code=137)
        return Reply(204)

    def rename_container(self, _, name):
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        one["Name"] = self.query["name"]
        return Reply(204)

    def remove_container(self, _, name):
        one = self.find(name)
        if not one:
            return refuse(404, f"No such container: {name}")
        if one["State"] == "running" and "force" not in self.query:
            return refuse(409, "You cannot remove a running container. Stop it first")
        del self.containers[one["Id"]]
        self.tell("destroy", one)
        return Reply(204)

    # ---- networks, volumes, images

    def list_networks(self, _):
        names = json.loads(self.query.get("filters", "{}")).get("name", [])
        return Reply(body=[one for one in self.networks.values() if self.wanted(one["Labels"])
                           and (not names or any(name in one["Name"] for name in names))])

    def create_network(self, request):
        body = request.json()
        if any(one["Name"] == body["Name"] for one in self.networks.values()):
            return refuse(409, f"network with name {body['Name']} already exists")
        one = {"Id": identity("network " + body["Name"]), "Name": body["Name"],
               "Driver": body.get("Driver") or "bridge", "Internal": bool(body.get("Internal")),
               "Labels": body.get("Labels") or {}}
        self.networks[one["Id"]] = one
        return Reply(201, {"Id": one["Id"], "Warning": ""})

    def connect_network(self, request, name):
        one = self.find(request.json()["Container"])
        if not one:
            return refuse(404, "No such container")
        one["Networks"].append(self.networks[name]["Name"] if name in self.networks else name)
        return Reply(200)

    def remove_network(self, _, name):
        for one in list(self.networks.values()):
            if name in (one["Id"], one["Name"]):
                del self.networks[one["Id"]]
                return Reply(204)
        return refuse(404, f"network {name} not found")

    def list_volumes(self, _):
        found = [one for one in self.volumes.values() if self.wanted(one["Labels"])]
        return Reply(body={"Volumes": found, "Warnings": None})

    def create_volume(self, request):
        body = request.json()
        one = {"Name": body["Name"], "Driver": body.get("Driver") or "local", "Scope": "local",
               "Labels": body.get("Labels") or {}, "Mountpoint": "/volumes/" + body["Name"]}
        self.volumes.setdefault(body["Name"], one)
        return Reply(201, one)

    def inspect_volume(self, _, name):
        if name not in self.volumes:
            return refuse(404, f"get {name}: no such volume")
        return Reply(body=self.volumes[name])

    def remove_volume(self, _, name):
        if self.volumes.pop(name, None) is None:
            return refuse(404, f"get {name}: no such volume")
        return Reply(204)

    def build(self, request):
        if len(request.body) < 1024:  # the least a tar is
            return refuse(400, "the context is no tar")
        self.images.add(self.query["t"])
        image = {"id": "moby.image.id", "aux": {"ID": "sha256:" + identity(self.query["t"])}}
        return Reply(body=json.dumps(image) + "\n")

    def create_exec(self, _, name):
        if not self.find(name):
            return refuse(404, f"No such container: {name}")
        return Reply(201, {"Id": identity("exec " + name)})

    def inspect_image(self, _, name):
        if name not in self.images:
            return refuse(404, f"No such image: {name}")
        return Reply(body={"Id": "sha256:" + identity(name), "RepoTags": [name], "RepoDigests": [],
                           "Created": "2026-01-01T00:00:00Z", "Size": 1000, "Os": "linux",
                           "Architecture": "amd64", "Config": {"Labels": None}})

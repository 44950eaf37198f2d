# shellcheck shell=sh
# What `make up` and `make test` share: installing what is missing, and an engine that answers.
# Sourced; expects `top` (the project's folder) and the function `say`.

socket=/var/run/docker.sock
engine_log=${CLAU_ENGINE_LOG:-/var/log/clau-dockerd.log}
missing=

fail() {
	echo "$*" >&2
	exit 1
}

# ---- packages: asked for by what they bring, so that another version of it is left in peace

need_command() { # need_command COMMAND PACKAGE
	command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

need_file() { # need_file FILE PACKAGE
	[ -e "$1" ] || missing="$missing $2"
}

need_toolchain() {
	need_command cc gcc
	need_command make make
	need_command git git
	need_command curl curl
	need_command pkg-config pkg-config
	need_file /usr/include/stdio.h libc6-dev
	need_file /etc/ssl/certs/ca-certificates.crt ca-certificates
	# All at once: each call of pkg-config reads every file again.
	if ! pkg-config --exists libuv libcurl libcjson yaml-0.1 libarchive libcrypto 2>/dev/null; then
		need_library libuv libuv1-dev
		need_library libcurl libcurl4-openssl-dev
		need_library libcjson libcjson-dev
		need_library yaml-0.1 libyaml-dev
		need_library libarchive libarchive-dev
		need_library libcrypto libssl-dev
	fi
}

need_library() { # need_library NAME PACKAGE
	pkg-config --exists "$1" 2>/dev/null || missing="$missing $2"
}

need_engine() {
	need_command debootstrap debootstrap
	if [ -n "${DOCKER_HOST:-}" ] || engine_answers; then return; fi
	need_command dockerd docker.io
	need_command iptables iptables
	[ -d /run/systemd/system ] || grep -q ' /sys/fs/cgroup' /proc/mounts || missing="$missing cgroupfs-mount"
}

install_missing() {
	[ -n "$missing" ] || return 0
	command -v apt-get >/dev/null || fail "missing, and this machine has no apt-get:$missing"
	[ "$(id -u)" = 0 ] || fail "missing: run  apt-get install$missing  as root, and this again"
	say "installing$missing"
	log=$(mktemp "${TMPDIR:-/tmp}/clau-apt.XXXXXX")
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086 # a list of words
	if ! { apt-get update -q -o Acquire::Retries=3 &&
		apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 $missing; } \
		>"$log" 2>&1 </dev/null; then
		tail -n 20 "$log" >&2
		fail "apt-get failed: its last lines are above, all of them in $log"
	fi
	rm -f "$log"
	missing=
}

# ---- the engine

engine_answers() {
	[ -S "$socket" ] &&
		[ "$(curl -s --max-time 5 --unix-socket "$socket" http://engine/_ping 2>/dev/null)" = OK ]
}

engine_wait() { # engine_wait SECONDS [PID] : false when it does not answer in time, or the process has ended
	left=$(($1 * 5))
	while [ "$left" -gt 0 ]; do
		! engine_answers || return 0
		[ -z "${2:-}" ] || kill -0 "$2" 2>/dev/null || return 1
		sleep 0.2
		left=$((left - 1))
	done
	return 1
}

# The number in a pid file, when it is that of a running COMMAND; a file that speaks of no process,
# or of another's (numbers are used again after a crash), keeps the engine from starting: it goes.
running_pid() { # running_pid FILE COMMAND
	[ -f "$1" ] || return 1
	pid=$(tr -cd 0-9 <"$1")
	# What has ended and was not waited for keeps its name, but has no command line any more.
	name=
	[ -z "$(tr -d '\0' 2>/dev/null <"/proc/${pid:-0}/cmdline" || :)" ] ||
		name=$(cat "/proc/$pid/comm" 2>/dev/null || :)
	if [ "$name" = "$2" ]; then
		echo "$pid"
		return 0
	fi
	if [ -n "$name" ]; then
		say "$1 is stale: its number $pid now belongs to \`$name\`; removed" >&2
	else
		say "$1 is stale: no process has its number; removed" >&2
	fi
	rm -f "$1"
	return 1
}

engine_launch() { # starts dockerd by hand; it outlives this script
	say "starting dockerd (log: $engine_log)"
	# No descriptor of ours may stay open in it: make would wait for its end.
	setsid dockerd --host "unix://$socket" >>"$engine_log" 2>&1 </dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
	engine_wait 60 $! && return
	tail -n 15 "$engine_log" >&2
	echo "dockerd did not start: its last lines are above, all of them in $engine_log" >&2
	return 1
}

# An engine that answers: the one that runs, which is left as it is, or one started here.
engine_start() {
	if [ -n "${DOCKER_HOST:-}" ]; then
		say "using the engine of DOCKER_HOST=$DOCKER_HOST"
		return 0
	fi
	! engine_answers || return 0
	if pid=$(running_pid /var/run/docker.pid dockerd); then
		say "dockerd runs already (process $pid) and does not answer yet: waiting for it"
		engine_wait 60 "$pid" && return
		if kill -0 "$pid" 2>/dev/null; then
			echo "dockerd (process $pid) runs, and does not answer on $socket: look at its log" >&2
			return 1
		fi
		say "it has ended meanwhile"
		rm -f /var/run/docker.pid
	fi
	if [ "$(id -u)" != 0 ]; then
		echo "no engine answers on $socket: start it, or run this as root" >&2
		return 1
	fi
	if [ -d /run/systemd/system ] && systemctl cat docker.service >/dev/null 2>&1; then
		say "starting dockerd (systemctl start docker)"
		systemctl start docker </dev/null && engine_wait 60
		return
	fi
	running_pid /var/run/docker/containerd/containerd.pid containerd >/dev/null || :
	engine_launch
}

#!/bin/sh
# make-base.sh [--rebuild] : settle on the one base image that every Dockerfile of the stack starts
# from.
#
# Asked in this order: the image that CLAU_BASE names (environment, then .env); debian:trixie-slim
# in the engine's store; the same from a registry, through the engine's own pull; a minimal tree
# made here with debootstrap, as clau-base:trixie. The choice is kept as CLAU_BASE in the
# git-ignored .env at the top of the project, where clau.yaml picks it up. --rebuild makes
# clau-base:trixie anew, whatever there is (for security updates).
#
# Talks to the engine's unix socket with curl (DOCKER_HOST=unix://... is honoured); needs no docker
# client.
set -eu

SLIM=debian:trixie-slim
OWN=clau-base:trixie
SUITE=trixie
CERTIFICATES=usr/local/share/ca-certificates
top=$(cd "$(dirname "$0")/../.." && pwd)
scratch=

say() { echo "base: $*"; }
fail() {
	echo "base: $*" >&2
	exit 1
}

case ${DOCKER_HOST:-unix:///var/run/docker.sock} in
unix://*) socket=${DOCKER_HOST:-unix:///var/run/docker.sock} socket=${socket#unix://} ;;
*) fail "DOCKER_HOST=$DOCKER_HOST: only unix:// is supported here; unset it" ;;
esac

engine() { # engine PATH [CURL OPTIONS...]
	path=$1
	shift
	curl -sS --unix-socket "$socket" "$@" "http://engine$path"
}

present() { engine "/images/$1/json" -f -o /dev/null --max-time 20 2>/dev/null; }

env_value() { # the value of CLAU_BASE in .env
	[ -f "$top/.env" ] && sed -n 's/^CLAU_BASE=//p' "$top/.env" | tail -n 1 | tr -d "\"'"
}

keep() { # keep IMAGE WHY... : write it to .env, beside its other lines, and say so
	image=$1
	shift
	if [ "$(env_value)" != "$image" ]; then
		new=$top/.env.new.$$
		{ [ ! -f "$top/.env" ] || grep -v '^CLAU_BASE=' "$top/.env" || :; } >"$new"
		echo "CLAU_BASE=$image" >>"$new"
		mv "$new" "$top/.env"
	fi
	say "$image ($*)"
	exit 0
}

pull() { # pull IMAGE : through the engine, giving up once it has been silent for 20 s
	say "asking the registry for $1 ..."
	# The status is 200 even when the pull fails, so the store decides.
	engine "/images/create?fromImage=${1%:*}&tag=${1##*:}" -X POST -o /dev/null \
		--speed-limit 1 --speed-time 20 --max-time 600 2>/dev/null || :
	present "$1"
}

# The host's own package source: what `uri bookworm` prints is where this machine gets bookworm
# from.
uri() {
	cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v suite="$1" '
		function flush() {
			if (uris != "" && (" " suites " ") ~ (" " suite " ")) print uris
			uris = suites = ""
		}
		/^[ \t]*$/ { flush(); next }
		tolower($1) == "uris:" { uris = $2 }
		tolower($1) == "suites:" { $1 = ""; suites = $0 }
		END { flush() }' | head -n 1
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk -v suite="$1" '
		$1 == "deb" { sub(/\[[^]]*\]/, ""); if ($3 == suite) { print $2; exit } }'
}

# slim_down TREE : without what an image needs not, and what belongs to the machine that made it
slim_down() {
	rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/var/log/* "$1"/tmp/* \
		"$1"/usr/share/man/* "$1"/usr/share/info/* "$1"/usr/share/locale/* \
		"$1"/usr/share/lintian "$1"/usr/share/linda
	find "$1/usr/share/doc" -depth -type f ! -name copyright -delete
	find "$1/usr/share/doc" -depth -type d -empty -delete
	rm -f "$1/etc/hostname" "$1/etc/resolv.conf" "$1/etc/machine-id"
	: >"$1/etc/machine-id"
	printf '%s\n' 'path-exclude /usr/share/man/*' 'path-exclude /usr/share/info/*' \
		'path-exclude /usr/share/locale/*' 'path-exclude /usr/share/doc/*' \
		'path-include /usr/share/doc/*/copyright' \
		>"$1/etc/dpkg/dpkg.cfg.d/docker"
	echo force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/docker-unsafe-io"
	echo 'Acquire::Languages "none";' >"$1/etc/apt/apt.conf.d/docker-no-languages"
	printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
	chmod 755 "$1/usr/sbin/policy-rc.d"
}

# package_sources TREE MIRROR SECURITY : the updates and security suites beside the main one
package_sources() {
	[ -z "$2" ] || echo "deb $2 $SUITE-updates main" >>"$1/etc/apt/sources.list"
	[ -z "$3" ] || echo "deb $3 $SUITE-security main" >>"$1/etc/apt/sources.list"
}

# own_certificates TREE : the site's certificate authorities, as this machine trusts them
own_certificates() {
	mkdir -p "$1/$CERTIFICATES"
	for file in "/$CERTIFICATES"/*.crt; do
		[ ! -f "$file" ] || install -m 644 "$file" "$1/$CERTIFICATES/"
	done
}

make_tree() { # make_tree TREE
	mirror= security=
	# shellcheck source=/dev/null
	. /etc/os-release
	if [ "${ID:-}" = debian ]; then
		mirror=$(uri "${VERSION_CODENAME:-$SUITE}" | head -n 1)
		security=$(uri "${VERSION_CODENAME:-$SUITE}-security" | head -n 1)
	fi
	# Without a mirror of the host's own, debootstrap knows the distribution's.
	debootstrap --variant=minbase "$SUITE" "$1" ${mirror:+"$mirror"} \
		>"$scratch/debootstrap.log" 2>&1 || {
		tail -n 5 "$scratch/debootstrap.log" >&2
		fail "debootstrap failed (its last lines are above)"
	}
	slim_down "$1"
	package_sources "$1" "$mirror" "$security"
	own_certificates "$1"
}

make_own() {
	command -v debootstrap >/dev/null ||
		fail "debootstrap is missing: apt-get install debootstrap, and run this again"
	[ "$(id -u)" = 0 ] ||
		fail "debootstrap needs root: run this as root, or name an image in CLAU_BASE"
	say "making $OWN with debootstrap (about a minute) ..."
	scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/clau-base.XXXXXX")
	trap 'rm -rf --one-file-system "$scratch"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	make_tree "$scratch/tree"
	changes=$(printf 'CMD ["bash"]' | sed 's/ /%20/g; s/\[/%5B/; s/\]/%5D/; s/"/%22/g')
	tar -C "$scratch/tree" --numeric-owner --sort=name -c . |
		engine "/images/create?fromSrc=-&repo=${OWN%:*}&tag=${OWN##*:}&changes=$changes" \
			-X POST -H 'Content-Type: application/x-tar' -T - -o "$scratch/answer" ||
		fail "the engine did not take the tree"
	present "$OWN" || fail "the engine did not take the tree: $(tail -c 300 "$scratch/answer")"
}

command -v curl >/dev/null || fail "curl is missing: apt-get install curl, and run this again"
engine /_ping -f -o /dev/null --max-time 10 2>/dev/null ||
	fail "no container engine answers on $socket: start it, or set DOCKER_HOST"

if [ "${1:-}" = --rebuild ]; then
	make_own
	keep "$OWN" "made anew with debootstrap, as asked"
fi
[ $# -eq 0 ] || fail "usage: make-base.sh [--rebuild]"

chosen=${CLAU_BASE:-$(env_value || :)}
why=
if [ -n "$chosen" ]; then
	! present "$chosen" || keep "$chosen" "chosen by CLAU_BASE, in the engine's store"
	why="CLAU_BASE=$chosen is not in the store; "
fi
! present "$SLIM" || keep "$SLIM" "${why}it is in the engine's store"
! present "$OWN" || keep "$OWN" "${why}made here before"
! pull "$SLIM" || keep "$SLIM" "${why}pulled from the registry"
make_own
keep "$OWN" "${why}no registry answered: made with debootstrap"

#!/bin/sh
# make-secrets.sh : create the secret files that clau.yaml mounts, each only where it is missing.
#
# A file secret is bind-mounted as it is on the host, so it must be readable by the user of its
# service, and by nobody else: it belongs to that user's number, mode 0400, in a folder that can be
# entered but not listed (0711).
set -eu
umask 077

VNC_USER=10010 # vizdoom's user in clau.yaml
top=$(cd "$(dirname "$0")/../.." && pwd)
folder=$top/secrets

fail() {
	echo "secrets: $*" >&2
	exit 1
}

random_text() { # random_text LENGTH : letters, digits, - and _ : safe in a URL
	head -c 256 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d '=' | head -c "$1"
}

make_secret() { # make_secret NAME USER LENGTH
	file=$folder/$1
	if [ -L "$file" ] || { [ -e "$file" ] && [ ! -f "$file" ]; }; then
		fail "$file is not a plain file: remove it, and run this again"
	fi
	[ ! -s "$file" ] || return 0
	new=$folder/.$1.$$
	trap 'rm -f "$new"' EXIT
	(set -C && random_text "$3" >"$new") || fail "cannot write in $folder"
	chmod 400 "$new"
	[ "$(id -u)" = "$2" ] || chown "$2:$2" "$new" ||
		fail "cannot give $file to user $2 (the container's): run this as root"
	rm -f "$file"
	ln "$new" "$file" || fail "$file appeared meanwhile"
	rm -f "$new"
	trap - EXIT
	echo "secrets: made secrets/$1"
}

[ ! -L "$folder" ] || fail "$folder is a link: remove it, and run this again"
mkdir -p "$folder"
chmod 711 "$folder"
# VNC looks at 8 characters and no more.
make_secret vnc "$VNC_USER" 8

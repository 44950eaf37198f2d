#!/bin/bash
# The health check of NATS: its own /healthz, which says whether JetStream is up, too. bash opens
# the connection itself and is in the base already; a client such as wget would be a package more.
set -u

answer=$(timeout 2 bash -c '
	exec 3<>/dev/tcp/127.0.0.1/8222 || exit 1
	printf "GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" >&3
	cat <&3' 2>/dev/null)
case $? in
0) ;;
124) echo "the monitor on 8222 took the connection and said nothing for 2 s" && exit 1 ;;
*) echo "nothing listens on 8222" && exit 1 ;;
esac
echo "/healthz: ${answer##*$'\n'}"
[[ $answer == HTTP/1.?' 200 '* ]]

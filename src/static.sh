#!/bin/sh
# The libraries that `make static` links and Debian does not offer as usable archives: curl (its
# archive wants two dozen others), libarchive (likewise) and cJSON (has none). Fetched as Debian's source packages, by
# name, upstream version and checksum; the distribution's patches come with them, verified by apt.
# static.sh FOLDER : leaves lib/*.a and include/ there.
set -eu

fetched="curl 7.88.1 gz cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7
cjson 1.7.15 gz 5308fd4bd90cef7aa060558514de6a1a4a0819974a26e6ed13973c5f624c24b2
libarchive 3.6.2 xz 9e2c1b80d5fbe59b61308fdfab6c79b5021d7ff4ff2489fb12daf0a96a83551d"

mkdir -p "$1"
cd "$1"
deps=$PWD
[ ! -e done ] || exit 0

# The machine's own package sources, asked for source packages instead; its lists stay untouched.
sources() {
	mkdir -p apt/parts apt/lists/partial
	for file in /etc/apt/sources.list.d/*.sources; do
		[ ! -f "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"apt/parts/$(basename "$file")"
	done
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ ! -f "$file" ] || sed -n 's/^deb /deb-src /p' "$file" >>apt/parts/own.list
	done
}

apt() {
	apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$deps/apt/parts" \
		-o Dir::State::lists="$deps/apt/lists" -o APT::Sandbox::User=root "$@"
}

fetch() { # fetch NAME VERSION PACKING CHECKSUM
	apt source --download-only "$1" >>fetch.log 2>&1
	echo "$4  $1_$2.orig.tar.$3" | sha256sum --check --quiet || {
		echo "static: $1_$2.orig.tar.$3 is not the file it should be" >&2
		exit 9
	}
	dpkg-source --no-check -x "$1"_"$2"*.dsc "$1" >>fetch.log 2>&1
}

build_curl() (
	cd curl
	./configure --prefix="$deps" --disable-shared --enable-static --without-ssl --without-zlib \
		--without-brotli --without-zstd --without-nghttp2 --without-libpsl --without-libidn2 \
		--without-librtmp --without-libssh2 --disable-ldap --disable-manual --disable-ftp \
		--disable-file --disable-dict --disable-telnet --disable-tftp --disable-rtsp \
		--disable-pop3 --disable-imap --disable-smtp --disable-smb --disable-gopher \
		--disable-mqtt --disable-cookies --disable-netrc --disable-threaded-resolver \
		--disable-alt-svc --disable-hsts --disable-ntlm --disable-crypto-auth --disable-proxy \
		--disable-dependency-tracking CFLAGS="-O2 -fPIE -fstack-protector-strong"
	make -j"$(nproc)" -C lib install
	make -C include install
)

build_archive() (
	cd libarchive
	./configure --prefix="$deps" --disable-shared --enable-static --without-xml2 --without-expat \
		--without-zlib --without-bz2lib --without-lzma --without-lz4 --without-zstd --without-lzo2 \
		--without-openssl --without-nettle --without-libb2 --without-iconv --disable-acl \
		--disable-xattr --disable-bsdtar --disable-bsdcpio --disable-bsdcat \
		--disable-dependency-tracking CFLAGS="-O2 -fPIE -fstack-protector-strong"
	# The patches are newer than the generated files: nothing is to be generated again.
	kept="ACLOCAL=: AUTOCONF=: AUTOMAKE=: AUTOHEADER=:"
	make -j"$(nproc)" $kept libarchive.la
	make $kept install-libLTLIBRARIES install-includeHEADERS
)

build_cjson() (
	cd cjson
	cc -O2 -fPIE -fstack-protector-strong -c cJSON.c
	ar rcs "$deps/lib/libcjson.a" cJSON.o
	cp cJSON.h "$deps/include/"
)

sources
apt update >fetch.log 2>&1
rm -rf curl cjson libarchive
echo "$fetched" | while read -r name version packing checksum; do
	fetch "$name" "$version" "$packing" "$checksum"
done
for part in curl archive cjson; do
	build_$part >$part.log 2>&1 || {
		tail -n 20 $part.log >&2
		exit 1
	}
done
: >done

#!/usr/bin/env bash
# Prints the path of Debian's newest docker-compose, fetched and unpacked into CACHE_DIR on the first
# use:   compose_root.sh CACHE_DIR
set -eu
dir=$1/docker-compose-1
bin=$dir/root/usr/libexec/docker/cli-plugins/docker-compose
[ -e "$dir/.complete" ] && { echo "$bin"; exit 0; }
mkdir -p "$1"
exec 9>"$1/docker-compose.lock"
flock 9
[ -e "$dir/.complete" ] && { echo "$bin"; exit 0; }
url=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  grep -oE '^(deb|URIs:).*https?://[^ ]+/debian/?( |$)' | grep -oE 'https?://[^ ]+' | head -1)
rm -rf "$dir" && mkdir -p "$dir/lists/partial" "$dir/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${url:-http://deb.debian.org/debian} sid main" >"$dir/sources.list"
# A release file of some age is as good here: it is read once.
apt=(apt-get -qq -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o Dir::State::lists="$dir/lists" -o Dir::Cache::archives="$dir/archives"
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Acquire::Check-Valid-Until=false
  -o APT::Sandbox::User=root)
"${apt[@]}" update >&2
(cd "$dir" && "${apt[@]}" download docker-compose >&2)
dpkg-deb -x "$dir"/docker-compose_*.deb "$dir/root"
rm -rf "$dir/lists" "$dir/archives" "$dir"/*.deb
[ -x "$bin" ] && touch "$dir/.complete" && echo "$bin"

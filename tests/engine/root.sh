#!/usr/bin/env bash
# Prints the root folder of a Debian release with its Docker Engine, client and registry in it,
# unpacking it on the first use:   root.sh RELEASE CACHE_DIR
#
# RELEASE may also be "podman": bookworm with podman in the engine's place.
#
# The caller holds our stdin open. When it ends, for whatever reason, so does the unpacking, and
# nothing half-made stays. All of it happens in namespaces of its own: no mount outlives it.
set -u
trap : PIPE # whoever reads our words may be gone before we have cleaned up
release=$1 cache=$2
recipe=2 # raise it when the list of packages changes
root=$cache/$release-$recipe
packages=docker.io,iptables,busybox-static,ca-certificates,docker-registry,git,procps
program=/usr/sbin/dockerd suite=$release
if [ "$release" = podman ]; then
  # debootstrap cannot choose among the providers of a virtual package: netavark is named.
  packages=podman,runc,netavark,busybox-static,ca-certificates,procps,iproute2
  program=/usr/bin/podman suite=bookworm
fi
# Newer Debian ships the client as a package of its own.
[ "$suite" = bookworm ] || packages=$packages,docker-cli

say() { echo "$*" >&2; }
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2; }

# A Debian mirror: the one that apt uses here, or Debian's own.
mirror() {
  local url
  url=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -oE '^(deb|URIs:).*https?://[^ ]+/debian/?( |$)' | grep -oE 'https?://[^ ]+' | head -1)
  echo "${url:-http://deb.debian.org/debian}"
}

[ -e "$root/.complete" ] && { echo "$root"; exit 0; }
[ "$(id -u)" = 0 ] || { say "unpacking Debian's $release needs root"; exit 1; }
mkdir -p "$cache" || exit 1

# Two at once: the second waits for the first one's root.
exec 9>"$cache/$release.lock"
flock 9
[ -e "$root/.complete" ] && { echo "$root"; exit 0; }

if ! command -v debootstrap >/dev/null || ! [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
  command -v apt-get >/dev/null || { say "neither debootstrap nor apt-get is here"; exit 1; }
  exec 8>"$cache/apt.lock"
  flock 8
  log=$(apt update 2>&1 && apt install -y --no-install-recommends debootstrap debian-archive-keyring 2>&1) ||
    { say "apt-get could not install debootstrap: $(tail -n 1 <<<"$log")"; exit 1; }
  exec 8>&-
fi

say "note: unpacking Debian's $release into $cache: a minute or so, once"
rm -rf "$root" "$root.tmp"
mkdir -p "$root.tmp"
setsid unshare --mount --pid --fork --kill-child --propagation private \
  debootstrap --variant=minbase --include="$packages" "$suite" "$root.tmp" "$(mirror)" \
  </dev/null >"$cache/$release.log" 2>&1 9>&- &
job=$!
# The watch: reading ends when the caller does.
{ while read -r _; do :; done; kill -9 "$job" 2>/dev/null; } <&0 9>&- &
watch=$!
wait "$job"
status=$?
kill "$watch" 2>/dev/null
if [ "$status" != 0 ] || ! [ -x "$root.tmp$program" ]; then
  rm -rf "$root.tmp"
  say "debootstrap $release failed: $(grep -E '^(E|W):|rror' "$cache/$release.log" | tail -n 1)"
  exit 1
fi
rm -rf "$root.tmp"/var/cache/apt/archives/*.deb "$root.tmp"/var/lib/apt/lists/*
mv "$root.tmp" "$root" && touch "$root/.complete" && echo "$root"

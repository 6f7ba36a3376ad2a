#!/usr/bin/env bash
# A private Docker Engine:   engine.sh ROOT DIR TMP STORAGE [DOCKERD_ARGUMENT...]
#
#   ROOT     a Debian with dockerd in it (root.sh); it is never written to
#   DIR      made here, removed at the end; DIR/docker.sock is the engine's, DIR/log its words
#   TMP      a folder of the machine that the engine sees at the same path, for bind mounts
#   STORAGE  memory or disk: where containers and images are kept
#
# Commands come on stdin, one a line (start, stop, kill, restart); each is answered by one line,
# "ok" or "error WHY"; the first answer is "ready PID", with the process whose namespaces the
# engine's are. The end of stdin is the end of everything, so the engine cannot outlive whoever
# holds the other end, however that one dies.
#
# Processes, mounts and network (bridges, firewall rules, published ports) live in namespaces of
# their own and go with them; the kernel sees to that. What is left, the folder and the control
# groups, is removed by the outer half, which sees none of the engine's mounts: it cannot
# reach through a bind mount by mistake.
set -u

outer() {
  local dir=$2
  # The terminal's signals are meant for the one who holds our stdin.
  trap '' INT HUP TERM QUIT
  sweep "$(dirname "$dir")"
  mkdir -m 755 "$dir" || exit 1
  exec 9>"$dir/lock"
  flock 9
  unshare --mount --net --pid --ipc --uts --fork --kill-child --propagation private \
    bash "$0" --inner "$@" 9>&-
  clean "$dir"
}

# Removes what a killed outer half left: folders whose lock nobody holds.
sweep() {
  local lock
  for lock in "$1"/dockerctl-engine-*/lock; do
    [ -O "$lock" ] && [ -n "$(find "$lock" -mmin +1)" ] || continue
    flock -n "$lock" true && clean "${lock%/lock}"
  done
}

clean() {
  local group=${1##*/} try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    find /sys/fs/cgroup -depth -type d -path "*/$group*" -exec rmdir {} + 2>/dev/null
    [ -z "$(find /sys/fs/cgroup -maxdepth 3 -type d -name "$group" -print -quit 2>/dev/null)" ] && break
    sleep 0.1
  done
  rm -rf --one-file-system "$1"
}

inner() {
  local from=$1 dir=$2 tmp=$3 storage=$4
  shift 4
  local self group=${dir##*/} m=$dir/m driver=overlay2
  # /proc is still the machine's own: this is our number out there.
  read -r self _ </proc/self/stat
  mkdir "$m"
  [ "$storage" = memory ] && mount -t tmpfs -o mode=755 engine "$m"
  mkdir "$m/upper" "$m/work" "$m/root" "$m/data"
  local root=$m/root
  # Without overlay mounts the root itself is used, and images are kept as plain copies.
  mount -t overlay -o "lowerdir=$from,upperdir=$m/upper,workdir=$m/work" engine "$root" 2>/dev/null ||
    { driver=vfs && mount --bind "$from" "$root"; }
  mount -t proc proc "$root/proc" && mount -t sysfs sysfs "$root/sys" &&
    mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup" && mount --rbind /dev "$root/dev" &&
    mount -t tmpfs run "$root/run" && mkdir -p "$root/engine" "$root/data" "$root$tmp" &&
    mount --bind "$dir" "$root/engine" && mount --bind "$m/data" "$root/data" &&
    mount --bind "$tmp" "$root$tmp" || { echo "error mounts are not allowed here"; return 1; }
  hostname "$group" 2>/dev/null
  ip link set lo up 2>/dev/null || chroot "$root" ip link set lo up
  # Nobody answers here, so that looking up a name fails at once instead of timing out.
  echo "nameserver 127.0.0.1" >"$root/etc/resolv.conf"
  printf '127.0.0.1 localhost %s\n::1 localhost\n' "$group" >"$root/etc/hosts"
  rm -f "$root/etc/docker/daemon.json"

  image "$root" "$dir/image.tar"
  registry 5000
  registry 5001 "auth: {htpasswd: {realm: test, path: /run/htpasswd}}"

  local args=(--data-root /data --exec-root /run/docker -p /run/docker.pid --storage-driver "$driver"
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$group" -H unix:///engine/docker.sock "$@")
  local pid=""
  echo "ready $self"
  local line
  while IFS= read -r line; do
    case $line in
    start) start ;;
    stop) halt TERM ;;
    kill) halt KILL ;;
    restart) halt TERM && start ;;
    *) echo "error unknown command" ;;
    esac
  done
  kill -KILL -1
}

# Runs a program in the engine's root. AppArmor is the machine's, not ours: "container" tells
# the engine to leave it alone.
within() {
  # A chroot alone would leave the machine's root as that of the mount namespace, and runc puts
  # what is run by exec there: it would see the machine's files instead of the container's.
  exec unshare --mount --propagation private bash -c 'cd "$0" && pivot_root . . && umount -l . && cd / &&
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root container=dockerctl "$@"' "$root" "$@"
}

start() {
  rm -f "$root/run/docker.pid" "$dir/docker.sock"
  (within dockerd "${args[@]}") </dev/null >>"$dir/log" 2>&1 &
  pid=$!
  local try
  for ((try = 0; try < 1200; try++)); do
    [ -S "$dir/docker.sock" ] && kill -0 "$pid" 2>/dev/null && { echo ok; return; }
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  echo "error dockerd did not start: $(tail -n 1 "$dir/log")"
  return 1
}

halt() {
  kill "-$1" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  [ "$line" = restart ] || echo ok
}

# A small image's files: busybox and its links, nothing else.
image() {
  local i=$1/run/image applet
  mkdir -p "$i"/{bin,etc,tmp,root,home,proc,sys,dev,var/log}
  chmod 1777 "$i/tmp"
  cp "$1/bin/busybox" "$i/bin/busybox"
  for applet in $("$i/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$i/bin/$applet"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\nuser:x:1000:1000:user:/home:/bin/sh\n' >"$i/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\nuser:x:1000:\n' >"$i/etc/group"
  tar -C "$i" --sort=name --mtime=@1700000000 --owner=0 --group=0 --numeric-owner -cf "$2" .
  rm -rf "$i"
}

# Debian's docker-registry on the engine's own loopback; $2 is more configuration.
registry() {
  cat >"$root/run/registry-$1.yml" <<Y
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: /data/registry-$1}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$1"}
${2:-}
Y
  # The password is "secret".
  echo 'tester:$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a' >"$root/run/htpasswd"
  (within docker-registry serve "/run/registry-$1.yml") </dev/null >>"$dir/registry.log" 2>&1 &
}

if [ "$1" = --inner ]; then
  shift
  inner "$@"
else
  outer "$@"
fi

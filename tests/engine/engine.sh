#!/usr/bin/env bash
# A private Docker Engine:   engine.sh ROOT DIR TMP STORAGE [DOCKERD_ARGUMENT...]
#
#   ROOT     a Debian with dockerd or podman in it (root.sh); it is never written to
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
  # The terminal's signals are meant for the one who holds our stdin. A trap, as what is ignored
  # would be ignored in every container too.
  trap : INT HUP TERM QUIT PIPE
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
  trap : PIPE
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
  # Nobody answers here, so that looking up a name fails at once instead of timing out. Docker's
  # own registry is here and refuses, always in the same words.
  echo "nameserver 127.0.0.1" >"$root/etc/resolv.conf"
  printf '127.0.0.1 %s\n' "localhost $group" "registry-1.docker.io index.docker.io auth.docker.io" >"$root/etc/hosts"
  rm -f "$root/etc/docker/daemon.json"

  image "$root" "$dir/image.tar"
  local args=(dockerd --data-root /data --exec-root /run/docker -p /run/docker.pid --storage-driver "$driver"
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$group" -H unix:///engine/docker.sock "$@")
  if [ -x "$root/usr/bin/podman" ]; then
    [ "$driver" = vfs ] || driver=overlay
    args=(podman --root /data/podman --runroot /run/podman --tmpdir /run/libpod --events-backend file
      --storage-driver "$driver" "$@" system service -t 0 unix:///engine/docker.sock)
    # Podman takes no parent for its control groups: it gets a part of them for the whole.
    local controller own
    for controller in /sys/fs/cgroup/*/cgroup.procs; do
      [ -e /sys/fs/cgroup/cgroup.controllers ] && break # version 2 alone: see the end
      controller=${controller%/cgroup.procs} own=$root/sys/fs/cgroup/${controller##*/}
      mkdir -p "$controller/$group" && mount --bind "$controller/$group" "$own"
    done
    for own in cpus mems; do
      cat "/sys/fs/cgroup/cpuset/cpuset.$own" >"/sys/fs/cgroup/cpuset/$group/cpuset.$own"
    done 2>/dev/null
    mkdir -p "$root/etc/containers"
    printf '%s\n' '[engine]' 'cgroup_manager = "cgroupfs"' 'runtime = "runc"' \
      >"$root/etc/containers/containers.conf"
  else
    registry 5000
    registry 5001 "auth: {htpasswd: {realm: test, path: /run/htpasswd}}"
  fi
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
  # Control groups of version 2 are not parted for podman; what it made is empty now.
  [ "${args[0]}" = podman ] && find /sys/fs/cgroup/libpod_parent -depth -type d -exec rmdir {} + 2>/dev/null
  # A paused container of control groups v1 dies only when it is thawed, and we only after it.
  local state
  find /sys/fs/cgroup -path "*/$group/*" -name freezer.state 2>/dev/null |
    while read -r state; do echo THAWED >"$state"; done
}

# Runs a program in the engine's root. AppArmor is the machine's, not ours: "container" tells
# the engine to leave it alone.
within() {
  # A chroot alone would leave the machine's root as that of the mount namespace, and runc puts
  # what is run by exec there: it would see the machine's files instead of the container's.
  local own=() procs
  if [ "$1" = podman ] && ! [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    own=(--cgroup)
    for procs in "$root"/sys/fs/cgroup/*/cgroup.procs; do echo "$BASHPID" >"$procs"; done
  fi
  exec unshare --mount "${own[@]}" --propagation private bash -c 'cd "$0" && pivot_root . . && umount -l . && cd / &&
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root container=dockerctl "$@"' "$root" "$@"
}

start() {
  rm -f "$root/run/docker.pid" "$dir/docker.sock"
  (within "${args[@]}") </dev/null >>"$dir/log" 2>&1 &
  pid=$!
  local try
  for ((try = 0; try < 1200; try++)); do
    [ -S "$dir/docker.sock" ] && kill -0 "$pid" 2>/dev/null && { echo ok; return; }
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.05
  done
  echo "error the engine did not start: $(tail -n 1 "$dir/log")"
  return 1
}

halt() {
  kill "-$1" "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  [ "$line" = restart ] || echo ok
}

# An archive for `docker load` with two images of busybox and its links alone. Their dates are
# fixed, so that they, their ids and their order in a list are the same at each start.
image() {
  local i=$1/run/image applet sum arch
  mkdir -p "$i"/{bin,etc,tmp,root,home,proc,sys,dev,var/log}
  chmod 1777 "$i/tmp"
  cp "$1/bin/busybox" "$i/bin/busybox"
  for applet in $("$i/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s busybox "$i/bin/$applet"
  done
  printf '%s:x:%s:%s\n' root 0 0:root:/root:/bin/sh nobody 65534 65534:nobody:/:/bin/false \
    user 1000 1000:user:/home:/bin/sh >"$i/etc/passwd"
  printf '%s:x:%s:\n' root 0 nogroup 65534 user 1000 >"$i/etc/group"
  tar -C "$i" --sort=name --mtime=@1700000000 --owner=0 --group=0 --numeric-owner -cf "$1/run/layer.tar" .
  rm -rf "$i"
  mkdir "$i"
  mv "$1/run/layer.tar" "$i/layer.tar"
  sum=$(sha256sum "$i/layer.tar") sum=${sum%% *}
  case $(uname -m) in aarch64) arch=arm64 ;; *) arch=amd64 ;; esac
  config busybox 2024-02-02T12:00:00Z '"Cmd": ["sh"]'
  config web 2024-01-01T12:00:00Z '"Entrypoint": ["httpd"], "Cmd": ["-f", "-h", "/etc"],
    "ExposedPorts": {"80/tcp": {}}, "WorkingDir": "/home", "Volumes": {"/data": {}},
    "Labels": {"org.example.kind": "web"}'
  cat >"$i/manifest.json" <<J
[{"Config": "busybox.json", "RepoTags": ["busybox:1", "busybox:latest"], "Layers": ["layer.tar"]},
 {"Config": "web.json", "RepoTags": ["web:1"], "Layers": ["layer.tar"]}]
J
  # Nothing behind the end: an engine reads no further, and who still writes gets EPIPE.
  tar -C "$i" -b 1 --sort=name --mtime=@1700000000 -cf "$2" .
  rm -rf "$i"
}

config() {
  cat >"$i/$1.json" <<J
{"architecture": "$arch", "os": "linux", "created": "$2",
 "config": {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], $3},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$sum"]},
 "history": [{"created": "$2", "created_by": "busybox and its links", "comment": "for tests"}]}
J
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

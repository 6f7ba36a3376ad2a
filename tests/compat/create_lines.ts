/**
 * Command lines of `create`, made from a table of flags and values with a seed, so that a failing
 * one can be made again.
 */

/** What a value may need of the surroundings: files made by the test, names it owns. */
export interface Surroundings {
  dir: string;
  prefix: string;
  /** A container that is there. */
  other: string;
  /** A network that somebody made. */
  network: string;
}

type Value = (around: Surroundings) => string[];

const flag = (...words: string[]): Value => () => words;
const each = (name: string, ...values: string[]): Value[] => values.map((v) => flag(name, v));

/**
 * Every flag of `create` with the values that tell its parser's branches apart, the refused ones
 * too. One group is one subject: a line takes at most one of each group.
 */
export const GROUPS: readonly (readonly Value[])[] = [
  each("--add-host", "a:10.0.0.1", "a=10.0.0.1", "a:[::1]", "a=host-gateway", "a", "a:x"),
  [...each("-a", "stdin", "STDOUT", "nope"), flag("-a", "stdin", "-a", "stderr")],
  each("--blkio-weight", "0", "300", "0x20", "70000", "x"),
  each("--blkio-weight-device", "/dev/zero:200", "/dev/zero:5", "zero:200", "x"),
  [
    flag("--cap-add", "net_admin", "--cap-add", "CAP_CHOWN", "--cap-add", "NET_ADMIN"),
    ...each("--cap-add", "ALL"),
  ],
  each("--cap-drop", "mknod", "all"),
  each("--cgroup-parent", "/x"),
  each("--cgroupns", "host", "private", "x"),
  each("--cpu-period", "50000", "x"),
  each("--cpu-quota", "25000", "-1"),
  each("-c", "512", "0x200"),
  each("--cpus", "0.5", "1/2", "1e-1", "0.0000000001", "x", "-1"),
  each("--cpuset-cpus", "0", "0-1", "999"),
  each("--cpuset-mems", "0"),
  each(
    "--device",
    "/dev/null",
    "/dev/null:/dev/n2",
    "/dev/null:rw",
    "/dev/null:/x:r",
    "null",
    "/a:/b:c",
    "/a:/b:r:w",
    "vendor.com/class=dev",
  ),
  each("--device-cgroup-rule", "c 1:3 rwm", "a *:* r", "x"),
  each("--device-read-bps", "/dev/zero:1mb", "/dev/zero:x"),
  each("--device-read-iops", "/dev/zero:1000", "/dev/zero"),
  each("--device-write-bps", "/dev/zero:1024k"),
  each("--device-write-iops", "/dev/zero:7"),
  [flag("--dns", "8.8.8.8", "--dns", "127.0.0.1"), ...each("--dns", "2001:DB8::0:1", "x")],
  [flag("--dns-option", "ndots:2", "--dns-opt", "rotate")],
  each("--dns-search", "example.com", ".", "1.2", "ex ample"),
  each("--domainname", "example.com"),
  each("--entrypoint", "/bin/sh", ""),
  [
    flag("-e", "A=1", "-e", "A=2", "-e", "B=", "-e", "HOME", "-e", "NOT_SET_AT_ALL"),
    flag("-e", "=x"),
  ],
  [
    (a) => ["--env-file", `${a.dir}/good.env`],
    (a) => ["--env-file", `${a.dir}/bad.env`],
    flag("--env-file", "/nope"),
  ],
  [
    flag("--expose", "80", "--expose", "90-92/udp"),
    ...each("--expose", "1:2", "x", "9-8", "70000"),
  ],
  each("--group-add", "audio", "1000"),
  [
    flag(
      "--health-cmd",
      "true",
      "--health-interval",
      "1m30s",
      "--health-retries",
      "3",
      "--health-timeout",
      "500ms",
      "--health-start-period",
      "2s",
    ),
    flag("--no-healthcheck"),
    flag("--no-healthcheck", "--health-cmd", "x"),
    ...each("--health-interval", "5", "-1s", "5x", "1ms"),
    ...each("--health-retries", "-1", "2"),
  ],
  each("-h", "box", ""),
  [flag("--init"), flag("--init=false")],
  [flag("-i"), flag("-i", "-a", "stdout")],
  each("--ip", "10.99.0.9"),
  each("--ipc", "private", "shareable", "host", "none", "bogus"),
  each("--isolation", "default", "bogus"),
  [flag("-l", "a=b", "-l", "c", "-l", "a=z"), ...each("-l", "=x", "a b=c")],
  [(a) => ["--label-file", `${a.dir}/labels`], flag("--label-file", "/nope")],
  [(a) => ["--link", `${a.other}:alias`], ...each("--link", "", "a:b:c", "nobody")],
  each("--link-local-ip", "169.254.9.9"),
  [
    flag("--log-driver", "json-file", "--log-opt", "max-size=10m", "--log-opt", "max-file=3"),
    flag("--log-driver", "none"),
    flag("--log-driver", "none", "--log-opt", "a=b"),
    flag("--log-driver", "local"),
    flag("--log-driver", "bogus"),
    flag("--log-opt", "bogus=1"),
  ],
  each("--mac-address", "92:d0:c6:0a:29:33", "x"),
  [
    ...each("-m", "64m", "1g", "5x", "1k", "-1", "7.5mb"),
    flag("-m", "64m", "--memory-swap", "128m"),
    flag("-m", "64m", "--memory-swap", "-1"),
    flag("-m", "64m", "--memory-reservation", "32m"),
  ],
  each("--memory-swappiness", "0", "60", "101", "-1"),
  [
    (a) => ["--mount", `type=bind,source=${a.dir},target=/m,readonly`],
    (a) => ["--mount", `type=bind,source=${a.dir},target=/m,bind-propagation=rshared`],
    (a) => ["--mount", `type=bind,source=${a.dir},target=/m,bind-recursive=disabled`],
    (a) => ["--mount", `source=${a.prefix}-v,target=/m,volume-nocopy`],
    (a) => ["--mount", `source=${a.prefix}-v2,target=/m,volume-label=k=v,volume-driver=local`],
    ...each(
      "--mount",
      "type=volume,target=/m",
      "type=tmpfs,target=/m,tmpfs-size=1m,tmpfs-mode=1770",
      "type=bing",
      "type=bind,target=/m",
      "type=bind,source=/nope/nope,target=/m",
      "target=/m,bogus=1",
      "type=tmpfs,target=/m,volume-nocopy",
      "",
      "target",
    ),
  ],
  [
    flag("--network", "none"),
    flag("--network", "host"),
    (a) => ["--network", a.network],
    (a) => ["--network", a.network, "--network-alias", "one", "--net-alias", "two"],
    (a) => ["--network", `name=${a.network},alias=one,alias=two,driver-opt=k=v`],
    (a) => ["--net", a.network, "--ip", "10.99.0.10"],
    (a) => ["--network", a.network, "--network", "host"],
    (a) => ["--network", a.network, "--network", a.network],
    (a) => ["--network", `container:${a.other}`],
    ...each("--network", "name=", "alias=x", "name=a,bogus=1"),
  ],
  each("--network-alias", "lonely"),
  [flag("--oom-kill-disable")],
  each("--oom-score-adj", "100", "-1001"),
  [
    flag("--pid", "host"),
    (a) => ["--pid", `container:${a.other}`],
    ...each("--pid", "container:", "x"),
  ],
  each("--pids-limit", "100", "-1", "x"),
  [flag("--privileged"), flag("--privileged=false")],
  [
    flag("-p", "80", "-p", "8080:80/udp", "-p", "127.0.0.1::90"),
    flag("-p", "8000-8002:80-82", "-p", "[::1]:81:81"),
    flag("-p", "9000-9010:90", "-p", "published=7000,target=70,protocol=tcp"),
    ...each("-p", "99999:1", "1-3:80-81", "x:1", "80/icmp", "1.2.3:80:80", "8080:", "a=b,c"),
  ],
  [flag("-P")],
  [flag("--read-only")],
  each(
    "--restart",
    "always",
    "on-failure:3",
    "unless-stopped",
    "no",
    "",
    "bogus",
    ":3",
    "on-failure:x",
    "always:2",
  ),
  [flag("--rm"), flag("--rm", "--restart", "always")],
  each("--runtime", "runc", "bogus"),
  [
    flag("--security-opt", "no-new-privileges", "--security-opt", "seccomp=unconfined"),
    flag("--security-opt", "systempaths=unconfined"),
    flag("--security-opt", "label:disable", "--security-opt", "systempaths=unconfined"),
    (a) => ["--security-opt", `seccomp=${a.dir}/seccomp.json`],
    ...each("--security-opt", "seccomp=/nope", "bogus", "apparmor="),
  ],
  each("--shm-size", "32m", "0", "x"),
  each("--stop-signal", "SIGUSR1", "9", "bogus"),
  each("--stop-timeout", "0", "30", "-1", "x"),
  each("--storage-opt", "bogus"),
  [
    flag("--sysctl", "net.ipv4.ip_forward=1", "--sysctl", "kernel.msgmax=65536"),
    ...each("--sysctl", "vm.swappiness=1", "net.x"),
  ],
  [flag("--tmpfs", "/t:size=1m,mode=700", "--tmpfs", "/u")],
  [flag("-t"), flag("-it"), flag("-ti", "-a", "stdin")],
  [
    flag("--ulimit", "nofile=512:1024", "--ulimit", "core=-1", "--ulimit", "nofile=600"),
    ...each("--ulimit", "bogus=1", "nofile=2:1", "nofile", "nofile=x"),
  ],
  each("-u", "1000:1000", "root"),
  each("--userns", "host", "x"),
  each("--uts", "host", "x"),
  [
    flag("-v", "/vol"),
    (a) => ["-v", `${a.dir}:/b:ro`, "-v", `${a.dir}:/b:ro`],
    (a) => ["-v", `${a.prefix}-v3:/v:nocopy`],
    flag("-v", "./sub:/b"),
    ...each("-v", "::", ":::", "", "/a:/b:/c:/d", "/a:/b:bogus", "/a:b", "aa::b"),
  ],
  each("--volume-driver", "local"),
  [(a) => ["--volumes-from", `${a.other}:ro`], flag("--volumes-from", "nobody-there")],
  each("-w", "/work", "rel"),
  each("--pull", "never", "bogus"),
  each("--gpus", "all,all", "bogus=1"),
  [flag("--bogus"), flag("-Z"), flag("--tty=maybe"), flag("--cpu-shares")],
];

/** A small generator of pseudo-random numbers below 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Commands that may follow the image; flags after it are the command's own. */
const COMMANDS = [[], ["true"], ["sh", "-c", "echo $A"], ["--", "-x"], ["-d", "--rm"], [""]];

/**
 * One line for every value of the table, then `more` lines of two to six flags drawn from
 * different groups. Words of each line, from its flags up to the command.
 */
export function createLines(
  around: Surroundings,
  image: string,
  seed: number,
  more: number,
): string[][] {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const lines = GROUPS.flat().map((value) => [...value(around), image]);
  for (let n = 0; n < more; n++) {
    const groups = new Set(
      Array.from({ length: 2 + Math.floor(random() * 5) }, () => pick(GROUPS)),
    );
    lines.push([...[...groups].flatMap((group) => pick(group)(around)), image, ...pick(COMMANDS)]);
  }
  return lines;
}

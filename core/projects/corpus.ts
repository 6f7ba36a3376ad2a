/** Compose files for the tests: each a feature or a trap of the specification. */

/** One file or a few, and what is read of them. */
export interface CorpusCase {
  name: string;
  /** One file `compose.yaml`, or several by path. */
  files: string | Record<string, string>;
  /** Those that are laid one over another. Default `compose.yaml`. */
  use?: string[];
  env?: Record<string, string>;
  profiles?: string[];
  /** What `config` has, among other things. */
  is?: Record<string, unknown>;
  /** What the first line of the error has. */
  error?: string;
  /** Where it points: file:line:column. */
  at?: string;
  /** A warning. */
  warns?: string;
}

/** A file with one service `a` of these lines. */
const a = (...lines: string[]) =>
  ["services:", "  a:", "    image: x", ...lines.map((l) => `    ${l}`), ""].join("\n");
/** What that service has. */
const has = (keys: Record<string, unknown>) => ({ services: { a: keys } });
const port = (target: number, published?: string, host_ip?: string, protocol = "tcp") => ({
  mode: "ingress",
  ...(host_ip && { host_ip }),
  target,
  ...(published && { published }),
  protocol,
});
/** An interpolation of `image`. */
const fill = (name: string, text: string, image: string, env: Record<string, string> = {}) => ({
  name: `interpolation: ${name}`,
  files: `services:\n  a:\n    image: "${text}"\n`,
  env,
  is: has({ image }),
});

/** All of them. */
// deno-fmt-ignore
export const corpus: readonly CorpusCase[] = [
  { name: "the smallest", files: a(), is: { name: "p", ...has({ image: "x", networks: { default: null } }), networks: { default: { name: "p_default" } } } },
  { name: "JSON is YAML", files: '{"services":{"a":{"image":"x"}}}', is: has({ image: "x" }) },
  { name: "anchors and merge keys", files: "x-e: &e {A: '1', B: '2'}\nservices:\n  a:\n    image: x\n    environment:\n      <<: *e\n      B: '3'\n", is: has({ environment: { A: "1", B: "3" } }) },
  { name: "a list of merge keys: the first counts", files: "x-a: &a {restart: always}\nx-b: &b {restart: 'no', init: true}\nservices:\n  a:\n    <<: [*a, *b]\n    image: x\n", is: has({ restart: "always", init: true }) },
  { name: "x- keys are left alone at every level", files: "x-top: 1\nservices:\n  a:\n    image: x\n    x-own: {deep: [1]}\n    healthcheck: {test: 'true', x-why: y}\n", is: has({ image: "x", "x-own": undefined }) },
  { name: "a second document is laid over the first", files: "services: {a: {image: x}}\n---\nservices: {a: {image: y}}\n", is: has({ image: "y" }) },
  { name: "the version is obsolete", files: "version: '3.8'\n" + a(), is: has({ image: "x" }), warns: "obsolete" },
  { name: "a name of its own, filled in", files: "name: my-${W}\n" + a(), env: { W: "app" }, is: { name: "my-app" } },
  { name: "a name that is made one, as a folder's", files: "name: My App\n" + a(), is: { name: "myapp" } },
  { name: "a name that cannot be", files: "name: '!!'\n" + a(), error: "invalid project name", at: "compose.yaml:1:7" },

  fill("$A and ${A}", "$A-${A}", "1-1", { A: "1" }),
  fill("unset is empty", "x${A}", "x"),
  fill(":- where it is unset", "${A:-d}", "d"),
  fill(":- where it is empty", "${A:-d}", "d", { A: "" }),
  fill("- where it is empty", "x${A-d}", "x", { A: "" }),
  fill(":+ where it is set", "x${A:+y}", "xy", { A: "1" }),
  fill("+ where it is empty", "x${A+y}", "xy", { A: "" }),
  fill(":+ where it is unset", "x${A:+y}", "x"),
  fill("nested", "${A:-${B:-${C}}}", "c", { C: "c" }),
  fill("? where it is set", "${A?no}", "1", { A: "1" }),
  fill("$$ is a dollar sign", "$$A$${A}", "$A${A}", { A: "1" }),
  fill("a default with a colon and a slash", "${A:-reg.io:5000/x:1}", "reg.io:5000/x:1"),
  { name: "interpolation: ? where it is unset", files: a("user: ${U:?say who}"), error: "required variable U is missing a value: say who", at: "compose.yaml:4:11" },
  { name: "interpolation: no closing brace", files: a("user: ${U"), error: '"${" has no "}"', at: "compose.yaml:4:11" },
  { name: "interpolation: a lone dollar sign stays", files: a('command: ["a$", "$1"]'), is: has({ command: ["a$", "$1"] }) },
  { name: "interpolation: braces around nothing", files: a('user: "x${}"'), error: "invalid interpolation", at: "compose.yaml:4:13" },
  { name: "interpolation: keys stay", files: a("labels: {$K: $V}"), env: { V: "1" }, is: has({ labels: { $K: "1" } }) },
  { name: "interpolation: a number where a number is wanted", files: a("scale: ${N}", "init: ${I}"), env: { N: "3", I: "true" }, is: has({ scale: 3, init: true }) },

  { name: "several files: maps merge, values replace, lists grow", files: { "compose.yaml": a("environment: [A=1, B=2]", "dns: 1.1.1.1", "command: one"), "b.yaml": "services:\n  a:\n    environment: {B: 3}\n    dns: [8.8.8.8]\n    command: [two]\n" }, use: ["compose.yaml", "b.yaml"], is: has({ environment: { A: "1", B: "3" }, dns: ["1.1.1.1", "8.8.8.8"], command: ["two"] }) },
  { name: "several files: a volume with the same target is replaced", files: { "compose.yaml": a("volumes: ['./a:/t']"), "b.yaml": "services:\n  a:\n    volumes: ['./b:/t']\n" }, use: ["compose.yaml", "b.yaml"], is: has({ volumes: [{ type: "bind", source: "/p/b", target: "/t", bind: { create_host_path: true } }] }) },
  { name: "several files: the same port stands once", files: { "compose.yaml": a("ports: ['80:80']"), "b.yaml": "services:\n  a:\n    ports: ['80:80', '81:81']\n" }, use: ["compose.yaml", "b.yaml"], is: has({ ports: [port(80, "80"), port(81, "81")] }) },
  { name: "!reset takes away", files: { "compose.yaml": a("ports: ['80:80']", "user: me"), "b.yaml": "services:\n  a:\n    ports: !reset []\n    user: !reset null\n" }, use: ["compose.yaml", "b.yaml"], is: has({ ports: undefined, user: undefined }) },
  { name: "!override does not merge", files: { "compose.yaml": a("ports: ['80:80']"), "b.yaml": "services:\n  a:\n    ports: !override ['81:81']\n" }, use: ["compose.yaml", "b.yaml"], is: has({ ports: [port(81, "81")] }) },
  { name: "a tag of another language", files: a("user: !!python/object:os.system me"), error: "is not known", at: "compose.yaml:4:37" },
  { name: "a tag for bytes", files: a("user: !!binary aGk="), error: "is not known", at: "compose.yaml:4:20" },
  { name: "more containers than an engine holds", files: a("scale: 999999999"), error: "services.a.scale is more than 10000", at: "compose.yaml:4:12" },
  { name: "more services than a project has", files: "services:\n" + Array.from({ length: 2001 }, (_, n) => `  s${n}: {image: x}\n`).join(""), error: "more than 2000 services" },
  { name: "extends of a remote file", files: a("extends: {file: 'https://x/y.yaml', service: b}"), error: "is on another machine", at: "compose.yaml:4:21" },
  { name: "an environment of ten thousand variables", files: "services: {a: {image: x, environment: {" + Array.from({ length: 10_000 }, (_, n) => `A${n}: '\${A${n}:-x}'`).join(", ") + "}}}\n", is: has({ image: "x" }) },
  { name: "a tag that is not known", files: a("user: !secret me"), error: "the tag !secret is not known", at: "compose.yaml:4:19" },

  { name: "extends within a file", files: "services:\n  b: {image: x, environment: {A: '1'}}\n  a: {extends: b, environment: {B: '2'}}\n", is: has({ image: "x", environment: { A: "1", B: "2" } }) },
  { name: "extends from another folder: its paths are its own", files: { "compose.yaml": "services:\n  a:\n    extends: {file: sub/b.yaml, service: b}\n", "sub/b.yaml": "services:\n  b: {image: x, volumes: ['./d:/d']}\n" }, is: has({ volumes: [{ type: "bind", source: "/p/sub/d", target: "/d", bind: { create_host_path: true } }] }) },
  { name: "extends what is not there", files: "services:\n  base: {image: x}\n  a: {extends: bsae}\n", error: 'services.a extends "bsae", which /p/compose.yaml has not: did you mean "base"?' },
  { name: "extends in a circle", files: "services:\n  a: {image: x, extends: b}\n  b: {image: x, extends: a}\n", error: "by a circle" },
  { name: "include of a local file", files: { "compose.yaml": "include: [sub/b.yaml]\n" + a(), "sub/b.yaml": "services: {b: {image: y, env_file: e}}\n", "sub/e": "A=1\n" }, is: { services: { a: { image: "x" }, b: { image: "y", environment: { A: "1" } } } } },
  { name: "include with variables of its own folder", files: { "compose.yaml": "include: [{path: sub/b.yaml}]\n" + a(), "sub/b.yaml": "services: {b: {image: 'y:${T}'}}\n", "sub/.env": "T=7\n" }, is: { services: { b: { image: "y:7" } } } },
  { name: "include from another machine is refused", files: "include: ['https://example.org/c.yaml']\n" + a(), error: "only local files are read", at: "compose.yaml:1:11" },
  { name: "include of a git repository is refused", files: "include: ['git@example.org:a/b.git']\n" + a(), error: "only local files are read", at: "compose.yaml:1:11" },
  { name: "include of what is here already", files: { "compose.yaml": "include: [b.yaml]\n" + a(), "b.yaml": "services: {a: {image: y}}\n" }, error: "services.a stands here and in /p/b.yaml" },
  { name: "include in a circle", files: { "compose.yaml": "include: [b.yaml]\n" + a(), "b.yaml": "include: [compose.yaml]\nservices: {b: {image: y}}\n" }, error: "a circle" },

  { name: "profiles: without one", files: "services:\n  a: {image: x}\n  d: {image: y, profiles: [debug]}\n", is: { services: { a: { image: "x" }, d: undefined } } },
  { name: "profiles: with one", files: "services:\n  a: {image: x}\n  d: {image: y, profiles: [debug]}\n", profiles: ["debug"], is: { services: { d: { image: "y", profiles: ["debug"] } } } },
  { name: "profiles: somebody hangs on one that is off", files: "services:\n  a: {image: x, depends_on: [d]}\n  d: {image: y, profiles: [debug]}\n", error: "services.a depends on d, which needs the profile debug", at: "compose.yaml:2:30" },
  { name: "depends_on with conditions", files: "services:\n  a:\n    image: x\n    depends_on:\n      b: {condition: service_healthy, restart: true}\n  b: {image: x}\n", is: has({ depends_on: { b: { condition: "service_healthy", restart: true, required: true } } }) },
  { name: "links, with a name and without", files: "services:\n  web: {image: x, links: ['a:one', a]}\n  a: {image: x}\n", is: { services: { web: { links: ["a:one", "a"] } } } },
  { name: "depends_on of a condition that is none", files: a("depends_on: {b: {condition: service_ready}}"), error: 'must be "service_started" or', at: "compose.yaml:4:33" },
  { name: "depends_on of nobody", files: "services:\n  web: {image: x}\n  a: {image: x, depends_on: [wbe]}\n", error: 'services.a depends on undefined service wbe: did you mean "web"?' },
  { name: "depends_on that is not required, of one that is off", files: a("depends_on: {b: {condition: service_started, required: false}}") + "  b: {image: y, profiles: [p]}\n", is: has({ depends_on: {} }) },
  { name: "depends_on that is not required, of nobody", files: a("depends_on: {b: {condition: service_started, required: false}}"), error: "depends on undefined service b" },
  { name: "depends_on in a circle", files: "services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n", error: "dependency cycle detected: a -> b -> c -> a" },

  { name: "healthcheck: a string is a shell's", files: a("healthcheck: {test: curl x, interval: 1m30s, timeout: 500ms, retries: 3, start_period: 2h}"), is: has({ healthcheck: { test: ["CMD-SHELL", "curl x"], interval: "1m30s", timeout: "500ms", retries: 3, start_period: "2h0m0s" } }) },
  { name: "healthcheck: a list without its first word", files: a("healthcheck: {test: [curl, x]}"), error: 'must begin with "CMD"', at: "compose.yaml:4:18" },
  { name: "a duration without a unit", files: a("stop_grace_period: '10'"), error: '"10" is no duration', at: "compose.yaml:4:24" },
  { name: "secrets and configs of every source", files: a("secrets: [f, {source: e, target: /e, mode: 0440}]", "configs: [c]") + "secrets: {f: {file: ./f}, e: {environment: E}}\nconfigs: {c: {content: 'hi ${W}'}}\n", env: { W: "you", E: "1" }, is: { ...has({ secrets: [{ source: "f", target: "/run/secrets/f" }, { source: "e", target: "/e", mode: "0440" }], configs: [{ source: "c" }] }), secrets: { f: { name: "p_f", file: "/p/f" } }, configs: { c: { content: "hi you" } } } },
  { name: "a secret without a source", files: a("secrets: [s]") + "secrets: {s: {}}\n", error: "secrets.s has no source" },
  { name: "a config that nobody made", files: a("configs: [c]"), error: "services.a refers to undefined config c", at: "compose.yaml:4:14" },
  { name: "networks with aliases and addresses", files: a("networks: {n: {aliases: [w], ipv4_address: 10.0.0.9, priority: 5}, default: }") + "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/24}]}, internal: true}}\n", is: { ...has({ networks: { n: { aliases: ["w"], ipv4_address: "10.0.0.9", priority: 5 }, default: null } }), networks: { n: { name: "p_n", internal: true, ipam: { config: [{ subnet: "10.0.0.0/24" }] } }, default: { name: "p_default" } } } },
  { name: "external networks and volumes keep their names", files: a("networks: [n]", "volumes: ['v:/v']") + "networks: {n: {external: true, name: other}}\nvolumes: {v: {external: true}}\n", is: { networks: { n: { name: "other", external: true } }, volumes: { v: { name: "v", external: true } } } },
  { name: "a network that nobody made", files: a("networks: [frnt]") + "networks: {front: }\n", error: 'undefined network frnt: did you mean "front"?' },
  { name: "network_mode and networks", files: a("network_mode: host", "networks: [default]"), error: "and networks exclude each other", at: "compose.yaml:4:19" },
  { name: "network_mode of a service that is not there", files: a("network_mode: 'service:vpn'"), error: "undefined service vpn" },

  { name: "volumes: short and long, named and anonymous", files: a("volumes: ['v:/v:ro', /anon, '~/h:/h', {type: volume, source: v, target: /w, volume: {nocopy: true, subpath: s}}, {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 0755}}]") + "volumes: {v: }\n", is: { ...has({ volumes: [{ type: "volume", source: "v", target: "/v", read_only: true, volume: {} }, { type: "volume", target: "/anon", volume: {} }, { type: "bind", source: "/home/me/h", target: "/h", bind: { create_host_path: true } }, { type: "volume", source: "v", target: "/w", volume: { nocopy: true, subpath: "s" } }, { type: "tmpfs", target: "/t", tmpfs: { size: "1048576", mode: 493 } }] }), volumes: { v: { name: "p_v" } } } },
  { name: "a volume that nobody made", files: a("volumes: ['v:/v']"), error: "services.a refers to undefined volume v", at: "compose.yaml:4:14" },
  { name: "a volume of four parts", files: a("volumes: ['a:/b:ro:x']"), error: '"a:/b:ro:x" is no volume', at: "compose.yaml:4:15" },
  { name: "tmpfs, ulimits, devices, sysctls, init, caps", files: a("tmpfs: /run:size=1m", "ulimits: {nproc: 5, nofile: {soft: 1, hard: 2}}", "devices: ['/dev/null:/dev/n:r']", "sysctls: ['a.b=1']", "init: true", "cap_add: [NET_ADMIN]"), is: has({ tmpfs: ["/run:size=1m"], ulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } }, devices: [{ source: "/dev/null", target: "/dev/n", permissions: "r" }], sysctls: { "a.b": "1" }, init: true, cap_add: ["NET_ADMIN"] }) },
  { name: "sizes", files: a("mem_limit: 1.5g", "shm_size: 64KiB", "memswap_limit: -1", "mem_reservation: 1000"), is: has({ mem_limit: "1610612736", shm_size: "65536", memswap_limit: "-1", mem_reservation: "1000" }) },
  { name: "a size that is none", files: a("mem_limit: 12 parsecs"), error: '"12 parsecs" is no size', at: "compose.yaml:4:16" },
  { name: "deploy.resources, replicas", files: a("deploy: {replicas: 3, resources: {limits: {cpus: '0.5', memory: 50M, pids: 9}, reservations: {memory: 1m, devices: [{capabilities: [gpu], count: all}]}}, restart_policy: {condition: on-failure, max_attempts: 2}}"), is: has({ deploy: { replicas: 3, resources: { limits: { cpus: 0.5, memory: "52428800", pids: 9 }, reservations: { devices: [{ capabilities: ["gpu"], count: -1 }] } } } }) },
  { name: "scale and replicas that differ", files: a("scale: 2", "deploy: {replicas: 3}"), error: "say different numbers", at: "compose.yaml:4:12" },
  { name: "one name for several containers", files: a("scale: 2", "container_name: me"), error: "is one name for 2 containers", at: "compose.yaml:5:21" },
  { name: "build: short, args, target, inline", files: "services:\n  a: {build: ./d}\n  b: {build: {context: ., args: [A=1, B, C], target: t, dockerfile_inline: FROM x}}\n", env: { B: "2" }, is: { services: { a: { build: { context: "/p/d", dockerfile: "Dockerfile" } }, b: { build: { context: "/p", args: { A: "1", B: "2", C: undefined }, target: "t", dockerfile_inline: "FROM x" } } } } },
  { name: "build: what needs a session is refused", files: "services:\n  a:\n    build:\n      context: .\n      ssh: [default]\n", error: "services.a.build.ssh is not supported", at: "compose.yaml:5:7" },
  { name: "pull policies", files: a("pull_policy: sometimes"), error: 'is always, never, missing or build, not "sometimes"', at: "compose.yaml:4:18" },

  { name: "ports: every short form", files: a("ports: [80, '8080:80', '127.0.0.1:81:81/udp', '3000-3001:4000-4001', '9000-9010:90', '[::1]:82:82']"), is: has({ ports: [port(80), port(80, "8080"), port(81, "81", "127.0.0.1", "udp"), port(4000, "3000"), port(4001, "3001"), port(90, "9000-9010"), port(82, "82", "::1")] }) },
  { name: "ports: the long form", files: a("ports: [{target: 80, published: 8080, protocol: udp, host_ip: 127.0.0.1, mode: host}]"), is: has({ ports: [{ mode: "host", host_ip: "127.0.0.1", target: 80, published: "8080", protocol: "udp" }] }) },
  { name: "ports: 22:22 is no number of base sixty", files: a("ports: [22:22]"), is: has({ ports: [port(22, "22")] }) },
  { name: "ports: too large", files: a("ports: ['80:70000']"), error: "a port is at most 65535", at: "compose.yaml:4:13" },
  { name: "ports: ranges of other lengths", files: a("ports: ['1-3:1-2']"), error: "both ranges have the same length" },
  { name: "labels as map and as list", files: a("labels: [a=b, c]", "annotations: {x: 1}"), is: has({ labels: { a: "b", c: "" }, annotations: { x: "1" } }) },
  { name: "environment: values of every kind", files: a("environment: {A: 1, B: 1.50, C: true, D: , E: '', F: yes}"), env: { D: "d" }, is: has({ environment: { A: "1", B: "1.5", C: "true", D: "d", E: "", F: "yes" } }) },
  { name: "env_file under environment, several, one not required", files: { "compose.yaml": a("env_file: [one, {path: none, required: false}, two]", "environment: [C=3]"), one: "A=1\nB=1\nC=1\n", two: "export B=2 # two\nD='$A'\nE=\"x\\ny${A}\"\n" }, is: has({ environment: { A: "1", B: "2", C: "3", D: "$A", E: "x\ny1" } }) },
  { name: "env_file that is not there", files: a("env_file: none"), error: "services.a.env_file: /p/none: there is no such file" },
  { name: "env_file with a line that is none", files: { "compose.yaml": a("env_file: e"), e: "A=1\nnot a variable\n" }, error: "this is no line of a file of variables", at: "e:2:5" },
  { name: "env_file with a quote that is not closed", files: { "compose.yaml": a("env_file: e"), e: 'A="x\n' }, error: "this quote is not closed", at: "e:1:3" },
  { name: "command: as a shell splits it", files: a("command: sh -c 'echo \"a b\" c\\ d' --x=\"y z\""), is: has({ command: ["sh", "-c", 'echo "a b" c\\ d', "--x=y z"] }) },
  { name: "command: a quote that is not closed", files: a("command: sh -c 'x"), error: "the command has no closing '", at: "compose.yaml:4:14" },
  { name: "extra_hosts in every form", files: a("extra_hosts: ['a:1.2.3.4', 'b=host-gateway', 'c:[::1]']"), is: has({ extra_hosts: ["a=1.2.3.4", "b=host-gateway", "c=::1"] }) },
  { name: "gpus: all", files: a("gpus: all"), is: has({ gpus: [{ capabilities: ["gpu"], count: -1 }] }) },
  { name: "octal numbers", files: a("secrets: [{source: s, mode: 0400}]") + "secrets: {s: {file: f}}\n", is: has({ secrets: [{ source: "s", target: "/run/secrets/s", mode: "0400" }] }) },

  { name: "wrong type: a list wanted", files: a("ports: 80"), error: "services.a.ports must be a list, and is a number", at: "compose.yaml:4:12" },
  { name: "wrong type: a mapping wanted", files: "services: [a]\n", error: "services must be a mapping, and is a list", at: "compose.yaml:1:11" },
  { name: "wrong type: a string wanted", files: a("user: [me]"), error: "services.a.user must be a string, and is a list" },
  { name: "wrong type: a boolean wanted", files: a("init: maybe"), error: 'services.a.init must be true or false, not "maybe"', at: "compose.yaml:4:11" },
  { name: "wrong type: a whole number wanted", files: a("scale: 1.5"), error: "services.a.scale must be a whole number", at: "compose.yaml:4:12" },
  { name: "wrong type: the file is a list", files: "- a\n", error: "a project's file is a mapping", at: "compose.yaml:1:1" },
  { name: "unknown key with a near one", files: a("enviroment: {A: 1}"), error: 'services.a.enviroment is not a key of the specification: did you mean "environment"?', at: "compose.yaml:4:5" },
  { name: "unknown key at the top", files: "service: {}\n", error: 'service is not a key of the specification: did you mean "services"?', at: "compose.yaml:1:1" },
  { name: "known and not supported", files: a("provider: {type: x}"), error: "services.a.provider is not supported", at: "compose.yaml:4:5" },
  { name: "commands beside start and stop", files: a("post_start:", "  - command: echo 'a b'", "    user: root", "    environment: [A=1]", "pre_stop: [{command: [x, y], working_dir: /w, privileged: true}]"), is: has({ post_start: [{ command: ["echo", "a b"], user: "root", environment: { A: "1" } }], pre_stop: [{ command: ["x", "y"], working_dir: "/w", privileged: true }] }) },
  { name: "a command beside the start without a command", files: a("post_start: [{user: root}]"), error: 'services.a.post_start[0] has no "command"', at: "compose.yaml:4:18" },
  { name: "develop.watch", files: a("develop:", "  watch:", "    - {path: ./src, action: sync+exec, target: /app, ignore: [node_modules/], include: '*.js', initial_sync: true, exec: {command: reload now}}"), is: has({ develop: { watch: [{ path: "/p/src", action: "sync+exec", target: "/app", ignore: ["node_modules/"], include: ["*.js"], initial_sync: true, exec: { command: ["reload", "now"] } }] } }) },
  { name: "develop.watch of an action that is none", files: a("develop: {watch: [{path: ., action: copy}]}"), error: 'services.a.develop.watch[0].action must be "rebuild" or "sync"', at: "compose.yaml:4:41" },
  { name: "a service without an image", files: "services:\n  a: {user: me}\n", error: "services.a has neither an image nor a build", at: "compose.yaml:2:6" },
  { name: "duplicate keys", files: a("user: me", "user: you"), error: "this key stands here twice", at: "compose.yaml:5:5" },
  { name: "a tab", files: "services:\n\ta:\n\t\timage: x\n", error: "a tab cannot indent" },
  { name: "a quote that is not closed", files: a('user: "me'), error: "a character is missing" },
  { name: "an alias of nothing", files: a("user: *me"), error: "there is no anchor &me above this" },
  { name: "an alias inside itself", files: "x-a: &a {b: *a}\n" + a(), error: "an alias inside itself" },
  { name: "billion laughs", files: "x-a: &a [x,x,x,x,x,x,x,x,x,x]\n" + ["b", "c", "d", "e", "f", "g"].map((k, n) => `x-${k}: &${k} [${Array(10).fill(`*${"abcdef"[n]}`).join(",")}]\n`).join("") + a(), error: "make more than 100,000 values" },
  { name: "deep nesting", files: `x-a: ${"[".repeat(5000)}${"]".repeat(5000)}\n` + a(), error: "" },
  { name: "a file of more than 1 MB", files: a() + "#".repeat(1024 * 1024), error: "larger than 1 MB" },
  { name: "a file of nearly 1 MB", files: a() + ("#".repeat(99) + "\n").repeat(10_000), is: has({ image: "x" }) },
  { name: "an empty file", files: "# nothing\n", error: "is empty" },

  fill("braces of the text itself", "${A:-{'b':{}}}x", "{'b':{}}x"),
  fill("braces of the text itself that are not used", "${A:-{'b':1}}", "1", { A: "1" }),
  fill("a brace that nothing closes", "${A:-{}", "{"),
  { name: "the name of the files is COMPOSE_PROJECT_NAME", files: "name: My-${W}\n" + a("labels: {n: '${COMPOSE_PROJECT_NAME}'}"), env: { W: "app" }, is: { name: "my-app", ...has({ labels: { n: "my-app" } }) } },
  { name: "the name of the last file is COMPOSE_PROJECT_NAME", files: { "a.yaml": "name: one\n" + a("labels: {n: '${COMPOSE_PROJECT_NAME}'}"), "b.yaml": "name: two\nservices: {a: {labels: {m: '${COMPOSE_PROJECT_NAME}'}}}\n" }, use: ["a.yaml", "b.yaml"], is: { name: "two", ...has({ labels: { n: "two", m: "two" } }) } },
  { name: "a build that is laid over keeps its context", files: { "a.yaml": a("build: ./x"), "b.yaml": "services: {a: {build: {target: dev}}}\n" }, use: ["a.yaml", "b.yaml"], is: has({ build: { context: "/p/x", target: "dev" } }) },
  { name: "a later file changes what an earlier one includes", files: { "a.yaml": "include: [i.yaml]\nservices: {b: {image: y}}\n", "b.yaml": "services: {a: {environment: {A: '1'}}}\n", "i.yaml": a() }, use: ["a.yaml", "b.yaml"], is: has({ image: "x", environment: { A: "1" } }) },
  { name: "env_file in a format that nobody knows", files: { "compose.yaml": a("env_file: [{path: e, format: toml}]"), e: "A=1\n" }, error: 'env_file has the format raw or none, not "toml"', at: "compose.yaml:4:15" },
  { name: "env_file sees the service's own variables", files: { "compose.yaml": a("env_file: e", "environment: {B: own}"), e: "A=${B:-none}\n" }, is: has({ environment: { A: "own", B: "own" } }) },
  { name: "a number of twenty digits keeps them", files: a("environment: {A: 12345678901234567890}", "labels: {b: 12345678901234567891}"), is: has({ environment: { A: "12345678901234567890" }, labels: { b: "12345678901234567891" } }) },
  { name: "two volumes at one place: the later one counts", files: a("volumes: [/a:/t, /b:/t]", "cap_add: [ALL, ALL]"), is: has({ cap_add: ["ALL"], volumes: [{ type: "bind", source: "/b", target: "/t", bind: { create_host_path: true } }] }) },
  { name: "no networks at all are the default one", files: a("networks: []") + "  b: {image: y, networks: {}}\n", is: { services: { a: { networks: { default: null } }, b: { networks: { default: null } } } } },
  { name: "ports: an address that is none", files: a("ports: ['300.1.1.1:80:80']"), error: '"300.1.1.1" is no address' },
  { name: "ports: an address with a zone", files: a("ports: ['[fe80::1%eth0]:81:81']"), error: "is no address" },
  { name: "ports: a name where an address is wanted", files: a("ports: [{target: 80, host_ip: localhost}]"), error: '"localhost" is no address', at: "compose.yaml:4:35" },
  { name: "a dot in a service's name", files: { "a.yaml": "services:\n  a.b: {image: x, command: [one], ports: ['80:80']}\n", "b.yaml": "services:\n  a.b: {command: [two], ports: ['80:80']}\n" }, use: ["a.yaml", "b.yaml"], is: { services: { "a.b": { command: ["two"], ports: [port(80, "80")] } } } },
];

/** Stacks: what dockerctl deploys is what docker deploys of the same files. */
// engine tests in 3 parts
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { corpus } from "../../../core/projects/corpus.ts";
import { type EngineContext, engineTest, type Output } from "../../engine/mod.ts";

type Files = Readonly<Record<string, string>>;
type Json = Record<string, unknown>;

/** Files for a swarm, each with the traps of one part; `$IMAGE` is an image that is there. */
const STACKS: readonly { name: string; files: Files; words?: string[]; env?: Files }[] = [
  { name: "the smallest", files: { "c.yaml": "services: {a: {image: $IMAGE}}\n" } },
  {
    name: "deploy",
    files: {
      "c.yaml": `version: "3.13"
services:
  web:
    image: $IMAGE
    deploy:
      replicas: 2
      endpoint_mode: VIP
      labels: {tier: front, empty: ""}
      update_config: {parallelism: 0, delay: 1m30s, failure_action: rollback, monitor: 10s, max_failure_ratio: 0.25, order: start-first}
      rollback_config: {delay: 2s}
      restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 2m}
      resources:
        limits: {cpus: "0.50", memory: 50M, pids: 100}
        reservations: {cpus: "0.25", memory: 8M, generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]}
      placement: {constraints: [node.role==manager, node.labels.a!=b], preferences: [{spread: node.labels.zone}], max_replicas_per_node: 4}
  every: {image: $IMAGE, deploy: {mode: global}}
  once: {image: $IMAGE, deploy: {mode: replicated-job, replicas: 3}}
  job: {image: $IMAGE, deploy: {mode: global-job}}
  kept: {image: $IMAGE, restart: "on-failure:4", deploy: {replicas: 0}}
  up: {image: $IMAGE, restart: unless-stopped}
`,
    },
  },
  {
    name: "the container",
    files: {
      "c.yaml": `services:
  a:
    image: $IMAGE
    command: sh -c "echo 'a b' | cat"
    entrypoint: ["/bin/busybox", "--"]
    hostname: h
    user: "1:2"
    working_dir: /w
    tty: true
    stdin_open: true
    read_only: true
    init: true
    stop_signal: SIGINT
    stop_grace_period: 1m5s
    cap_add: [net_admin, CAP_SYS_TIME]
    cap_drop: [all, net_admin]
    dns: 1.1.1.1
    dns_search: [a.example, b.example]
    extra_hosts: ["one:1.2.3.4", "six:[::1]"]
    sysctls: {net.core.somaxconn: 1024}
    ulimits: {nproc: 65535, nofile: {soft: 20000, hard: 40000}}
    labels: [x.y=1, bare]
    logging: {driver: json-file, options: {max-size: 1m}}
    healthcheck: {test: curl -f http://localhost, interval: 1m30s, timeout: 10s, retries: 3, start_period: 40s}
    environment: [ONE=1, FROM_HERE, UNSET_HERE, EMPTY=]
    env_file: [./one.env]
    expose: ["80"]
    container_name: other
  b:
    image: $IMAGE
    healthcheck: {disable: true}
    environment: {N: 1, B: "true", Q: 'a "b"', EMPTY: ""}
    init: false
`,
      "one.env": '# none\nFILE=x\nQUOTED="q"\nONE=2\nFROM_HERE=f\n\n',
    },
    env: { FROM_HERE: "here", EMPTY: "filled" },
  },
  {
    name: "ports and volumes",
    files: {
      "c.yaml": `services:
  a:
    image: $IMAGE
    ports: ["18080:80", "18000-18002:90-92/udp", "18100-18101:95", {target: 70, published: 17000, protocol: tcp, mode: host}, "60"]
    volumes:
      - data:/data:ro
      - /anonymous
      - ./here:/here
      - /etc:/host:ro
      - type: tmpfs
        target: /t
        tmpfs: {size: 1000000}
      - type: volume
        source: driven
        target: /driven
        volume: {nocopy: true}
      - {type: bind, source: /var, target: /v, bind: {propagation: rslave}}
      - "named:/n"
      - "outer:/o"
    tmpfs: [/run]
volumes:
  data:
  driven: {driver: local, driver_opts: {type: tmpfs, device: tmpfs}, labels: {l: "1"}}
  named: {name: own-name}
  outer: {external: true}
`,
    },
  },
  {
    name: "networks, secrets, configs",
    files: {
      "c.yaml": `services:
  a:
    image: $IMAGE
    networks: {front: {aliases: [www]}, back: , out: }
    secrets: [s, {source: other, target: /etc/o, uid: "3", gid: "4", mode: 0400}]
    configs: [c, {source: named, target: /etc/again}]
  b: {image: $IMAGE, networks: [front, default]}
  c: {image: $IMAGE}
  d: {image: $IMAGE, networks: [host]}
networks:
  front: {driver: overlay, attachable: true, labels: {n: "1"}, driver_opts: {encrypted: ""}}
  back: {internal: true, ipam: {config: [{subnet: 10.77.0.0/24}]}}
  out: {external: true, name: outer}
  host: {external: true, name: host}
  unused: {}
secrets:
  s: {file: ./s.txt}
  other: {external: true, name: theirs}
  named: {file: ./s.txt, name: s-name, labels: {a: b}}
configs:
  c: {file: ./c.bin, template_driver: golang}
  named: {file: ./s.txt}
`,
      "s.txt": "geheim",
      "c.bin": "\u0000\u00ff{{.Service.Name}}",
    },
  },
  {
    name: "several files and variables",
    files: {
      "c.yaml": `services:
  a: {image: "\${IMG:-$IMAGE}", labels: {one: "\${NOT_SET-none}"}, environment: {A: "1", B: "2"}, deploy: {replicas: 1}}
`,
      "more.yaml": `services:
  a: {environment: {B: "3"}, labels: {two: "$$2"}, deploy: {replicas: 3, labels: {x: y}}}
  b: {image: $IMAGE, depends_on: [a], links: [a]}
`,
    },
    words: ["-c", "more.yaml"],
  },
];

/** Cases of the corpus that docker refuses or reads otherwise, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  "a second document is laid over the first": "docker reads the first document alone",
  "!reset takes away": "docker passes over tags",
  "!override does not merge": "docker passes over tags",
  "a tag that is not known": "docker passes over tags",
  "a tag of another language": "docker passes over tags",
  "a tag for bytes": "docker takes the bytes",
  "depends_on of nobody": "docker does not look at depends_on",
  "depends_on in a circle": "docker does not look at depends_on",
  "healthcheck: a list without its first word": "the engine refuses such a task later",
  "network_mode and networks": "docker does not look at network_mode",
  "network_mode of a service that is not there": "docker does not look at network_mode",
  "a volume that nobody made": "to docker, v:/v is drive v of Windows",
  "a volume of four parts": "to docker, a:/b is drive a of Windows",
};

const NAMESPACE = "com.docker.stack.namespace";

/** Everything that a stack is on the swarm, without ids and the stack's own name. */
async function stateOf(c: EngineContext, stack: string): Promise<Json> {
  const label = encodeURIComponent(JSON.stringify({ label: [`${NAMESPACE}=${stack}`] }));
  const get = async (path: string) =>
    (await c.api("GET", `/${path}?filters=${label}`)).json<Json[] | null>() ?? [];
  const networks = await get("networks");
  const everyNetwork = (await c.api("GET", "/networks")).json<{ Id: string; Name: string }[]>();
  const names = new Map(everyNetwork.map((n) => [n.Id, n.Name]));
  const text = JSON.stringify(
    {
      services: (await get("services")).map((s) => s.Spec),
      networks: networks.map(({ Id: _, Created: __, ...rest }) => rest),
      secrets: (await get("secrets")).map((s) => s.Spec),
      configs: (await get("configs")).map((s) => s.Spec),
    },
    (key, value) =>
      /^(SecretID|ConfigID|.*\.vxlanid_list)$/.test(key)
        ? undefined
        : key === "Target" && names.has(value)
        ? names.get(value)
        : key === "IPAM" && (value?.Config ?? []).every((p: Json) =>
            !p.Subnet?.toString()
              .startsWith("10.77.")
          )
        ? undefined
        : value,
  ).replaceAll(stack, "STACK");
  const state = JSON.parse(text);
  const nameOf = (x: Json) => String(x.Name);
  for (const list of Object.values(state) as Json[][]) {
    list.sort((a, b) => nameOf(a) < nameOf(b) ? -1 : 1);
  }
  for (const spec of state.services) {
    // Docker puts the ports of one number in any order.
    spec.EndpointSpec?.Ports?.sort((a: Json, b: Json) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
    );
    spec.TaskTemplate.Networks?.sort((a: Json, b: Json) =>
      String(a.Target) < String(b.Target) ? -1 : 1
    );
  }
  return state;
}

async function layOut(c: EngineContext, folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text.replaceAll("$IMAGE", c.image));
  }
}

/** Deploys with one program; gives what is there then, and takes the services away again. */
async function deployed(
  c: EngineContext,
  run: EngineContext["cli"],
  stack: string,
  words: readonly string[],
  options: { cwd: string; env?: Files },
): Promise<{ output: Output; state: Json | undefined; words: string }> {
  const line = ["stack", "deploy", "--resolve-image", "never", "-d=true", ...words, stack];
  const output = await run(line, options);
  const state = output.code === 0 ? await stateOf(c, stack) : undefined;
  await c.docker(["stack", "rm", stack]);
  const said = output.stdout.split("\n").sort().join("\n");
  return { output, state, words: said.replaceAll(stack, "STACK") };
}

engineTest(
  "stacks are deployed as docker deploys them",
  { own: true, minApi: "1.41" },
  async (c) => {
    await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
    await c.docker(["network", "create", "-d", "overlay", "outer"]);
    await c.docker(["secret", "create", "theirs", "-"], { stdin: "x" });
    const wrong: string[] = [];
    for (const [n, { name, files, words = [], env }] of STACKS.entries()) {
      const cwd = join(c.dir, String(n));
      await layOut(c, cwd, files);
      const all = ["-c", "c.yaml", ...words];
      const docker = await deployed(c, c.docker, `da${n}`, all, { cwd, env });
      assert.equal(docker.output.code, 0, `${name}: ${docker.output.stderr}`);
      const own = await deployed(c, c.cli, `db${n}`, all, { cwd, env });
      assert.equal(own.output.code, 0, `${name}: ${own.output.stderr}`);
      assert.equal(own.words, docker.words, name);
      try {
        assert.deepEqual(own.state, docker.state);
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message}`);
      }
    }
    assert.deepEqual(wrong, []);
  },
);

engineTest("files of the corpus make the stacks that docker makes", {
  own: true,
  long: true,
  minApi: "1.41",
}, async (c) => {
  await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
  const wrong: string[] = [];
  for (const [n, one] of corpus.entries()) {
    if (/billion laughs|alias inside itself|deep nesting|1 MB|more services than/.test(one.name)) {
      continue;
    }
    const cwd = join(c.dir, `corpus${n}`);
    const files = typeof one.files === "string" ? { "compose.yaml": one.files } : one.files;
    await layOut(c, cwd, files);
    const words = (one.use ?? ["compose.yaml"]).flatMap((f) => ["-c", f]);
    const docker = await deployed(c, c.docker, `ca${n}`, words, { cwd, env: one.env });
    // What docker refuses, and a project is all the same, is no stack of docker's to compare with.
    if (docker.state === undefined) continue;
    const own = await deployed(c, c.cli, `cb${n}`, words, { cwd, env: one.env });
    let same = true;
    try {
      assert.deepEqual(own.state, docker.state, own.output.stderr);
    } catch (error) {
      same = false;
      if (DIFFERENT[one.name] === undefined) wrong.push(`${one.name}: ${(error as Error).message}`);
    }
    if (same && DIFFERENT[one.name] !== undefined) wrong.push(`${one.name} is the same by now`);
  }
  assert.deepEqual(wrong, []);
});

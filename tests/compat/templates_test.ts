/** Templates over every field of docker's types, printed by docker and by dockerctl. */
import assert from "node:assert/strict";
import { DOCKER_TYPES, type DockerKind } from "../../cli/commands/_lib/inspect.ts";
import { atLeast, type EngineContext, engineTest, type Output } from "../engine/mod.ts";
import { runInProcess } from "./in_process.ts";
import { templateOfAll, throughPointers } from "./template_fields.ts";
import { words } from "./words.ts";

/** Programs that run at the same time. */
const AT_ONCE = 4;
/** A task that starts is another one a moment later; then once more. */
const TRIES = 3;
/** What an engine says anew each time it is asked. */
const MOVING = /^\.(SystemTime|NGoroutines|NFd|NEventsListener)$/;

async function make(c: EngineContext, lines: string): Promise<void> {
  for (const line of lines.trim().split("\n")) {
    const { code, stderr } = await c.docker(words(line));
    assert.equal(code, 0, `docker ${line}: ${stderr}`);
  }
}

/** Both programs' answers to a command line. */
function both(c: EngineContext, args: readonly string[]): Promise<[Output, Output]> {
  return Promise.all([c.docker(args), runInProcess(args, c.env)]);
}

/** Lines of all fields that differ, each with its path; and how many were compared. */
async function compareFields(
  c: EngineContext,
  type: string,
  command: readonly string[],
  names: readonly string[] = [],
  around = (text: string) => text,
): Promise<{ problems: string[]; count: number }> {
  const { text, paths } = templateOfAll(type);
  let problems: string[] = [];
  for (let i = 0; i < TRIES; i++) {
    const [theirs, ours] = await both(c, [...command, "-f", around(text), ...names]);
    assert.equal(theirs.code, 0, theirs.stderr);
    assert.equal(ours.code, 0, ours.stderr);
    const [a, b] = [theirs, ours].map((o) => o.stdout.split("\n"));
    assert.ok(a.length > 5, `docker printed ${a.length} lines`);
    problems = a.flatMap((line, n) => {
      const path = paths[Number(line.split(" ")[0])] ?? "";
      if (line === b[n] || MOVING.test(path)) return [];
      return [`${type} ${path}\n  docker:    ${line}\n  dockerctl: ${b[n]}`];
    });
    if (problems.length === 0) break;
  }
  return { problems: problems.slice(0, 20), count: paths.length };
}

/** Templates through pointers that may be nil: values, and the words of the error. */
async function comparePointers(
  c: EngineContext,
  kind: DockerKind,
  name: string,
): Promise<string[]> {
  const left = throughPointers(DOCKER_TYPES[kind]);
  const problems: string[] = [];
  const worker = async () => {
    for (let text = left.pop(); text !== undefined; text = left.pop()) {
      const [a, b] = await both(c, ["inspect", "--type", kind, "-f", text, name]);
      for (const key of ["code", "stdout", "stderr"] as const) {
        if (a[key] !== b[key]) {
          problems.push(`${kind} ${text} ${key}\n  docker: ${a[key]}\n  dockerctl: ${b[key]}`);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return problems;
}

async function compareKinds(
  c: EngineContext,
  objects: Partial<Record<DockerKind, string>>,
): Promise<void> {
  const problems: string[] = [];
  for (const [kind, names] of Object.entries(objects) as [DockerKind, string][]) {
    const all = names.split(" ");
    const command = kind === "context" ? ["context", "inspect"] : ["inspect", "--type", kind];
    const fields = await compareFields(c, DOCKER_TYPES[kind], command, all);
    problems.push(...fields.problems);
    if (kind !== "context") problems.push(...await comparePointers(c, kind, all[0]));
  }
  assert.equal(problems.length, 0, problems.join("\n"));
}

engineTest(
  "templates over every field of containers, images, networks, volumes and the engine are docker's",
  { own: true },
  async (c) => {
    await make(
      c,
      `
volume create --label a=b --opt type=tmpfs --opt device=tmpfs vol
network create --subnet 10.9.0.0/24 --ip-range 10.9.0.128/25 --gateway 10.9.0.1 --aux-address a=10.9.0.5 --label l=m -o com.docker.network.driver.mtu=1400 net
run -d --name full --network net --ip 10.9.0.7 --network-alias al -p 127.0.0.1:8080:80 -p 90/udp --health-cmd true --health-interval 1m30s --health-timeout 2s --health-retries 4 -v vol:/v:ro --ulimit nofile=100:200 --sysctl net.ipv4.ip_forward=1 --init --memory 64m --memory-swappiness 5 --cpus .5 --pids-limit 50 --restart on-failure:3 --dns 1.1.1.1 --dns-search a.b --dns-option ndots:2 --add-host h:1.2.3.4 --cap-add NET_ADMIN --cap-drop CHOWN --security-opt no-new-privileges --device /dev/null:/dev/n:rw --label x=y --env A=b --stop-signal SIGTERM --stop-timeout 7 --log-opt max-size=1m --group-add 5 --workdir /w --user 0:0 --hostname hh --domainname dd --oom-score-adj 10 --shm-size 1m busybox:1 sleep 10000
create --name bare --network none busybox:1
create --name bound -v /tmp:/t --tmpfs /f:size=1m busybox:1
create --name tmp --mount type=tmpfs,target=/m,tmpfs-size=1000000,tmpfs-mode=0700 busybox:1
create --name limits --device-read-bps /dev/null:1mb --blkio-weight-device /dev/null:20 --gpus all busybox:1
tag busybox:1 second:2
commit -c HEALTHCHECK\\ CMD\\ true -c EXPOSE\\ 80 -c VOLUME\\ /v -c ONBUILD\\ RUN\\ x -c LABEL\\ a=b bare full:1
`,
    );
    if (atLeast(c.engine.apiVersion, "1.43")) {
      await make(c, "create --name noted --annotation a=b --health-start-interval 1s busybox:1");
    } else await make(c, "create --name noted busybox:1");
    await compareKinds(c, {
      container: "bare full bound tmp limits noted",
      image: "busybox:1 full:1",
      network: "bridge net",
      volume: "vol",
      context: "default",
    });
    const { problems } = await compareFields(c, "system.Info", ["info"]);
    const version = await compareFields(
      c,
      "types.Version",
      ["version"],
      [],
      (text) => `{{with .Server}}${text}{{end}}`,
    );
    assert.deepEqual([...problems, ...version.problems], []);
  },
);

engineTest(
  "templates over every field of a swarm's objects are docker's",
  { own: true },
  async (c) => {
    await make(
      c,
      `
swarm init --advertise-addr 127.0.0.1 --task-history-limit 2
network create -d overlay --attachable --label a=b over
`,
    );
    await Deno.writeTextFile(`${c.dir}/file`, "text");
    const node = (await c.docker(["node", "ls", "-q"])).stdout.trim();
    await make(
      c,
      `
node update --label-add n=1 ${node}
secret create --label a=b sec file
config create --label a=b conf file
service create -d --name plain busybox:1 sleep 10000
service create -d --name full --network name=over,alias=al --mode replicated --replicas 2 --secret source=sec,target=s,mode=0400 --config source=conf,target=/c,uid=1 --label a=b --container-label c=d --env A=b --mount type=tmpfs,target=/m --hostname h --user 0 --workdir /w --stop-grace-period 1m30s --stop-signal TERM --health-cmd true --health-interval 5s --dns 1.1.1.1 --dns-search a.b --host h:1.2.3.4 --limit-cpu .5 --limit-memory 64m --limit-pids 10 --reserve-cpu .1 --reserve-memory 8m --restart-condition on-failure --restart-delay 3s --restart-max-attempts 2 --restart-window 1m --constraint node.role==manager --placement-pref spread=node.labels.n --replicas-max-per-node 9 --log-driver json-file --log-opt max-size=1m --update-delay 2s --update-parallelism 2 --update-order start-first --update-failure-action rollback --update-max-failure-ratio .25 --rollback-delay 1s --publish published=8081,target=80,mode=host --publish 8082:81/udp --cap-add NET_ADMIN --ulimit nofile=10:20 --sysctl net.ipv4.ip_forward=1 --init --read-only --tty --group 5 --generic-resource gpu=1 busybox:1 sleep 10000
service update -d --env-add B=c full
service create -d --name glob --mode global --endpoint-mode dnsrr busybox:1 sleep 10000
service create -d --name job --mode replicated-job busybox:1 true
`,
    );
    const { stdout } = await c.docker(["service", "ps", "-q", "--no-trunc", "plain"]);
    await compareKinds(c, {
      service: "plain full glob job",
      node,
      secret: "sec",
      config: "conf",
      task: stdout.trim(),
      network: "over ingress",
    });
  },
);

/** Services made and changed by dockerctl are those that docker makes. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { type EngineContext, engineTest, type Output } from "../../engine/mod.ts";

/** Waits for a condition, looking again and again; the end is generous. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < 600; n++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((go) => setTimeout(go, 100));
  }
  throw new Error(`Waited a minute for ${what}`);
}

/** What the swarm keeps of a service; ports in an order, as docker sends a range in a random one. */
async function specOf(c: EngineContext, name: string): Promise<unknown> {
  interface Spec {
    EndpointSpec?: { Ports?: { PublishedPort: number }[] };
  }
  const { Spec } = (await c.api("GET", `/services/${name}`)).json<{ Spec: Spec }>();
  Spec.EndpointSpec?.Ports?.sort((a, b) => a.PublishedPort - b.PublishedPort);
  return Spec;
}

const CREATE: readonly (readonly string[])[] = [
  [],
  ["--mode", "global"],
  ["--mode", "replicated-job", "--replicas", "2", "--max-concurrent", "1"],
  ["--update-delay", "5s", "--restart-delay", "5s", "--limit-cpu", "1", "--health-cmd", "true"],
  [
    ...["--cap-add", "NET_ADMIN", "--cap-drop", "mknod", "--constraint", "node.role==manager"],
    ...["--container-label", "cl=1", "--dns", "1.1.1.1", "--dns-option", "ndots:1"],
    ...["--dns-search", "ex.org", "--entrypoint", "sh -c", "-e", "X=1", "--group", "10"],
    ...["--generic-resource", "gpu=1", "--host", "a:1.2.3.4", "--hostname", "hh", "--init"],
    ...["-l", "a=b", "--limit-cpu", "0.5", "--limit-memory", "64m", "--limit-pids", "50"],
    ...["--log-driver", "json-file", "--log-opt", "max-size=1m", "-p", "80-81:90-91/udp"],
    ...["--mount", "type=tmpfs,target=/x", "--mount", "type=volume,src=v,dst=/v,ro"],
    ...["--placement-pref", "spread=node.labels.rack", "-p", "published=8080,target=80,mode=host"],
    ...["--read-only", "--replicas", "0", "--replicas-max-per-node", "3", "--reserve-cpu", "0.1"],
    ...["--reserve-memory", "16m", "--restart-condition", "on-failure", "--restart-delay", "3s"],
    ...["--restart-max-attempts", "4", "--restart-window", "9s", "--rollback-delay", "1s"],
    ...["--rollback-failure-action", "continue", "--rollback-max-failure-ratio", "0.3"],
    ...["--rollback-monitor", "2s", "--rollback-order", "start-first"],
    ...["--rollback-parallelism", "2", "--stop-grace-period", "4s", "--stop-signal", "SIGINT"],
    ...["--sysctl", "net.ipv4.ip_forward=1", "-t", "--ulimit", "nofile=10:20", "-u", "1:2"],
    ...["--update-delay", "1s", "--update-failure-action", "rollback", "--update-monitor", "3s"],
    ...["--update-max-failure-ratio", "0.2", "--update-order", "start-first"],
    ...["--update-parallelism", "0", "-w", "/tmp", "--health-interval", "5s"],
    ...["--health-retries", "2", "--health-start-period", "1s", "--health-timeout", "2s"],
  ],
  ["--network", "ours"],
  ["--secret", "key", "--config", "source=file,target=/etc/f,uid=1,gid=2,mode=0400"],
  ["--secret", "key", "--secret", "source=other,target=key"],
  ["--config", "a-name-like-no-other"],
  ["--mode", "global", "--replicas", "2"],
  ["--mode", "frob"],
  ["--mode", "global-job", "--update-delay", "2s"],
  ["--no-healthcheck", "--health-cmd", "x"],
  ["--network", "a-name-like-no-other"],
];

const UPDATE: readonly (readonly string[])[] = [
  ["--env-add", "A=1", "--env-rm", "E", "--label-add", "b=c", "--label-rm", "l"],
  ["--publish-rm", "80", "--publish-add", "81:81", "--mount-rm", "/q", "--host-rm", "a:1.2.3.4"],
  ["--mount-add", "type=volume,src=v,dst=/v", "--constraint-rm", "node.role==manager"],
  ["--constraint-add", "node.role!=worker", "--limit-memory", "64m", "--host-add", "b:1.1.1.1"],
  ["--args", "echo 'a b'", "--force", "--hostname", "h", "--user", "1", "--workdir", "/tmp"],
  ["--update-delay", "2s", "--rollback-order", "start-first", "--restart-condition", "none"],
  ["--network-add", "ours", "--replicas", "2", "--health-cmd", "true"],
  ["--ulimit-add", "nofile=1:2", "--sysctl-add", "net.a=1", "--group-add", "5", "--init"],
  ["--dns-add", "1.1.1.1", "--dns-search-add", "a.b", "--container-label-add", "a=b"],
  ["--cap-add", "CHOWN", "--placement-pref-add", "spread=node.labels.x", "--read-only"],
  ["--secret-add", "source=other,target=/o", "--secret-rm", "key", "--config-add", "file"],
  ["--config-rm", "none", "--secret-add", "none"],
  ["--image", "other", "--no-resolve-image"],
  ["--rollback", "--force"],
];

engineTest(
  "services are made and changed as docker does",
  { own: true, minApi: "1.41" },
  async (c) => {
    await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
    const net = await c.docker(["network", "create", "-d", "overlay", "ours"]);
    assert.equal(net.code, 0, net.stderr);
    for (const line of ["secret create key -", "secret create other -", "config create file -"]) {
      const made = await c.docker(line.split(" "), { stdin: line });
      assert.equal(made.code, 0, made.stderr);
    }
    const base = ["--name", "one", "--no-resolve-image"];
    const ids = (output: Output) => [output.code, output.stderr];
    for (const flags of CREATE) {
      const of = async (run: EngineContext["cli"]) => {
        const line = ["service", "create", "-d", ...base, ...flags, c.image, "sleep", "100"];
        const output = await run(line);
        const spec = output.code === 0 ? await specOf(c, "one") : undefined;
        if (output.code === 0) await c.docker(["service", "rm", "one"]);
        return [ids(output), spec];
      };
      assert.deepEqual(await of(c.cli), await of(c.docker), `create ${flags.join(" ")}`);
    }
    const more = ["-e", "E=1", "-l", "l=1", "-p", "80:80", "--mount", "type=tmpfs,target=/q"];
    more.push("--secret", "key");
    more.push("--host", "a:1.2.3.4", "--constraint", "node.role==manager", "--replicas", "0");
    for (const flags of UPDATE) {
      const of = async (run: EngineContext["cli"]) => {
        await c.docker(["service", "create", "-d", ...base, ...more, c.image, "sleep", "100"]);
        const output = await run(["service", "update", "-d", ...flags, "one"]);
        const spec = await specOf(c, "one");
        await c.docker(["service", "rm", "one"]);
        return [ids(output), output.stdout, spec];
      };
      assert.deepEqual(await of(c.cli), await of(c.docker), `update ${flags.join(" ")}`);
    }
  },
);

engineTest(
  "services are waited for, and their logs read, as docker does",
  { own: true, minApi: "1.41" },
  async (c) => {
    await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
    const script = "echo out; echo err >&2; exec sleep 1000";
    const flags = ["--name", "web", "--update-monitor", "1s", "--no-resolve-image"];
    // An image made here has no networks to wait for.
    const made = await c.cli(
      ["service", "create", ...flags, "--network", "host", c.image, "sh", "-c", script],
    );
    assert.equal(made.code, 0, made.stderr);
    const [id, ...lines] = made.stdout.trimEnd().split("\n");
    assert.match(id, /^[a-z0-9]{25}$/);
    assert.equal(lines[0], "overall progress: 0 out of 1 tasks");
    assert.equal(lines[1], "1/1:  ");
    assert.ok(lines.includes("overall progress: 1 out of 1 tasks"), made.stdout);
    assert.ok(lines.includes("verify: Waiting 1 seconds to verify that tasks are stable..."));
    assert.equal(lines.at(-1), `verify: Service ${id} converged`);

    await until("both lines of the log", async () => {
      const { stdout, stderr } = await c.docker(["service", "logs", "web"]);
      return stdout !== "" && stderr !== "" ? true : undefined;
    });
    const task = (await c.docker(["service", "ps", "-q", "--no-trunc", "web"])).stdout.trim();
    for (
      const line of [
        "web",
        "-t web",
        "-t --no-trunc web",
        "--no-task-ids web",
        "--no-resolve web",
        "--raw web",
        "--raw -t web",
        "--details web",
        "--tail 0 web",
        "--tail x web",
        "--since 2020-01-02 web",
        "--since 1s --tail 1 --no-resolve nope",
        "--since frob web",
        task,
      ]
    ) {
      const words = ["service", "logs", ...line.split(" ")];
      const [own, docker] = [await c.cli(words), await c.docker(words)];
      assert.deepEqual([own.code, own.stdout, own.stderr], [
        docker.code,
        docker.stdout,
        docker.stderr,
      ], line);
    }

    const quiet = await c.cli(["service", "update", "-q", "--label-add", "a=b", "web"]);
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, "web\n", ""]);
    const scaled = await c.cli(["service", "scale", "web=2", "nope=1"]);
    assert.equal(scaled.code, 1);
    assert.match(scaled.stdout, /^web scaled to 2\noverall progress: .* out of 2 tasks\n/);
    assert.match(scaled.stdout, /verify: Service web converged\n$/);
    assert.equal(scaled.stderr, "nope: Error response from daemon: service nope not found\n");
    const back = await c.cli(["service", "rollback", "-q", "web"]);
    assert.deepEqual([back.code, back.stdout], [0, "web\n"]);
    const left = await c.docker(["service", "inspect", "-f", "{{.Spec.Mode.Replicated}}", "web"]);
    assert.match(left.stdout, /^\S+\n$/);
    await c.docker(["service", "rm", "web"]);
    await c.docker(["swarm", "leave", "--force"]);
  },
);

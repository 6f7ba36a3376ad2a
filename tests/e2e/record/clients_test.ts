/**
 * Other clients through the server: python's SDK, dockerode, testcontainers, docker compose and
 * docker by a unix socket, and what others send.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheFolder, type EngineContext, engineTest, run } from "../../engine/mod.ts";
import { PYTHON } from "../../needs.ts";
import { raw, serve } from "./_serving.ts";

const SCRIPT = `
import docker, sys
client = docker.DockerClient(base_url=sys.argv[1])
image, name, label = sys.argv[2:5]
key, _, value = label.partition("=")
assert client.ping()
assert client.version()["ApiVersion"]
made = client.containers.run(image, ["sh", "-c", "echo out; sleep 1000"], name=name, detach=True,
                             network_mode="none", labels={key: value})
assert name in [c.name for c in client.containers.list()]
assert name in [c.name for c in client.containers.list(all=True, filters={"label": label})]
code, out = made.exec_run(["echo", "in"])
assert (code, out) == (0, b"in\\n"), (code, out)
for line in made.logs(stream=True, follow=True):
    assert line == b"out\\n", line
    break
assert made.top()["Titles"]
assert made.stats(stream=False)["id"]
assert client.images.list() and client.networks.list() and client.volumes.list() is not None
made.restart(timeout=0)
made.reload()
assert made.status == "running"
try:
    client.containers.run(image, "true", privileged=True)
    raise SystemExit("a privileged container was made")
except docker.errors.APIError as e:
    assert e.response.status_code == 403, e
made.kill()
assert made.wait()["StatusCode"] == 137
made.remove(force=True)
print("done")
`;

engineTest("python's SDK works through the server's unix socket", async (c) => {
  await using _s = await serve(c, ["--allow-write"], `unix:${c.dir}/s`);
  const { code, stdout, stderr } = await new Deno.Command(PYTHON, {
    args: ["-c", SCRIPT, `unix://${c.dir}/s`, c.image, `${c.prefix}-py`, c.label],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  assert.equal(text(stdout), "done\n");
});

/** Runs one of tests/clients, with the packages of its lock file. */
async function client(c: EngineContext, name: string, args: string[], env = {}) {
  const folder = new URL("../../clients/", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "-A", "--no-config", "--frozen", "--lock", `${folder}deno.lock`],
      ...[`${folder}${name}.mjs`, ...args],
    ],
    env: { TMPDIR: c.dir, ...env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.deepEqual([text(stdout), code], ["done\n", 0], text(stderr));
}

engineTest("dockerode works through the server's unix socket", async (c) => {
  await using s = await serve(c, ["--allow-write"], `unix:${c.dir}/s`);
  await client(c, "dockerode", [`${c.dir}/s`, c.image, `${c.prefix}-node`, c.label]);
  assert.match(s.said(), /attach 101 .* "left out: hijack"/);
});

engineTest("testcontainers works through the server's unix socket", async (c) => {
  await using _s = await serve(c, ["--allow-write"], `unix:${c.dir}/s`);
  await client(c, "testcontainers", [c.image, c.label], {
    DOCKER_HOST: `unix://${c.dir}/s`,
    // It would pull an image for what clears up behind it.
    TESTCONTAINERS_RYUK_DISABLED: "true",
  });
});

engineTest("docker compose works through the server's unix socket", async (c) => {
  const script = new URL("../../compat/compose/compose_root.sh", import.meta.url).pathname;
  const program = (await run([script, cacheFolder()])).stdout.trim().split("\n").at(-1)!;
  await using _s = await serve(c, ["--allow-write"], `unix:${c.dir}/s`);
  const [key, value = ""] = c.label.split("=");
  const labels = `labels: {${JSON.stringify(key)}: ${JSON.stringify(value)}}`;
  await Deno.writeTextFile(
    join(c.dir, "compose.yaml"),
    `
name: ${c.prefix}
services:
  web:
    image: ${c.image}
    command: sleep 1000
    configs: [conf]
    volumes: [data:/data]
    ${labels}
  db: {image: "${c.image}", command: sleep 1000, ${labels}}
networks: {default: {${labels}}}
volumes: {data: {${labels}}}
configs: {conf: {content: told}}
`,
  );
  const compose = (...words: string[]) =>
    c.run([program, ...words], { cwd: c.dir, env: { DOCKER_HOST: `unix://${c.dir}/s` } });
  const up = await compose("up", "-d");
  assert.equal(up.code, 0, up.stderr);
  assert.match((await compose("ps")).stdout, new RegExp(`${c.prefix}-web-1 `));
  assert.equal((await compose("exec", "-T", "web", "cat", "/conf")).stdout, "told");
  assert.equal((await compose("run", "--rm", "db", "echo", "once")).stdout, "once\n");
  const down = await compose("down", "-v", "-t", "0");
  assert.equal(down.code, 0, down.stderr);
  assert.equal((await compose("ps", "-aq")).stdout, "");
});

engineTest("docker itself works through the server's unix socket", async (c) => {
  await using _s = await serve(c, ["--allow-write"], `unix:${c.dir}/s`);
  const docker = (...args: string[]) => c.docker(["-H", `unix://${c.dir}/s`, ...args]);
  const name = `${c.prefix}-docker`;
  const common = ["--label", c.label, "--network", "none"];
  const run = await docker("run", "--rm", ...common, c.image, "sh", "-c", "echo a; exit 7");
  assert.deepEqual(run, { code: 7, stdout: "a\n", stderr: "" });
  assert.equal(
    (await docker("run", "-d", "--name", name, ...common, c.image, "sleep", "1000")).code,
    0,
  );
  assert.deepEqual(await docker("exec", name, "echo", "in"), {
    code: 0,
    stdout: "in\n",
    stderr: "",
  });
  assert.match((await docker("ps", "--filter", `name=${name}`)).stdout, new RegExp(name));
  assert.match(
    (await docker("run", "--rm", "--privileged", ...common, c.image, "true")).stderr,
    /allows no container that reaches its host/,
  );
  assert.equal((await docker("cp", `${name}:/etc/passwd`, `${c.dir}/p`)).code, 0);
  assert.equal((await docker("cp", `${c.dir}/p`, `${name}:/tmp/p`)).code, 0);
  assert.match((await docker("exec", name, "cat", "/tmp/p")).stdout, /^root:/);
  assert.equal((await docker("rm", "-f", name)).code, 0);
});

engineTest(
  "a document in the query, as dockerode sends it, and a session without upgrade",
  async (c) => {
    await using s = await serve(c, ["--allow-write"]);
    const token = (await Deno.readTextFile(s.tokenFile)).trim();
    const [key, value = ""] = c.label.split("=");
    const document = {
      Image: c.image,
      Cmd: ["sh", "-c", "sleep 1000"],
      Labels: { [key]: value },
      HostConfig: { NetworkMode: "none" },
      name: `${c.prefix}-node`,
    };
    const query = new URLSearchParams(
      Object.entries(document).map(([k, v]) => [k, typeof v === "string" ? v : JSON.stringify(v)]),
    );
    const { name: _, ...body } = document;
    const ask = async (path: string, sent: unknown) => {
      const text = JSON.stringify(sent);
      const answer = await raw(
        s.port,
        `POST /v1/engine${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
          `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${text.length}\r\n\r\n${text}`,
      );
      return answer;
    };
    const made = await ask(`/containers/create?${query}`, body);
    assert.match(made, /^HTTP\/1\.1 201 /);
    assert.match(s.said(), /containers\/create 201 .* "left out: Image, Cmd, Labels, HostConfig"/);
    const id = /"Id":"([0-9a-f]{64})"/.exec(made)![1];
    assert.match(await ask(`/containers/${id}/start`, {}), /^HTTP\/1\.1 204 /);
    const exec = await ask(`/containers/${id}/exec`, {
      AttachStdout: true,
      Cmd: ["echo", "hijacked"],
    });
    const started = await ask(`/exec/${/"Id":"([0-9a-f]{64})"/.exec(exec)![1]}/start`, {
      Detach: false,
      Tty: false,
    });
    assert.match(started, /^HTTP\/1\.1 200 [^]*(raw|multiplexed)-stream[^]*hijacked\n$/);
  },
);

engineTest(
  "one request after another on a kept connection does not wait for acknowledgements",
  async (c) => {
    await using s = await serve(c);
    const token = (await Deno.readTextFile(s.tokenFile)).trim();
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: s.port });
    try {
      const request = new TextEncoder().encode(
        `GET /v1/engine/containers/json HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}` +
          "\r\n\r\n",
      );
      const block = new Uint8Array(64 * 1024);
      const took: number[] = [];
      for (let i = 0; i < 30; i++) {
        const start = performance.now();
        await conn.write(request);
        let text = "";
        while (!/\r\n0\r\n\r\n$|content-length: (\d+)[^]*\r\n\r\n[^]+$/i.test(text)) {
          text += new TextDecoder().decode(block.subarray(0, (await conn.read(block))!));
        }
        took.push(performance.now() - start);
      }
      // A delayed acknowledgement is 40 ms, on any machine: none of the quick ones waited for it.
      const quick = took.toSorted((a, b) => a - b)[5];
      assert.ok(quick < 38, `${quick} ms`);
    } finally {
      conn.close();
    }
  },
);

/** The server on a real engine: what clients may do, and how it is locked. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { need } from "../../needs.ts";
import { BINARY, engineTest, lines } from "../../engine/mod.ts";
import { Terminal } from "../container/_terminal.ts";
import { NO_ENGINE, raw, serve } from "./_serving.ts";

engineTest("--server lists, inspects and reads logs, stats and events", async (c) => {
  const name = `${c.prefix}-a`;
  const common = ["--label", c.label, "--network", "none"];
  const script = "echo out; echo err >&2; sleep 1000";
  assert.equal(
    (await c.cli(["run", "-d", "--name", name, ...common, c.image, "sh", "-c", script])).code,
    0,
  );
  await using s = await serve(c);
  assert.match(s.said(), /\(read-only\); the token is in \S+server\.token$/m);
  for (
    const words of [
      ["ps", "-a", "--format", "{{.ID}} {{.Names}} {{.State}} {{.Command}}"],
      ["inspect", name],
      ["logs", name],
      // Without the column of processor use, which is another a moment later.
      ["top", name, "-o", "pid,args"],
      ["images", "--no-trunc"],
      ["version", "--format", "{{json .Server}}"],
      ["diff", name],
      ["port", name],
      ["inspect", `${c.prefix}-nothing`],
    ]
  ) {
    assert.deepEqual(await s.cli(words), await c.cli(words), words.join(" "));
  }
  assert.equal(
    (await s.cli(["stats", "--no-stream", "--format", "{{.Name}}", name])).stdout,
    `${name}\n`,
  );
  // Events as they happen: what the engine does for somebody else is seen by the client.
  const events = new Deno.Command(BINARY, {
    args: [...s.client, "events", "--filter", `container=${name}`, "--format", "{{.Action}}"],
    env: { ...c.env, ...NO_ENGINE },
    clearEnv: true,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const seen = lines(events.stdout);
  const first = seen.next();
  // Nobody tells when the stream is open: something happens until one of it is seen.
  let got: unknown;
  while (got === undefined) {
    await c.cli(["pause", name]);
    await c.cli(["unpause", name]);
    got = await Promise.race([
      first,
      new Promise<undefined>((r) => setTimeout(() => r(undefined), 200)),
    ]);
  }
  assert.match((await first).value!, /^(pause|unpause)$/);
  events.kill("SIGINT");
  assert.equal((await events.status).code, 130);
  await events.stdout.cancel().catch(() => {});
});

engineTest("--server is read-only until it is told otherwise", async (c) => {
  const name = `${c.prefix}-a`;
  const common = ["--label", c.label, "--network", "none"];
  await c.cli(["run", "-d", "--name", name, ...common, c.image, "sleep", "1000"]);
  await using s = await serve(c);
  for (
    const words of [
      ["stop", name],
      ["rm", "-f", name],
      ["rename", name, `${name}b`],
      ["exec", name, "true"],
      ["attach", "--no-stdin", name],
      ["run", "--rm", ...common, c.image, "true"],
      ["pull", "no-such-image"],
    ]
  ) {
    const { code, stderr } = await s.cli(words);
    assert.notEqual(code, 0, words[0]);
    assert.match(stderr, /this server is read-only: .*\(--allow-write\)/, words[0]);
  }
  const { State } = (await c.api("GET", `/containers/${name}/json`)).json<
    { State: { Running: boolean; StartedAt: string } }
  >();
  assert.ok(State.Running);
  const list = await c.cli(["ps", "-aq", "--filter", `label=${c.label}`]);
  assert.equal(list.stdout.trim().split("\n").length, 1);
});

engineTest("--server runs, attaches, execs, stops where it is allowed to", async (c) => {
  const common = ["--label", c.label, "--network", "none"];
  const name = `${c.prefix}-a`;
  await using s = await serve(c, ["--allow-write"]);
  assert.deepEqual(
    await s.cli(["run", "--rm", ...common, c.image, "sh", "-c", "echo a; echo b >&2; exit 7"]),
    { code: 7, stdout: "a\n", stderr: "b\n" },
  );
  // Both directions, each ending on its own.
  const big = "0123456789abcdef".repeat(32 * 1024);
  const count = await s.cli(["run", "--rm", "-i", ...common, c.image, "wc", "-c"], { stdin: big });
  assert.equal(count.stdout.trim(), String(big.length));
  const echo = await s.cli(["run", "--rm", "-i", ...common, c.image, "cat"], { stdin: big });
  assert.equal(echo.stdout, big);
  const made = await s.cli(["run", "-d", "--name", name, ...common, c.image, "sleep", "1000"]);
  assert.match(made.stdout, /^[0-9a-f]{64}\n$/, made.stderr);
  const exec = await s.cli(["exec", "-i", name, "sh", "-c", "cat; exit 3"], { stdin: "fed" });
  assert.deepEqual(exec, { code: 3, stdout: "fed", stderr: "" });
  assert.equal((await s.cli(["restart", "-t", "0", name])).code, 0);
  assert.equal((await s.cli(["stop", "-t", "0", name])).code, 0);
  assert.equal((await s.cli(["start", name])).code, 0);
  assert.equal((await s.cli(["kill", name])).code, 0);
  assert.equal((await s.cli(["wait", name])).stdout, "137\n");
  assert.equal((await s.cli(["rm", name])).stdout, `${name}\n`);
});

engineTest("--server gives a terminal", async (c) => {
  await using s = await serve(c, ["--allow-write"]);
  const words = ["run", "--rm", "-it", "--label", c.label, "--network", "none", c.image, "sh"];
  const line = [BINARY, ...s.client, ...words].join(" ");
  await using terminal = await Terminal.start(`${line}; echo rc=$?`, {
    env: { ...c.env, ...NO_ENGINE },
    cwd: c.dir,
  });
  await terminal.type("echo he''llo; until stty size | grep 100; do sleep 0.1; done; exit 5\r");
  await terminal.waitFor(/hello/);
  await terminal.waitFor(/30 100/);
  await terminal.waitFor(/rc=5/);
});

engineTest("--server lets no container reach the host unless it is told to", async (c) => {
  const common = ["--label", c.label, "--network", "none"];
  const name = `${c.prefix}-priv`;
  const mount = ["-v", `${c.dir}:/host`];
  const made = await c.cli([
    "run",
    "-d",
    ...mount,
    "--name",
    name,
    ...common,
    c.image,
    "sleep",
    "1000",
  ]);
  assert.equal(made.code, 0, made.stderr);
  await using s = await serve(c, ["--allow-write"]);
  const run = (...words: string[]) =>
    s.cli(["run", "--rm", "--label", c.label, ...words, c.image, "true"]);
  for (
    const words of [
      ["--privileged"],
      ["-v", "/:/host"],
      ["--mount", "type=bind,source=/etc,target=/host"],
      [
        "--mount",
        "type=volume,target=/h,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/",
      ],
      ["--network", `container:${name}`],
      ["--pid", "host"],
      ["--cap-add", "SYS_ADMIN"],
      ["--security-opt", "systempaths=unconfined"],
      ["--volumes-from", name],
    ]
  ) {
    const { code, stderr } = await run(...words);
    assert.equal(code, 125, words.join(" "));
    assert.match(stderr, /allows no container that reaches its host/, words.join(" "));
  }
  // To run something in what reaches the host is to reach it.
  for (const words of [["exec", name, "true"], ["attach", "--no-stdin", name]]) {
    const { code, stderr } = await s.cli(words);
    assert.notEqual(code, 0);
    assert.match(stderr, /runs nothing in a container that reaches its host/);
  }
  const volume = await run("--network", "none", "-v", `${c.prefix}-vol:/data`);
  assert.deepEqual(volume, { code: 0, stdout: "", stderr: "" });
  await using all = await serve(c, ["--allow-write", "--allow-privileged"]);
  const reaching = await all.cli(["run", "--rm", ...mount, ...common, c.image, "ls", "/host"]);
  assert.deepEqual(reaching, { code: 0, stdout: "home\n", stderr: "" });
  assert.equal((await all.cli(["exec", name, "true"])).code, 0);
});

engineTest("the server refuses who has no token, and names without it", async (c) => {
  await using s = await serve(c, ["--allow-write"]);
  const ps = (args: string[], env: Record<string, string> = {}) =>
    c.cli([...args, "ps"], { env: { ...NO_ENGINE, ...env } });
  const none = await ps(["--server", s.url]);
  assert.equal(none.code, 1);
  assert.equal(
    none.stderr,
    `${s.url}: this server wants a token\n` +
      "Hint: Give the file that the server named when it started: --server-token-file, or " +
      "DOCKERCTL_SERVER_TOKEN_FILE\n",
  );
  const wrong = await ps(["--server", s.url], { DOCKERCTL_SERVER_TOKEN: "x".repeat(43) });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /the token is not this server's/);
  assert.equal((await Deno.stat(s.tokenFile)).mode! & 0o777, 0o600);
  const token = (await Deno.readTextFile(s.tokenFile)).trim();
  assert.equal((await ps([], { DOCKERCTL_SERVER: s.url, DOCKERCTL_SERVER_TOKEN: token })).code, 0);
  // --host names another engine, whatever the environment says.
  const other = await ps(["--host", "unix:///nowhere/x"], { DOCKERCTL_SERVER: s.url });
  assert.match(other.stderr, /Cannot connect to the Docker daemon at unix:\/\/\/nowhere\/x/);
  const both = await c.cli(["--server", s.url, "--host", c.host, "ps"]);
  assert.equal(both.code, 1);
  assert.equal(both.stderr, "conflicting options: cannot specify both --server and --host\n");

  const request = (head: string, body = "") =>
    raw(s.port, `${head}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n${body}`);
  assert.match(
    await request("GET /v1/engine/info HTTP/1.1\r\nHost: localhost"),
    /^HTTP\/1\.1 200 /,
  );
  assert.match(
    await request("GET /v1/engine/info HTTP/1.1\r\nHost: rebound.example"),
    /^HTTP\/1\.1 403 [^]*not known by the name in the Host header/,
  );
  assert.match(
    await request("GET /v1/engine/info HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost"),
    /^HTTP\/1\.1 403 [^]*web pages are not served/,
  );
  const huge = 3 * 1024 * 1024;
  assert.match(
    await request(
      `POST /v1/engine/containers/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${huge}`,
      "x".repeat(huge),
    ),
    /^HTTP\/1\.1 413 /,
  );
  // A head that never ends is given ten seconds.
  const started = performance.now();
  assert.match(await raw(s.port, "GET / HTTP/1.1\r\nHost: loc"), /^HTTP\/1\.1 408 /);
  assert.ok(performance.now() - started < 60_000);
  assert.doesNotMatch(s.said(), new RegExp(token));
  assert.match(s.said(), / GET \/v1\/engine\/info 403 \d+ \d+ms "this server is not known/);
});

engineTest("the server listens on a unix socket without a token, and ends in order", async (c) => {
  const path = `${c.dir}/serve.sock`;
  await using s = await serve(c, [], `unix:${path}`);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  const list = await c.cli(["--server", `unix:${path}`, "ps", "-q"], { env: NO_ENGINE });
  assert.equal(list.code, 0, list.stderr);
  const taken = await c.cli(["record", "serve", "--listen", `unix:${path}`]);
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /another program listens there/);
  const events = c.cli(["--server", `unix:${path}`, "events"], { env: NO_ENGINE });
  while (!s.said().includes("_ping")) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await s.stop("SIGTERM"), 0);
  assert.notEqual((await events).code, 0);
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

engineTest("the server starts nowhere that strangers could get in", async (c) => {
  const start = (...args: string[]) => c.cli(["record", "serve", ...args]);
  const cases: [string[], RegExp][] = [
    [["--listen", "0.0.0.0:0"], /can be reached from other machines: it wants TLS/],
    [["--listen", "[::]:0"], /wants TLS/],
    [["--listen", "nonsense"], /is no address to listen on/],
    [[], /Say where to listen/],
    [["--listen", "127.0.0.1:0", "--allow-privileged"], /says nothing without --allow-write/],
    [["--listen", "127.0.0.1:0", "--tls-cert", "/x"], /go together/],
    [["--listen", "127.0.0.1:0", "--tls-client-ca", "/x"], /needs --tls-cert and --tls-key/],
  ];
  for (const [args, says] of cases) {
    const { code, stderr } = await start(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(stderr, says);
  }
  const open = `${c.dir}/open-token`;
  await Deno.writeTextFile(open, "0123456789".repeat(5), { mode: 0o644 });
  const { stderr } = await start("--listen", "127.0.0.1:0", "--token-file", open);
  assert.match(stderr, /can be read or written by others\nHint: Make it yours alone: chmod 600/);
});

engineTest("the server speaks TLS off the loopback, with certificates made here", async (c) => {
  const openssl = async (...args: string[]) => {
    const { code, stderr } = await c.run([need("openssl"), ...args]);
    assert.equal(code, 0, stderr);
  };
  const key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(" ");
  const in_ = (name: string) => `${c.dir}/${name}`;
  await openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    in_("ca.key"),
    "-out",
    in_("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=ca",
  );
  await Deno.writeTextFile(in_("ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  await openssl("req", ...key, "-keyout", in_("s.key"), "-out", in_("s.csr"), "-subj", "/CN=s");
  await openssl(
    "x509",
    "-req",
    "-in",
    in_("s.csr"),
    "-CA",
    in_("ca.pem"),
    "-CAkey",
    in_("ca.key"),
    "-CAcreateserial",
    "-out",
    in_("s.pem"),
    "-days",
    "2",
    "-extfile",
    in_("ext"),
  );
  await using s = await serve(c, [
    "--allow-write",
    "--tls-cert",
    in_("s.pem"),
    "--tls-key",
    in_("s.key"),
  ], "0.0.0.0:0");
  assert.match(s.url, /^https:\/\/0\.0\.0\.0:\d+$/);
  const at = (host: string, ...more: string[]) => [
    ...["--server", `https://${host}:${s.port}`, "--server-token-file", s.tokenFile, ...more],
  ];
  const ca = ["--tlscacert", in_("ca.pem")];
  const cli = (words: string[]) => c.cli(words, { env: NO_ENGINE });
  for (const host of ["localhost", "127.0.0.1"]) {
    const { code, stderr } = await cli([...at(host, ...ca), "ps"]);
    assert.equal(code, 0, stderr);
  }
  const attached = await c.cli(
    [
      ...at("localhost", ...ca),
      "run",
      "--rm",
      "-i",
      "--label",
      c.label,
      "--network",
      "none",
      c.image,
      "cat",
    ],
    { env: NO_ENGINE, stdin: "through TLS" },
  );
  assert.deepEqual(attached, { code: 0, stdout: "through TLS", stderr: "" });
  const unknown = await cli([...at("localhost"), "ps"]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /^Cannot connect to the server at https:.*UnknownIssuer/);
  assert.match(unknown.stderr, /\nHint: See --tlscacert/);
  const plain = await cli([
    "--server",
    `http://localhost:${s.port}`,
    "--server-token-file",
    s.tokenFile,
    "ps",
  ]);
  assert.equal(plain.code, 1);
  const noToken = await cli(["--server", `https://localhost:${s.port}`, ...ca, "ps"]);
  assert.match(noToken.stderr, /this server wants a token/);
});

engineTest("record run --listen serves what it records, until it is stopped", async (c) => {
  const name = `${c.prefix}-a`;
  const words = ["--label", c.label, "--network", "none", c.image];
  await c.cli(["run", "-d", "--name", name, ...words, "sh", "-c", "echo kept; sleep 1000"]);
  const started = await c.cli(
    ["record", "start", "--name", name, "--listen", "127.0.0.1:0", "--allow-write"],
  );
  try {
    assert.equal(started.code, 0, started.stderr);
    const url = /^Listening on (\S+)$/m.exec(started.stdout)![1];
    assert.match((await c.cli(["record", "status"])).stdout, new RegExp(`^Listens: +${url}$`, "m"));
    const token = `${c.env.HOME}/.local/state/dockerctl/record/server.token`;
    const far = (...args: string[]) =>
      c.cli(["--server", url, "--server-token-file", token, ...args], { env: NO_ENGINE });
    assert.equal((await far("ps", "-q", "--filter", `name=${name}`)).stdout.trim().length, 12);
    const follow = new Deno.Command(BINARY, {
      args: ["--server", url, "--server-token-file", token, "logs", "--recorded", "-f", name],
      env: { ...c.env, ...NO_ENGINE },
      clearEnv: true,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    assert.equal((await lines(follow.stdout).next()).value, "kept");
    follow.kill("SIGINT");
    await follow.status;
    assert.equal((await far("rm", "-f", name)).stdout, `${name}\n`);
    // The engine has it no more: the record of the server answers.
    const gone = await far("logs", name);
    assert.equal(gone.stdout, "kept\n", gone.stderr);
    assert.match(gone.stderr, /recorded/);
    const second = await c.cli(["record", "run", "--listen", "127.0.0.1:0"]);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /A recorder of \S+ runs already: pid \d+/);
  } finally {
    const stopped = await c.cli(["record", "stop"]);
    assert.equal(stopped.code, 0, stopped.stderr);
  }
});

engineTest("record openapi prints what the server answers at /v1/openapi.json", async (c) => {
  await using s = await serve(c);
  const { stdout } = await c.cli(["record", "openapi"], { env: NO_ENGINE });
  assert.equal(JSON.parse(stdout).openapi, "3.1.0");
  const response = await fetch(`${s.url}/v1/openapi.json`, {
    headers: { authorization: `Bearer ${(await Deno.readTextFile(s.tokenFile)).trim()}` },
  });
  assert.equal(await response.text(), stdout);
});

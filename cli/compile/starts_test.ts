/**
 * What a start costs, in counts, which are the same on every machine: the files of the program that
 * are loaded, the requests, the connections. dist/js is as the build before this run left it.
 */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../tests/fake_engine/mod.ts";

const JS = new URL("../../dist/js/", import.meta.url).pathname;

/** The files of dist/js that a command line loads, without the one that all begin with. */
async function loadedBy(host: string, args: readonly string[]): Promise<string[]> {
  const dir = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-lock", `--coverage=${dir}`, `${JS}main.js`, ...args],
      clearEnv: true,
      env: { HOME: dir, DOCKER_CONFIG: `${dir}/none`, DOCKER_HOST: host, DENO_DIR: `${dir}/deno` },
      stdin: "null",
      stdout: "null",
    }).output();
    assert.equal(code, 0, `${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    const files: string[] = [];
    for await (const file of Deno.readDir(dir)) {
      if (!file.name.endsWith(".json")) continue;
      const { url } = JSON.parse(await Deno.readTextFile(`${dir}/${file.name}`));
      if (String(url).startsWith(`file://${JS}`)) files.push(String(url).slice(7 + JS.length));
    }
    assert.ok(files.includes("main.js"));
    return files.filter((name) => name !== "main.js").sort();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** By command line: the scripts it loads, its requests, its connections. */
const STARTS: [args: string[], files: string[], requests: string[], connections: number][] = [
  [["--help"], ["base.script", "help.script"], [], 0],
  [["__complete", "words", "r"], ["base.script", "help.script"], [], 0],
  [
    ["__complete", "words", "run", "--"],
    [
      "base.script",
      "help.script",
      "hot.script",
      "run.script",
    ],
    [],
    0,
  ],
  [
    ["__complete", "words", "exec", ""],
    ["base.script", "help.script", "hot.script", "run.script"],
    ["HEAD /_ping", "GET /containers/json"],
    1,
  ],
  [
    ["ps", "-a"],
    ["base.script", "hot.script", "list.script"],
    ["HEAD /_ping", "GET /containers/json"],
    1,
  ],
  [
    ["logs", "--tail", "100", "web-1"],
    ["base.script", "hot.script"],
    ["HEAD /_ping", "GET /containers/{}/json", "GET /containers/{}/logs"],
    1,
  ],
  [
    ["inspect", "web-1"],
    ["base.script", "hot.script", "list.script"],
    ["HEAD /_ping", "GET /containers/{}/json"],
    1,
  ],
  [
    ["exec", "web-1", "true"],
    ["base.script", "hot.script", "run.script"],
    [
      "HEAD /_ping",
      "GET /containers/{}/json",
      "POST /containers/{}/exec",
      "POST /exec/{}/start",
      "GET /exec/{}/json",
    ],
    2,
  ],
  [
    ["run", "--rm", "busybox:1.37", "true"],
    ["base.script", "hot.script", "run.script"],
    [
      "HEAD /_ping",
      "POST /containers/create",
      "POST /containers/{}/attach",
      "POST /containers/{}/wait",
      "POST /containers/{}/start",
    ],
    3,
  ],
];

for (const [args, files, requests, connections] of STARTS) {
  Deno.test(`dockerctl ${args.join(" ")} loads and asks what it needs, and no more`, async () => {
    await using engine = await startFakeEngine();
    assert.deepEqual(await loadedBy(engine.host, args), files);
    assert.deepEqual(engine.requests.map((r) => r.route), requests);
    assert.equal(engine.accepted, connections);
  });
}

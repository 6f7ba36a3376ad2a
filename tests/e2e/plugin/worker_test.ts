/** Commands of plugins run apart from dockerctl, and have all of it that they were allowed. */
import assert from "node:assert/strict";
import { BINARY, lines } from "../../engine/mod.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { emptyHome, type Home } from "./home.ts";

/** A plugin with one command `NAME WHAT…` whose first word chooses what it does. */
function trying(name: string, permissions: string): string {
  return String.raw`import { ExitError, type Plugin } from "dockerctl";
import process from "node:process";
export default {
  name: "${name}", api: 1, summary: "Tries things", permissions: ${permissions},
  commands: [{
    path: "${name}", summary: "Try a thing",
    args: [
      { name: "what", complete: async ({ env, engine }) => [
        { value: "home" + env.HOME, summary: "from the environment" },
        { value: "all" + (await (await engine()).containers.list({ all: true })).length },
      ] },
      { name: "more", variadic: true, optional: true },
    ],
    options: {
      size: { type: "parsed", short: "s", summary: "A size", default: new Map([["unset", 1]]),
        parse(text) { if (!/^\d+$/.test(text)) throw new Error("no number"); return text * 2; } },
    },
    interactive: ({ what }) => what === "raw",
    async run(ctx, { what, more, size }) {
      const { out, streams, engine, signal } = ctx;
      switch (what) {
        case "size": return out.line(String(size));
        case "read": return out.line(Deno.readTextFileSync(more[0]));
        case "write": return Deno.writeTextFileSync(more[0], "written");
        case "connect": return void await Deno.connect({ hostname: "127.0.0.1", port: Number(more[0]) });
        case "run": return out.line(String(new Deno.Command("true").outputSync().code));
        case "variable": return out.line(String(Deno.env.get("HOME")));
        case "env": return out.line(String(ctx.env.HOME));
        case "data": {
          const file = (await ctx.dataDir()) + "/kept";
          Deno.writeTextFileSync(file, "kept");
          return out.line(Deno.readTextFileSync(file));
        }
        case "echo": {
          let n = 0;
          for await (const bytes of streams.stdin.read()) { n += bytes.length; await streams.stdout.write(bytes); }
          return out.error("read " + n);
        }
        case "order":
          for (let i = 0; i < 3; i++) { out.line("out " + i); out.error("error " + i); console.log("log", { i }); }
          return;
        case "many": for (let i = 0; i < 200_000; i++) await out.line("line " + i); return;
        case "chat": for (let i = 0; i < 500; i++) ctx.log.debug("word " + i); return;
        case "leave": Deno.exit(3);
        case "close": process.exit(4);
        case "fail": throw new ExitError(5, "of two\nlines");
        case "throw": throw new Error("no luck");
        case "again": return out.line("ended " + await ctx.run(more));
        case "ask": return out.line([await ctx.confirm("Sure?"), await ctx.askText("Who?")].join());
        case "wait":
          await out.line("waiting");
          return await new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason)));
        case "spin": await out.line("spinning"); await new Promise((r) => setTimeout(r, 50)); for (;;);
        case "signal": {
          const stop = new AbortController();
          const heard = new Promise((yes) => ctx.onSignal(["SIGTERM"], yes, stop.signal));
          await out.line("waiting");
          await out.line("heard " + await heard);
          return stop.abort();
        }
        case "logs":
          for await (const line of (await engine()).containers.logs("web-1", { stdout: true, tail: 3, signal })) {
            if (line) out.line("a line");
          }
          return;
        case "exec": {
          const e = await engine();
          const { id } = await e.exec.create("web-1", { cmd: ["cat"], attachStdin: true, attachStdout: true });
          await using session = await e.exec.start(id, { signal });
          await session.write(new TextEncoder().encode("there and back"));
          await session.closeWrite();
          const decoder = new TextDecoder();
          for await (const { data } of session.output) await out.raw(decoder.decode(data));
          return out.line(" with " + (await e.exec.inspect(id)).exitCode);
        }
        case "stream": {
          const e = await engine();
          async function* body() { for (const m of more) yield new TextEncoder().encode(m); }
          for await (const event of e.images.load(body(), { signal })) out.line(event.stream);
          return;
        }
        case "raw": {
          const stop = new AbortController();
          streams.stdin.setRaw(true);
          const size = () => out.raw("size " + streams.size().columns + "x" + streams.size().rows + "\r\n");
          streams.onResize(size, stop.signal);
          size();
          for await (const bytes of streams.stdin.read(stop.signal)) {
            out.raw("key " + [...bytes].join() + "\r\n");
            if (bytes[0] === 113) break;
          }
          stop.abort();
          streams.stdin.setRaw(false);
          return out.line("named " + await ctx.askText("Name?"));
        }
      }
    },
  }],
} satisfies Plugin;
`;
}

async function homeWith(...plugins: [name: string, permissions: string][]): Promise<Home> {
  const home = await emptyHome();
  for (const [name, may] of plugins) await home.write(`${name}.ts`, trying(name, may));
  const { code, stderr } = await home.cli(["plugin", "trust", ...plugins.map(([name]) => name)]);
  assert.equal(code, 0, stderr);
  return home;
}

/** An engine that takes images to load and says what was in them. */
function eater(path: string) {
  const server = Deno.serve({ path, onListen: () => {} }, async (request) => {
    const headers = { "api-version": "1.43", "content-type": "application/json" };
    if (!request.url.includes("/images/load")) return new Response("OK", { headers });
    return Response.json({ stream: `ate ${await request.text()}` }, { headers });
  });
  return { host: `unix://${path}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("a command may touch what its plugin declared, and nothing else", async (t) => {
  await using home = await homeWith(
    ["bare", "{}"],
    ["filer", "{ files: true }"],
    ["caller", "{ network: true }"],
    ["runner", "{ run: true }"],
    ["seer", `{ env: ["HOME"] }`],
  );
  const file = `${home.path}/secret`;
  await Deno.writeTextFile(file, "a secret");
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  const tries: [string, string[], string, RegExp][] = [
    ["read", [file], "filer", /^a secret\n$/],
    ["write", [`${home.path}/made`], "filer", /^$/],
    ["connect", [port], "caller", /^$/],
    ["run", [], "runner", /^0\n$/],
    ["variable", [], "runner", /\/dockerctl-plugin-/],
    ["variable", [], "seer", /\/dockerctl-plugin-/],
  ];
  const needs: Record<string, string> = {
    filer: "files",
    caller: "network",
    runner: "run",
    seer: "env",
  };
  for (const [what, more, able, said] of tries) {
    await t.step(what, async () => {
      const good = await home.cli([able, what, ...more]);
      assert.deepEqual([good.code, good.stderr], [0, ""]);
      assert.match(good.stdout, said);
      const bad = await home.cli(["bare", what, ...more]);
      assert.deepEqual([bad.code, bad.stdout], [1, ""]);
      const reason = new RegExp(
        `^plugin "bare": Requires \\w+ access.*: needs permissions: \\{ ${
          what === "variable" ? "env" : needs[able]
        }: true \\} \\(bare\\.ts:\\d+:\\d+\\)\n$`,
      );
      assert.match(bad.stderr, reason);
    });
  }
  await t.step("what is its own it has always", async () => {
    assert.equal((await home.cli(["bare", "data"])).stdout, "kept\n");
    assert.equal((await home.cli(["bare", "env"])).stdout, "undefined\n");
    assert.equal((await home.cli(["seer", "env"])).stdout, `${home.path}\n`);
    const kept = `${home.path}/.local/share/dockerctl/plugins/bare/kept`;
    assert.equal(await Deno.readTextFile(kept), "kept");
  });
  await t.step("ls tells what each may do", async () => {
    const rows = (await home.cli(["plugin", "ls", "--json"])).stdout.trim().split("\n")
      .map((line) => JSON.parse(line));
    const may = (name: string) => rows.find((r) => r.name === name).may;
    assert.equal(may("bare"), "nothing but print");
    assert.equal(may("runner"), "run programs as you (which is as good as everything)");
    assert.equal(may("seer"), "see the variables HOME");
  });
});

Deno.test("a command has the terminal, the engine, questions and signals from its worker", async (t) => {
  await using home = await homeWith(["may", `{ engine: "write", env: true }`]);
  const call = (...words: string[]) => home.cli(["--demo", "may", ...words]);
  const said = async (...words: string[]) => {
    const { code, stdout, stderr } = await call(...words);
    return [code, stdout, stderr];
  };
  await t.step("bytes through stdin and stdout", async () => {
    const input = new Uint8Array(3_000_000).map((_, i) => i % 251);
    const child = new Deno.Command(BINARY, {
      args: ["may", "echo"],
      env: home.env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const fed = writer.write(input).then(() => writer.close());
    const { code, stdout, stderr } = await child.output();
    await fed;
    assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, "read 3000000\n"]);
    assert.ok(stdout.length === input.length && stdout.every((b, i) => b === i % 251));
  });
  await t.step("what is written keeps its order", async () => {
    const script = `'${BINARY}' may order 2>&1`;
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", script],
      env: home.env,
      clearEnv: true,
    }).output();
    const three = [0, 1, 2].map((i) => `out ${i}\nerror ${i}\nlog { i: ${i} }\n`).join("");
    assert.equal(new TextDecoder().decode(stdout), three);
  });
  await t.step("a reader that goes away ends it quietly", async () => {
    const script = `{ '${BINARY}' may many; echo "code $?" >&2; } | head -1`;
    const { stdout, stderr } = await new Deno.Command("/bin/sh", {
      args: ["-c", script],
      env: home.env,
      clearEnv: true,
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.deepEqual([text(stdout), text(stderr)], ["line 0\n", "code 141\n"]);
  });
  await t.step("exit codes", async () => {
    assert.deepEqual(await said("leave"), [3, "", ""]);
    assert.deepEqual(await said("close"), [4, "", ""]);
    assert.deepEqual(await said("fail"), [5, "", "of two\nlines\n"]);
    const [code, , thrown] = await said("throw");
    assert.equal(code, 1);
    assert.match(String(thrown), /^plugin "may": no luck \(may\.ts:\d+:\d+\)\n$/);
  });
  await t.step("the last of many words that nobody waited for", async () => {
    const { code, stderr } = await home.cli(["--debug", "may", "chat"]);
    assert.deepEqual([code, stderr.match(/^may: word \d+$/gm)?.length], [0, 500]);
  });
  await t.step("options with parsers of their own", async () => {
    assert.deepEqual(await said("size", "-s", "21"), [0, "42\n", ""]);
    assert.deepEqual(await said("size"), [0, "[object Map]\n", ""]);
    const [code, , stderr] = await said("size", "--size", "x");
    assert.equal(code, 125);
    assert.match(
      String(stderr),
      /^invalid argument "x" for "-s, --size" flag: no number\n\nUsage: {2}dockerctl may \[OPTIONS\]/,
    );
  });
  await t.step("other commands, but none that trusts plugins", async () => {
    const [code, stdout] = await said("again", "--", "ps", "-q");
    assert.equal(code, 0);
    assert.match(String(stdout), /^([0-9a-f]{12}\n)+ended 0\n$/);
    const refused = await said("again", "plugin", "trust", "may");
    assert.deepEqual(refused, [
      1,
      "",
      'The plugin "may" may not run a plugin command of dockerctl\n',
    ]);
  });
  await t.step("questions are answered by stdin, and not at all at its end", async () => {
    assert.deepEqual(await said("ask"), [0, "Sure? [y/N] false,\n", ""]);
  });
  await t.step("streams of the engine, both ways", async () => {
    assert.deepEqual(await said("logs"), [0, "a line\n".repeat(3), ""]);
    assert.deepEqual(await said("exec"), [0, "there and back with 0\n", ""]);
  });
  await t.step("the body of a request as a stream", async () => {
    await using engine = eater(`${home.path}/engine.sock`);
    const { code, stdout, stderr } = await home.cli(["may", "stream", "no", " tar"], {
      env: { DOCKER_HOST: engine.host },
    });
    assert.deepEqual([code, stdout, stderr], [0, "ate no tar\n", ""]);
  });
  await t.step("completion by a function", async () => {
    const { stdout } = await home.cli(["__complete", "line", "dockerctl --demo may "]);
    assert.equal(stdout, `all12\nhome${home.path}\tfrom the environment\n`);
  });
});

Deno.test("a command is told of signals, and cut off when it does not end", async (t) => {
  await using home = await homeWith(["may", "{}"]);
  const cases: [what: string, signal: Deno.Signal, code: number, said: RegExp][] = [
    ["wait", "SIGINT", 130, /^$/],
    ["wait", "SIGTERM", 143, /^$/],
    ["spin", "SIGINT", 130, /^plugin "may": may did not end when it was told to: cut off$/],
    ["signal", "SIGTERM", 0, /^heard SIGTERM$/],
  ];
  for (const [what, signal, code, wanted] of cases) {
    await t.step(`${what} ${signal}`, async () => {
      const child = new Deno.Command("/bin/sh", {
        args: ["-c", `exec '${BINARY}' may ${what} 2>&1`],
        env: home.env,
        clearEnv: true,
        stdout: "piped",
      }).spawn();
      const said = lines(child.stdout);
      assert.match((await said.next()).value!, /^(waiting|spinning)$/);
      child.kill(signal);
      const rest: string[] = [];
      for await (const line of said) rest.push(line);
      assert.equal((await child.status).code, code);
      assert.match(rest.join("\n"), wanted);
    });
  }
});

Deno.test("a command has a terminal in raw mode, also from the full screen", async () => {
  await using home = await homeWith(["may", "{}"]);
  const play = async (terminal: TmuxTerminal) => {
    await terminal.see("size 90x28");
    await terminal.press("Up");
    await terminal.see("key 27,91,65");
    await terminal.resize(70, 20);
    await terminal.see("size 70x20");
    await terminal.press("C-c");
    await terminal.see("key 3");
    await terminal.resize(90, 28);
    await terminal.see(/size 90x28[^]*size 90x28/);
    await terminal.press("q");
    await terminal.see("Name?");
    await terminal.type("Ada");
    await terminal.press("Enter");
  };
  const size = { columns: 90, rows: 28, env: home.env, cwd: home.path };
  {
    await using terminal = await TmuxTerminal.open({ command: [BINARY, "may", "raw"], ...size });
    await play(terminal);
    await terminal.see("named Ada");
    await terminal.see("SAME TERMINAL");
  }
  await using terminal = await TmuxTerminal.open({ command: [BINARY, "--demo"], ...size });
  await terminal.see("web-1");
  await terminal.press(":");
  await terminal.type("may raw");
  await terminal.press("Enter");
  await play(terminal);
  await terminal.see(/exit code 0 +may raw/);
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

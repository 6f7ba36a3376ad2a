import assert from "node:assert/strict";
import { runApp } from "../../cli/app.ts";
import { commands, groups } from "../../cli/commands/mod.ts";
import { connectEngine } from "../../cli/engine.ts";
import { Registry } from "../../cli/spec/registry.ts";
import { memoryStreams } from "../../cli/spec/testing.ts";
import { type EngineContext, engineTest, type Output } from "../engine/mod.ts";
import { CHANGING, READING, wordsOf } from "./lines.ts";

/** Lines that change the engine are tried this many at once: each has objects of its own. */
const AT_ONCE = 4;

const registry = new Registry(commands, groups);

/** dockerctl in this process: a start of the binary for each of hundreds of lines takes too long. */
async function ours(context: EngineContext, words: readonly string[]): Promise<Output> {
  const streams = memoryStreams();
  const signal = new AbortController().signal;
  const code = await runApp(words, {
    registry,
    streams,
    env: context.env,
    signal,
    now: () => new Date(),
    confirm: () => Promise.resolve(false),
    askText: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    onSignal() {},
    connect: (global) =>
      connectEngine(global, {
        env: context.env,
        signal,
        endpoints: () => Promise.resolve([]),
        say: () => {},
      }),
  });
  return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
}

/** Takes out what is meant to differ, each for the reason that stands beside it. */
function meant(output: Output): Output {
  return {
    code: output.code,
    stdout: output.stdout,
    stderr: output.stderr
      // Ours is another program.
      .replaceAll("dockerctl", "docker")
      // What we add: the nearest command or flag, and what can be done.
      .replace(/^Hint: .*\n/gm, "")
      // A slip of docker's own.
      .replaceAll("SRun '", "Run '")
      // Docker's way of saying that what it said was an error.
      .replace(/^exit status 1\n/gm, ""),
  };
}

/** Ages go on between two runs; digits before a unit of time are taken out, and ids that are new. */
function steady(output: Output, names: Readonly<Record<string, string>>): Output {
  const clean = (text: string) => {
    let out = text;
    for (const [word, name] of Object.entries(names)) out = out.replaceAll(name, `{${word}}`);
    out = out
      .replace(/(Less than a|About a|About an|\d+) (second|minute|hour)s?( ago)?/g, "AGE")
      .replace(/(sha256:)?[0-9a-f]{64}/g, "ID").replace(/\b[0-9a-f]{12}\b/g, "SHORT")
      .replace(/(AGE|SHORT) +/g, "$1 ")
      // Docker keeps labels in a Go map, whose order is drawn anew every time.
      .replace(/"Labels":"([^"]*)"/g, (_, all) => `"Labels":"${all.split(",").sort()}"`);
    // An age of another length moves the columns behind it.
    return out.includes("AGE") ? out.replace(/ {2,}/g, "  ") : out;
  };
  return { code: output.code, stdout: clean(output.stdout), stderr: clean(output.stderr) };
}

type Names = Readonly<Record<string, string>>;

/** Makes the objects that a line needs (all of them without a line) and gives their names. */
async function make(context: EngineContext, set: string, line?: string): Promise<Names> {
  const owner = `${context.prefix}${set}`;
  const names: Names = {
    web: `${owner}-web`,
    old: `${owner}-old`,
    made: `${owner}-made`,
    tag: `${owner}-tag`,
    net: `${owner}-net`,
    vol: `${owner}-vol`,
    owner,
    img: context.image,
  };
  const docker = async (...words: string[]) => {
    const output = await context.docker(words);
    assert.equal(output.code, 0, `docker ${words.join(" ")}: ${output.stderr}`);
  };
  const own = ["--label", `owner=${owner}`, "--label", context.label, "--label", "tier=front"];
  const run = ["--network", "none", ...own];
  const needs = (name: string) =>
    line === undefined || line.includes("prune") || line.includes(`{${name}}`);
  if (needs("vol")) await docker("volume", "create", ...own, names.vol);
  if (needs("net")) await docker("network", "create", ...own, names.net);
  if (needs("tag")) await docker("tag", context.image, names.tag);
  if (needs("web")) {
    await docker(
      "run",
      "-d",
      ...run,
      "--name",
      names.web,
      "--init",
      context.image,
      "sleep",
      "1000",
    );
  }
  if (needs("made")) {
    await docker("create", ...run, "--name", names.made, "-v", "/anonymous", context.image, "true");
  }
  if (needs("old")) {
    const ended = await context.docker([
      "run",
      ...run,
      "--name",
      names.old,
      context.image,
      "false",
    ]);
    assert.equal(ended.code, 1, ended.stderr);
  }
  return names;
}

/** Removes what is left of a set. */
async function clear(context: EngineContext, names: Names): Promise<void> {
  const filter = `label=owner=${names.owner}`;
  for (const kind of ["container", "volume", "network"]) {
    const list = await context.docker([
      kind,
      "ls",
      "-q",
      ...(kind === "container" ? ["-a"] : []),
      "-f",
      filter,
    ]);
    const ids = list.stdout.split("\n").filter((id) => id !== "");
    if (ids.length > 0) {
      await context.docker([kind, "rm", ...(kind === "container" ? ["-f"] : []), ...ids]);
    }
  }
  const tags = await context.docker(["images", "--format", "{{.Repository}}:{{.Tag}}", names.tag]);
  const images = tags.stdout.split("\n").filter((name) => name !== "");
  if (images.length > 0) await context.docker(["rmi", "-f", ...images]);
  for (const rest of [`${names.vol}-2`]) await context.docker(["volume", "rm", "-f", rest]);
  for (const rest of ["2", "3"]) await context.docker(["network", "rm", `${names.net}-${rest}`]);
}

/** What the engine holds of a set. */
async function state(context: EngineContext, names: Names): Promise<string> {
  const ask = async (...words: string[]) => (await context.docker(words)).stdout;
  const filter = `label=owner=${names.owner}`;
  return [
    await ask("ps", "-a", "-f", filter, "--format", "{{.Names}} {{.State}} {{.Networks}}"),
    await ask("volume", "ls", "-f", `name=${names.vol}`, "--format", '{{.Name}} {{.Label "a"}}'),
    await ask("network", "ls", "-f", `name=${names.net}`, "--format", "{{.Name}} {{.Internal}}"),
    await ask("images", "--format", "{{.Repository}}:{{.Tag}}", names.tag),
  ].join("\n");
}

const fill = (line: string, names: Names) =>
  wordsOf(line).map((word) => word.replace(/\{(\w+)\}/g, (all, name) => names[name] ?? all));

function compare(line: string, docker: Output, own: Output, differences: string[]): void {
  try {
    assert.deepEqual(own, docker);
  } catch (error) {
    differences.push(`${line}\n${(error as Error).message}`);
  }
}

engineTest(
  "dockerctl answers as docker does where nothing changes",
  { own: true },
  async (context) => {
    const names = await make(context, "r");
    const differences: string[] = [];
    for (const line of READING) {
      const words = fill(line, names);
      const docker = steady(meant(await context.docker(words)), {});
      const own = steady(meant(await ours(context, words)), {});
      if (/^images?\b/.test(line)) {
        // Docker lists the names of an image by a Go map.
        for (const side of [docker, own]) side.stdout = side.stdout.split("\n").sort().join("\n");
      }
      compare(line, docker, own, differences);
    }
    await clear(context, names);
    assert.equal(differences.length, 0, differences.join("\n\n"));
  },
);

engineTest("dockerctl changes the engine as docker does", { own: true }, async (context) => {
  const differences: string[] = [];
  const next = CHANGING.entries();
  const worker = async () => {
    for (const [n, line] of next) {
      const sides: [Output, string][] = [];
      for (const [set, run] of [["d", context.docker], ["o", ours.bind(null, context)]] as const) {
        const names = await make(context, `${set}${n}`, line);
        const output = steady(meant(await run(fill(line, names))), names);
        const after = steady({ code: 0, stdout: await state(context, names), stderr: "" }, names);
        sides.push([output, after.stdout]);
        await clear(context, names);
      }
      compare(line, sides[0][0], sides[1][0], differences);
      if (sides[0][1] !== sides[1][1]) {
        differences.push(
          `${line}\nafter docker:\n${sides[0][1]}\nafter dockerctl:\n${sides[1][1]}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.equal(differences.length, 0, differences.join("\n\n"));
});

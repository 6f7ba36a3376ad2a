/** Hundreds of lines answer and change the engine as docker does. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { type EngineContext, engineTest, type Output } from "../engine/mod.ts";
import { runInProcess } from "./in_process.ts";
import { CHANGING, READING, wordsOf } from "./lines.ts";

/** This many lines are tried at once; those that change the engine have objects of their own. */
const AT_ONCE = 4;

/**
 * Lines that only ask, which go on beside each other. The others would change something if they
 * did not fail, and engines refuse some of them (the removal of one container, say) twice at a
 * time.
 */
const ASKING =
  /^((container |volume |network |image )?(ps|ls|list|inspect)|images|history|port|diff|info|version)\b/;

/** dockerctl in this process: a start of the binary for each of hundreds of lines takes too long. */
const ours = (context: EngineContext, words: readonly string[]) => runInProcess(words, context.env);

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

/**
 * Makes the objects that a line needs (all of them without a line) and gives their names. It asks
 * the engine itself, as the two functions below do: a start of docker costs more than most lines.
 */
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
  const [key, value] = context.label.split("=");
  const Labels = { owner, [key]: value, tier: "front" };
  const create = (name: string, Cmd: string[], more: object, host: object) =>
    ask(context, "POST", `/containers/create?name=${name}`, {
      Image: context.image,
      Cmd,
      Labels,
      HostConfig: { NetworkMode: "none", ...host },
      ...more,
    });
  const needs = (name: string) =>
    line === undefined || PRUNED[line.split(" -", 1)[0]]?.includes(name) ||
    line.includes(`{${name}}`);
  if (needs("vol")) await ask(context, "POST", "/volumes/create", { Name: names.vol, Labels });
  if (needs("net")) {
    await ask(context, "POST", "/networks/create", { Name: names.net, Driver: "bridge", Labels });
  }
  if (needs("tag")) {
    await ask(context, "POST", `/images/${context.image}/tag?repo=${names.tag}`);
  }
  if (needs("web")) {
    await create(names.web, ["sleep", "1000"], {}, { Init: true });
    await ask(context, "POST", `/containers/${names.web}/start`);
  }
  if (needs("made")) await create(names.made, ["true"], { Volumes: { "/anonymous": {} } }, {});
  if (needs("old")) {
    await create(names.old, ["false"], {}, {});
    await ask(context, "POST", `/containers/${names.old}/start`);
    const ended = await ask<{ StatusCode: number }>(
      context,
      "POST",
      `/containers/${names.old}/wait`,
    );
    assert.equal(ended?.StatusCode, 1);
  }
  return names;
}

/** What lines that name no object need: what they prune, and something that must stay. */
const PRUNED: Readonly<Record<string, readonly string[]>> = {
  "container prune": ["web", "old", "made", "vol", "net", "tag"],
  "volume prune": ["made", "vol", "net", "tag"],
  "network prune": ["made", "vol", "net", "tag"],
};

/** The engine's answer to a call that must go well. */
async function ask<T>(
  context: EngineContext,
  method: string,
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  const answer = await context.api(method, path, body);
  assert.ok(answer.status < 400, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text === "" ? undefined : answer.json<T>();
}

/** What the engine holds of a set, in the engine's own order. */
async function held(context: EngineContext, names: Names) {
  const list = async <T>(path: string, filters: Record<string, string>) => {
    const query = Object.entries(filters).map(([key, value]) => [key, [value]]);
    const filter = encodeURIComponent(JSON.stringify(Object.fromEntries(query)));
    return await ask<T>(context, "GET", `${path}filters=${filter}`);
  };
  const [containers, volumes, networks, images] = await Promise.all([
    list<Container[]>("/containers/json?all=1&", { label: `owner=${names.owner}` }),
    list<{ Volumes: Volume[] | null }>("/volumes?", { name: names.vol }),
    list<Network[]>("/networks?", { name: names.net }),
    list<{ RepoTags: string[] | null }[]>("/images/json?", { reference: names.tag }),
  ]);
  return {
    containers: containers ?? [],
    volumes: volumes?.Volumes ?? [],
    networks: networks ?? [],
    // An image is listed with the names that do not match, too.
    tags: (images ?? []).flatMap((image) => image.RepoTags ?? [])
      .filter((tag) => tag.startsWith(`${names.tag}:`)).sort(),
  };
}

interface Container {
  Id: string;
  Names: string[];
  State: string;
  NetworkSettings: { Networks: Record<string, unknown> };
}
interface Volume {
  Name: string;
  Labels: Record<string, string> | null;
}
interface Network {
  Id: string;
  Name: string;
  Internal: boolean;
}

/** Removes what is left of a set. */
async function clear(context: EngineContext, names: Names): Promise<void> {
  const { containers, volumes, networks, tags } = await held(context, names);
  const remove = (path: string) => ask(context, "DELETE", path);
  await Promise.all(containers.map(({ Id }) => remove(`/containers/${Id}?force=1`)));
  await Promise.all([
    ...volumes.map(({ Name }) => remove(`/volumes/${Name}`)),
    ...networks.map(({ Id }) => remove(`/networks/${Id}`)),
    ...tags.map((tag) => remove(`/images/${tag}?force=1`)),
  ]);
}

/** What the engine holds of a set, one a line. */
async function state(context: EngineContext, names: Names): Promise<string> {
  // Its command ends at once, also after a restart. Not all sets have it.
  await context.api("POST", `/containers/${names.old}/wait`);
  const { containers, volumes, networks, tags } = await held(context, names);
  return [
    ...containers.map((c) =>
      `${c.Names.sort()} ${c.State} ${Object.keys(c.NetworkSettings.Networks).sort()}`
    ),
    ...volumes.map((v) => `${v.Name} ${v.Labels?.a ?? ""}`).sort(),
    ...networks.map((n) => `${n.Name} ${n.Internal}`).sort(),
    ...tags,
  ].join("\n");
}

const fill = (line: string, names: Names) =>
  wordsOf(line).map((word) => word.replace(/\{(\w+)\}/g, (all, name) => names[name] ?? all));

/** The engine looks for a driver for 15 seconds before it says that there is none. */
const WAITING = /--driver nope-such/;

/** Does something with each line, with some of them at once. */
async function eachOf(
  lines: readonly string[],
  atOnce: number,
  act: (line: string) => Promise<void>,
): Promise<void> {
  const next = lines.values();
  const worker = async () => {
    for (const line of next) await act(line);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

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
    const both = async (line: string, runs: Promise<[Output, Output]>) => {
      const [docker, own] = (await runs).map((output) => steady(meant(output), {}));
      if (/^images?\b/.test(line)) {
        // Docker lists the names of an image by a Go map.
        for (const side of [docker, own]) side.stdout = side.stdout.split("\n").sort().join("\n");
      }
      compare(line, docker, own, differences);
    };
    await eachOf(READING.filter((line) => ASKING.test(line)), AT_ONCE, async (line) => {
      const words = fill(line, names);
      await both(line, Promise.all([context.docker(words), ours(context, words)]));
    });
    const oneByOne = async (line: string) => {
      const words = fill(line, names);
      const docker = await context.docker(words);
      await both(line, Promise.resolve([docker, await ours(context, words)]));
    };
    const others = READING.filter((line) => !ASKING.test(line));
    await Promise.all([
      eachOf(others.filter((line) => WAITING.test(line)), 1, oneByOne),
      eachOf(others.filter((line) => !WAITING.test(line)), 1, oneByOne),
    ]);
    await clear(context, names);
    assert.equal(differences.length, 0, differences.join("\n\n"));
  },
);

engineTest("dockerctl changes the engine as docker does", { own: true }, async (context) => {
  const differences: string[] = [];
  const both = async (line: string) => {
    const sides: [Output, string][] = [];
    for (const [set, run] of [["d", context.docker], ["o", ours.bind(null, context)]] as const) {
      const names = await make(context, `${set}${CHANGING.indexOf(line)}`, line);
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
  };
  const prunes = (line: string) => line.includes("prune");
  await eachOf(CHANGING.filter((line) => !prunes(line)), AT_ONCE, both);
  // An engine prunes one thing at a time, and refuses another meanwhile.
  await eachOf(CHANGING.filter(prunes), 1, both);
  assert.equal(differences.length, 0, differences.join("\n\n"));
});

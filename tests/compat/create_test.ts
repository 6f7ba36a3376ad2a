/** Containers made by create are those that docker makes, of written and drawn lines. */
import assert from "node:assert/strict";
import { runApp } from "../../cli/app/app.ts";
import { commands, groups } from "../../cli/commands/mod.ts";
import { Registry } from "../../cli/spec/registry.ts";
import { memoryStreams } from "../../cli/spec/testing.ts";
import { connect } from "../../core/mod.ts";
import { fuzzed } from "../../core/testing/fuzz.ts";
import { type EngineContext, engineTest } from "../engine/mod.ts";
import { createLines, type Surroundings } from "./create_lines.ts";

/** Change it to draw other lines; the failing line itself is in the message. */
const SEED = 20_26;
const DRAWN = fuzzed(60);
const AT_ONCE = 4;

interface Result {
  code: number;
  stderr: string;
  /** What the engine holds of the container, without what differs by nature. */
  container?: Record<string, unknown>;
}

const registry = new Registry(commands, groups);

/** `create` in this process: a start of the binary for each of hundreds of lines takes too long. */
async function ours(context: EngineContext, words: readonly string[]) {
  const streams = memoryStreams();
  const code = await runApp(words, {
    registry,
    streams,
    env: context.env,
    signal: new AbortController().signal,
    now: () => new Date(),
    confirm: () => Promise.resolve(false),
    askText: () => Promise.resolve(""),
    askSecret: () => Promise.resolve(""),
    onSignal() {},
    connect: () => connect({ host: context.host }),
  });
  return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
}

/** Takes ids, dates and what hangs on them out of an inspect document. */
function comparable(inspect: Record<string, unknown>): Record<string, unknown> {
  const id = inspect["Id"] as string;
  // An invented name shows again in links.
  const name = (inspect["Name"] as string).slice(1);
  const text = JSON.stringify(inspect, (key, value) => {
    if (["Id", "Name", "Created", "GraphDriver", "NetworkSettings", "Storage"].includes(key)) {
      return undefined;
    }
    // Docker keeps -e and -v in Go maps, whose order is drawn anew every time.
    if (["Env", "Binds"].includes(key) && Array.isArray(value)) return value.toSorted();
    if (key === "Mounts" && Array.isArray(value)) {
      return value.toSorted((a, b) =>
        (a.Destination ?? a.Target) < (b.Destination ?? b.Target) ? -1 : 1
      );
    }
    return value;
  });
  return JSON.parse(
    text.replaceAll(id, "ID").replaceAll(`/${name}/`, "/NAME/").replaceAll(id.slice(0, 12), "SHORT")
      // Volumes without a name get one of 64 digits.
      .replace(/[0-9a-f]{64}/g, "HEX"),
  );
}

const OLDER_WORDS = [
  [/Invalid range specified for the Port:/, "invalid range specified for port:"],
  [/Invalid hostPort:/, "invalid hostPort:"],
  [/Invalid containerPort:/, "invalid containerPort:"],
  [/Invalid ranges specified for/, "invalid ranges specified for"],
  [/Invalid proto:/, "invalid proto:"],
  [/No port specified:/, "no port specified:"],
  [/Invalid ip address:/, "invalid IP address:"],
] as const;

async function result(
  context: EngineContext,
  output: { code: number; stdout: string; stderr: string },
): Promise<Result> {
  const id = output.stdout.trim();
  let stderr = output.stderr.replaceAll("dockerctl", "docker").replaceAll(/[0-9a-f]{64}/g, "HEX")
    // Our help to a wrong flag, beyond docker's.
    .replace(/\nHint: [^\n]*/, "");
  // Debian links docker with an older go-connections than docker's own releases do, whose words
  // for a wrong port we say.
  for (const [older, newer] of OLDER_WORDS) stderr = stderr.replace(older, newer);
  if (output.code !== 0 || id === "") return { code: output.code, stderr };
  const inspect = (await context.api("GET", `/containers/${id}/json`)).json();
  await context.api("DELETE", `/containers/${id}?v=1`);
  return {
    code: output.code,
    stderr,
    container: comparable(inspect as Record<string, unknown>),
  };
}

engineTest("create makes of every line the container that docker makes", async (context) => {
  const { dir, prefix, label, image } = context;
  await Deno.writeTextFile(
    `${dir}/good.env`,
    "# comment\nFILE=1\n  SPACED=x y\nHOME\nNOPE_UNSET\nA=file\n",
  );
  await Deno.writeTextFile(`${dir}/bad.env`, "A B=1\n");
  await Deno.writeTextFile(`${dir}/labels`, "from=file\nbare\n");
  await Deno.writeTextFile(
    `${dir}/seccomp.json`,
    '{ "defaultAction" : "SCMP_ACT_ALLOW",\n "x": "a  b" }',
  );
  const around: Surroundings = {
    dir,
    prefix,
    other: `${prefix}-other`,
    network: `${prefix}-net`,
  };
  assert.equal((await context.docker(["create", "--name", around.other, image])).code, 0);
  await context.docker(["network", "create", "--subnet", "10.99.0.0/24", around.network]);

  const lines = createLines(around, image, SEED, DRAWN);
  const differences: string[] = [];
  const next = lines.values();
  const worker = async () => {
    for (const line of next) {
      const words = ["create", "--label", label, ...line];
      const docker = await result(context, await context.docker(words, { cwd: Deno.cwd() }));
      const own = await result(context, await ours(context, words));
      try {
        assert.deepEqual(own, docker);
      } catch (error) {
        differences.push(`${line.join(" ")}\n${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.equal(differences.length, 0, differences.join("\n\n"));
});

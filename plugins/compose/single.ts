/** `attach`, `commit`, `export`: what dockerctl's own commands do, on one container of a service. */
import { ExitError } from "../../cli/plugin/mod.ts";
import { chooseOne } from "./chosen.ts";
import { defineVerb, handOn, type Work } from "./verb.ts";

const index = {
  type: "number",
  default: 0,
  summary: "Index of the container if service has multiple replicas",
} as const;

/** The container of the service that stands first. Throws ExitError where words are missing. */
async function one(work: Work, verb: string, most: number, number: number): Promise<string> {
  const { args } = work;
  if (args.length === 0 || args.length > most) {
    const wants = most === 1 ? "exactly 1 argument" : `1 to ${most} arguments`;
    throw new ExitError(1, `"dockerctl compose ${verb}" requires ${wants}`);
  }
  return (await chooseOne(work, args[0], number)).id;
}

export const attach = defineVerb({
  name: "attach",
  summary:
    "Attach local standard input, output, and error streams to a service's running container",
  usage: "[OPTIONS] SERVICE",
  options: {
    "detach-keys": {
      type: "string",
      summary: "Override the key sequence for detaching from a container",
    },
    index,
    "no-stdin": { type: "boolean", summary: "Do not attach STDIN" },
    "sig-proxy": {
      type: "boolean",
      default: true,
      summary: "Proxy all received signals to the process",
    },
  },
  async run(work, input) {
    const id = await one(work, "attach", 1, input.index);
    await handOn(work, [
      "attach",
      ...(input.detachKeys ? ["--detach-keys", input.detachKeys] : []),
      ...(input.noStdin ? ["--no-stdin"] : []),
      ...(input.sigProxy ? [] : ["--sig-proxy=false"]),
      id,
    ]);
  },
});

export const commit = defineVerb({
  name: "commit",
  summary: "Create a new image from a service container's changes",
  usage: "[OPTIONS] SERVICE [REPOSITORY[:TAG]]",
  options: {
    "author": {
      type: "string",
      short: "a",
      summary: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")',
    },
    "change": {
      type: "list",
      short: "c",
      summary: "Apply Dockerfile instruction to the created image",
    },
    index,
    "message": { type: "string", short: "m", summary: "Commit message" },
    "pause": {
      type: "boolean",
      short: "p",
      default: true,
      summary: "Pause container during commit",
    },
  },
  async run(work, input) {
    const id = await one(work, "commit", 2, input.index);
    await handOn(work, [
      "commit",
      ...(input.author ? ["--author", input.author] : []),
      ...input.change.flatMap((c) => ["--change", c]),
      ...(input.message ? ["--message", input.message] : []),
      ...(input.pause ? [] : ["--pause=false"]),
      id,
      ...work.args.slice(1),
    ]);
  },
});

export const exportVerb = defineVerb({
  name: "export",
  reads: true,
  summary: "Export a service container's filesystem as a tar archive",
  usage: "[OPTIONS] SERVICE",
  options: {
    index,
    "output": {
      type: "string",
      short: "o",
      summary: "Write to a file, instead of STDOUT",
    },
  },
  async run(work, input) {
    const id = await one(work, "export", 1, input.index);
    await handOn(work, ["export", ...(input.output ? ["--output", input.output] : []), id]);
  },
});

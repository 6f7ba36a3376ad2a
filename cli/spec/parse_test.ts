/** What a command is given, and what is refused before it runs. */
import assert from "node:assert/strict";
import { parseCommand } from "./parse.ts";
import { defineCommand, ExitError } from "./types.ts";
import { usageLines } from "./usage.ts";

const stop = defineCommand({
  path: "container stop",
  aliases: ["stop"],
  summary: "Stop",
  args: [{ name: "container", variadic: true }],
  options: {
    signal: { type: "string", short: "s", summary: "" },
    timeout: { type: "number", short: "t", summary: "" },
  },
  run: () => Promise.resolve(),
});

const exec = defineCommand({
  path: "exec",
  summary: "Exec",
  stopEarly: true,
  args: [{ name: "container" }, { name: "command" }, {
    name: "arg",
    variadic: true,
    optional: true,
  }],
  options: { "detach-keys": { type: "string", summary: "" } },
  run: () => Promise.resolve(),
});

function fails(f: () => unknown): { code: number; text: string } {
  try {
    f();
  } catch (e) {
    if (e instanceof ExitError) return { code: e.exitCode, text: e.message };
    throw e;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("parseCommand() gives arguments and options in camel case, and what was given", () => {
  const parsed = parseCommand(stop, ["a", "-t", "3", "b"]);
  assert.ok(parsed.kind === "run");
  assert.deepEqual(parsed.input, {
    container: ["a", "b"],
    signal: undefined,
    timeout: 3,
    given: new Set(["timeout"]),
  });
});

Deno.test("parseCommand() hands the words after the first to a command that stops early", () => {
  const parsed = parseCommand(exec, ["--detach-keys=x", "c", "sh", "-c", "--json"]);
  assert.ok(parsed.kind === "run");
  assert.deepEqual(parsed.input, {
    detachKeys: "x",
    container: "c",
    command: "sh",
    arg: ["-c", "--json"],
    given: new Set(["detach-keys"]),
  });
  assert.deepEqual(parsed.common, {});
});

Deno.test("parseCommand() takes --json anywhere", () => {
  const parsed = parseCommand(stop, ["a", "--json"]);
  assert.ok(parsed.kind === "run");
  assert.deepEqual(parsed.common, { json: true });
});

Deno.test("parseCommand() says an unknown flag as docker does, with the nearest", () => {
  assert.deepEqual(fails(() => parseCommand(stop, ["--timout", "3", "a"], "stop")), {
    code: 125,
    text: "unknown flag: --timout\n\n" +
      "Usage:  dockerctl stop [OPTIONS] CONTAINER [CONTAINER...]\n\n" +
      "Run 'dockerctl stop --help' for more information\nHint: did you mean --timeout?",
  });
});

Deno.test("parseCommand() counts the arguments as docker does", () => {
  assert.deepEqual(fails(() => parseCommand(stop, [], "stop")), {
    code: 1,
    text: "dockerctl: 'dockerctl stop' requires at least 1 argument\n\n" +
      "Usage:  dockerctl stop [OPTIONS] CONTAINER [CONTAINER...]\n\n" +
      "See 'dockerctl stop --help' for more information",
  });
  const rename = defineCommand({
    path: "rename",
    summary: "",
    args: [{ name: "container" }, { name: "new-name" }],
    run: () => Promise.resolve(),
  });
  assert.deepEqual(fails(() => parseCommand(rename, ["a"])), {
    code: 1,
    text: "dockerctl: 'dockerctl rename' requires 2 arguments\n\n" +
      "Usage:  dockerctl rename CONTAINER NEW_NAME\n\n" +
      "Run 'dockerctl rename --help' for more information",
  });
  const ls = defineCommand({ path: "ls", summary: "", run: () => Promise.resolve() });
  assert.match(fails(() => parseCommand(ls, ["a"])).text, /'dockerctl ls' accepts no arguments/);
});

Deno.test("parseCommand() asks for help before it counts arguments", () => {
  assert.deepEqual(parseCommand(stop, ["--help"]), { kind: "help" });
});

Deno.test("usageLines() follows from arguments and options, or says what it is told", () => {
  assert.deepEqual(usageLines(exec), ["dockerctl exec [OPTIONS] CONTAINER COMMAND [ARG...]"]);
  const cp = { ...stop, usage: ["[OPTIONS] A:B C", "[OPTIONS] C A:B"] };
  assert.deepEqual(usageLines(cp, "cp"), [
    "dockerctl cp [OPTIONS] A:B C",
    "dockerctl cp [OPTIONS] C A:B",
  ]);
});

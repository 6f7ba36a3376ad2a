/** Tests of other_command.ts: a flag of another command's leads there. */
import assert from "node:assert/strict";
import { commands, groups } from "../commands/mod.ts";
import { parseCommand } from "../spec/parse.ts";
import { Registry } from "../spec/registry.ts";
import { withOtherCommand } from "./other_command.ts";

const registry = new Registry(commands, groups);

/** The hint that a command line is answered with; "" where there is none. */
async function hintTo(line: string): Promise<string> {
  const words = line.split(" ");
  const found = registry.find(words);
  assert.equal(found.kind, "command");
  if (found.kind !== "command") return "";
  const spec = await found.entry.load();
  const rest = words.slice(found.words);
  try {
    parseCommand(spec, rest, found.shown);
  } catch (e) {
    const told = await withOtherCommand(e, registry, spec, rest, found.shown) as Error;
    assert.match(told.message, /^unknown (shorthand )?flag/);
    return /\nHint: (.*)$/.exec(told.message)?.[1] ?? "";
  }
  throw new Error(`${line} is no mistake`);
}

const CASES: readonly [line: string, hint: string][] = [
  ["edit -e A=2 web", "'dockerctl recreate' takes -e: dockerctl recreate -e A=2 web"],
  ["edit web --env A=2", "'dockerctl recreate' takes --env: dockerctl recreate web --env A=2"],
  [
    "edit --image b:2 web",
    "'dockerctl recreate' takes --image: dockerctl recreate --image b:2 web",
  ],
  [
    "update -e X='a' web",
    "'dockerctl recreate' takes -e: dockerctl recreate -e 'X='\\''a'\\''' web",
  ],
  ["restart --env A=2 web", "'dockerctl recreate' takes --env: dockerctl recreate --env A=2 web"],
  ["start -p 80:80 web", "'dockerctl recreate' takes -p: dockerctl recreate -p 80:80 web"],
  ["upgrade -e A=2 web", "'dockerctl recreate' takes -e: dockerctl recreate -e A=2 web"],
  ["kill -t 3 web", "'dockerctl stop' takes -t: dockerctl stop -t 3 web"],
  ["create -d busybox", "'dockerctl run' takes -d: dockerctl run -d busybox"],
  [
    "network connect --subnet 10.0.0.0/24 a b",
    "'dockerctl network create' takes --subnet, see 'dockerctl network create --help'",
  ],
  ["service update -e A=2 web", "did you mean --env-add?"],
  ["service update --publish 80:80 web", "did you mean --publish-add?"],
  // How it is run here is no wish for another container.
  ["start -it web", ""],
  ["start --detach web", "did you mean --detach-keys?"],
  // Its words are no containers.
  ["exec -p 80:80 web sh", ""],
  // What nobody takes has the nearest of its own.
  ["edit --dryrun web", "did you mean --dry-run?"],
  ["stop --tiemout 3 web", "did you mean --timeout?"],
];

for (const [line, hint] of CASES) {
  Deno.test(`a wrong flag names the way: ${line}`, async () => {
    assert.equal(await hintTo(line), hint);
  });
}

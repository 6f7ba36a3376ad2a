/** Which lines of `compose` change something: read-only screens have none of them. */
import assert from "node:assert/strict";
import plugin from "./mod.ts";
import { verbs } from "./verbs.ts";

const ask = plugin.commands[0].dangerous as (input: { arg: string[] }) => boolean;
const dangerous = (line: string) => ask({ arg: line.split(" ").filter((w) => w !== "") });

Deno.test("compose: what only looks is not dangerous", () => {
  for (
    const line of [
      "",
      "--help",
      "help up",
      "plan --json",
      "-p shop -f a.yaml config -q",
      "ps -a",
      "logs -f --tail 3 web",
      "images",
      "top",
      "port web 80",
      "ls -a",
      "version --short",
      "volumes",
      "events --json",
      "export web",
      "publish",
      "stats",
      "wait web",
      "up --help",
      "up --dry-run",
      "--dry-run down -v",
      // Refused by itself, with what is wrong.
      "upp",
      "up --nothing",
    ]
  ) assert.equal(dangerous(line), false, line);
});

Deno.test("compose: what changes something is dangerous", () => {
  for (
    const line of [
      "up -d",
      "-p plan down",
      "-f config up",
      "wait --down-project web",
      "down",
      "--dry-run kill",
      "run web plan",
      "attach web",
      "commit web x",
      "exec web ps",
      "cp web:/a .",
      "pull",
      "build",
      "scale web=2",
    ]
  ) assert.equal(dangerous(line), true, line);
});

Deno.test("compose: a verb either looks, keeps to --dry-run, or refuses it", () => {
  const rest = verbs.filter((v) => !v.reads && !v.plans).map((v) => v.name);
  assert.deepEqual(rest, [
    ...["attach", "build", "commit", "cp", "exec", "kill", "pause", "pull", "push", "rm", "run"],
    "unpause",
    "watch",
  ]);
});

/** The file that says which plugins a person trusts, and with what permissions. */
import { ExitError } from "../../spec/types.ts";
import type { Known } from "./look.ts";
import type { Manifest } from "../contract/manifest.ts";
import type { Places } from "./places.ts";
import type { MoreReads } from "../contract/types.ts";
import { changeState, readState, type State } from "./state.ts";

/** How a plugin stands with the person. */
export type Trust = "trusted" | "new" | "changed";

/** Whether these very files were agreed to. */
export function trustOf(known: Known, state: State): Trust {
  const before = state.trusted[known.source.entry ?? ""];
  if (before === undefined || known.manifest === undefined) return "new";
  // A module may tell of other permissions the next time it is loaded.
  const same = before.hash === known.compiled?.hash &&
    before.permissions === permissionText(known.manifest.permissions);
  return same ? "trusted" : "changed";
}

/** What the permissions that are as good as all come down to, told before they are given. */
const ALL = "which is as good as everything";

/** What a plugin may do, in words: `read from the engine, run programs`. */
export function permissionText(p: Manifest["permissions"]): string {
  const some = (value: boolean | readonly string[], words: string, all: string) =>
    value === true ? all : value === false ? "" : `${words} ${value.join(" ")}`;
  const words = [
    p.engine === "read"
      ? "read from the engine"
      : p.engine === "write"
      ? `change the engine and run commands of dockerctl (${ALL})`
      : "",
    ...p.engine === "read" ? p.reads.map((read) => MORE[read]) : [],
    some(p.files, "read and write", `read and write all your files (${ALL}: the engine too)`),
    some(p.network, "connect to", "open connections to anywhere"),
    p.run ? `run programs as you (${ALL})` : "",
    p.run ? "" : some(p.env, "see the variables", "see the whole environment"),
  ].filter((word) => word !== "");
  return words.length === 0 ? "nothing but print" : words.join(", ");
}

const MORE: Record<MoreReads, string> = {
  archive: "read any file of containers",
  export: "take containers and images whole",
  swarm: "see the swarm's join tokens and key",
  registry: "have the engine ask any registry",
};

/** How a person is asked. */
export interface Asker {
  /** Whether there is somebody to answer. */
  possible: boolean;
  say(text: string): Promise<void>;
  confirm(question: string): Promise<boolean>;
}

/** Writes down that these very files may run. */
export async function trust(known: Known, places: Places, now: Date): Promise<void> {
  const { entry } = known.source;
  if (entry === undefined || known.compiled === undefined || known.manifest === undefined) return;
  const { hash } = known.compiled;
  const permissions = permissionText(known.manifest.permissions);
  await changeState(places.state, (state) => {
    state.trusted[entry] = { hash, permissions, at: now.toISOString() };
  });
}

/**
 * Lets a plugin pass that was agreed to, else asks. Throws {@link ExitError} with one line when the
 * answer is no or there is nobody to ask.
 */
export async function ensureTrusted(
  known: Known,
  places: Places,
  ask: Asker | undefined,
  now: Date,
): Promise<void> {
  const how = trustOf(known, await readState(places.state));
  if (how === "trusted") return;
  const { manifest, compiled, source } = known;
  const { name, permissions } = manifest!;
  const why = how === "new" ? "is not trusted yet" : "has changed since it was trusted";
  if (ask === undefined || !ask.possible) {
    throw new ExitError(
      1,
      `the plugin "${name}" (${source.path}) ${why}: read it, then run "dockerctl plugin trust ${name}"`,
    );
  }
  await ask.say(
    `The plugin "${name}" ${why}.\n` +
      `  path  ${source.entry}\n` +
      `  hash  sha256:${compiled!.hash}\n` +
      `  may   ${permissionText(permissions)}\n`,
  );
  if (!await ask.confirm(`Trust "${name}"?`)) {
    throw new ExitError(1, `the plugin "${name}" was not run, as it is not trusted`);
  }
  await trust(known, places, now);
}

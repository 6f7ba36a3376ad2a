/** The `protect` part of the settings, written by `protect` and `unprotect`. */
import { dirname } from "node:path";
import { readSettingsText, settingsFile } from "../../../../core/config/settings_file.ts";
import {
  matchesName,
  type ProtectedAction,
  protectionsOf,
  type ProtectRule,
  readProtectRules,
} from "../../../../core/protect/rules.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { table } from "../../../format/table.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { failTogether } from "../../_lib/targets.ts";

interface Settings {
  file: string;
  root: Record<string, unknown>;
  rules: ProtectRule[];
}

async function read(ctx: CommandContext): Promise<Settings> {
  const file = settingsFile(ctx.env);
  let text = "{}";
  try {
    text = await readSettingsText(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new ExitError(1, `Cannot read ${file}: ${(error as Error).message}`);
    }
  }
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw new ExitError(1, `${file} is no JSON: ${(error as Error).message}`);
  }
  if (typeof root !== "object" || root === null || Array.isArray(root)) {
    throw new ExitError(1, `${file} must hold an object`);
  }
  const { rules, problems } = readProtectRules((root as Record<string, unknown>)["protect"]);
  // What is not understood would be lost by writing it anew.
  if (problems.length > 0) throw new ExitError(1, `${file}: ${problems.join("; ")}`);
  return { file, root: root as Record<string, unknown>, rules };
}

async function write({ file, root, rules }: Settings): Promise<void> {
  const list = rules.map((r) => r.host === undefined && r.from === undefined ? r.name : r);
  const next: Record<string, unknown> = { ...root, protect: list };
  if (list.length === 0) delete next["protect"];
  try {
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // A link stays one: what it leads to is written.
    const target = await Deno.realPath(file).catch(() => file);
    const mode = (await Deno.stat(target).catch(() => undefined))?.mode ?? 0o600;
    const temporary = `${target}.${Deno.pid}.tmp`;
    await Deno.writeTextFile(temporary, JSON.stringify(next, null, 2) + "\n", {
      mode: mode & 0o777,
      createNew: true,
    });
    await Deno.rename(temporary, target);
  } catch (error) {
    throw new ExitError(1, `Cannot write ${file}: ${(error as Error).message}`);
  }
}

/** Adds a rule for each name; one of the same name and host is replaced. */
export async function addRules(
  ctx: CommandContext,
  names: readonly string[],
  from: readonly ProtectedAction[] | undefined,
  host: string | undefined,
): Promise<void> {
  const settings = await read(ctx);
  for (const raw of names) {
    const name = raw.replace(/^\//, "");
    if (name === "") throw new ExitError(1, "A name cannot be empty");
    settings.rules = settings.rules.filter((r) => r.name !== name || r.host !== host);
    settings.rules.push({
      name,
      ...(host !== undefined && { host }),
      ...(from !== undefined && { from }),
    });
  }
  await write(settings);
  await ctx.streams.stdout.write(names.map((n) => `${sanitise(n)}\n`).join(""));
}

/** Takes the rules of these names away. */
export async function removeRules(ctx: CommandContext, names: readonly string[]): Promise<void> {
  const settings = await read(ctx);
  const errors: Error[] = [];
  for (const name of names) {
    const left = settings.rules.filter((r) => r.name !== name);
    if (left.length < settings.rules.length) {
      settings.rules = left;
      await ctx.streams.stdout.write(`${sanitise(name)}\n`);
      continue;
    }
    const by = settings.rules.find((r) => matchesName(r.name, name));
    errors.push(
      new ExitError(
        1,
        by === undefined
          ? `The settings do not protect ${sanitise(name)}`
          : `${
            sanitise(name)
          } is protected by the pattern "${by.name}": dockerctl unprotect '${by.name}'`,
      ),
    );
  }
  await write(settings);
  await failTogether(ctx, errors);
}

/** What the settings protect, and which containers are protected. */
export async function listProtected(ctx: CommandContext): Promise<void> {
  const { rules } = await read(ctx);
  const engine = await ctx.engine();
  const rows: string[][] = [["NAME", "PROTECTED FROM", "BY"]];
  for (const c of await engine.containers.list({ all: true, signal: ctx.signal })) {
    const found = protectionsOf(c, rules, engine.transport.endpoint);
    if (found.size === 0) continue;
    const by = [...new Set(found.values())].join(", ");
    rows.push([sanitise(c.name), [...found.keys()].join(","), by]);
  }
  await ctx.streams.stdout.write(table(rows));
  const idle = rules.filter((r) => !rows.slice(1).some(([name]) => matchesName(r.name, name)));
  if (idle.length > 0) {
    const names = idle.map((r) => sanitise(r.name)).join(", ");
    await ctx.streams.stderr.write(
      `No container here is called ${names}, which the settings protect\n`,
    );
  }
}

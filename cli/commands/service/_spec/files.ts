/** `--secret` and `--config` of services: files that every task gets. */
import type { ServiceSpec } from "../../../../core/mod.ts";
import { parseInteger } from "../../../spec/lexer.ts";
import { type CommandContext, ExitError, type ParsedOption } from "../../../spec/types.ts";
import { csvRecord, cut } from "../../_flags/go_values.ts";
import { completeFiles } from "../../_lib/swarm_file.ts";

type Kind = "secret" | "config";

/** A file as a flag names it. */
export interface FileWish {
  source: string;
  file: { Name: string; UID: string; GID: string; Mode: number };
}

/** A file of a task, as a specification has it; one without `File` belongs to the runtime. */
interface FileReference {
  File?: FileWish["file"];
  SecretID?: string;
  SecretName?: string;
  ConfigID?: string;
  ConfigName?: string;
}

/** `name`, or `source=name,target=/path,uid=0,gid=0,mode=0444`. */
export function parseFile(kind: Kind, text: string): FileWish {
  const wish: FileWish = { source: "", file: { Name: "", UID: "0", GID: "0", Mode: 0o444 } };
  const fields = csvRecord(text);
  if (fields.length === 1 && !fields[0].includes("=")) {
    return { source: fields[0], file: { ...wish.file, Name: fields[0] } };
  }
  for (const field of fields) {
    const [key, value, found] = cut(field, "=");
    if (!found) throw new Error(`invalid field '${field}' must be a key=value pair`);
    switch (key.toLowerCase()) {
      case "source":
      case "src":
        wish.source = value;
        break;
      case "target":
        wish.file.Name = value;
        break;
      case "uid":
        wish.file.UID = value;
        break;
      case "gid":
        wish.file.GID = value;
        break;
      case "mode":
        wish.file.Mode = mode(value);
        break;
      default:
        throw new Error(`invalid field in ${kind} request: ${key.toLowerCase()}`);
    }
  }
  if (wish.source === "") throw new Error("source is required");
  wish.file.Name ||= wish.source;
  return wish;
}

function mode(text: string): number {
  const bad = (why: string) =>
    new Error(`invalid mode specified: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
  let value;
  try {
    value = /^[+-]/.test(text) ? NaN : parseInteger(text);
  } catch {
    value = NaN;
  }
  if (Number.isNaN(value)) throw bad("invalid syntax");
  if (value > 0xffff_ffff) throw bad("value out of range");
  return value;
}

/** The flag `--secret`, `--config-add`, …. */
export function fileFlag(kind: Kind, summary: string) {
  return {
    type: "parsed",
    value: kind,
    summary,
    minApi: kind === "secret" ? "1.25" : "1.30",
    repeat: true,
    default: [] as readonly FileWish[],
    parse: (text: string, before: readonly FileWish[] | undefined): readonly FileWish[] => [
      ...before ?? [],
      parseFile(kind, text),
    ],
    complete: completeFiles(`${kind}s`),
  } as const satisfies ParsedOption<readonly FileWish[]>;
}

/** The files of a flag with the ids of what they come from. Throws {@link ExitError}. */
async function references(
  ctx: CommandContext,
  kind: Kind,
  wishes: readonly FileWish[],
): Promise<FileReference[]> {
  if (wishes.length === 0) return [];
  const targets = new Set<string>();
  for (const { source, file } of wishes) {
    if (targets.has(file.Name)) {
      throw new ExitError(1, `duplicate ${kind} target for ${source} not allowed`);
    }
    targets.add(file.Name);
  }
  const engine = await ctx.engine();
  const names = [...new Set(wishes.map((w) => w.source))];
  const found = await engine[`${kind}s`].list({ filters: { name: names }, signal: ctx.signal });
  // The filter also gives names that only begin so.
  const ids = new Map(found.map(({ id, name }) => [name, id]));
  return wishes.map(({ source, file }): FileReference => {
    const id = ids.get(source);
    if (id === undefined) throw new ExitError(1, `${kind} not found: ${source}`);
    return kind === "secret"
      ? { File: file, SecretID: id, SecretName: source }
      : { File: file, ConfigID: id, ConfigName: source };
  });
}

/** What is added and, by the name of its source, taken out. */
export interface FileChanges {
  secrets: readonly FileWish[];
  secretsGone?: readonly string[];
  configs: readonly FileWish[];
  configsGone?: readonly string[];
}

/** A specification with other files. Throws {@link ExitError} for what the swarm has not. */
export async function withFiles(
  ctx: CommandContext,
  spec: ServiceSpec,
  { secrets, secretsGone = [], configs, configsGone = [] }: FileChanges,
): Promise<ServiceSpec> {
  const container = spec.TaskTemplate.ContainerSpec ?? {};
  const lists: Record<string, FileReference[]> = {};
  const change = async (
    kind: Kind,
    field: "Secrets" | "Configs",
    wishes: readonly FileWish[],
    gone: readonly string[],
  ) => {
    if (wishes.length + gone.length === 0) return;
    const before = (container[field] ?? []) as FileReference[];
    const kept = before.filter((r) =>
      r.File === undefined || !gone.includes(r.SecretName ?? r.ConfigName ?? "")
    );
    lists[field] = [...kept, ...await references(ctx, kind, wishes)];
  };
  await change("secret", "Secrets", secrets, secretsGone);
  await change("config", "Configs", configs, configsGone);
  if (Object.keys(lists).length === 0) return spec;
  return {
    ...spec,
    TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...container, ...lists } },
  };
}

/** What all inspects share: several objects, one after the other, by a template or as JSON. */
import type { GoStruct } from "../../format/go_types.ts";
import { indentJson } from "../../format/indent.ts";
import { parseExact } from "../../format/json.ts";
import { execute, type Template, TemplateExecError } from "../../format/template.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { readFormat } from "./one.ts";

/** Docker's Go type of each kind of object, for templates. */
export const DOCKER_TYPES = {
  config: "swarm.Config",
  container: "container.InspectResponse",
  context: "context.contextWithTLSListing",
  image: "image.InspectResponse",
  network: "network.Inspect",
  node: "swarm.Node",
  plugin: "types.Plugin",
  secret: "swarm.Secret",
  service: "swarm.Service",
  task: "swarm.Task",
  volume: "volume.Volume",
} as const;

/** A kind of object that docker inspects. */
export type DockerKind = keyof typeof DOCKER_TYPES;

/** Gives the engine's document of one object as it came; with its kind where that is found first. */
export type GetText = (
  reference: string,
) => Promise<string | { kind: DockerKind; text: string }>;

/** Makes a Go value of a document; loaded with the tables of types, for a template alone. */
export type Decode = (kind: DockerKind, document: unknown) => GoStruct;

/** Loads the tables of docker's types. */
export async function loadDecode(): Promise<Decode> {
  const { decodeAs } = await import("../../format/docker_types/decode.ts");
  return (kind, document) => decodeAs(DOCKER_TYPES[kind], document);
}

/** A template on one document: by docker's types first, else as maps of anything. */
function inspectBy(template: Template, document: unknown, typed: unknown): string {
  try {
    return execute(template, typed);
  } catch (e) {
    if (!(e instanceof TemplateExecError)) throw e;
    return execute(template, document, { untyped: true });
  }
}

/**
 * Inspects several objects (docker/cli command/inspect): those that are found are printed, as an
 * array, by a template one a line, or with `--format json` as an array on one line. Then what was
 * not found is said, exit 1. `kind` is what the documents are; without it, objects are structs of
 * just the fields they have.
 */
export async function inspectAll(
  ctx: CommandContext,
  references: readonly string[],
  format: string | undefined,
  get: GetText,
  kind?: DockerKind,
): Promise<void> {
  const wanted = format || (ctx.global.json ? "json" : "");
  const template = wanted === "" || wanted === "json" ? undefined : readFormat(wanted);
  const decode = template && await loadDecode();
  const found: string[] = [];
  const problems: string[] = [];
  for (const reference of references) {
    try {
      const got = await get(reference);
      const { text, kind: its } = typeof got === "string" ? { text: got, kind } : got;
      if (template === undefined) found.push(text);
      else {
        const document = parseExact(text);
        const typed = its === undefined ? document : decode!(its, document);
        found.push(inspectBy(template, document, typed));
      }
    } catch (e) {
      if (ctx.signal.aborted) throw e;
      problems.push(
        e instanceof TemplateExecError ? `template parsing error: ${e.message}` : errorText(e),
      );
    }
  }
  const { stdout } = ctx.streams;
  if (template !== undefined) await stdout.write((found.length > 0 ? found.join("\n") : "") + "\n");
  else if (found.length === 0) await stdout.write("[]\n");
  else {
    const array = `[${found.map((text) => text.trim()).join(",")}]`;
    await stdout.write((wanted === "json" ? array : indentJson(array, "    ")) + "\n");
  }
  if (problems.length > 0) throw new ExitError(1, problems.join("\n"));
}

import { indentJson } from "../../format/indent.ts";
import { parseExact, TO_GO_JSON } from "../../format/json.ts";
import { execute, type Template, TemplateExecError } from "../../format/template.ts";
import { errorText } from "../../spec/errors.ts";
import { GoBytes } from "../../format/template_value.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { readFormat } from "./one.ts";

/** Gives the engine's document of one object as it came. */
export type GetText = (reference: string) => Promise<string>;

/** A map and a slice that are nil in Go: empty to look at, null in JSON. */
class NilMap extends Map<string, unknown> {
  [TO_GO_JSON](): string {
    return "null";
  }
}
class NilSlice extends Array<unknown> {
  [TO_GO_JSON](): string {
    return "null";
  }
}

/** Fields that are maps in docker's types, by name. `Config` is one inside of `LogConfig` only. */
const MAPS = new Set([
  "Annotations",
  "AuxiliaryAddresses",
  "Containers",
  "Data",
  "DriverOpts",
  "ExposedPorts",
  "Labels",
  "Networks",
  "Options",
  "PortBindings",
  "Ports",
  "StorageOpt",
  "Sysctls",
  "Tmpfs",
  "Volumes",
]);

/** Fields that are slices in docker's types and that engines send as null. */
const SLICES = new Set(
  ("Aliases Args Binds BlkioDeviceReadBps BlkioDeviceReadIOps BlkioDeviceWriteBps " +
    "BlkioDeviceWriteIOps BlkioWeightDevice CapAdd CapDrop Cmd DNSNames DeviceCgroupRules " +
    "DeviceRequests Devices Dns DnsOptions DnsSearch Entrypoint Env ExecIDs ExtraHosts GroupAdd " +
    "Layers Links MaskedPaths Mounts OnBuild ReadonlyPaths RepoDigests RepoTags " +
    "SecondaryIPAddresses SecondaryIPv6Addresses SecurityOpt Shell Ulimits VolumesFrom").split(" "),
);

/** Fields that docker's types have though engines leave them out, by the field they are in. */
const ABSENT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "": { SizeRw: null, SizeRootFs: null, Status: new NilMap(), UsageData: null },
  State: { Health: null },
  Config: {
    ArgsEscaped: false,
    ExposedPorts: new NilMap(),
    Healthcheck: null,
    MacAddress: "",
    NetworkDisabled: false,
    Shell: new NilSlice(),
    StopSignal: "",
    StopTimeout: null,
  },
  HostConfig: {
    Annotations: new NilMap(),
    Init: null,
    Mounts: new NilSlice(),
    StorageOpt: new NilMap(),
    Sysctls: new NilMap(),
    Tmpfs: new NilMap(),
  },
};

/** A document as docker's own types would hold it, so that templates see maps, structs and nil. */
export function typed(value: unknown, field = "", parent = ""): unknown {
  const isMap = MAPS.has(field) || field === "Config" && parent === "LogConfig";
  if (value === null) {
    if (isMap) return new NilMap();
    return SLICES.has(field) ? new NilSlice() : null;
  }
  // The only bytes in all documents: the content of a config.
  if (field === "Data" && parent === "Spec" && typeof value === "string") {
    return GoBytes.fromBase64(value) ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => typed(item, "item", field));
  if (typeof value !== "object" || TO_GO_JSON in value!) return value;
  const entries = Object.entries(value!).map(([k, v]) => {
    return [k, typed(v, isMap ? "item" : k, field)] as const;
  });
  if (isMap) return new Map(entries);
  const struct: Record<string, unknown> = Object.fromEntries(entries);
  for (const [name, zero] of Object.entries(ABSENT[field] ?? {})) {
    // Not enumerable: it is there for a template that asks, and not in JSON.
    if (!(name in struct)) Object.defineProperty(struct, name, { value: zero });
  }
  return struct;
}

/** A template on one document: by docker's types first, else as maps of anything. */
function inspectBy(template: Template, text: string): string {
  const document = parseExact(text);
  try {
    return execute(template, typed(document));
  } catch (e) {
    if (!(e instanceof TemplateExecError)) throw e;
    return execute(template, document, { untyped: true });
  }
}

/**
 * Inspects several objects (docker/cli command/inspect): those that are found are printed, as an
 * array, by a template one a line, or with `--format json` as an array on one line. Then what was
 * not found is said, exit 1.
 */
export async function inspectAll(
  ctx: CommandContext,
  references: readonly string[],
  format: string | undefined,
  get: GetText,
): Promise<void> {
  const wanted = format || (ctx.global.json ? "json" : "");
  const template = wanted === "" || wanted === "json" ? undefined : readFormat(wanted);
  const found: string[] = [];
  const problems: string[] = [];
  for (const reference of references) {
    try {
      const text = await get(reference);
      if (template === undefined) found.push(text);
      else found.push(inspectBy(template, text));
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

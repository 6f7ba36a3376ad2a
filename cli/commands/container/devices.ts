/** `devices`: which container has which device of the host, and how. */
import type { ContainerInspect, DeviceGrant, DeviceNumber, Engine } from "../../../core/mod.ts";
import { isEngineError } from "../../../core/errors.ts";
import { columns, type Listing } from "../../format/list.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";

/** A grant and whose it is. */
export interface DeviceRow extends DeviceGrant {
  id: string;
  name: string;
  state: string;
}

const listing: Listing<DeviceRow> = {
  type: "*formatter.DevicesContext",
  fields: {
    ID: { header: "CONTAINER ID", value: (r) => r.id.slice(0, 12) },
    Container: { header: "CONTAINER", value: (r) => r.name },
    State: { header: "STATE", value: (r) => r.state },
    Device: { header: "DEVICE", value: (r) => r.device },
    Inside: { header: "IN CONTAINER", value: (r) => r.inContainer ?? "" },
    Access: {
      header: "ACCESS",
      value: (r) => r.access === "" ? "none" : r.access,
      tone: (r) => r.access === "" ? "faint" : undefined,
    },
    How: {
      header: "HOW",
      value: (r) => r.how,
      tone: (r) => r.how === "privileged" ? "warning" : undefined,
    },
    Note: { header: "NOTE", value: (r) => r.note ?? "" },
  },
  table: columns("Container", "Device", "Inside", "Access", "How", "Note"),
  quiet: "{{.Container}}",
};

const BY_DEVICE = columns("Device", "Container", "Inside", "Access", "How", "Note");

/** How many documents are asked for at once. */
const AT_ONCE = 16;

/** `devices`: which container has which device. */
export const containerDevices = defineCommand({
  path: "container devices",
  aliases: ["devices"],
  summary: "Show which container has which device of the host, and how",
  description:
    "HOW is mapped (--device), requested (--gpus, CDI), cgroup rule (--device-cgroup-rule), " +
    "privileged (all devices), bind (a folder or node of /dev is mounted) or volume. ACCESS is what " +
    "the device cgroup allows: read, write, make a node (rwm); none is for a node that can be seen " +
    "but not opened. What every container has, such as /dev/null, is not listed unless it was " +
    "mapped. Containers that run are shown, all with --all or by name.",
  args: [{ name: "container", variadic: true, optional: true, complete: "container" }],
  options: {
    "all": { type: "boolean", short: "a", summary: "Containers that do not run, too" },
    "by-device": { type: "boolean", summary: "In the order of devices, the device first" },
    "device": {
      type: "string",
      value: "path",
      summary: "Only what gives this device of the host (a path such as /dev/fuse)",
      complete: "file",
    },
    "format": LIST_FORMAT,
    "quiet": { type: "boolean", short: "q", summary: "Only names of containers" },
  },
  examples: [
    { text: "Who can open the FUSE device", command: "dockerctl devices --device /dev/fuse" },
    { text: "By device, also of stopped containers", command: "dockerctl devices -a --by-device" },
  ],
  hosts: { output: "rows", targets: "container" },
  run: async (ctx, input) => {
    const wanted = input.device === undefined ? undefined : devicePath(input.device);
    const { deviceGrants, gives } = await import("../../../core/devices/grants.ts");
    const { fixedNumber } = await import("../../../core/devices/numbers.ts");
    const engine = await ctx.engine();
    const documents = input.container.length > 0
      ? await named(ctx, engine, input.container)
      : await all(ctx, engine, input.all);
    const rows: DeviceRow[] = [];
    for (const document of documents) {
      const whose = {
        id: document.Id,
        name: document.Name.replace(/^\//, ""),
        state: document.State.Status,
      };
      for (const grant of deviceGrants(document)) {
        if (wanted !== undefined && !gives(grant, wanted)) continue;
        rows.push({ ...whose, ...grant });
      }
    }
    const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
    const byDevice = input.byDevice || wanted !== undefined;
    rows.sort((a, b) => byDevice && compare(a.device, b.device) || compare(a.name, b.name));
    if (wanted !== undefined) await sayUnknown(ctx, wanted, documents, fixedNumber(wanted));
    const shown = input.quiet ? rows.filter((r, at) => firstOf(rows, r) === at) : rows;
    await printList(ctx, input.byDevice ? { ...listing, table: BY_DEVICE } : listing, shown, {
      format: input.format ?? (ctx.global.json ? "json" : "table"),
      quiet: input.quiet,
    });
  },
});

function firstOf(rows: readonly DeviceRow[], row: DeviceRow): number {
  return rows.findIndex((r) => r.id === row.id);
}

/** A path on the host, without what changes nothing in it. */
function devicePath(text: string): string {
  const path = text.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  if (path !== "/dev" && !path.startsWith("/dev/") || /(^|\/)\.\.?(\/|$)/.test(path)) {
    throw new ExitError(1, `"${text}" is no path of a device: give one such as /dev/fuse`);
  }
  return path;
}

/** Where a list might be too short, that is said. */
async function sayUnknown(
  ctx: CommandContext,
  path: string,
  documents: readonly ContainerInspect[],
  number: DeviceNumber | undefined,
): Promise<void> {
  const { DEFAULT_DEVICES } = await import("../../../core/devices/numbers.ts");
  const { stderr } = ctx.streams;
  if (DEFAULT_DEVICES.has(path)) {
    return await stderr.write(`Every container has ${path}: these were given it as well\n`);
  }
  const rules = documents.filter((d) => (d.HostConfig.DeviceCgroupRules ?? []).length > 0);
  if (number !== undefined || rules.length === 0) return;
  const names = rules.map((d) => d.Name.replace(/^\//, "")).slice(0, 5).join(", ");
  await stderr.write(
    `The numbers of ${path} are not known here: whether the cgroup rules of ${names} cover it is ` +
      `not known either\n`,
  );
}

/** Documents of the containers named, each once, in that order. */
async function named(
  ctx: CommandContext,
  engine: Engine,
  names: readonly string[],
): Promise<ContainerInspect[]> {
  const found = new Map<string, ContainerInspect>();
  for (const name of names) {
    const document = await engine.containers.inspect(name, { signal: ctx.signal });
    found.set(document.Id, document);
  }
  return [...found.values()];
}

/** Documents of all containers; one that goes meanwhile is left out. */
async function all(
  ctx: CommandContext,
  engine: Engine,
  stopped: boolean,
): Promise<ContainerInspect[]> {
  const { signal } = ctx;
  const rows = await engine.containers.list({ all: stopped, signal });
  const documents: ContainerInspect[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = await Promise.all(
      rows.slice(at, at + AT_ONCE).map(({ id }) =>
        engine.containers.inspect(id, { signal }).catch((e) => {
          if (isEngineError(e, "not_found")) return undefined;
          throw e;
        })
      ),
    );
    documents.push(...some.filter((d) => d !== undefined));
  }
  return documents;
}

/** `devices`: which container has which device of the host, and how. */
import type { ContainerInspect, DeviceNumber, Engine } from "../../../core/mod.ts";
import type { ContainerDevice } from "../../../core/devices/devices.ts";
import type { GpuProcess } from "../../../core/devices/gpus.ts";
import { mebibytes } from "../../../core/why/proofs.ts";
import { isEngineError } from "../../../core/errors.ts";
import { columns, type Listing } from "../../format/list.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";

const listing: Listing<ContainerDevice> = {
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
    Note: {
      header: "NOTE",
      value: (r) => [r.stale, r.note].filter((t) => t !== undefined).join("; "),
      tone: (r) => r.stale === undefined ? undefined : "bad",
    },
    Stale: { header: "STALE", value: (r) => r.stale ?? "" },
  },
  table: columns("Container", "Device", "Inside", "Access", "How", "Note"),
  quiet: "{{.Container}}",
};

const BY_DEVICE = columns("Device", "Container", "Inside", "Access", "How", "Note");

/** A process on a GPU and whose it is. */
interface GpuRow extends GpuProcess {
  container: string;
}

const gpuListing: Listing<GpuRow> = {
  type: "*formatter.GpuContext",
  fields: {
    GPU: { header: "GPU", value: (r) => r.gpu },
    Model: { header: "MODEL", value: (r) => r.model },
    Container: { header: "CONTAINER", value: (r) => r.container },
    PID: { header: "PID", value: (r) => r.pid },
    Memory: {
      header: "GPU MEMORY",
      value: (r) => r.memory === undefined ? "" : mebibytes(r.memory),
    },
    Process: { header: "PROCESS", value: (r) => r.process },
  },
  table: columns("GPU", "Model", "Container", "PID", "Memory", "Process"),
  quiet: "{{.Container}}",
};

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
    "gpu": { type: "boolean", summary: "Processes on GPUs, and whose they are (asks nvidia-smi)" },
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
    const [{ gives }, { containerDevices }, { lookHere }, { fixedNumber }] = await Promise.all([
      import("../../../core/devices/grants.ts"),
      import("../../../core/devices/devices.ts"),
      import("../../../core/devices/host_nodes.ts"),
      import("../../../core/devices/numbers.ts"),
    ]);
    const engine = await ctx.engine();
    const documents = input.container.length > 0
      ? await named(ctx, engine, input.container)
      : await all(ctx, engine, input.all);
    if (input.gpu) return await gpus(ctx, documents, input);
    const look = lookHere(engine.transport.endpoint);
    const number = wanted === undefined ? undefined : look?.(wanted)?.number ?? fixedNumber(wanted);
    const rows = containerDevices(documents, look)
      .filter((grant) => wanted === undefined || gives(grant, wanted, number));
    const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
    const byDevice = input.byDevice || wanted !== undefined;
    rows.sort((a, b) => byDevice && compare(a.device, b.device) || compare(a.name, b.name));
    if (wanted !== undefined) await sayUnknown(ctx, wanted, documents, number);
    const shown = input.quiet ? rows.filter((r, at) => firstOf(rows, r) === at) : rows;
    await printList(ctx, input.byDevice ? { ...listing, table: BY_DEVICE } : listing, shown, {
      format: input.format ?? (ctx.global.json ? "json" : "table"),
      quiet: input.quiet,
    });
  },
});

function firstOf(rows: readonly ContainerDevice[], row: ContainerDevice): number {
  return rows.findIndex((r) => r.id === row.id);
}

/** Processes on GPUs, of these containers and of none. */
async function gpus(
  ctx: CommandContext,
  documents: readonly ContainerInspect[],
  input: { format?: string; quiet: boolean; container: readonly string[] },
): Promise<void> {
  const { containerOfCgroup, readGpuProcesses } = await import("../../../core/devices/gpus.ts");
  const processes = await readGpuProcesses(ctx.signal);
  if (processes === undefined) {
    throw new ExitError(1, "nvidia-smi does not answer here: processes on GPUs are not known");
  }
  const names = new Map(documents.map((d) => [d.Id, d.Name.replace(/^\//, "")]));
  const rows: GpuRow[] = [];
  for (const p of processes) {
    const cgroup = await Deno.readTextFile(`/proc/${p.pid}/cgroup`).catch(() => "");
    const id = containerOfCgroup(cgroup, names.keys());
    // Of one that was named only its own.
    if (id === undefined && input.container.length > 0) continue;
    rows.push({ ...p, container: id === undefined ? "" : names.get(id)! });
  }
  await printList(ctx, gpuListing, rows, {
    format: input.format ?? (ctx.global.json ? "json" : "table"),
    quiet: input.quiet,
  });
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

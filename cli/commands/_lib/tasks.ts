/** Lists tasks: `service ps`, `node ps` and `stack ps`. */
import type { Engine, TaskPort, TaskSummary } from "../../../core/mod.ts";
import { humanDuration } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { naturalCompare } from "../../format/natural.ts";
import { ellipsis } from "../../format/width.ts";
import type { CommandContext, OptionSpecs } from "../../spec/types.ts";
import { TASK_FILTERS } from "./filter_values.ts";
import { filterOption, LIST_FORMAT } from "./options.ts";
import { formatOf } from "./list_format.ts";
import { printList } from "./print_list.ts";

/** What can be said of the tasks to list. */
export const TASK_OPTIONS = {
  filter: filterOption("Filter output based on conditions provided", TASK_FILTERS),
  format: LIST_FORMAT,
  "no-resolve": { type: "boolean", summary: "Do not map IDs to Names" },
  "no-trunc": { type: "boolean", summary: "Do not truncate output" },
  quiet: { type: "boolean", short: "q", summary: "Only display task IDs" },
} satisfies OptionSpecs;

/** Columns docker leaves for what went wrong with a task. */
const ERROR_WIDTH = 30;

/** A task with the names that its ids stand for. */
interface TaskRow {
  task: TaskSummary;
  name: string;
  node: string;
}

/** A port that a task of its own publishes: `*:8081->80/tcp`. */
function shownPort({ published, target, protocol }: TaskPort): string {
  return `*:${published}->${target}/${protocol}`;
}

const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function listing(now: Date, trunc: boolean): Listing<TaskRow> {
  return {
    type: "*task.taskContext",
    fields: {
      ID: { header: "ID", value: (r) => trunc ? r.task.id.slice(0, 12) : r.task.id },
      Name: { header: "NAME", value: (r) => r.name },
      Image: {
        header: "IMAGE",
        value: (r) => trunc ? r.task.image.replace(/@sha256:[0-9a-f]+$/, "") : r.task.image,
      },
      Node: { header: "NODE", value: (r) => r.node },
      DesiredState: { header: "DESIRED STATE", value: (r) => title(r.task.desiredState) },
      CurrentState: {
        header: "CURRENT STATE",
        value: (r) => {
          const since = r.task.since === undefined
            ? ""
            : ` ${humanDuration(now.getTime() - r.task.since.getTime()).toLowerCase()} ago`;
          return title(r.task.state) + since;
        },
      },
      Error: {
        header: "ERROR",
        value: (r) => {
          if (!r.task.error) return "";
          return `"${trunc ? ellipsis(r.task.error, ERROR_WIDTH) : r.task.error}"`;
        },
      },
      Ports: { header: "PORTS", value: (r) => (r.task.ports ?? []).map(shownPort).join(",") },
    },
    table: columns(
      "ID",
      "Name",
      "Image",
      "Node",
      "DesiredState",
      "CurrentState",
      "Error",
      "Ports",
    ),
    quiet: "{{.ID}}",
  };
}

/**
 * Gives tasks their names: `web.1`, or with the service's id where names are not looked up. Older
 * tasks of the same slot come behind, with `indent`.
 */
async function rows(
  engine: Engine,
  tasks: readonly TaskSummary[],
  signal: AbortSignal,
  resolve: boolean,
  indent: string,
): Promise<TaskRow[]> {
  const [services, nodes] = resolve
    ? await Promise.all([engine.services.list({ signal }), engine.nodes.list({ signal })])
    : [[], []];
  const service = new Map(services.map((s) => [s.id, s.name]));
  const node = new Map(nodes.map((n) => [n.id, n.name ?? n.hostname]));
  const named = tasks.map((task) => ({
    task,
    name: `${service.get(task.serviceId) ?? task.serviceId}.${task.slot || task.nodeId || ""}`,
    node: task.nodeId === undefined ? "" : node.get(task.nodeId) ?? task.nodeId,
  }));
  named.sort((a, b) =>
    naturalCompare(a.name, b.name) ||
    (b.task.created?.getTime() ?? 0) - (a.task.created?.getTime() ?? 0)
  );
  return named.map((row, n) =>
    // Those of a global service have no slot, and docker leaves them as they are.
    row.task.slot && n > 0 && named[n - 1].name === row.name
      ? { ...row, name: indent + row.name }
      : row
  );
}

/** Prints tasks as `service ps` and `node ps` do. */
export async function printTasks(
  ctx: CommandContext,
  tasks: readonly TaskSummary[],
  options: {
    format?: string;
    noResolve: boolean;
    noTrunc: boolean;
    quiet: boolean;
    /** Cut ids also where they stand alone, as `stack ps` and `node ps` do. */
    shortIds?: boolean;
  },
): Promise<void> {
  const format = await formatOf(ctx, "tasksFormat", options);
  const isTable = (!format || format.startsWith("table")) && !ctx.global.json;
  const indent = isTable ? " \\_ " : "";
  const all = await rows(await ctx.engine(), tasks, ctx.signal, !options.noResolve, indent);
  // Alone, ids are whole: they are read by programs.
  const trunc = !options.noTrunc && (!options.quiet || options.shortIds === true);
  await printList(ctx, listing(ctx.now(), trunc), all, {
    format,
    quiet: options.quiet,
  });
}

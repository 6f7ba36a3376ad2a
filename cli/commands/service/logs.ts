/** `service logs`: fetch the logs of a service or task. */
import { isEngineError } from "../../../core/errors.ts";
import { readSwarmEntry, type SwarmEntry } from "../../../core/logs/swarm_entry.ts";
import type { ServiceInspect, StdChunk } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { parseMoment } from "../_flags/moments.ts";

const WHEN = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

interface Naming {
  noResolve: boolean;
  noTaskIds: boolean;
  noTrunc: boolean;
}

/** Names of tasks, asked for once each: `web.1.x8f2…@host`. */
class TaskNames {
  readonly #names = new Map<string, Promise<string>>();

  constructor(
    readonly ctx: CommandContext,
    readonly options: Naming,
    /** Digits of the highest slot, so that the lines of all tasks begin alike. */
    readonly digits: number,
  ) {}

  of(from: SwarmEntry["from"]): Promise<string> {
    const key = `${from.task} ${from.node}`;
    let name = this.#names.get(key);
    if (!name) this.#names.set(key, name = this.#make(from));
    return name;
  }

  async #make(from: SwarmEntry["from"]): Promise<string> {
    const { ctx, options } = this;
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { service = "", node = "", task = "" } = from;
    const resolved = async (id: string, ask: () => Promise<string>) => {
      if (options.noResolve) return id;
      try {
        return await ask() || id;
      } catch (e) {
        if (isEngineError(e, "not_found")) return id; // removed meanwhile
        throw e;
      }
    };
    const slot = (await engine.tasks.inspect(task, { signal })).Slot ?? 0;
    const serviceName = await resolved(
      service,
      async () => (await engine.services.inspect(service, { signal })).Spec.Name ?? "",
    );
    const nodeName = await resolved(node, async () => {
      const { Spec, Description } = await engine.nodes.inspect(node, { signal });
      return Spec.Name || (Description?.Hostname ?? "");
    });
    const id = options.noTaskIds ? "" : `.${options.noTrunc ? task : task.slice(0, 12)}`;
    const padding = " ".repeat(Math.max(0, this.digits - String(slot).length));
    return `${serviceName}.${slot}${id}@${nodeName}${padding}`;
  }
}

/** What is followed: a service, or else a task. */
interface Source {
  tty: boolean;
  digits: number;
  service: boolean;
}

async function find(ctx: CommandContext, name: string): Promise<Source> {
  const engine = await ctx.engine();
  const { signal } = ctx;
  let service: ServiceInspect | undefined;
  try {
    service = await engine.services.inspect(name, { signal });
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
  }
  if (service) {
    const { Mode, TaskTemplate } = service.Spec;
    return {
      service: true,
      tty: TaskTemplate.ContainerSpec?.TTY === true,
      digits: String(Mode?.Replicated?.Replicas ?? 0).length,
    };
  }
  try {
    const { Spec, Slot } = await engine.tasks.inspect(name, { signal });
    return {
      service: false,
      tty: Spec.ContainerSpec?.TTY === true,
      digits: String(Slot ?? 0).length,
    };
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
    throw new ExitError(1, `no such task or service: ${name}`);
  }
}

/** The number of lines of `--tail`; undefined is all of them. */
function tailOf(text: string): number | undefined {
  if (text === "all") return undefined;
  if (!/^\+?\d+$/.test(text)) {
    throw new ExitError(
      1,
      'Error response from daemon: tail value must be a positive integer or "all"',
    );
  }
  return Number(text);
}

/** `service logs`: what the tasks of a service have written, each line with its task before it. */
export const serviceLogs = defineCommand({
  path: "service logs",
  summary: "Fetch the logs of a service or task",
  usage: "[OPTIONS] SERVICE|TASK",
  args: [{ name: "service", complete: "service" }],
  options: {
    "details": { type: "boolean", summary: "Show extra details provided to logs" },
    "follow": { type: "boolean", short: "f", summary: "Follow log output" },
    "no-resolve": { type: "boolean", summary: "Do not map IDs to Names in output" },
    "no-task-ids": { type: "boolean", summary: "Do not include task IDs in output" },
    "no-trunc": { type: "boolean", summary: "Do not truncate output" },
    "raw": { type: "boolean", summary: "Do not neatly format logs" },
    "since": { type: "string", summary: `Show logs since timestamp ${WHEN}` },
    "tail": {
      type: "string",
      short: "n",
      default: "all",
      summary: "Number of lines to show from the end of the logs",
    },
    "timestamps": { type: "boolean", short: "t", summary: "Show timestamps" },
  },
  examples: [
    {
      text: "What the tasks say from now on",
      command: "dockerctl service logs -f -n 0 --no-task-ids web",
    },
  ],
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const source = await find(ctx, input.service);
    if (source.tty && !input.raw) {
      throw new ExitError(1, "tty service logs only supported with --raw");
    }
    let since: string | undefined;
    try {
      since = input.since ? parseMoment(input.since, ctx.now()) : undefined;
    } catch (error) {
      throw new ExitError(1, `invalid value for "since": ${(error as Error).message}`);
    }
    const options = {
      tty: source.tty,
      follow: input.follow,
      since,
      tail: tailOf(input.tail),
      timestamps: input.timestamps,
      // They name the task, which the neat form needs.
      details: input.details || !input.raw,
      signal: ctx.signal,
    };
    const entries: AsyncIterable<StdChunk> = source.service
      ? engine.services.logs(input.service, options)
      : engine.tasks.logs(input.service, options);
    const names = new TaskNames(ctx, input, source.digits);
    for await (const { stream, data } of entries) {
      const to = stream === "stderr" ? ctx.streams.stderr : ctx.streams.stdout;
      if (input.raw) {
        await to.write(data);
        continue;
      }
      const entry = readSwarmEntry(data, input.timestamps);
      const name = await names.of(entry.from);
      const time = entry.time === undefined ? "" : `${entry.time} `;
      const details = input.details ? `${entry.details} ` : "";
      const clean = (text: string) => to.isTerminal ? sanitise(text) : text;
      const prefix = new TextEncoder().encode(`${time}${clean(name)}    | ${clean(details)}`);
      const line = new Uint8Array(prefix.length + entry.message.length);
      line.set(prefix);
      line.set(entry.message, prefix.length);
      await to.write(line);
    }
  },
});

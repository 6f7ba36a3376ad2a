/** `inspect`: an object of any kind, the first that has the name. */
import { isEngineError } from "../../../core/errors.ts";
import type { Engine } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { type DockerKind, inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

type Getter = (engine: Engine, reference: string, options: Options) => Promise<string>;
interface Options {
  size: boolean;
  signal: AbortSignal;
}

/** Kinds in the order in which a name is looked for. */
const KINDS: Readonly<Record<Exclude<DockerKind, "context">, Getter>> = {
  container: (e, id, o) => e.containers.inspectText(id, o),
  image: (e, id, { signal }) => e.images.inspectText(id, { signal }),
  network: (e, id, { signal }) => e.networks.inspectText(id, { signal }),
  volume: (e, id, { signal }) => e.volumes.inspectText(id, { signal }),
  service: (e, id, { signal }) => e.services.inspectText(id, { signal, insertDefaults: true }),
  task: (e, id, { signal }) => e.tasks.inspectText(id, { signal }),
  node: (e, id, { signal }) => e.nodes.inspectText(id, { signal }),
  plugin: async (engine, reference, { signal }) => {
    const answer = await engine.transport.send({
      method: "GET",
      path: `/plugins/${encodeURIComponent(reference)}/json`,
      op: "inspect plugin",
      signal,
    });
    return await answer.text();
  },
  secret: (e, id, { signal }) => e.secrets.inspectText(id, { signal }),
  config: (e, id, { signal }) => e.configs.inspectText(id, { signal }),
};

/** A kind that `--type` may name. */
type Kind = keyof typeof KINDS;

/** Whether the engine said that it has no such thing, or no such things at all. */
function isElsewhere(e: unknown, kind: string): boolean {
  if (isEngineError(e, "not_found", "unsupported")) return true;
  // No swarm: 503. A name that is no reference of an image: 400. Others older engines word freely.
  if (isEngineError(e, "unavailable", "version")) return true;
  // A server passes some kinds of objects on and not others.
  if (isEngineError(e, "denied") && /this server does not pass on/.test(e.message)) return true;
  if (!isEngineError(e)) return false;
  return e.status !== undefined &&
    /not found|no such|invalid reference format|not a swarm manager|plugin .* not found/i.test(
      e.message,
    ) && kind !== "container";
}

async function search(
  ctx: CommandContext,
  engine: Engine,
  reference: string,
  options: Options,
): Promise<{ kind: Kind; text: string }> {
  for (const [kind, get] of Object.entries(KINDS) as [Kind, Getter][]) {
    try {
      return { kind, text: await get(engine, reference, options) };
    } catch (e) {
      if (ctx.signal.aborted || !isElsewhere(e, kind)) throw e;
    }
  }
  throw new ExitError(1, `Error: No such object: ${reference}`);
}

export const inspect = defineCommand({
  path: "inspect",
  summary: "Return low-level information on Docker objects",
  usage: "[OPTIONS] NAME|ID [NAME|ID...]",
  args: [{ name: "name", variadic: true, complete: "container" }],
  options: {
    format: ONE_FORMAT,
    size: {
      type: "boolean",
      short: "s",
      summary: "Display total file sizes if the type is container",
    },
    type: {
      type: "string",
      summary: "Only inspect objects of the given type",
      complete: Object.keys(KINDS),
    },
  },
  examples: [
    {
      text: "The address of a container in each of its networks",
      command:
        "dockerctl inspect -f '{{range $n, $e := .NetworkSettings.Networks}}{{$n}} {{$e.IPAddress}}{{\"\\n\"}}{{end}}' web",
    },
  ],
  run: async (ctx, { name, format, size, type, given }) => {
    if (given.has("type") && (type === undefined || type === "")) {
      throw new ExitError(
        1,
        'type is empty: must be one of "config", "container", "image", ' +
          '"network", "node", "plugin", "secret", "service", "task", "volume"',
      );
    }
    if (type !== undefined && !Object.hasOwn(KINDS, type)) {
      const kinds = Object.keys(KINDS).sort().map((k) => `"${k}"`).join(", ");
      throw new ExitError(1, `unknown type: "${type}": must be one of ${kinds}`);
    }
    const options = { size, signal: ctx.signal };
    await inspectAll(ctx, name, format, async (reference) => {
      const engine = await ctx.engine();
      if (type === undefined) return await search(ctx, engine, reference, options);
      return { kind: type as Kind, text: await KINDS[type as Kind](engine, reference, options) };
    });
  },
});

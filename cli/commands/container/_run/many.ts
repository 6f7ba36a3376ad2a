/** `--count N`: several containers from one request, all or none. */
import { isEngineError, type PortBinding } from "../../../../core/mod.ts";
import { type CreateContext, createFromFlags } from "./create_container.ts";
import type { CreateFlags, CreateRequest } from "./to_create_request.ts";

/** No more than that at once; a wrong zero should not fill a machine. */
const MOST = 1_000;
const LAST_PORT = 65_535;

type Bindings = Record<string, PortBinding[] | null>;

/** What can be there once only, whatever the count. */
const ONCE: readonly string[] = ["cidfile", "ip", "ip6", "mac-address", "hostname"];

/**
 * The published ports of the `n`th of several (from 0): every port of the host goes up by as much
 * as keeps them apart. A range for one port of the container is left to the engine. Throws where
 * they go beyond 65535.
 */
export function portsCountedUp(bindings: Bindings, n: number, count: number): Bindings {
  const width = portWidth(bindings, count);
  return Object.fromEntries(
    Object.entries(bindings).map(([port, list]) => [
      port,
      (list ?? []).map((binding) => {
        const own = fixedPort(binding);
        if (own === undefined) return binding;
        if (own + width * (count - 1) > LAST_PORT) {
          throw new Error(`The host's port ${own} cannot be counted up ${count} times`);
        }
        return { ...binding, HostPort: String(own + n * width) };
      }),
    ]),
  );
}

function fixedPort({ HostPort }: PortBinding): number | undefined {
  return HostPort !== undefined && /^[1-9]\d*$/.test(HostPort) ? Number(HostPort) : undefined;
}

/** The smallest step at which no two of the containers want the same port of the host. */
function portWidth(bindings: Bindings, count: number): number {
  const ports = new Map<string, Set<number>>();
  for (const [port, list] of Object.entries(bindings)) {
    const kind = port.split("/")[1] ?? "tcp";
    for (const binding of list ?? []) {
      const own = fixedPort(binding);
      if (own === undefined) continue;
      const known = ports.get(kind) ?? new Set();
      ports.set(kind, known.add(own));
    }
  }
  const apart = (width: number) =>
    [...ports.values()].every((own) =>
      [...own].every((p) => {
        for (let k = 1; k < count; k++) if (own.has(p + k * width)) return false;
        return true;
      })
    );
  let width = 1;
  while (!apart(width)) width++;
  return width;
}

/**
 * Makes them one after the other, and starts them when all are there. Where one fails, or the
 * command is ended, those that were made are removed. Gives the ids.
 */
export async function createMany(
  request: CreateRequest,
  input: CreateFlags & { count: number; like: string | undefined },
  around: CreateContext,
  options: { start?: boolean } = {},
): Promise<string[]> {
  const { count } = input;
  if (count < 1 || count > MOST) throw new Error(`--count must be 1 to ${MOST}`);
  const once = ONCE.find((flag) => input.given.has(flag));
  if (once !== undefined && count > 1) {
    throw new Error(`--${once} is for one container, not for --count`);
  }
  const bindings = (request.hostConfig["PortBindings"] ?? {}) as Bindings;
  const all = Array.from({ length: count }, (_, n) => portsCountedUp(bindings, n, count));
  const name = input.name || input.like?.replace(/^\//, "");
  const made: string[] = [];
  const { engine, signal } = around;
  try {
    for (const [n, PortBindings] of all.entries()) {
      const own: CreateRequest = {
        ...request,
        config: { ...request.config },
        hostConfig: { ...request.hostConfig, PortBindings },
        networkingConfig: structuredClone(request.networkingConfig),
      };
      const flags = {
        ...input,
        name: name === undefined ? undefined : `${name}-${n + 1}`,
        // It is there after the first.
        pull: n === 0 ? input.pull : "missing",
      } as CreateFlags;
      made.push(await createFromFlags(own, flags, around));
    }
    if (options.start) { for (const id of made) await engine.containers.start(id, { signal }); }
    return made;
  } catch (error) {
    await removeAll(made, around);
    throw error;
  }
}

async function removeAll(ids: readonly string[], { engine, ctx }: CreateContext): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (const id of [...ids].reverse()) {
    try {
      await engine.containers.remove(id, { force: true, volumes: true, signal });
    } catch (error) {
      if (isEngineError(error, "not_found")) continue;
      await ctx.streams.stderr.write(
        `${id.slice(0, 12)} is still there: ${(error as Error).message}\n`,
      );
    }
  }
}

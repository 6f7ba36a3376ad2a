/** Commands in a service's containers beside their life: after a start, before a stop, after a copy. */
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import type { Project, ServiceHook } from "./model.ts";

/** Where a hook stands in the files. */
export type HookKind = "post_start" | "pre_stop" | "sync" | "sync+exec";

/** How {@link runHooks} works. */
export interface RunHooksOptions {
  /** Which they are, for messages. */
  kind: HookKind;
  /** Ends it; the process in the container goes on. */
  signal: AbortSignal;
  /** Told of each line that they write. */
  say?(line: string): void;
}

/** What is kept of a command's output, for its failure, in UTF-16 units. */
const KEPT = 2000;

/**
 * Runs commands one after another in a container, as docker compose does. Throws EngineError
 * `conflict` where one ends with another code than 0, with the end of what it wrote; what the
 * engine says where it cannot be run at all.
 */
export async function runHooks(
  engine: Engine,
  container: string,
  service: string,
  hooks: readonly ServiceHook[],
  options: RunHooksOptions,
): Promise<void> {
  for (const hook of hooks) await one(engine, container, service, hook, options);
}

async function one(
  engine: Engine,
  container: string,
  service: string,
  hook: ServiceHook,
  { kind, signal, say }: RunHooksOptions,
): Promise<void> {
  const { id } = await engine.exec.create(container, {
    cmd: hook.command,
    ...(hook.user && { user: hook.user }),
    ...(hook.privileged && { privileged: true }),
    ...(hook.working_dir && { workingDir: hook.working_dir }),
    env: Object.entries(hook.environment ?? {}).flatMap(([k, v]) =>
      v === null ? [] : [`${k}=${v}`]
    ),
    signal,
  });
  let end = "", line = "";
  await using session = await engine.exec.start(id, { tty: false, signal });
  const decoder = new TextDecoder();
  for await (const { data } of session.output) {
    const text = decoder.decode(data, { stream: true });
    end = (end + text).slice(-KEPT);
    const lines = (line + text).split("\n");
    // One that has no end is not waited for.
    line = lines.pop()!.slice(-KEPT);
    for (const whole of lines) say?.(whole.replace(/\r$/, ""));
  }
  if (line !== "") say?.(line);
  const { exitCode = 0 } = await engine.exec.inspect(id, { signal });
  if (exitCode === 0) return;
  const why = end.trim();
  throw new EngineError(
    `service "${service}": the ${kind} command ended with code ${exitCode}${why && `: ${why}`}`,
    { code: "conflict", op: `run ${kind}` },
  );
}

/** The commands before a stop; what does not run, or is gone, has none to be run in. */
export async function runPreStop(
  engine: Engine,
  container: string,
  service: string,
  project: Project | undefined,
  options: Omit<RunHooksOptions, "kind">,
): Promise<void> {
  const hooks = project?.services[service]?.pre_stop ?? [];
  if (hooks.length === 0) return;
  try {
    const { State } = await engine.containers.inspect(container, { signal: options.signal });
    if (!State.Running || State.Paused || State.Restarting) return;
    await runHooks(engine, container, service, hooks, { ...options, kind: "pre_stop" });
  } catch (error) {
    const over = isEngineError(error, "not_found") ||
      isEngineError(error, "conflict") && error.op !== "run pre_stop";
    if (!over) throw error;
  }
}

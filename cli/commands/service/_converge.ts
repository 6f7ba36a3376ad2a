/** Waits until a service is as it was asked to be (docker/cli service/progress/progress.go). */
import type { Engine, TaskSummary } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { pause } from "../_lib/terminal_size.ts";

/** Time between two looks. */
const STEP_MS = 200;

/** More replicas than this have no lines of their own. */
const MAX_LINES = 20;

/** How long all tasks must have been running where the service does not say, in nanoseconds. */
const MONITOR_NS = 5e9;

/** The states on a task's way, each with its place. */
const STATES = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
];
const BAR = 50;

const ended = (state: string) =>
  ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"].includes(state);

/** Lines by their name. On a terminal each is kept where it is; elsewhere they follow each other. */
class Board {
  readonly #lines = new Map<string, string>();

  constructor(readonly ctx: CommandContext, readonly quiet: boolean) {}

  async tell(id: string, text: string): Promise<void> {
    if (this.quiet) return;
    const { stdout } = this.ctx.streams;
    const line = id === "" ? text : `${id}: ${text}`;
    if (!stdout.isTerminal) return await stdout.write(`${line}\n`);
    const before = this.#lines.size;
    this.#lines.set(id, sanitise(line));
    // A line that wraps would put the next picture in the wrong place.
    const width = (this.ctx.streams.size()?.columns ?? 80) - 1;
    const picture = [...this.#lines.values()].map((l) => `\r\x1b[K${l.slice(0, width)}\n`).join("");
    await stdout.write((before > 0 ? `\x1b[${before}A` : "") + picture);
  }

  /** A task on its way; a bar that a terminal alone can show. */
  async step(id: string, state: string): Promise<void> {
    if (!this.ctx.streams.stdout.isTerminal) return;
    const done = Math.round((STATES.indexOf(state) + 1) / STATES.length * BAR);
    const bar = done === BAR ? "=".repeat(BAR) : `${"=".repeat(Math.max(0, done - 1))}>`;
    await this.tell(id, `${state.padEnd(9)} [${bar.padEnd(BAR)}]`);
  }
}

/** What is expected of a service, and how far it is. */
class Progress {
  #started = false;
  #done = false;

  constructor(readonly board: Board) {}

  /** Tells how it is; true when all tasks run. */
  async look(
    want: Wanted,
    tasks: readonly TaskSummary[],
    nodes: ReadonlySet<string>,
    rollback: boolean,
  ): Promise<boolean> {
    const newest = new Map<string, TaskSummary>();
    for (const task of tasks) {
      const key = want.global ? task.nodeId ?? "" : String(task.slot ?? 0);
      if (want.global && key === "") continue;
      const before = newest.get(key);
      if (!before || better(task, before)) newest.set(key, task);
    }
    const total = want.global
      ? [...newest.values()].filter((t) => !ended(t.desiredState)).length
      : want.replicas;
    const overall = (running: number) =>
      this.board.tell(
        "overall progress",
        rollback
          ? `rolling back update: ${running} out of ${total} tasks`
          : `${running} out of ${total} tasks`,
      );
    // A global service without any task yet is not ready: its tasks are being made.
    if (want.global && total === 0) return false;
    const label = new Map<string, string>();
    if (want.global) {
      for (const key of newest.keys()) label.set(key, key.slice(0, 12));
    } else {
      // Slots need not begin at 1 once a service was scaled; lines do.
      const slots = [...newest.keys()].sort((a, b) => Number(a) - Number(b));
      slots.forEach((slot, n) => label.set(slot, `${n + 1}/${total}`));
    }
    if (!this.#started) {
      this.#started = true;
      await overall(0);
      if (!want.global && total <= MAX_LINES) {
        for (let n = 1; n <= total; n++) await this.board.tell(`${n}/${total}`, " ");
      }
    }
    const tasksNow = [...newest].filter(([, t]) => t.nodeId === undefined || nodes.has(t.nodeId));
    if (tasksNow.some(([, t]) => t.state !== "running")) this.#done = false;
    let running = 0;
    for (const [key, task] of tasksNow) {
      if (!ended(task.desiredState) && task.state === "running") running++;
      if (this.#done || total > MAX_LINES) continue;
      const id = label.get(key)!;
      if (task.error) await this.board.tell(id, task.error.replaceAll("\n", " "));
      else if (!ended(task.desiredState) && !ended(task.state)) {
        await this.board.step(id, task.state);
      }
    }
    if (!this.#done) await overall(running);
    this.#done ||= running === total;
    return running === total;
  }
}

/** Of two tasks of a slot the one that is to live, then the one that was made later. */
function better(a: TaskSummary, b: TaskSummary): boolean {
  if (ended(a.desiredState) !== ended(b.desiredState)) return ended(b.desiredState);
  return (a.created?.getTime() ?? 0) >= (b.created?.getTime() ?? 0);
}

interface Wanted {
  global: boolean;
  replicas: number;
}

/** A job is done when it was carried out as often as it is to be; it need not be watched after. */
async function lookAtJob(
  board: Board,
  tasks: readonly TaskSummary[],
  total: number,
): Promise<boolean> {
  const done = tasks.filter((t) => t.state === "complete").length;
  const active = tasks.filter((t) => !ended(t.state)).length;
  await board.tell("job progress", `${done} out of ${total} complete`);
  await board.tell("active tasks", `${active} out of ${total - done} tasks`);
  const failed = tasks.find((t) => t.state === "failed" && t.error);
  if (failed) await board.tell("last failure", failed.error!);
  return total > 0 && done >= total;
}

/**
 * Waits until every task of a service runs and has done so for as long as its updates are watched,
 * and tells the way there on stdout. Ctrl-C leaves it to the swarm and says so. Throws ExitError
 * when an update or its way back has stopped.
 */
export async function waitForService(
  ctx: CommandContext,
  service: string,
  options: { quiet: boolean },
): Promise<void> {
  const engine = await ctx.engine();
  const stop = new AbortController();
  const done = new AbortController();
  ctx.onSignal(["SIGINT"], () => stop.abort(), done.signal);
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  const board = new Board(ctx, options.quiet);
  try {
    await converge(engine, service, board, signal);
  } catch (e) {
    if (!stop.signal.aborted) throw e;
    await board.tell("", "Operation continuing in background.");
    await board.tell("progress", `Use \`docker service ps ${service}\` to check progress.`);
  } finally {
    done.abort();
  }
}

async function converge(
  engine: Engine,
  id: string,
  board: Board,
  signal: AbortSignal,
): Promise<void> {
  const progress = new Progress(board);
  let since: number | undefined;
  let converged = false;
  let rollback = false;
  let last: string | undefined;
  while (true) {
    signal.throwIfAborted();
    const { ID, Spec, UpdateStatus } = await engine.services.inspect(id, { signal });
    const monitor = (Number(Spec.UpdateConfig?.Monitor ?? 0) || MONITOR_NS) / 1e6;
    const words = UpdateStatus?.Message ?? "";
    switch (UpdateStatus?.State) {
      case "updating":
        rollback = false;
        break;
      case "completed":
        if (!converged) return;
        break;
      case "paused":
        throw new ExitError(1, `service update paused: ${words}`);
      case "rollback_started":
        if (!rollback && words !== "") await board.tell("rollback", words);
        rollback = true;
        break;
      case "rollback_paused":
        throw new ExitError(1, `service rollback paused: ${words}`);
      case "rollback_completed":
        if (!converged) last = words;
        rollback = true;
    }
    if (converged && since !== undefined && performance.now() - since >= monitor) {
      await board.tell("verify", `Service ${id} converged`);
      if (last !== undefined) await board.tell("rollback", last);
      return;
    }
    const [tasks, nodes] = await Promise.all([
      engine.tasks.list({ filters: { service: [ID], "_up-to-date": ["true"] }, signal }),
      engine.nodes.list({ signal }),
    ]);
    const up = new Set(nodes.filter((n) => n.state !== "down").map((n) => n.id));
    const { Replicated, ReplicatedJob, GlobalJob } = Spec.Mode ?? {};
    if (ReplicatedJob || GlobalJob) {
      const total = ReplicatedJob?.TotalCompletions ?? ReplicatedJob?.MaxConcurrent ?? up.size;
      if (await lookAtJob(board, tasks, total)) return await board.tell("", "job complete");
    } else {
      const want = { global: !Replicated, replicas: Replicated?.Replicas ?? 1 };
      converged = await progress.look(want, tasks, up, rollback);
      if (converged) {
        since ??= performance.now();
        const wait = monitor - (performance.now() - since);
        if (wait >= 0) {
          const seconds = Math.floor(wait / 1000) + 1;
          const what = `Waiting ${seconds} seconds to verify that tasks are stable...`;
          await board.tell("verify", what);
        }
      } else {
        if (since !== undefined) await board.tell("verify", "Detected task failure");
        since = undefined;
      }
    }
    await pause(STEP_MS, signal);
  }
}

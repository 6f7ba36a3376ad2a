/** Why a container ended: verdict, what speaks for it, how sure that is, and what to do next. */
import { nanosOf, nanosOfText, stampOf } from "../logs/time.ts";
import { findingOf } from "./ended.ts";
import { lastRun, type Run } from "./last_run.ts";
import { loopOf } from "./loop.ts";
import { nextSteps } from "./next_steps.ts";
import { lineProofs, proofsOf } from "./proofs.ts";
import { startErrorKind } from "./texts.ts";
import type { DeathKind, Evidence, Proof, Verdict } from "./types.ts";

/** How much of an engine's or a probe's text is shown. */
const SHOWN = 600;

/**
 * Why a container ended last, or why it is as it is. Pure: what the evidence does not tell is
 * `not known`. A kill for want of memory is told only where the kernel's own event or the engine's
 * mark says so; exit code 137 alone never does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explain } from "../mod.ts";
 *
 * const verdict = explain({
 *   name: "web",
 *   now: new Date("2026-01-01T00:01:00Z"),
 *   events: [
 *     { time: 1767225600000000000n, action: "start", attributes: {} },
 *     { time: 1767225610000000000n, action: "oom", attributes: {} },
 *     { time: 1767225610100000000n, action: "die", attributes: { exitCode: "137" } },
 *   ],
 * });
 * assert.equal(verdict.kind, "oom");
 * assert.equal(verdict.certainty, "certain");
 * ```
 */
export function explain(evidence: Evidence): Verdict {
  const loop = loopOf(evidence);
  const verdict = startFailed(evidence) ?? unhealthy(evidence) ?? ended(evidence) ??
    refused(evidence) ?? alive(evidence);
  const gone = verdict.kind === "mount_missing" ? [] : missingProofs(evidence);
  verdict.evidence.push(...gone);
  const now = nowWords(evidence, verdict);
  return { ...verdict, ...(loop !== undefined && { loop }), ...(now !== undefined && { now }) };
}

const NOT_STARTED: Readonly<Partial<Record<DeathKind, string>>> = {
  port_taken: "a port that it publishes is taken",
  wrong_architecture: "its program is for another kind of processor, or a script without #!",
  limit_too_low: "its limit of memory is too low even to start",
  device_missing: "a device or its driver is missing",
  mount_missing: "something that is to be mounted is missing",
  disk_full: "there is no space left on the engine's disk",
  network_missing: "a network is missing",
  not_found: "its command is not in the image",
  not_executable: "its command cannot be run",
  dependency_gone: "a container whose network or volumes it uses is gone",
  read_only: "its file system is read-only where the engine has to write",
};

/** The engine tried to start it, and could not. */
function startFailed(evidence: Evidence): Verdict | undefined {
  const { document } = evidence;
  const state = document?.State;
  if (state === undefined || state.Running || !state.Error) return undefined;
  const kind = startErrorKind(state.Error);
  const code = state.ExitCode === 0 ? "" : ` (${state.ExitCode})`;
  const why = NOT_STARTED[kind];
  const proofs: Proof[] = [{ text: `the engine says: ${state.Error.trim().slice(0, SHOWN)}` }];
  const last = evidence.events.findLast((e) => e.action === "die");
  if (last !== undefined) proofs.unshift({ time: last.time, text: "could not be started" });
  return {
    kind,
    words: `could not be started${code}${why === undefined ? "" : `: ${why}`}`,
    certainty: "certain",
    exitCode: state.ExitCode,
    ...(last !== undefined && { endedAt: last.time }),
    evidence: proofs,
    next: nextSteps(kind, evidence, undefined),
  };
}

/** What it binds and is not there now. */
function missingProofs({ missing = [] }: Evidence): Proof[] {
  return missing.map((path) => ({
    text: `${path} on its host, which it mounts, is not there now`,
  }));
}

/** It was never started, and cannot be: the engine keeps no word of what it refuses beforehand. */
function refused(evidence: Evidence): Verdict | undefined {
  if (evidence.document?.State.Status !== "created" || !evidence.missing?.length) return undefined;
  return {
    kind: "mount_missing",
    words: "was never started, and cannot be: something that is to be mounted is missing",
    certainty: "likely",
    evidence: missingProofs(evidence),
    next: nextSteps("mount_missing", evidence, undefined),
  };
}

/** It runs, and its probe fails. */
function unhealthy(evidence: Evidence): Verdict | undefined {
  const state = evidence.document?.State;
  const health = state?.Health;
  if (!state?.Running || health?.Status !== "unhealthy") return undefined;
  const proofs: Proof[] = (health.Log ?? []).filter((l) => l.ExitCode !== 0).slice(-3).map((l) => {
    const said = l.Output.trim().replace(/\s+/g, " ").slice(0, SHOWN);
    const text = `its probe failed with ${l.ExitCode}${said === "" ? "" : `: ${said}`}`;
    const time = nanosOfText(l.Start);
    return { text, ...(time !== undefined && { time }) };
  });
  const words = `runs, but its probe has failed ${health.FailingStreak} times in a row`;
  return {
    kind: "unhealthy",
    words,
    certainty: "certain",
    evidence: proofs,
    next: nextSteps("unhealthy", evidence, undefined),
  };
}

/** The last run that ended. */
function ended(evidence: Evidence): Verdict | undefined {
  const run = lastRun(evidence);
  if (run === undefined) return undefined;
  const finding = findingOf(evidence, run);
  return {
    ...finding,
    exitCode: run.exitCode,
    ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
    evidence: proofsOf(evidence, run),
    next: again(evidence, nextSteps(finding.kind, evidence, run), run),
  };
}

/** A policy that starts it again every time hides what it dies of. */
function again(evidence: Evidence, steps: string[], run: Run): string[] {
  const policy = evidence.document?.HostConfig?.RestartPolicy?.Name ?? "";
  if (policy !== "always" && policy !== "unless-stopped") return steps;
  if (loopOf(evidence) === undefined) return steps;
  if (run.exitCode === 0) {
    const end = `dockerctl update --restart on-failure ${evidence.name}`;
    return [
      `its policy, ${policy}, starts it again though it was done; if it may end: ${end}`,
      ...steps,
    ];
  }
  return [...steps, `end the loop meanwhile: dockerctl update --restart no ${evidence.name}`];
}

const CHILD_KILLED = "the kernel killed one of its processes for want of memory";

/** A kill for want of memory in the run that goes on: of a child, or of what exec began. */
function oomOfNow({ document, events }: Evidence): Proof | undefined {
  const state = document?.State;
  if (!state?.Running || state.Restarting) return undefined;
  const began = events.findLastIndex((e) => e.action === "start" || e.action === "die");
  const oom = events.slice(began + 1).findLast((e) => e.action === "oom");
  if (oom !== undefined && events[began]?.action !== "die") {
    return { time: oom.time, text: "the kernel killed a process in it for want of memory" };
  }
  const text = "the engine marks it: a process in it was killed for want of memory";
  return state.OOMKilled ? { text } : undefined;
}

/** No end is known. */
function alive(evidence: Evidence): Verdict {
  const { document } = evidence;
  const state = document?.State;
  const verdict = (
    kind: DeathKind,
    words: string,
    certainty: Verdict["certainty"] = "certain",
  ) => ({
    kind,
    words,
    certainty,
    evidence: lineProofs(kind === "not_known" ? evidence.lastLines ?? [] : []),
    next: nextSteps(kind, evidence, undefined),
  });
  if (state?.Paused) return verdict("paused", "runs, but is frozen (paused)");
  if (state?.Running) {
    const oom = oomOfNow(evidence);
    if (oom !== undefined) {
      const words = `runs, but ${CHILD_KILLED}`;
      return { ...verdict("oom_child", words), evidence: [oom] };
    }
    const count = document!.RestartCount;
    if (count === 0) return verdict("running", "runs, and no end of it is known");
    const words = `runs; its restart policy started it again ${count} times, and why it ended is ` +
      "not known: the engine keeps neither the code nor those events";
    return verdict("not_known", words, "not known");
  }
  if (state?.Status === "created") {
    const words = "was made and never started; of what it refuses at once the engine keeps no word";
    return verdict("never_started", words);
  }
  if (evidence.ranAt !== undefined && !evidence.removed) {
    const last = stampOf(nanosOf(evidence.ranAt)).slice(0, 19);
    const words = `ran when it was seen last, at ${last}Z; the engine does not answer now`;
    return verdict("not_known", words, "not known");
  }
  return verdict("not_known", "nothing tells of an end", "not known");
}

/** How it is now, where the verdict does not say so. */
function nowWords(evidence: Evidence, verdict: Verdict): string | undefined {
  const state = evidence.document?.State;
  if (evidence.removed) return "removed";
  if (state === undefined || verdict.endedAt === undefined) return undefined;
  if (state.Restarting) return "waits to be started again by its restart policy";
  if (!state.Running) return undefined;
  const started = nanosOfText(state.StartedAt);
  const since = started === undefined ? "" : ` since ${stampOf(started).slice(0, 19)}Z`;
  const oom = oomOfNow(evidence) === undefined ? "" : `; ${CHILD_KILLED} since`;
  return `runs again${since}${state.Paused ? ", frozen" : ""}${oom}`;
}

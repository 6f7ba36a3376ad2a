/** What a run that ended died of: rules in the order of their weight, the first that fits counts. */
import { nanosOf } from "../logs/time.ts";
import { fatalSignal, type Run, stopSignal } from "./last_run.ts";
import { lasted, mebibytes, spanWords } from "./proofs.ts";
import { lastWordsKind, shellComplaint } from "./texts.ts";
import type { Certainty, DeathKind, Evidence } from "./types.ts";

/** The heart of a verdict. */
export interface Finding {
  kind: DeathKind;
  words: string;
  certainty: Certainty;
}

type Rule = (evidence: Evidence, run: Run) => Finding | undefined;

/** A run shorter than this ended at once (ms). */
const AT_ONCE = 3_000;

/** An unhealthy container that is stopped so soon after was stopped for it, perhaps (ns). */
const FOR_HEALTH = 90_000_000_000n;

/** A signal that does not end every program counts as the cause of an end so soon after (ns). */
const SOON = 5_000_000_000n;

/** An engine that comes back ends what it finds alive, as `stop` does, and first of all (ns). */
const COMING_BACK = 15_000_000_000n;

/** The engine was killed, came back, and stopped what had gone on without it. */
const engineCameBack: Rule = ({ engineSince }, run) => {
  const first = run.sent.at(0);
  if (engineSince === undefined || first === undefined || !run.stopped) return undefined;
  if (first.time < engineSince || first.time - engineSince > COMING_BACK) return undefined;
  const words =
    "was stopped just after the engine had been started anew, by the engine itself by " +
    `all appearance (${run.exitCode}): it ends what went on without it, unless it is told live-restore`;
  return { kind: "engine_gone", words, certainty: "likely" };
};

/** Ended with SIGKILL that somebody asked the engine for. */
const killedByEngine: Rule = (evidence, run) => {
  const kill = run.sent.findLast((s) => s.signal === "SIGKILL");
  if (run.exitCode !== 137 || kill === undefined) return undefined;
  const asked = run.sent.find((s) => s.signal !== "SIGKILL");
  if (asked !== undefined && run.stopped) {
    const waited = spanWords(Number(kill.time - asked.time) / 1e6);
    const words = `was stopped on request, did not end within ${waited} of ${asked.signal}, and ` +
      "was killed (137)";
    return { kind: "stop_timeout", words, certainty: "certain" };
  }
  const words = evidence.removed
    ? "was killed by way of the engine (137) and is removed, as `rm -f` does"
    : "was killed by way of the engine (137): `kill`, or a client that does the same";
  return { kind: "killed", words, certainty: "certain" };
};

/** A supervisor of ours restarted it, and wrote that down. */
const supervised: Rule = (_evidence, run) => {
  const { act, exitCode: code } = run;
  if (act === undefined || !run.stopped || run.sent.length === 0) return undefined;
  const asked = run.sent.find((s) => s.signal !== "SIGKILL");
  const kill = run.sent.findLast((s) => s.signal === "SIGKILL");
  const killed = code === 137 && kill !== undefined;
  const waited = asked === undefined || kill === undefined
    ? ""
    : ` within ${spanWords(Number(kill.time - asked.time) / 1e6)} of ${asked.signal}`;
  const how = killed
    ? `did not end${waited}, and was killed (137)`
    : `ended ${code === 0 ? "normally (0)" : `with ${code}`}`;
  const sick = run.events.some((e) => e.action === "health_status: unhealthy");
  return {
    kind: killed ? "stop_timeout" : sick ? "stopped_unhealthy" : "stopped",
    words: `was restarted by dockerctl supervise, as ${act.reason}, and ${how}`,
    certainty: "certain",
  };
};

/** Who had no more memory, where the kernel says that it was not the container itself. */
function noRoomAbove({ kernel }: Run): string | undefined {
  const kill = kernel.at(-1);
  if (kill === undefined || kill.limited === kill.group) return undefined;
  return kill.limited === undefined
    ? "its host had no more"
    : `the group above it, ${kill.limited}, had no more`;
}

/** The main process was killed for want of memory. */
const outOfMemory: Rule = (evidence, run) => {
  if (!run.oom || run.exitCode !== 137) return undefined;
  const { document, memory } = evidence;
  const limit = document?.HostConfig?.Memory ?? 0;
  const recorded = document === undefined ? memory?.at(-1)?.limit ?? 0 : 0;
  const lowered = run.events.some((e) => e.action === "update");
  const above = noRoomAbove(run);
  const why = above !== undefined
    ? above
    : limit > 0
    ? lowered
      ? "it needed more than its limit, which was changed while it ran"
      : "it needed more than its limit"
    : recorded > 0
    ? `it needed more than the ${mebibytes(recorded)} that it could have`
    : document === undefined
    ? "the kernel had no more for it"
    : "it has no limit of its own, so its host or a group above it had no more";
  return {
    kind: "oom",
    words: `ran out of memory and was killed (137): ${why}`,
    certainty: "certain",
  };
};

/** Somebody asked it to end, or sent it a signal, by way of the engine. */
const asked: Rule = (evidence, run) => {
  const last = run.sent.at(-1);
  if (last === undefined) return undefined;
  const { exitCode: code } = run;
  const fits = fatalSignal(run) === last.signal;
  if (run.stopped) {
    const how = code === 0
      ? "ended normally (0)"
      : fits
      ? `ended by ${last.signal} (${code})`
      : `ended with ${code}`;
    const sick = run.events.findLast((e) => e.action === "health_status: unhealthy");
    if (sick !== undefined && last.time - sick.time < FOR_HEALTH) {
      const words = `was stopped on request after its probe had failed, and ${how}`;
      return { kind: "stopped_unhealthy", words, certainty: "likely" };
    }
    return { kind: "stopped", words: `was stopped on request and ${how}`, certainty: "certain" };
  }
  if (fits) {
    const words = `was ended by ${last.signal}, sent by way of the engine (${code})`;
    return { kind: "signalled", words, certainty: "certain" };
  }
  const ending = ["SIGTERM", "SIGINT", "SIGQUIT", stopSignal(evidence)].includes(last.signal);
  if (!ending || run.endedAt === undefined || run.endedAt - last.time > SOON) return undefined;
  const words = `ended with ${code} on ${last.signal}, sent by way of the engine`;
  return { kind: "signalled", words, certainty: "likely" };
};

/** Only a process beside or below the main one was killed for want of memory. */
const childOutOfMemory: Rule = (_evidence, run) => {
  if (!run.oom) return undefined;
  return run.exitCode === 0
    ? {
      kind: "oom_child",
      words:
        "ended normally (0), but the kernel had killed one of its processes for want of memory",
      certainty: "certain",
    }
    : {
      kind: "oom_child",
      words:
        `failed with ${run.exitCode} in a run in which the kernel killed one of its processes ` +
        "for want of memory",
      certainty: "likely",
    };
};

/** The host or the engine went down with it. */
const hostOrEngine: Rule = ({ hostBoot }, run) => {
  const boot = hostBoot === undefined ? undefined : nanosOf(hostBoot);
  const { startedAt, endedAt, exitCode } = run;
  if (boot !== undefined && startedAt !== undefined && startedAt < boot && !run.seen) {
    if (endedAt === undefined || endedAt >= boot || exitCode === 255) {
      return {
        kind: "host_rebooted",
        words: `ended with its host, which has been started since (${exitCode})`,
        certainty: "likely",
      };
    }
  }
  if (exitCode !== 255) return undefined;
  if (!run.seen) {
    const words = "ended while the engine did not run: the engine found it dead (255)";
    return { kind: "engine_gone", words, certainty: "likely" };
  }
  return {
    kind: "not_known",
    words: "ended with 255: its program gave that itself, or the process that watches over it died",
    certainty: "not known",
  };
};

const CRASHES: Readonly<Record<string, string>> = {
  SIGSEGV: "it touched memory that is not its own",
  SIGBUS: "it touched memory that is not there",
  SIGILL: "it met an instruction that this processor does not have",
  SIGFPE: "it computed what cannot be, such as a division by zero",
  SIGTRAP: "it hit a breakpoint",
  SIGXCPU: "it used more than its limit of CPU time",
  SIGXFSZ: "it wrote a file larger than it may",
  SIGSYS: "it made a system call that it may not make",
};

/** The code tells of a signal that nobody sent by way of the engine. */
const bySignal: Rule = (_evidence, run) => {
  const signal = fatalSignal(run);
  const { exitCode: code } = run;
  if (signal === undefined) return undefined;
  if (Object.hasOwn(CRASHES, signal)) {
    const words = `crashed with ${signal} (${code}): ${CRASHES[signal]}`;
    return { kind: "crashed", words, certainty: "likely" };
  }
  if (signal === "SIGABRT") {
    const words = "aborted itself (134), as programs do that find themselves in a wrong state";
    return { kind: "aborted", words, certainty: "likely" };
  }
  if (run.whole) {
    const words =
      `was ended by ${signal} (${code}), which did not come by way of the engine: it came ` +
      "from the container itself, its host, or the engine going down";
    return { kind: "killed_outside", words, certainty: "likely" };
  }
  const words = `was ended by ${signal} (${code}); who sent it is not known`;
  return { kind: "not_known", words, certainty: "not known" };
};

/** A shell's codes for what it could not run. */
const byShell: Rule = ({ lastLines = [] }, run) => {
  const { exitCode: code } = run;
  if (code !== 126 && code !== 127) return undefined;
  const told = lastWordsKind(lastLines);
  if (told?.kind === "library_missing") {
    const words = `could not run (${code}): a library that its program needs is missing`;
    return { kind: told.kind, words, certainty: "certain" };
  }
  if (told?.kind === "wrong_architecture") {
    const words = `could not run (${code}): its program is for another kind of processor`;
    return { kind: told.kind, words, certainty: "certain" };
  }
  const certainty = shellComplaint(lastLines) === undefined ? "likely" : "certain";
  return code === 127
    ? { kind: "not_found", words: "a command that it ran was not found (127)", certainty }
    : { kind: "not_executable", words: "a command that it ran cannot be run (126)", certainty };
};

/** Its program ended itself, as it meant to. */
const done: Rule = ({ document }, run) => {
  if (run.exitCode !== 0) return undefined;
  const time = lasted(run);
  const certainty = run.whole ? "certain" : "likely";
  if (time === undefined || time >= AT_ONCE) {
    return { kind: "done", words: "ended normally (0): its program was done", certainty };
  }
  const shell = /^(.{0,200}\/)?(ba|da|a|z)?sh$/.test(document?.Path ?? "") &&
    (document?.Args ?? []).length === 0 && !document?.Config?.OpenStdin;
  const words = shell
    ? "ended at once (0): its program is a shell, and a shell without input has nothing to do"
    : `ended at once (0), after ${spanWords(time)}: its program was done or went to the background`;
  return { kind: "done_at_once", words, certainty };
};

const REASONS: Readonly<Partial<Record<DeathKind, string>>> = {
  library_missing: "a library is missing",
  wrong_architecture: "a program is for another kind of processor",
  disk_full: "there was no space left on its disk",
  read_only: "it wrote to a file system that is read-only",
  port_taken: "the port that it wanted to listen on was taken",
  out_of_heap: "its program got no more memory (the kernel killed nothing)",
  dependency_gone: "something that it needs could not be reached",
};

/** Its program ended itself with an error. */
const failed: Rule = ({ lastLines = [] }, run) => {
  const told = lastWordsKind(lastLines);
  const reason = told === undefined ? undefined : REASONS[told.kind];
  if (told !== undefined && reason !== undefined) {
    const words = `failed with ${run.exitCode}: by its last words, ${reason}`;
    return { kind: told.kind, words, certainty: "likely" };
  }
  const more = run.exitCode === 125 ? ", which is docker's own code for what it could not do" : "";
  return {
    kind: "failed",
    words: `failed: its program ended itself with ${run.exitCode}${more}`,
    certainty: run.seen ? "certain" : "likely",
  };
};

const RULES: readonly Rule[] = [
  engineCameBack,
  supervised,
  killedByEngine,
  outOfMemory,
  asked,
  childOutOfMemory,
  hostOrEngine,
  bySignal,
  byShell,
  done,
];

/** What a run died of. */
export function findingOf(evidence: Evidence, run: Run): Finding {
  for (const rule of RULES) {
    const finding = rule(evidence, run);
    if (finding !== undefined) return finding;
  }
  return failed(evidence, run)!;
}

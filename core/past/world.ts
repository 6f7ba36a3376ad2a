/** The containers that an engine had at a time, by what was recorded of them. */
import type { ContainerInspect } from "../containers/types.ts";
import { nanosOf, nanosOfText, SECOND, stampOf } from "../logs/time.ts";
import type {
  DocumentChange,
  DocumentReader,
  RecordedDocument,
} from "../recorder/documents/types.ts";
import type { Moment } from "../timestamp.ts";

/** A container as it was at a time. */
export interface PastContainer {
  id: string;
  /** Without slash. */
  name: string;
  /** The engine's word: `running`, `exited`, … */
  state: string;
  /** The engine's words: `Up 3 minutes (healthy)`. */
  status: string;
  /** Absent without a healthcheck. */
  health?: string;
  startedAt?: bigint;
  finishedAt?: bigint;
  exitCode?: number;
  /** What the engine would have said. */
  document: ContainerInspect;
  /** Values of its environment are not known. */
  env: RecordedDocument["env"];
}

/** The containers of the time `at`, newest first. */
export function pastContainers(documents: DocumentReader, at: Moment): PastContainer[] {
  const time = nanosOf(at);
  const found = documents.containers().flatMap((c) => {
    if (c.from > time || c.removedAt !== undefined && c.removedAt <= time) return [];
    return pastContainer(documents, c.id, time) ?? [];
  });
  return found.sort((a, b) => a.document.Created > b.document.Created ? -1 : 1);
}

/** One container at a time (full id); undefined where it was not there, or is not known. */
export function pastContainer(
  documents: DocumentReader,
  id: string,
  time: bigint,
): PastContainer | undefined {
  const changes = documents.changes(id, { until: time });
  const last = changes.at(-1);
  if (last === undefined || last.action === "destroy") return undefined;
  const recorded = documents.documentOf(last);
  if (recorded === undefined) return undefined;
  const facts = factsOf(documents, changes);
  const { document, env } = recorded;
  const state = stateOf(facts, document);
  const running = state === "running" || state === "paused";
  const finishedAt = facts.finishedAt ?? nanosOfText(document.State.FinishedAt);
  const startedAt = facts.startedAt ?? nanosOfText(document.State.StartedAt);
  const exitCode = running ? 0 : facts.exitCode ?? document.State.ExitCode;
  const health = running ? facts.health ?? document.State.Health?.Status : undefined;
  const container: Omit<PastContainer, "status"> = {
    id,
    name: last.name,
    state,
    ...(health !== undefined && { health }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    exitCode,
    env,
    document: adjusted(document, { name: last.name, state, exitCode, health, ...facts }),
  };
  return { ...container, status: statusOf(container, time) };
}

/** What the changes say, beyond the document, which may be younger than they. */
interface Facts {
  running?: boolean;
  paused?: boolean;
  startedAt?: bigint;
  finishedAt?: bigint;
  exitCode?: number;
  health?: string;
  /** It was ended by itself, or by nobody that the engine knows of. */
  restarting?: boolean;
  created?: boolean;
}

function factsOf(documents: DocumentReader, changes: readonly DocumentChange[]): Facts {
  let facts: Facts = {};
  for (const change of changes) {
    const { action, time } = change;
    if (action === "create") facts = { created: true };
    else if (action === "start") {
      facts = { ...facts, created: false, running: true, paused: false, startedAt: time };
      delete facts.health;
      facts.restarting = false;
    } else if (action === "die") {
      Object.assign(facts, { running: false, paused: false, finishedAt: time });
      facts.exitCode = change.exitCode;
      const after = documents.documentOf(change)?.document.State;
      facts.restarting = after?.Status === "restarting";
    } else if (action === "pause") Object.assign(facts, { running: true, paused: true });
    else if (action === "unpause") Object.assign(facts, { running: true, paused: false });
    else if (action === "health") facts.health = change.health?.status;
    else if (action === "seen") facts = seen(documents, change) ?? facts;
  }
  return facts;
}

function seen(documents: DocumentReader, change: DocumentChange): Facts | undefined {
  const state = documents.documentOf(change)?.document.State;
  if (state === undefined) return undefined;
  const startedAt = nanosOfText(state.StartedAt), finishedAt = nanosOfText(state.FinishedAt);
  return {
    created: state.Status === "created",
    running: state.Running && !state.Restarting,
    paused: state.Paused,
    restarting: state.Restarting,
    exitCode: state.ExitCode,
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(state.Health !== undefined && { health: state.Health.Status }),
  };
}

function stateOf(facts: Facts, { State }: ContainerInspect): string {
  if (facts.paused) return "paused";
  if (facts.running) return "running";
  if (facts.restarting) return "restarting";
  if (facts.running === false) return "exited";
  return facts.created ? "created" : State.Status;
}

/** The document, true to the time where it was taken a moment later. */
function adjusted(
  document: ContainerInspect,
  past: Facts & { name: string; state: string; exitCode: number; health?: string },
): ContainerInspect {
  const { State } = document;
  const same = State.Status === past.state && document.Name === `/${past.name}` &&
    State.Health?.Status === (past.health ?? State.Health?.Status);
  if (same) return document;
  const up = past.state === "running" || past.state === "paused" || past.state === "restarting";
  return {
    ...document,
    Name: `/${past.name}`,
    State: {
      ...State,
      Status: past.state,
      Running: up,
      Paused: past.state === "paused",
      Restarting: past.state === "restarting",
      ExitCode: past.exitCode,
      ...(!up && { Pid: 0 }),
      ...(past.startedAt !== undefined && { StartedAt: stampOf(past.startedAt) }),
      ...(past.finishedAt !== undefined && { FinishedAt: stampOf(past.finishedAt) }),
      ...(past.health !== undefined && State.Health !== undefined && {
        Health: { ...State.Health, Status: past.health },
      }),
    },
  };
}

/** The engine's words for a state (moby container/state.go). */
function statusOf(c: Omit<PastContainer, "status">, at: bigint): string {
  const since = (from: bigint | undefined) => durationWords(from === undefined ? 0n : at - from);
  switch (c.state) {
    case "running":
    case "paused": {
      const paused = c.state === "paused" ? " (Paused)" : "";
      const health = c.health === undefined || c.health === "none"
        ? ""
        : c.health === "starting"
        ? " (health: starting)"
        : ` (${c.health})`;
      return `Up ${since(c.startedAt)}${paused === "" ? health : paused}`;
    }
    case "restarting":
      return `Restarting (${c.exitCode}) ${since(c.finishedAt)} ago`;
    case "created":
      return "Created";
    case "exited":
      return `Exited (${c.exitCode}) ${since(c.finishedAt)} ago`;
    default:
      return c.state.slice(0, 1).toUpperCase() + c.state.slice(1);
  }
}

/** A length of time as engines say it (docker/go-units duration.go). */
export function durationWords(nanos: bigint): string {
  const seconds = Number(nanos / SECOND);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
  return `${Math.floor(hours / 24 / 365)} years`;
}

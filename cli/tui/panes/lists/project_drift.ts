/** Whether projects are as their files say now: looked at while their pane is seen. */
import { LABEL } from "../../../../core/projects/labels.ts";
import { sleep } from "../../../../core/sleep.ts";
import { quiet, type Result } from "../../model/messages.ts";
import type { Msg } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { type Project, projectsOf } from "../../model/objects.ts";
import { slot } from "../../model/slot.ts";
import type { SubscriptionDeps } from "../../deps.ts";
import type { Pane } from "../../pane.ts";
import type { Subscription } from "../../store.ts";
import { type Span, span } from "../../text/block.ts";
import type { Column } from "./list.ts";
import { filesOf } from "./project_keys.ts";

/** What was found of a project; `seen` is how its containers were then. */
interface Found {
  readonly seen: string;
  /** How its files were. */
  readonly files: string;
  readonly text: string;
  readonly tone: "dim" | "warn" | "bad";
}

const own = slot<Readonly<Record<string, Found>>, { name: string; found: Found }>(
  "projectDrift",
  {},
);

/** How long a project stays selected before its files are read, in ms. */
const REST = 300;
/** How often files that nobody announces are read again, in ms. */
const EVERY = 15_000;

/** How its containers are: another word, another look. */
function stateOf(project: Project): string {
  return project.containers.map((c) => `${c.id.slice(0, 12)}${c.state}`).sort().join();
}

const many = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;

/** The column of the projects pane. */
export const driftColumn: Column<Project> = {
  id: "drift",
  title: "DRIFT",
  width: 12,
  drop: 2,
  cell(project, model): Span {
    const found = own.of(model)[project.name];
    return found === undefined ? span("", "dim") : span(found.text, found.tone);
  },
  sort: (project, model) => own.of(model)[project.name]?.text ?? "",
};

/** What is heard of a look. */
export function takeDrift(model: Model, msg: Msg): Result | undefined {
  const said = own.heard(msg);
  return said && quiet(own.with(model, { [said.name]: said.found }));
}

/** Projects beside the selected one that are looked at; more are left for their selection. */
const MOST = 40;

/**
 * Looks at the selected project, again where its containers change, and now and then; at the others
 * one after another, again where their containers or files changed.
 */
export const watchDrift: NonNullable<Pane["subscriptions"]> = (model, deps) => {
  if (model.list !== "projects" || model.link.state !== "live") return [];
  const name = model.lists.projects?.selected;
  const all = projectsOf(model.containers).filter((p) => filesOf(p).length > 0);
  const project = all.find((p) => p.name === name);
  const others = all.filter((p) => p !== project).slice(0, MOST);
  const known = own.of(model);
  const selected: Subscription[] = project === undefined ? [] : [{
    key: `projectDrift/${project.name}/${stateOf(project)}`,
    async start(dispatch, signal) {
      await sleep(REST, signal);
      while (!signal.aborted) {
        const found = await look(project, deps, signal);
        if (signal.aborted) return;
        dispatch(own.msg({ name: project.name, found }));
        if (found.text === ELSEWHERE) return;
        await sleep(EVERY, signal);
      }
    },
  }];
  const rest: Subscription[] = others.length === 0 ? [] : [{
    key: `projectDrift//${others.map((p) => `${p.name}=${stateOf(p)}`).join(" ")}`,
    async start(dispatch, signal) {
      await sleep(REST, signal);
      const last: Record<string, Found | undefined> = { ...known };
      while (!signal.aborted) {
        for (const other of others) {
          const before = last[other.name];
          const files = await filesState(other);
          if (before?.seen === stateOf(other) && before.files === files) continue;
          const found = last[other.name] = await look(other, deps, signal);
          if (signal.aborted) return;
          dispatch(own.msg({ name: other.name, found }));
        }
        await sleep(EVERY, signal);
      }
    },
  }];
  return [...selected, ...rest];
};

const ELSEWHERE = "elsewhere";

const folderOf = (project: Project) =>
  project.containers.map((c) => c.labels[LABEL.workingDir]).find((w) => w);

/** When a project's own files were changed last: without a question to the engine. */
async function filesState(project: Project): Promise<string> {
  const folder = folderOf(project);
  const paths = [...filesOf(project), ...folder === undefined ? [] : [`${folder}/.env`]];
  const times = await Promise.all(paths.map(async (path) => {
    const info = await Deno.stat(path).catch(() => undefined);
    return info === undefined ? "-" : `${info.mtime?.getTime()}:${info.size}`;
  }));
  return times.join(" ");
}

/** One look: what `up` would do. */
async function look(project: Project, deps: SubscriptionDeps, signal: AbortSignal): Promise<Found> {
  // Before the look: what changes in its middle is another look's.
  const was = { seen: stateOf(project), files: await filesState(project) };
  const workingDir = folderOf(project);
  const engine = await deps.engine(signal);
  // Paths of another machine's would be read here.
  if (!engine.transport.endpoint.startsWith("unix://")) {
    return { ...was, text: ELSEWHERE, tone: "dim" };
  }
  const { projectDrift } = await import("../../../../core/projects/project_drift.ts");
  try {
    const { changes, orphans, volumes, problems } = await projectDrift(engine, {
      name: project.name,
      files: filesOf(project),
      ...(workingDir && { workingDir }),
      variables: Deno.env.toObject(),
      signal,
    });
    const parts = [
      ...changes.length > 0 ? [many(changes.length, "step")] : [],
      ...orphans.length > 0 ? [many(orphans.length, "orphan")] : [],
      ...volumes.length > 0 ? [many(volumes.length, "volume")] : [],
    ];
    if (problems.length > 0) return { ...was, text: "up would refuse", tone: "bad" };
    return parts.length > 0
      ? { ...was, text: parts.join(", "), tone: "warn" }
      : { ...was, text: "as its files", tone: "dim" };
  } catch {
    return { ...was, text: "files unread", tone: "dim" };
  }
}

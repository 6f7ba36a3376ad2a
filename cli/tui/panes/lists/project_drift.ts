/** Whether the selected project is as its files say now: looked at while its pane is seen. */
import { LABEL } from "../../../../core/projects/labels.ts";
import { sleep } from "../../../../core/sleep.ts";
import { quiet, type Result } from "../../model/messages.ts";
import type { Msg } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { type Project, projectsOf } from "../../model/objects.ts";
import { slot } from "../../model/slot.ts";
import type { Pane } from "../../pane.ts";
import { type Span, span } from "../../text/block.ts";
import type { Column } from "./list.ts";
import { filesOf } from "./project_keys.ts";

/** What was found of a project; `seen` is how its containers were then. */
interface Found {
  readonly seen: string;
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

/** Looks at the selected project, again where its containers change, and now and then. */
export const watchDrift: NonNullable<Pane["subscriptions"]> = (model, deps) => {
  if (model.list !== "projects" || model.link.state !== "live") return [];
  const name = model.lists.projects?.selected;
  const project = projectsOf(model.containers).find((p) => p.name === name);
  if (project === undefined || filesOf(project).length === 0) return [];
  const seen = stateOf(project);
  const workingDir = project.containers.map((c) => c.labels[LABEL.workingDir]).find((w) => w);
  return [{
    key: `projectDrift/${project.name}/${seen}`,
    async start(dispatch, signal) {
      await sleep(REST, signal);
      while (!signal.aborted) {
        const engine = await deps.engine(signal);
        // Paths of another machine's would be read here.
        if (!engine.transport.endpoint.startsWith("unix://")) {
          const found: Found = { seen, text: "elsewhere", tone: "dim" };
          return dispatch(own.msg({ name: project.name, found }));
        }
        const { projectDrift } = await import("../../../../core/projects/project_drift.ts");
        const found = await projectDrift(engine, {
          name: project.name,
          files: filesOf(project),
          ...(workingDir && { workingDir }),
          variables: Deno.env.toObject(),
          signal,
        }).then(
          ({ changes, orphans, volumes, problems }): Omit<Found, "seen"> => {
            const parts = [
              ...changes.length > 0 ? [many(changes.length, "step")] : [],
              ...orphans.length > 0 ? [many(orphans.length, "orphan")] : [],
              ...volumes.length > 0 ? [many(volumes.length, "volume")] : [],
            ];
            if (problems.length > 0) return { text: "up would refuse", tone: "bad" };
            return parts.length > 0
              ? { text: parts.join(", "), tone: "warn" }
              : { text: "as its files", tone: "dim" };
          },
          (): Omit<Found, "seen"> => ({ text: "files unread", tone: "dim" }),
        );
        if (signal.aborted) return;
        dispatch(own.msg({ name: project.name, found: { ...found, seen } }));
        await sleep(EVERY, signal);
      }
    },
  }];
};

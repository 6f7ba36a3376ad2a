/** Keys of a project that lead to `compose`: its files read, its plan, up, upgrade, pull, down. */
import { LABEL } from "../../../../core/projects/labels.ts";
import { quoteWord } from "../../../../core/recreate/quote_word.ts";
import { type Binding, key, readOnly } from "../../screen/bindings.ts";
import type { Model } from "../../model/model.ts";
import { type Project, projectsOf } from "../../model/objects.ts";

/** The files that made a project, as its containers say; none where they do not. */
export function filesOf(project: Project): string[] {
  const said = project.containers.map((c) => c.labels[LABEL.files]).find((f) => f);
  return said?.split(",").filter((f) => f !== "") ?? [];
}

function selected(model: Model): Project | undefined {
  const name = model.lists.projects?.selected;
  return name === undefined ? undefined : projectsOf(model.containers).find((p) => p.name === name);
}

/** The command line, before its verb. */
function composeLine(project: Project): string {
  const files = filesOf(project).flatMap((f) => ["-f", f]);
  return ["compose", "-p", project.name, ...files].map(quoteWord).join(" ");
}

/** Opens the command line with the verb in it: what is done is seen before it is done. */
function verb(keys: string, id: string, label: string, words: string, changes = true): Binding {
  return key(keys, `projects.${id}`, label, "Project", (model) => {
    const project = selected(model);
    return { type: "line", text: project === undefined ? "" : `${composeLine(project)} ${words}` };
  }, {
    disabled: (m) =>
      selected(m) === undefined
        ? "Nothing is selected"
        : words !== "down" && filesOf(selected(m)!).length === 0
        ? "Its containers do not say which file made them"
        : changes
        ? readOnly(m)
        : undefined,
    ...(changes && { changes: true }),
  });
}

/** All of them. */
export const projectKeys: readonly Binding[] = [
  verb("p", "plan", "plan (what differs)", "plan", false),
  verb("U", "up", "up", "up -d"),
  verb("A", "upgrade", "upgrade (pull, then up)", "up -d --pull always"),
  verb("I", "pull", "pull", "pull"),
  verb("X", "down", "down", "down"),
];

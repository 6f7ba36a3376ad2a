/** Which containers are recorded. */
import type { RecordConfig } from "../types.ts";

/** What a container is chosen by. */
export interface Choosable {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** What an event of a container has among its labels that is none. */
const NO_LABELS = new Set([
  "name",
  "image",
  "exitCode",
  "execID",
  "execDuration",
  "signal",
  "oldName",
]);

/** The labels of the container that an event is about, from its attributes. */
export function labelsOfEvent(
  attributes: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !NO_LABELS.has(key)));
}

/** Says of a container whether it is recorded. */
export function chooser(
  { include, exclude }: Pick<RecordConfig, "include" | "exclude">,
): (c: Choosable) => boolean {
  const names = include.names.map(globOf);
  const excluded = exclude.map(globOf);
  const labels = include.labels.map((l) => {
    const at = l.indexOf("=");
    return at < 0 ? { key: l } : { key: l.slice(0, at), value: l.slice(at + 1) };
  });
  return ({ name, labels: has }) =>
    !excluded.some((g) => g.test(name)) &&
    (names.length === 0 || names.some((g) => g.test(name))) &&
    (labels.length === 0 ||
      labels.some(({ key, value }) =>
        Object.hasOwn(has, key) && (value === undefined || has[key] === value)
      )) &&
    (include.projects.length === 0 ||
      include.projects.includes(has["com.docker.compose.project"] ?? ""));
}

/** `*` is any text, `?` any letter; all of the name must fit. */
export function globOf(glob: string): RegExp {
  const body = glob.replace(
    /[.*+?^${}()|[\]\\]/g,
    (c) => c === "*" ? ".*" : c === "?" ? "." : "\\" + c,
  );
  return new RegExp(`^${body}$`, "s");
}

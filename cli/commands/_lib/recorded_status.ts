/** How containers of the record are told in lists. */
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import type { ContainerSummary } from "../../../core/containers/types.ts";
import { ago } from "../../format/human.ts";
import type { FilterMap } from "./options.ts";

/** `removed`, or the engine's last word. */
export function recordedState(c: RecordedContainer): string {
  return c.removedAt === undefined ? c.state : "removed";
}

/** `Removed 2 hours ago (137, OOM)`, `Exited (0) 5 minutes ago`, `Running`. */
export function recordedStatus(c: RecordedContainer, now: Date): string {
  const how = c.exitCode === undefined ? "" : ` (${c.exitCode}${c.oomKilled ? ", OOM" : ""})`;
  if (c.removedAt !== undefined) return `Removed ${ago(c.removedAt, now)}${how}`;
  if (c.state === "exited" && c.finishedAt !== undefined) {
    return `Exited${how} ${ago(c.finishedAt, now)}`;
  }
  return c.state.slice(0, 1).toUpperCase() + c.state.slice(1);
}

/** A container of the record as a row of `ps`. */
export function asSummary(c: RecordedContainer, now: Date): ContainerSummary {
  return {
    id: c.id,
    names: c.name === "" ? [] : [c.name],
    name: c.name,
    image: c.image,
    imageId: c.imageId,
    command: c.command,
    created: c.created,
    state: recordedState(c),
    status: recordedStatus(c, now),
    ports: [],
    labels: { ...c.labels },
    networks: {},
    mounts: [],
  };
}

/** Filters that {@link matchesRecorded} knows; others match nothing that is removed. */
export const RECORD_FILTERS = ["name", "id", "label", "status", "exited", "ancestor"];

/** Whether filters as those of `ps` mean a container of the record. */
export function matchesRecorded(c: RecordedContainer, filters: FilterMap): boolean {
  return Object.entries(filters).every(([key, values]) =>
    key === "label" ? values.every((v) => hasLabel(c, v)) : values.some((v) => matches(c, key, v))
  );
}

function matches(c: RecordedContainer, key: string, value: string): boolean {
  switch (key) {
    case "name":
      return nameMatches(c.name, value);
    case "id":
      return c.id.startsWith(value);
    case "status":
      return recordedState(c) === value;
    case "exited":
      return c.exitCode !== undefined && String(c.exitCode) === value;
    case "ancestor":
      return c.image === value || c.image === `${value}:latest` ||
        c.imageId.replace(/^sha256:/, "").startsWith(value.replace(/^sha256:/, ""));
    default:
      return false;
  }
}

/** As the engine: an expression that is found in the name, with or without its slash. */
function nameMatches(name: string, value: string): boolean {
  try {
    const expression = new RegExp(value);
    return expression.test(name) || expression.test(`/${name}`);
  } catch {
    return name === value;
  }
}

function hasLabel({ labels }: RecordedContainer, text: string): boolean {
  const at = text.indexOf("=");
  if (at < 0) return Object.hasOwn(labels, text);
  return labels[text.slice(0, at)] === text.slice(at + 1);
}

/** The container that an event or a recorded container is about. */
import type { Subject } from "../types.ts";

const PROJECT = "com.docker.compose.project";

/** Of an event of a container: its labels are among the attributes. */
export function subjectOfEvent(
  id: string,
  attributes: Readonly<Record<string, string>>,
): Subject {
  return subject(id, attributes.name ?? id.slice(0, 12), attributes.image ?? "", attributes);
}

/** Of a container as the record, or a list, has it. */
export function subjectOf(
  c: { id: string; name: string; image: string; labels: Readonly<Record<string, string>> },
): Subject {
  return subject(c.id, c.name || c.id.slice(0, 12), c.image, c.labels);
}

function subject(
  id: string,
  name: string,
  image: string,
  labels: Readonly<Record<string, string>>,
): Subject {
  const project = Object.hasOwn(labels, PROJECT) ? labels[PROJECT] : undefined;
  return { id, name, image, labels, ...(project !== undefined && { project }) };
}

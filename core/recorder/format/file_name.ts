/** The names of log files: templates, numbers of closed segments, names that are taken. */

/** What a template of file names can hold, as `{name}`. */
export const FILE_FIELDS = [
  "date",
  "time",
  "name",
  "id",
  "shortid",
  "image",
  "project",
  "service",
] as const;

/** What a file's name is made of. */
export interface NamedContainer {
  id: string;
  name: string;
  image: string;
  labels: Readonly<Record<string, string>>;
  created: Date;
}

/** A field's value is no longer than this in a file's name (names may have 255 bytes in all). */
const MAX_FIELD = 64;
const SUFFIX = ".log";

/**
 * The path of a container's newest segment below the folder of logs. `date` and `time` are those
 * of the container's making, in UTC, so that a recorder that comes back finds the same name.
 */
export function segmentName(template: string, c: NamedContainer): string {
  const made = c.created.toISOString();
  const values: Record<string, string> = {
    date: made.slice(0, 10),
    time: made.slice(11, 19).replaceAll(":", ""),
    name: c.name,
    id: c.id,
    shortid: c.id.slice(0, 12),
    image: c.image,
    project: c.labels["com.docker.compose.project"] ?? "",
    service: c.labels["com.docker.compose.service"] ?? "",
  };
  const filled = template.replace(
    /\{([a-z]+)\}/g,
    (_, field: string) => safe(values[field] ?? "", field === "id" ? 64 : MAX_FIELD),
  );
  const path = filled.split("/").filter((p) => p !== "").map((p) => p.replace(/^\.+/, "_"))
    .join("/");
  const name = path === "" ? c.id.slice(0, 12) : path;
  return name.endsWith(SUFFIX) ? name : name + SUFFIX;
}

/** Where an earlier segment lies: `web.log`, 3 gives `web.0003.log`. */
export function closedName(file: string, seq: number): string {
  return `${file.slice(0, -SUFFIX.length)}.${String(seq).padStart(4, "0")}${SUFFIX}`;
}

/** The same name for another container, where the template does not tell the two apart. */
export function distinctName(file: string, id: string): string {
  return `${file.slice(0, -SUFFIX.length)}_${id.slice(0, 12)}${SUFFIX}`;
}

/** What a container or image says of itself may not lead out of the folder, nor hide. */
function safe(text: string, max: number): string {
  const clean = text.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, max);
  return clean === "" ? "none" : clean;
}

/** Paths of the engine's API, with names and ids made safe in them. */
import { EngineError } from "./errors.ts";

/**
 * A name or id as one path segment. An empty one, `.` and `..` would name another endpoint (the
 * engine cleans its paths), so they are refused here with the words of moby/client.
 */
export function segment(what: string, value: string, op: string): string {
  if (value.trim() === "") {
    throw new EngineError(`invalid ${what}: value is empty`, { code: "bad_request", op });
  }
  refuseDots(what, value, value, op);
  return encodeURIComponent(value);
}

/** `/containers/{id}` and what follows; a leading slash of the name, as inspect tells it, is dropped. */
export function containerPath(id: string, op: string, rest = ""): string {
  const name = id.startsWith("/") ? id.slice(1) : id;
  return `/containers/${segment("container name or ID", name, op)}${rest}`;
}

/** `/images/{name}` and what follows: the slashes of a name stay, the rest is encoded. */
export function imagePath(name: string, op: string, rest = ""): string {
  return `/images/${slashed("image name or ID", name, op)}${rest}`;
}

/** A name that may hold slashes (images, plugins), each part encoded. */
export function slashed(what: string, name: string, op: string): string {
  if (name.trim() === "") {
    throw new EngineError(`invalid ${what}: value is empty`, { code: "bad_request", op });
  }
  const parts = name.split("/");
  for (const part of parts) {
    if (part === "") {
      throw new EngineError(`invalid ${what}: "${name}"`, { code: "bad_request", op });
    }
    refuseDots(what, part, name, op);
  }
  // The colon and the at sign are legal in a path and engines' logs are easier to read with them.
  return parts.map((part) => encodeURIComponent(part).replaceAll("%3A", ":").replaceAll("%40", "@"))
    .join("/");
}

function refuseDots(what: string, part: string, name: string, op: string): void {
  if (part === "." || part === "..") {
    throw new EngineError(`invalid ${what}: "${name}"`, { code: "bad_request", op });
  }
}

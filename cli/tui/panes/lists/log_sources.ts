/** A container as a source of the log on show. */
import type { LogSource } from "../../model/log.ts";
import { type Container, nameOf } from "../../model/objects.ts";
import { isGone } from "../../record/record.ts";

/** The log of a container. */
export function sourceOf(c: Container): LogSource {
  return { id: c.id, name: nameOf(c), ...(isGone(c) && { gone: true }) };
}

/** `--count` and `--like` of `run` and `create`. */

/** Beside docker's own flags. */
export const MANY_FLAGS = {
  "count": {
    type: "number",
    value: "int",
    default: 1,
    summary: "Make that many: NAME-1, NAME-2, ports counted up; all of them or none",
  },
  "like": {
    type: "string",
    value: "container",
    summary: "Take everything that is not said from an existing container; needs no IMAGE",
    complete: "container",
  },
} as const;

/** With `--like` the image comes from the other container. */
export function likeArgs(given: ReadonlySet<string>): readonly [number, number] | undefined {
  return given.has("like") ? [0, Infinity] : undefined;
}

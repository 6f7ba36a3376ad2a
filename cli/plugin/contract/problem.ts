/** Why a plugin cannot be used: one line, with file and line where they are known. */
export class PluginProblem extends Error {
  override readonly name = "PluginProblem";
  /** `file` and `line` are shown before the reason. */
  constructor(reason: string, at?: { file: string; line?: number; column?: number }) {
    const place = at === undefined
      ? ""
      : [at.file, at.line, at.column].filter((x) => x !== undefined).join(":") + ": ";
    super(place + oneLine(reason));
  }
}

/** A task ran out of its time: told to stop, then cut off. */
export class TookTooLong extends PluginProblem {}

/** A task did not end when its signal told it to, and was cut off. */
export class WasCutOff extends PluginProblem {}

/** The first line that says something, without what a terminal would obey; at most 300 characters. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "").replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, " ");
  const line = plain.split("\n").map((l) => l.trim()).find((l) => l !== "") ?? "no reason given";
  return line.length > 300 ? line.slice(0, 299) + "…" : line;
}

/** The message of whatever was thrown. */
export function reasonOf(e: unknown): string {
  if (e instanceof Error) return e.message === "" ? e.name : e.message;
  return typeof e === "string" ? e : `threw ${Object.prototype.toString.call(e)}`;
}

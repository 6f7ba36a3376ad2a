/** A `compose` that goes on: what it says so far, and waits for that. */
import assert from "node:assert/strict";
import type { EngineContext } from "../../engine/mod.ts";

/** Until it is so; how long that takes is nobody's matter. */
export async function until(
  what: string | (() => string),
  is: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = Date.now() + 60_000;
  while (!await is()) {
    assert.ok(Date.now() < end, `it never came: ${typeof what === "string" ? what : what()}`);
    await new Promise((go) => setTimeout(go, 100));
  }
}

/** The binary at a project, what it has written so far, and waits for that. */
export function started(t: EngineContext, words: readonly string[], ...verb: string[]) {
  const child = new Deno.Command(t.binary, {
    args: [...words, ...verb],
    env: t.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let out = "", err = "";
  const reading = Promise.all([
    (async () => {
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) out += part;
    })(),
    (async () => {
      for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) err += part;
    })(),
  ]);
  const both = () => `${err}\n${out}`;
  return {
    child,
    reading,
    said: () => err,
    told: (text: string) => until(() => `${text}\n${both()}`, () => err.includes(text)),
    wrote: (text: string, times = 1) =>
      until(() => `${text}\n${both()}`, () => out.split(text).length > times),
  };
}

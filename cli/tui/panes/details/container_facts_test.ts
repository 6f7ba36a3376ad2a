/** Tests of what the details say of a container. */
import assert from "node:assert/strict";
import type { EngineEventRow } from "../../model/objects.ts";
import { whyWords } from "./container_facts.ts";

/** Events as `action` or `action=signal`, oldest first. */
function events(...texts: string[]): EngineEventRow[] {
  return texts.map((text, seq) => {
    const [action, signal] = text.split("=");
    const attributes: Record<string, string> = signal === undefined ? {} : { signal };
    return { seq, time: new Date(seq), type: "container", action, id: "c", attributes };
  });
}

const ended = (code: number, more = {}) => ({ State: { ExitCode: code, ...more } });

Deno.test("whyWords() tells memory, a kill, a stop and the program itself apart", () => {
  const table: [unknown, EngineEventRow[], RegExp][] = [
    [
      { State: { ExitCode: 137, OOMKilled: true }, HostConfig: { Memory: 8 * 1024 * 1024 } },
      [],
      /limit of 8\.0M/,
    ],
    [{ ...ended(137), HostConfig: {} }, events("start", "oom", "die"), /no memory left/],
    [ended(137, { OOMKilled: true }), [], /ran out of memory/],
    [ended(137), events("start", "kill=9", "die"), /docker kill/],
    [ended(137), events("start", "kill=15", "kill=9", "die", "stop"), /did not end when/],
    [ended(137), events("start", "die"), /elsewhere/],
    [ended(143), events("start", "kill=15", "die", "stop"), /sent SIGTERM by way/],
    [ended(1), events("start", "kill=15", "die", "start", "die"), /own program/],
    [ended(127, { Error: "no such file" }), [], /could not start/],
  ];
  for (const [doc, story, words] of table) assert.match(whyWords(doc, story)[0], words);
});

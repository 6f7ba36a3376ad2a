/** `why`: why a container ended, what speaks for it, how sure that is, and what to do next. */
import type { Evidence, Verdict } from "../../../core/mod.ts";
import type { RecordReader } from "../../../core/recorder/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { paint, type Tone, wantsColour } from "../../format/colour.ts";
import { ago, goTime } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText } from "../../spec/errors.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { recordIfAny } from "../_lib/record.ts";
import { nanosText } from "../record/_json.ts";

/** `why`: why containers ended. */
export const containerWhy = defineCommand({
  path: "container why",
  aliases: ["why"],
  summary: "Say why a container ended, what speaks for it, and what to do next",
  description:
    "Looks at the engine's document and events, and at the record where there is one. The engine " +
    "keeps 256 events and none over its own restart: with a recorder more can be told. A kill for " +
    "want of memory is told only where the kernel said so, never from exit code 137 alone; what " +
    "cannot be known is called not known.",
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {},
  examples: [
    { text: "Why it died", command: "dockerctl why web" },
    { text: "The same for a program", command: "dockerctl why --json web" },
  ],
  run: async (ctx, input) => {
    const { explain } = await import("../../../core/why/explain.ts");
    const record = await recordIfAny(ctx);
    await using _closed = record ?? { [Symbol.asyncDispose]: () => Promise.resolve() };
    const ask = await asker(ctx, record);
    const missing: string[] = [];
    for (const [at, name] of input.container.entries()) {
      const evidence = await ask(name);
      if (evidence === undefined) {
        missing.push(name);
        continue;
      }
      const verdict = explain(evidence);
      const { stdout } = ctx.streams;
      if (ctx.global.json) {
        await stdout.write(JSON.stringify({ name: evidence.name, ...verdict }, nanosText) + "\n");
      } else await stdout.write((at > 0 ? "\n" : "") + text(ctx, evidence.name, verdict));
    }
    if (missing.length > 0) {
      const said = missing.map((name) => `No such container: ${name}`);
      throw new ExitError(1, said.join("\n"));
    }
  },
});

/** Asks engine and record; the record alone, and says so once, where the engine does not answer. */
async function asker(
  ctx: CommandContext,
  record: RecordReader | undefined,
): Promise<(name: string) => Promise<Evidence | undefined>> {
  const [{ gatherEvidence }, { hostOf }] = await Promise.all([
    import("../../../core/why/gather.ts"),
    import("../../../core/why/this_machine.ts"),
  ]);
  let answers = true;
  return async (name) => {
    const options = { record, now: ctx.now(), signal: ctx.signal };
    if (!answers) return await gatherEvidence(name, options);
    try {
      const engine = await ctx.engine();
      const host = await hostOf(engine.transport.endpoint, ctx.now());
      return await gatherEvidence(name, { ...options, engine, host });
    } catch (e) {
      if (record === undefined || !isEngineError(e, "unreachable", "timeout", "cut")) throw e;
      answers = false;
      await ctx.streams.stderr.write(`${errorText(e)}\nThis is what was recorded:\n`);
      return await gatherEvidence(name, options);
    }
  };
}

const SURE: Readonly<Record<Verdict["certainty"], Tone>> = {
  "certain": "good",
  "likely": "warning",
  "not known": "faint",
};

/** A verdict for a person. */
function text(ctx: CommandContext, name: string, verdict: Verdict): string {
  const { stdout } = ctx.streams;
  const colours = wantsColour(stdout.isTerminal, ctx.env) && ctx.caller !== "tui";
  const tone = (words: string, t: Tone) => colours ? paint(words, t) : words;
  const date = (nanos: bigint) => new Date(Number(nanos / 1_000_000n));
  const clean = (words: string) => sanitise(words);
  const lines = [`${clean(name)} ${clean(verdict.words)}`];
  const { endedAt, loop, now } = verdict;
  if (endedAt !== undefined) {
    const when = date(endedAt);
    lines.push(`  ended     ${goTime(when).slice(0, 19)} (${ago(when, ctx.now())})`);
  }
  if (now !== undefined) lines.push(`  now       ${clean(now)}`);
  if (loop !== undefined) {
    const every = loop.period > 0 ? `, the last two ${seconds(loop.period)} apart` : "";
    const next = loop.next === undefined
      ? ""
      : `; next start by ${goTime(loop.next).slice(11, 19)}`;
    lines.push(`  loop      ended ${loop.ends} times, started again each time${every}${next}`);
  }
  for (const text of loop?.differs ?? []) lines.push(`            ${clean(text)}`);
  lines.push(`  how sure  ${tone(verdict.certainty, SURE[verdict.certainty])}`);
  const { evidence, next } = verdict;
  if (evidence.length > 0) lines.push("", "Evidence");
  for (const proof of evidence) {
    const when = proof.time === undefined ? "" : goTime(date(proof.time)).slice(0, 19);
    lines.push(`  ${when.padEnd(19)}  ${clean(proof.text)}`.trimEnd());
  }
  if (next.length > 0) lines.push("", "Next", ...next.map((step) => `  ${clean(step)}`));
  return lines.join("\n") + "\n";
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** `why`: why a container ended, what speaks for it, how sure that is, and what to do next. */
import type { Evidence, Verdict } from "../../../core/mod.ts";
import type { DocumentReader } from "../../../core/recorder/documents/types.ts";
import type { RecordReader } from "../../../core/recorder/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { paint, type Tone, wantsColour } from "../../format/colour.ts";
import { ago, goTime } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText } from "../../spec/errors.ts";
import { serverOf } from "../../spec/server.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { documentsOf } from "../_lib/documents.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { recordIfAny } from "../_lib/record.ts";
import { nanosText } from "../record/_json.ts";

/** A verdict and whose it is. */
interface Row extends Verdict {
  name: string;
}

const dateOf = (nanos: bigint | undefined) =>
  nanos === undefined ? "" : new Date(Number(nanos / 1_000_000n)).toISOString();

const listing: Listing<Row> = {
  type: "*formatter.WhyContext",
  fields: {
    Container: { header: "CONTAINER", value: (r) => r.name },
    Kind: { header: "KIND", value: (r) => r.kind },
    Verdict: { header: "VERDICT", value: (r) => r.words },
    Sure: { header: "HOW SURE", value: (r) => r.certainty },
    ExitCode: {
      header: "EXIT CODE",
      value: (r) => r.exitCode === undefined ? "" : `${r.exitCode}`,
    },
    EndedAt: { header: "ENDED", value: (r) => dateOf(r.endedAt) },
    Now: { header: "NOW", value: (r) => r.now ?? "" },
    Next: { header: "NEXT", value: (r) => r.next[0] ?? "" },
    Evidence: {
      header: "EVIDENCE",
      value: (r) => r.evidence.map((p) => `${dateOf(p.time)} ${p.text}`.trim()).join("; "),
    },
  },
  table: columns("Container", "Verdict", "Sure", "EndedAt", "Next"),
  quiet: "{{.Container}}",
};

/** `why`: why containers ended. */
export const containerWhy = defineCommand({
  path: "container why",
  aliases: ["why"],
  summary: "Say why a container ended, what speaks for it, and what to do next",
  description:
    "Looks at the engine's document and events, at the kernel's log where that decides, and at the " +
    "record where there is one. The engine keeps 256 events and none over its own restart: with a " +
    "recorder more can be told. A kill for want of memory is told only where the kernel said so, " +
    "never from exit code 137 alone; what cannot be known is called not known.",
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: { format: LIST_FORMAT },
  examples: [
    { text: "Why it died", command: "dockerctl why web" },
    { text: "The same for a program", command: "dockerctl why --json web" },
    { text: "Several in a table", command: "dockerctl why --format table web db" },
  ],
  hosts: {
    output: (input: { format?: string }, { json }) =>
      input.format !== undefined ? "rows" : json ? "plain" : "lines",
    targets: "container",
  },
  run: async (ctx, input) => {
    const { explain } = await import("../../../core/why/explain.ts");
    // Of a host of several the record is another's.
    const recorded = ctx.hostName === undefined;
    const record = recorded ? await recordIfAny(ctx) : undefined;
    await using _closed = record ?? { [Symbol.asyncDispose]: () => Promise.resolve() };
    const documents = recorded && serverOf(ctx.global, ctx.env) === undefined
      ? await documentsOf(ctx)
      : undefined;
    const ask = await asker(ctx, record, documents);
    const missing: string[] = [];
    const rows: Row[] = [];
    const table = input.format !== undefined;
    for (const name of input.container) {
      const evidence = await ask(name);
      if (evidence === undefined) {
        missing.push(name);
        continue;
      }
      const verdict = explain(evidence);
      const { stdout } = ctx.streams;
      if (table) rows.push({ name: evidence.name, ...verdict });
      else if (ctx.global.json) {
        const host = ctx.hostName === undefined ? {} : { host: ctx.hostName };
        const said = { ...host, name: evidence.name, ...verdict };
        await stdout.write(JSON.stringify(said, nanosText) + "\n");
      } else {
        const before = rows.length > 0 ? "\n" : "";
        await stdout.write(before + text(ctx, evidence.name, verdict));
        rows.push({ name: evidence.name, ...verdict });
      }
    }
    if (table && rows.length > 0) {
      await printList(ctx, listing, rows, {
        format: input.format,
      });
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
  documents: DocumentReader | undefined,
): Promise<(name: string) => Promise<Evidence | undefined>> {
  const [{ gatherEvidence }, { hostOf }, { superviseDir }] = await Promise.all([
    import("../../../core/why/gather.ts"),
    import("../../../core/why/this_machine.ts"),
    import("../../../core/supervise/memory.ts"),
  ]);
  const supervisors = superviseDir(ctx.env);
  let answers = true;
  return async (name) => {
    const options = { record, documents, supervisors, now: ctx.now(), signal: ctx.signal };
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

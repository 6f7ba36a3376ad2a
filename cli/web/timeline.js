/** What happened to a container: from the record, else what the engine remembers. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { useDetails } from "./details.js";
import { lineLink } from "./log.js";
import { count, dateOf, grouped, percent, shortSize } from "./words.js";

const EVENTS = {
  create: "made",
  kill: "got a signal",
  restart: "restarted",
  stop: "was asked to stop, and did",
  oom: "ran out of memory",
  pause: "paused",
  unpause: "went on",
  rename: "renamed",
  update: "limits changed",
};

/** An entry of the record in words; undefined for what nobody asks about. */
function wordsOf(e) {
  switch (e.kind) {
    case "started":
      return { text: e.run > 1 ? `started, run ${e.run}` : "started", role: "ok" };
    case "exited": {
      const { exitCode, oom, signal, asked } = e.reason;
      const why = oom
        ? "for want of memory"
        : signal === undefined
        ? ""
        : asked
        ? `${signal}, as somebody asked`
        : signal;
      return {
        text: `ended with exit ${exitCode}`,
        more: why,
        role: exitCode === 0 || exitCode === 143 ? "" : "bad",
      };
    }
    case "cpu-peak":
      return { text: "used most CPU of this run", more: percent(e.percent), role: "dim" };
    case "memory-peak":
      return {
        text: "used most memory of this run",
        more: `${shortSize(e.bytes)}${e.limit > 0 ? ` of ${shortSize(e.limit)}` : ""}`,
        role: e.limit > 0 && e.bytes > e.limit * 0.95 ? "warn" : "dim",
      };
    case "log-peak":
      return { text: "wrote most in a minute", more: count(e.lines, "line"), role: "dim" };
    case "gap":
      return { text: "lines may be missing here", role: "warn" };
    case "truncated":
      return { text: "what came before is not kept any more", role: "dim" };
    case "recorded":
      return { text: "the recorder saw it first", role: "dim" };
    case "removed":
      return { text: "removed", role: "" };
    case "event": {
      if (/^(exec_|top|resize|attach|detach|archive|extract)/.test(e.action)) return undefined;
      const health = /^health_status: ?(.*)$/.exec(e.action)?.[1];
      return {
        text: health ? `is ${health}` : EVENTS[e.action] ?? e.action,
        more: e.action === "kill" && e.attributes.signal ? `signal ${e.attributes.signal}` : "",
        role: health === "unhealthy" || e.action === "oom" ? "bad" : "",
      };
    }
  }
}

/** What the engine's document alone tells of what happened. */
function fromDetails(d) {
  const nanos = (t) => `${Date.parse(t)}000000`;
  const rows = [{ time: nanos(d.created), text: "made", role: "" }];
  if (d.startedAt) rows.push({ time: nanos(d.startedAt), text: "started", role: "ok" });
  for (const l of d.health?.log ?? []) {
    rows.push({
      time: nanos(l.at),
      text: l.exitCode === 0 ? "healthcheck content" : "healthcheck failed",
      more: l.output.trim().slice(0, 200),
      role: l.exitCode === 0 ? "" : "bad",
    });
  }
  if (!d.running && d.finishedAt) {
    rows.push({
      time: nanos(d.finishedAt),
      text: `ended with exit ${d.exitCode}`,
      role: d.exitCode === 0 ? "" : "bad",
    });
  }
  return rows;
}

const SHOWN = 300;

/** The newest first; each leads to the log of that moment. */
export function Timeline({ c }) {
  const { details: d } = useDetails(c);
  const [past, set] = useState();
  useEffect(() => {
    const stop = new AbortController();
    call(
      "GET",
      `${containerPath(c)}/timeline`,
      undefined,
      stop.signal,
    )
      .then(set, () => stop.signal.aborted || set({ recorded: false, entries: [] }));
    return () => stop.abort();
  }, [c.id, c.state]);
  if (past === undefined || !past.recorded && !d && c.removedAt === undefined) return "";
  const rows = past.recorded
    ? past.entries.flatMap((e) => {
      const words = wordsOf(e);
      return words ? [{ time: e.time, ...words }] : [];
    }).reverse()
    : d
    ? fromDetails(d).sort((a, b) => Number(BigInt(b.time) - BigInt(a.time)))
    : [];
  return html`<div class="scroll">
    <ol class="timeline">${
    rows.slice(0, SHOWN).map((r) => {
      const when = dateOf(Number(BigInt(r.time) / 1_000_000n));
      return html`<li><time>${
        past.recorded
          ? html`<a title="The log of this moment" href=${
            lineLink({ ...c, name: c.removedAt === undefined ? c.name : c.id }, r.time)
          }>${when}</a>`
          : when
      }</time><span class=${r.role}>${r.text}</span>${
        r.more ? html`<small>${r.more}</small>` : ""
      }</li>`;
    })
  }</ol>
    ${
    rows.length > SHOWN
      ? html`<p class="hint">The ${grouped(SHOWN)} newest of ${grouped(rows.length)}.</p>`
      : ""
  }
    ${
    past.recorded ? "" : html`
      <p
        class="hint">This is what the engine remembers. <code>dockerctl record start</code> keeps everything that happens, with stats and logs.</p>
    `
  }
  </div>`;
}

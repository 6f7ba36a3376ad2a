/** Why a container ended, or is not well: verdict, what speaks for it, what to do next. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { Copy } from "./ui.js";
import { clockOf, dateOf, needsLook } from "./words.js";

const CALM = ["running", "stopped", "done", "paused", "never_started"];
const SURE = { certain: "", likely: "probably", "not known": "not known" };

/** Asked for where somebody should look, and for whoever wants to know. */
function useWhy(c, wanted) {
  const [got, set] = useState();
  useEffect(() => {
    if (!wanted) return set(undefined);
    const stop = new AbortController();
    call(
      "GET",
      `${containerPath(c)}/why`,
      undefined,
      stop.signal,
    )
      .then((v) => set({ ...v, id: c.id }), () => {});
    return () => stop.abort();
  }, [c.host, c.id, c.state, c.health, c.asOf, wanted]);
  return got?.id === c.id ? got : undefined;
}

/** What to do next, with a command of ours to copy where one is named. */
function Step({ text }) {
  const command = /: (dockerctl [^;]+)$/.exec(text)?.[1];
  return html`<li>${text}${
    command
      ? html`
        <${Copy} text=${command} label="Copy the command" />
      `
      : ""
  }</li>`;
}

/** `open`: with everything that speaks for it. */
export function Why({ c, open = false }) {
  const v = useWhy(c, needsLook(c) || c.removedAt !== undefined);
  if (v === undefined || CALM.includes(v.kind) && !v.loop) return "";
  const role = v.kind === "unhealthy" || v.certainty === "certain" ? "bad" : "warn";
  const when = v.endedAt ? dateOf(Number(BigInt(v.endedAt) / 1_000_000n)) : "";
  return html`<section class=${`why ${role}`} aria-label="Why">
    <b>It ${v.words}</b>
    <p class="dim">${
    [
      when,
      SURE[v.certainty],
      v.now && `it ${v.now.replace(/^removed$/, "is removed")}`,
      v.loop && `it ended ${v.loop.ends} times, every ${Math.round(v.loop.period / 1000)} s`,
    ].filter((t) => t).join(" · ")
  }</p>
    ${
    v.next.length > 0 && c.removedAt === undefined
      ? html`<ul class="next">${
        v.next.slice(0, open ? 9 : 2).map((t) => html`<${Step} text=${t} />`)
      }</ul>`
      : ""
  }
    ${
    v.evidence.length > 0
      ? html`
        <details open=${open}>
          <summary>What speaks for it</summary>
          <ol>${v.evidence.map((p) =>
            html`<li>${p.time ? [html`<time>${clockOf(p.time)}</time>`, " "] : ""}${p.text}</li>`
          )}</ol>
        </details>
      `
      : ""
  }
  </section>`;
}

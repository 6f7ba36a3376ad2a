/** The time of a log as a line: how much was written when, starts and ends, and where one looks. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { serverNow } from "./store.js";
import { dateOf, grouped } from "./words.js";

const SPANS = [["1 h", 3_600], ["6 h", 21_600], ["24 h", 86_400], ["7 d", 604_800], [
  "30 d",
  2_592_000,
]];
const PARTS = 120;
const HEIGHT = 36;
const MARKS = { start: "started", die: "ended", oom: "out of memory" };

/** Asks once for a container and span, and again when another is chosen. */
export function useVolume(c, span) {
  const [got, set] = useState();
  useEffect(() => {
    const stop = new AbortController();
    const end = c.removedAt === undefined ? serverNow() : Date.parse(c.removedAt) + 1_000;
    const until = Math.ceil(end / 1000);
    const at = `${containerPath(c)}/volume`;
    call("GET", `${at}?since=${until - span}&until=${until}&parts=${PARTS}`, undefined, stop.signal)
      .then(set, (e) => stop.signal.aborted || set({ problem: e.message }));
    return () => stop.abort();
  }, [c.host, c.id, c.removedAt, span]);
  return got;
}

/** `at` is the time that is seen (nanoseconds, as text); `goTo` goes to another. */
export function Slider({ c, at, goTo }) {
  const [span, setSpan] = useState(86_400);
  const [over, setOver] = useState();
  const volume = useVolume(c, span);
  if (volume === undefined) {
    return html`
      <div class="slider">
        <p class="hint">Counting lines…</p>
      </div>
    `;
  }
  if (volume.problem || !volume.recorded) {
    return html`
      <div class="slider">
        <p class="hint">${volume.problem ??
          html`Nothing of it is recorded. <code>dockerctl record start</code> keeps logs.`}</p>
      </div>
    `;
  }
  const { since, step, lines, stderr, marks } = volume;
  const most = Math.max(1, ...lines);
  const tall = (n) => n === 0 ? 0 : Math.max(1.5, Math.sqrt(n / most) * HEIGHT);
  const seconds = at === undefined ? undefined : Number(BigInt(at) / 1_000_000n) / 1000;
  const seen = seconds === undefined
    ? PARTS - 1
    : Math.max(0, Math.min(PARTS - 1, Math.floor((seconds - since) / step)));
  const part = over ?? seen;
  const begins = (n) => dateOf((since + n * step) * 1000).slice(0, 16);
  const words = (n) =>
    `${begins(n)}, ${grouped(lines[n])} lines${
      stderr[n] > 0 ? `, ${grouped(stderr[n])} of them stderr` : ""
    }`;
  const go = (n) => goTo(String(BigInt(Math.floor(since + n * step)) * 1_000_000_000n));
  return html`<div class="slider">
    <div class="bar" role="group" aria-label="Span">
      ${
    SPANS.map(([title, s]) =>
      html`<button aria-pressed=${span === s} onClick=${() => setSpan(s)}>${title}</button>`
    )
  }
      <span class="n dim">${words(part)}</span>
    </div>
    <div class="when">
      <svg viewBox=${`0 0 ${PARTS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        ${
    lines.map((n, at) =>
      n === 0
        ? ""
        : html`<rect x=${at + 0.1} width="0.8" y=${HEIGHT - tall(n)} height=${tall(n)} class=${
          stderr[at] * 4 > n ? "err" : ""
        } />`
    )
  }
        <rect class="here" x=${part} width="1" y="0" height=${HEIGHT} />
      </svg>
      ${
    marks.map((m) => {
      const left = (Number(BigInt(m.time) / 1_000_000n) / 1000 - since) / (step * PARTS) * 100;
      if (left < 0 || left > 100) return "";
      const bad = m.mark === "oom" || m.mark === "die" && m.exitCode !== 0;
      return html`<i class=${`tick ${m.mark === "start" ? "ok" : bad ? "bad" : "dim"}`} style=${{
        left: `${left}%`,
      }} title=${`${MARKS[m.mark]}${m.exitCode === undefined ? "" : `, exit ${m.exitCode}`} ${
        dateOf(Number(BigInt(m.time) / 1_000_000n))
      }`}></i>`;
    })
  }
      <input
        type="range"
        aria-label="Go to a time"
        min="0"
        max=${PARTS - 1}
        step="1"
        value=${part}
        aria-valuetext=${words(part)}
        onInput=${(e) => setOver(Number(e.currentTarget.value))}
        onChange=${(e) => {
    const n = Number(e.currentTarget.value);
    setOver(undefined);
    go(n);
  }}
        onKeyDown=${(e) => e.stopPropagation()}
      />
    </div>
    ${
    volume.from > since
      ? html`<p class="hint">Before ${
        dateOf(volume.from * 1000).slice(0, 16)
      } lines were not counted: there are very many.</p>`
      : ""
  }
  </div>`;
}

/** What a container uses, over the record's hours and live. */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { keyOf, serverNow, state } from "./store.js";
import { Empty, useChanges } from "./ui.js";
import { percent, shortSize } from "./words.js";

const SPANS = [["15 min", 900], ["1 h", 3_600], ["6 h", 21_600], ["24 h", 86_400], [
  "7 d",
  604_800,
]];

let library;
function load() {
  return library ??= (async () => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./vendor/uplot.css", import.meta.url);
    document.head.append(link);
    return (await import("./vendor/uplot.js")).default;
  })();
}

function Spans({ span, setSpan }) {
  return html`<div class="bar" role="group" aria-label="Span">
      ${
    SPANS.map(([title, s]) =>
      html`<button aria-pressed=${span === s} onClick=${() => setSpan(s)}>${title}</button>`
    )
  }
    </div>`;
}

/** The charts of one container. */
export function Charts({ c }) {
  useChanges();
  const [span, setSpan] = useState(3_600);
  const [history, set] = useState();
  useEffect(() => {
    const stop = new AbortController();
    const end = c.removedAt === undefined ? serverNow() : Date.parse(c.removedAt) + 5_000;
    const until = Math.ceil(end / 1000);
    call(
      "GET",
      `${containerPath(c)}/history?since=${until - span}&until=${until}`,
      undefined,
      stop.signal,
    )
      .then((h) => set({ ...h, span }), () => {});
    return () => stop.abort();
  }, [c.id, span]);
  const live = state.stats.get(keyOf(c))?.points ?? [];
  const recorded = history?.samples.map((s) => ({ ...s, at: Date.parse(s.at) })) ?? [];
  const last = recorded.at(-1)?.at ?? 0;
  const points = [...recorded, ...live.filter((p) => p.at > last)];
  if (points.length === 0) {
    return c.state === "running" ? html`<p class="hint">Measuring…</p>` : html`
      <div class="scroll charts">
        <${Spans} span=${span} setSpan=${setSpan} />
        <${Empty} title="Nothing is measured">
          <p>${history?.recorded
            ? `The record has nothing of ${c.name} in this time.`
            : html`${c.name} is not running. <code>dockerctl record start</code> keeps what containers use.`}</p>
          <//>
          </div>
    `;
  }
  const now = points.at(-1);
  const rate = (v) => v === undefined ? "–" : `${shortSize(v)}/s`;
  return html`<div class="scroll charts">
    <${Spans} span=${span} setSpan=${setSpan} />
    <${Chart} title="CPU" value=${percent(now.cpu)} points=${points} of=${(p) => p.cpu} most=${(
    p,
  ) => p.cpuMax ?? p.cpu} words=${percent} />
    <${Chart} title="Memory" value=${
    now.memoryLimit
      ? `${shortSize(now.memory)} of ${shortSize(now.memoryLimit)}`
      : shortSize(now.memory)
  } points=${points} of=${(p) => p.memory} most=${(p) =>
    p.memoryMax ?? p.memory} words=${shortSize} />
    <dl class="facts inline">
      ${
    [
      ["Network in", rate(now.networkIn)],
      ["Network out", rate(now.networkOut)],
      ["Disk read", rate(now.diskRead)],
      ["Disk written", rate(now.diskWrite)],
      ["Processes", now.pids],
    ].map(([name, value]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )
  }
    </dl>
    ${
    history && !history.recorded
      ? html`
        <p
          class="hint">Only the last minute is known. <code>dockerctl record start</code> keeps hours and days.</p>
      `
      : ""
  }
  </div>`;
}

function Chart({ title, value, points, of, most: highest, words }) {
  const place = useRef();
  const chart = useRef();
  const data = [points.map((p) => p.at / 1000), points.map(of), points.map(highest)];
  const most = Math.max(...data[2]);
  useEffect(() => {
    let over = false;
    let observer;
    load().then((Plot) => {
      if (over) return;
      const css = getComputedStyle(document.documentElement);
      const colour = (name) => css.getPropertyValue(`--${name}`).trim();
      const axis = {
        stroke: colour("dim"),
        grid: { stroke: colour("line"), width: 1 },
        ticks: { show: false },
        font: "12px ui-monospace, monospace",
      };
      const size = () => ({ width: Math.max(200, place.current.clientWidth), height: 150 });
      chart.current = new Plot(
        {
          ...size(),
          legend: { show: false },
          cursor: { y: false },
          scales: { y: { range: (_, _low, high) => [0, high > 0 ? high * 1.1 : 1] } },
          axes: [
            {
              ...axis,
              size: 28,
              values: (_, all) =>
                all.map((t) =>
                  new Date(t * 1000).toTimeString().slice(0, all.at(-1) - all[0] < 300 ? 8 : 5)
                ),
            },
            { ...axis, size: 56, values: (_, all) => all.map(words) },
          ],
          // The highest within each part stands behind the mean: of days, a peak is not lost.
          series: [{}, {
            stroke: colour("accent"),
            width: 1.5,
            fill: colour("fill"),
            points: { show: false },
          }, { stroke: colour("dim"), width: 1, points: { show: false } }],
        },
        data,
        place.current,
      );
      observer = new ResizeObserver(() => chart.current.setSize(size()));
      observer.observe(place.current);
    });
    return () => {
      over = true;
      observer?.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [document.documentElement.dataset.look]);
  useEffect(() => chart.current?.setData(data), [points.length, points.at(-1)?.at]);
  return html`
    <figure>
      <figcaption><b>${title}</b> <span class="n">${value}</span> <small>at most ${words(
        most,
      )}</small></figcaption>
      <div class="chart" ref=${place} role="img" aria-label=${`${title} over time, now ${value}, at most ${
        words(most)
      }`}></div>
    </figure>
  `;
}

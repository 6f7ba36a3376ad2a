/** The rows of a log: virtual, held still while one reads, with JSON that folds and opens. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { clockOf, spansOf } from "./words.js";

const LINE = 18;

/** Opened JSON in lines; undefined for what is none. */
function unfolded(plain) {
  try {
    return JSON.stringify(JSON.parse(plain), null, 2).split("\n").slice(0, 200);
  } catch {
    return undefined;
  }
}

/** The rows that one sees, and only these. */
export function Lines(
  {
    buffer,
    shown,
    opts,
    needle,
    target,
    targetKey,
    follow,
    setFollow,
    open,
    toggleOpen,
    containers,
    link,
    seen,
    older,
    newer,
  },
) {
  const ref = useRef();
  const [view, setView] = useState({ top: 0, height: 400, columns: 120 });
  useLayoutEffect(() => {
    const el = ref.current;
    const probe = el.querySelector(".probe");
    const measured = () => {
      const width = probe.getBoundingClientRect().width / 20;
      const before = (opts.times ? 13 : 0) + (containers.length > 1 ? 15 : 0) + 3;
      const columns = Math.max(10, Math.floor((el.clientWidth - 24) / width) - before);
      setView((v) => ({ ...v, height: el.clientHeight, columns }));
    };
    measured();
    const observer = new ResizeObserver(measured);
    observer.observe(el);
    return () => observer.disconnect();
  }, [opts.times, containers.length]);
  const { list } = shown;
  const simple = !opts.wrap && open.size === 0;
  // Heights only where they differ.
  let tops;
  if (!simple) {
    tops = new Float64Array(list.length + 1);
    for (let n = 0; n < list.length; n++) {
      const l = list[n];
      const rows = opts.wrap ? Math.max(1, Math.ceil(l.plain.length / view.columns)) : 1;
      const more = open.has(l.id) ? unfolded(l.plain)?.length ?? 0 : 0;
      tops[n + 1] = tops[n] + (rows + more) * LINE;
    }
  }
  const topOf = (n) => simple ? n * LINE : tops[n];
  const whole = topOf(list.length);
  const indexAt = (y) => {
    if (simple) return Math.max(0, Math.floor(y / LINE));
    let low = 0, high = list.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (tops[mid + 1] <= y) low = mid + 1;
      else high = mid;
    }
    return low;
  };
  const from = Math.max(0, indexAt(view.top) - 10);
  const to = Math.min(list.length, indexAt(view.top + view.height) + 10);
  const own = useRef(-1);
  useLayoutEffect(() => {
    const el = ref.current;
    if (!follow) return;
    el.scrollTop = el.scrollHeight;
    own.current = el.scrollTop;
  });
  // What was trimmed above must not move what is read.
  const anchor = useRef();
  useLayoutEffect(() => {
    const el = ref.current;
    if (follow) return;
    const a = anchor.current;
    if (a !== undefined) {
      const n = list.findIndex((l) => l.id === a.id);
      const want = n < 0 ? 0 : topOf(n) + a.offset;
      if (n >= 0 && Math.abs(el.scrollTop - want) > 1) {
        el.scrollTop = want;
        own.current = el.scrollTop;
      }
    }
  }, [list[0]?.id, list.length, follow]);
  useEffect(() => {
    if (target === undefined || follow) return;
    const n = list.findIndex((l) => l.id === target);
    if (n >= 0) ref.current.scrollTop = topOf(n) - view.height / 2;
  }, [target, targetKey]);
  return html`
    <div
      class=${`lines${opts.wrap ? " wrap" : ""}`}
      ref=${ref}
      role="log"
      aria-live="off"
      aria-label=${`Log of ${containers.map((c) => c.name).join(", ")}`}
      tabindex="0"
      onScroll=${(e) => {
        const el = e.currentTarget;
        const end = el.scrollHeight - el.clientHeight - el.scrollTop < LINE * 1.5;
        setView((v) => ({ ...v, top: el.scrollTop }));
        const n = indexAt(el.scrollTop);
        anchor.current = list[n] && { id: list[n].id, offset: el.scrollTop - topOf(n) };
        seen(list[n]);
        // Where we went ourselves nobody scrolled.
        if (Math.abs(el.scrollTop - own.current) < 1) return;
        if (!end && follow) setFollow(false);
        if (el.scrollTop < LINE * 4) older();
        if (end) newer();
      }}
      onMouseUp=${() => getSelection().toString() !== "" && setFollow(false)}
    >
        <span class="probe" aria-hidden="true">00000000000000000000</span>
        ${list.length === 0
          ? html`<p class="none">${
            buffer.lines.length > 0
              ? "No line passes the filter"
              : buffer.problem ?? (buffer.ended ? "It wrote nothing" : "Nothing was written yet")
          }</p>`
          : ""}
        ${list.length > 0
          ? html`<div class="past">${
            buffer.past.state === "loading"
              ? "reading what came before…"
              : buffer.past.state === "none"
              ? buffer.past.problem ?? "this is the beginning"
              : html`<button class="link" onClick=${older}>what came before</button>`
          }</div>`
          : ""}
        <div class="all" style=${{ height: `${whole}px` }}>
          <div style=${{ transform: `translateY(${topOf(from)}px)` }}>
            ${list.slice(from, to).map((l) =>
              html`
                <${Line}
                  key=${l.id}
                  l=${l}
                  opts=${opts}
                  rows=${opts.wrap ? Math.max(1, Math.ceil(l.plain.length / view.columns)) : 1}
                  needle=${needle}
                  on=${l.id === target}
                  opened=${open.has(l.id)}
                  toggle=${toggleOpen}
                  who=${containers.length > 1 ? containers[l.from]?.name ?? "" : undefined}
                  place=${l.from}
                  link=${link}
                />
              `
            )}
          </div>
        </div>
        ${list.length > 0 && buffer.future.state !== "live"
          ? html`<div class="past">${
            buffer.future.state === "loading"
              ? "reading on…"
              : buffer.future.state === "none"
              ? "this is the end"
              : html`<button class="link" onClick=${newer}>what came after</button>`
          }</div>`
          : ""}
      </div>
  `;
}

function Line({ l, opts, rows, needle, on, opened, toggle, who, place, link }) {
  if (l.mark !== undefined) {
    return html`<div class="line event"><span>${who ? `${who} ` : ""}${l.text}</span><time>${
      clockOf(l.time)
    }</time></div>`;
  }
  return html`<div>
    <div class=${`line${l.level ? ` ${l.level}` : ""}${on ? " on" : ""}${
    l.stream === "stderr" ? " err" : ""
  }`} style=${{ height: `${rows * LINE}px` }}>
      ${
    opts.times
      ? html`
        <a class="at" tabindex="-1" title="A link to this line"
          href=${link(l)}><time>${clockOf(l.time)}</time></a>
      `
      : ""
  }
      ${who === undefined ? "" : html`<span class=${`who w${place % 8}`}>${who}</span>`}
      ${
    l.json
      ? html`
        <button class="fold" aria-expanded=${opened} aria-label=${opened ? "Fold" : "Open"}
          onClick=${() => toggle(l.id)}>${opened ? "▾" : "▸"}</button>
      `
      : html`<i class="fold"></i>`
  }
      <span class="text">${spansOf(l.text).map((s) => look(s, needle))}</span>
    </div>
    ${opened ? html`<pre class="json">${unfolded(l.plain)?.join("\n") ?? ""}</pre>` : ""}
  </div>`;
}

function look(s, needle) {
  const name = [
    s.colour,
    s.bold && "bold",
    s.dim && "faint",
    s.italic && "italic",
    s.underline && "under",
  ]
    .filter((w) => w).join(" ");
  const parts = needle === "" ? s.text : marked(s.text, needle);
  return name === "" ? parts : html`<span class=${name}>${parts}</span>`;
}

function marked(text, needle) {
  const low = text.toLowerCase();
  // Some letters are longer in lower case: their places would not fit.
  if (low.length !== text.length) return text;
  const out = [];
  let at = 0;
  for (let n = low.indexOf(needle); n >= 0 && out.length < 200; n = low.indexOf(needle, at)) {
    out.push(text.slice(at, n), html`<mark>${text.slice(n, n + needle.length)}</mark>`);
    at = n + needle.length;
  }
  out.push(text.slice(at));
  return out;
}

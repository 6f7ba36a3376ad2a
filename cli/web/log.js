/** The log of one or several containers: virtual rows, find, filter, levels, the past above. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { call, events } from "./api.js";
import { Icon } from "./ui.js";
import { clockOf, count, grouped, levelOf, plainOf, spansOf } from "./words.js";

/** Lines that are held; the oldest go. */
const RING = 20_000;
const LINE = 18;
const PAGE = 500;
const LEVELS = ["error", "warn", "info", "debug"];

/** The lines, outside of what is drawn: a flood must not draw for each of them. */
class LogBuffer {
  lines = [];
  skipped = 0;
  total = 0;
  low = 0;
  ended = false;
  problem;
  past = { state: "more", source: undefined };

  add(batch) {
    for (const l of batch.lines) this.lines.push(this.read(l, ++serial));
    this.total += batch.lines.length;
    this.skipped += batch.skipped ?? 0;
    const over = this.lines.length - RING + this.low;
    if (over > 0) this.lines.splice(0, over);
  }

  /** Lines of the past; their numbers go down, so that numbers always grow along the log. */
  before(batch) {
    this.low -= batch.length;
    this.lines.unshift(...batch.map((l, n) => this.read(l, this.low + n)));
  }

  read(l, id) {
    const text = l.mark === undefined ? l.text : markWords(l);
    const plain = plainOf(text);
    const json = plain.trimStart().startsWith("{") && plain.trimEnd().endsWith("}");
    return { ...l, id, text, plain, level: l.mark ? undefined : levelOf(plain), json };
  }
}

let serial = 0;

function markWords(l) {
  switch (l.mark) {
    case "stopped":
      return l.exitCode === undefined ? "stopped" : `stopped (exit ${l.exitCode})`;
    case "started":
      return "started";
    case "lost":
      return `the engine is away: ${l.text ?? ""}`;
    case "resumed":
      return "the engine is back";
    case "gap":
      return "lines may be missing here";
    case "truncated":
      return "what came before is not kept any more";
    default:
      return l.mark;
  }
}

/** Opened JSON in lines; undefined for what is none. */
function unfolded(plain) {
  try {
    return JSON.stringify(JSON.parse(plain), null, 2).split("\n").slice(0, 200);
  } catch {
    return undefined;
  }
}

/** Follows the log of `containers` (rows) as long as it is there. */
export function Log({ containers, since }) {
  const keys = containers.map((c) => `${c.host}/${c.id}`).join(" ");
  const buffer = useMemo(() => new LogBuffer(), [keys, since]);
  const [, draw] = useState(0);
  const redraw = () => draw((n) => n + 1);
  const frame = useRef(0);
  const later = () => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      redraw();
    });
  };
  const [follow, setFollow] = useState(true);
  const [opts, setOpts] = useState(() => ({
    wrap: localStorage.getItem("log-wrap") === "1",
    times: localStorage.getItem("log-times") !== "0",
    level: "",
    find: "",
    only: false,
  }));
  const [found, setFound] = useState(0);
  const [open, setOpen] = useState(() => new Set());
  const seenTotal = useRef(0);

  useEffect(() => {
    let stop = new AbortController();
    const connect = async () => {
      const own = stop;
      let last;
      for (let wait = 500; !own.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
        const ask = new URLSearchParams({ follow: "1", tail: "500" });
        if (last !== undefined) {
          // What is known already is left out below.
          ask.set("since", `${last.slice(0, -9)}.${last.slice(-9)}`);
          ask.set("tail", "10000");
        } else if (since) ask.set("since", since);
        for (const c of containers) ask.append("container", `${c.host}/${c.id}`);
        try {
          for await (const { event, data } of events(`/logs?${ask}`, { signal: own.signal })) {
            wait = 500;
            if (event === "lines") {
              if (last !== undefined) {
                data.lines = data.lines.filter((l) => BigInt(l.time) > BigInt(last) || l.mark);
              }
              buffer.add(data);
              last = data.lines.findLast((l) => !l.mark)?.time ?? last;
              buffer.problem = undefined;
            } else if (event === "problem") buffer.problem = data.message;
            else if (event === "end") {
              buffer.ended = true;
              later();
              return;
            }
            later();
          }
        } catch (e) {
          if (own.signal.aborted) return;
          buffer.problem = e.message;
          later();
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    };
    const onVisibility = () => {
      stop.abort();
      if (document.hidden) return;
      stop = new AbortController();
      void connect();
    };
    void connect();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      stop.abort();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [buffer]);

  const needle = opts.find.toLowerCase();
  const shown = useShown(buffer, opts, needle);
  const matches = needle === "" ? [] : shown.matches;
  const at = matches.length === 0 ? -1 : Math.min(found, matches.length - 1);
  const set = (more) => setOpts((o) => ({ ...o, ...more }));
  const step = (by) => {
    if (matches.length === 0) return;
    setFollow(false);
    setFound((at + by + matches.length) % matches.length);
  };
  const fresh = buffer.total - seenTotal.current;
  if (follow) seenTotal.current = buffer.total;
  return html`
    <div class="log" onKeyDown=${(e) => {
      if (e.key === "f" && !typing(e)) setFollow(!follow);
      if (e.key === "w" && !typing(e)) toggle("wrap");
      if (e.key === "t" && !typing(e)) toggle("times");
    }}>
      <div class="bar" role="toolbar" aria-label="Log">
          <label class="field find"><${Icon} name="search" /><span class="hidden">Find in the log</span><input
            type="search"
            placeholder="Find in the log"
            value=${opts.find}
            onInput=${(e) => {
              set({ find: e.currentTarget.value });
              setFound(1e9);
            }}
            onKeyDown=${(e) => {
              if (e.key === "Enter") step(e.shiftKey ? 1 : -1);
              e.stopPropagation();
              if (e.key === "Escape") e.currentTarget.blur();
            }}
          />${needle === ""
            ? ""
            : html`<span class="dim n" role="status">${
              matches.length === 0 ? "none" : `${grouped(at + 1)}/${grouped(matches.length)}`
            }</span>`}</label>
          ${needle === ""
            ? ""
            : html`<button aria-pressed=${opts.only} onClick=${() =>
              set({ only: !opts.only })}>only these</button>`}
          <label class="field"><span class="hidden">Level</span><select value=${opts
            .level} onChange=${(e) => set({ level: e.currentTarget.value })}>
            <option value="">all levels</option>
            ${LEVELS.slice(0, 3).map((l) =>
              html`<option value=${l}>${
                l === "info" ? "info and above" : l === "warn" ? "warnings, errors" : "errors"
              }</option>`
            )}
          </select></label>
          <button aria-pressed=${opts.wrap} title="Wrap long lines (w)" onClick=${() =>
            toggle("wrap")}>wrap</button>
          <button aria-pressed=${opts.times} title="Show times (t)" onClick=${() =>
            toggle("times")}>times</button>
          <button aria-pressed=${follow} title="Follow (f)" onClick=${() =>
            setFollow(!follow)}>${follow ? "following" : "follow"}</button>
          <button class="quiet" aria-label="Save what is here" title="Save what is here" onClick=${() =>
            save(buffer, containers)}><${Icon} name="down" /></button>
        </div>
      <${Lines}
        buffer=${buffer}
        shown=${shown}
        opts=${opts}
        needle=${needle}
        target=${at < 0 ? undefined : matches[at]}
        targetKey=${`${needle} ${found}`}
        follow=${follow}
        setFollow=${setFollow}
        open=${open}
        toggleOpen=${(id) => {
          setFollow(false);
          setOpen((o) => {
            const next = new Set(o);
            if (!next.delete(id)) next.add(id);
            return next;
          });
        }}
        containers=${containers}
        redraw=${redraw}
      />
      <div class="foot" role="status">
          <span>${count(shown.list.length, "line")}${shown.list.length < buffer.lines.length
            ? ` of ${grouped(buffer.lines.length)}`
            : ""}</span>
          ${buffer.skipped > 0
            ? html`<span class="warn">${
              grouped(buffer.skipped)
            } left out: they come faster than they can be shown</span>`
            : ""}
          ${buffer.problem ? html`<span class="bad">${buffer.problem}</span>` : ""}
          ${!follow && fresh > 0
            ? html`<button class="fresh" onClick=${() => setFollow(true)}>+${
              grouped(fresh)
            } new <${Icon} name="down" /></button>`
            : ""}
        </div>
    </div>
  `;

  function toggle(name) {
    localStorage.setItem(`log-${name}`, opts[name] ? "0" : "1");
    set({ [name]: !opts[name] });
  }
}

const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);

/** The lines that pass the filters; of those that came since, only these are looked at. */
function useShown(buffer, opts, needle) {
  const memo = useRef({});
  const key = `${opts.level} ${needle} ${opts.only}`;
  const m = memo.current;
  const first = buffer.lines[0]?.id ?? 0;
  if (m.buffer !== buffer || m.key !== key || first < m.first) {
    Object.assign(m, { buffer, key, first, list: [], matches: [], last: -Infinity });
  }
  const most = opts.level === "" ? Infinity : LEVELS.indexOf(opts.level);
  let from = buffer.lines.length;
  while (from > 0 && buffer.lines[from - 1].id > m.last) from--;
  for (let n = from; n < buffer.lines.length; n++) {
    const l = buffer.lines[n];
    const fits = l.mark !== undefined || most === Infinity ||
      l.level !== undefined && LEVELS.indexOf(l.level) <= most;
    const hit = needle !== "" && l.plain.toLowerCase().includes(needle);
    if (!fits || needle !== "" && opts.only && !hit) continue;
    m.list.push(l);
    if (hit) m.matches.push(l.id);
  }
  m.last = buffer.lines.at(-1)?.id ?? m.last;
  if (first > m.first) {
    const gone = m.list.findIndex((l) => l.id >= first);
    m.list.splice(0, gone < 0 ? m.list.length : gone);
    const past = m.matches.findIndex((id) => id >= first);
    m.matches.splice(0, past < 0 ? m.matches.length : past);
  }
  m.first = first;
  return m;
}

function Lines(
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
    redraw,
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
  const own = useRef(0);
  useLayoutEffect(() => {
    const el = ref.current;
    if (!follow) return;
    own.current = performance.now();
    el.scrollTop = el.scrollHeight;
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
        own.current = performance.now();
        el.scrollTop = want;
      }
    }
  }, [list[0]?.id, list.length, follow]);
  useEffect(() => {
    if (target === undefined || follow) return;
    const n = list.findIndex((l) => l.id === target);
    if (n >= 0) ref.current.scrollTop = topOf(n) - view.height / 2;
  }, [target, targetKey]);
  const older = async () => {
    const c = containers[0];
    const { past } = buffer;
    if (containers.length !== 1 || past.state !== "more" || list.length === 0) return;
    buffer.past = { ...past, state: "loading" };
    redraw();
    try {
      const first = buffer.lines[0].time;
      const got = await call(
        "GET",
        `/hosts/${
          encodeURIComponent(c.host)
        }/containers/${c.id}/lines?before=${first}&count=${PAGE}`,
      );
      buffer.before(got.lines);
      buffer.past = { state: got.lines.length < PAGE / 2 ? "none" : "more", source: got.source };
    } catch (e) {
      buffer.past = { state: "none", problem: e.message };
    }
    redraw();
  };
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
        if (performance.now() - own.current < 60) return;
        if (!end && follow) setFollow(false);
        if (el.scrollTop < LINE * 4) void older();
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
        ${containers.length === 1 && list.length > 0
          ? html`<div class="past">${
            buffer.past.state === "loading"
              ? "reading what came before…"
              : buffer.past.state === "none"
              ? buffer.past.problem ?? "this is the beginning"
              : html`<button class="link" onClick=${older}>what came before</button>`
          }${
            buffer.past.source === "record" ? html`<span class="dim"> from the record</span>` : ""
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
                />
              `
            )}
          </div>
        </div>
      </div>
  `;
}

function Line({ l, opts, rows, needle, on, opened, toggle, who, place }) {
  if (l.mark !== undefined) {
    return html`<div class="line event"><span>${who ? `${who} ` : ""}${l.text}</span><time>${
      clockOf(l.time)
    }</time></div>`;
  }
  return html`<div>
    <div class=${`line${l.level ? ` ${l.level}` : ""}${on ? " on" : ""}${
    l.stream === "stderr" ? " err" : ""
  }`} style=${{ height: `${rows * LINE}px` }}>
      ${opts.times ? html`<time>${clockOf(l.time)}</time>` : ""}
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

/** What is held, as a file. */
function save(buffer, containers) {
  const many = containers.length > 1;
  const text = buffer.lines.map((l) =>
    `${new Date(Number(BigInt(l.time) / 1_000_000n)).toISOString()} ${
      many ? `${containers[l.from]?.name} ` : ""
    }${l.mark === undefined ? l.plain : `-- ${l.text} --`}\n`
  ).join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${containers[0].name.replace(/[^\w.-]/g, "_")}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The log of one or several containers: followed, searched, filtered; the past above it, by time. */
import { html, useEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { events } from "./api.js";
import { LEVELS, LogBuffer, readLines, useShown } from "./log_buffer.js";
import { Lines } from "./log_lines.js";
import { containerLink } from "./place.js";
import { Slider } from "./slider.js";
import { keyOf, serverNow, state } from "./store.js";
import { Icon } from "./ui.js";
import { count, dateOf, grouped } from "./words.js";

const PAGE = 500;
/** More of the past is not held at once: the slider leads further back. */
const MAX_PAST = 100_000;

const remembered = (name) => localStorage.getItem(`log-${name}`);

/** A time of the log in the address. */
export const lineLink = (c, time) => `${containerLink(c.host, c.name)}?at=${time}`;

/**
 * The log of `containers` (rows). `at` (nanoseconds, as text) is where one looks, else it is followed;
 * `goTo` goes to another time, or with undefined back to what is written now.
 */
export function Log({ containers, at, goTo, find }) {
  const keys = containers.map((c) => `${c.host}/${c.id}`).join(" ");
  const gone = containers.every((c) => c.removedAt !== undefined);
  const buffer = useMemo(() => new LogBuffer(), [keys, at]);
  const [, draw] = useState(0);
  const redraw = () => draw((n) => n + 1);
  const frame = useRef(0);
  const later = () => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      redraw();
    });
  };
  const [follow, setFollow] = useState(at === undefined);
  const [opts, setOpts] = useState(() => ({
    wrap: remembered("wrap") === "1",
    times: remembered("times") !== "0",
    slider: remembered("slider") === "1" && innerWidth > 600,
    level: "",
    find: find ?? "",
    only: false,
  }));
  const [found, setFound] = useState(1e9);
  const [goal, setGoal] = useState();
  const [top, setTop] = useState();
  const [open, setOpen] = useState(() => new Set());
  const seenTotal = useRef(0);
  const stop = useRef();
  useEffect(() => {
    stop.current = new AbortController();
    const begin = () => {
      const { signal } = stop.current;
      if (buffer.future.state === "live" && at === undefined && !gone) {
        void followLog(containers, buffer, undefined, later, signal);
      } else if (buffer.future.state === "live" && buffer.last !== undefined) {
        void followLog(containers, buffer, buffer.last, later, signal);
      } else if (buffer.lines.length === 0) {
        void readAround(containers, buffer, at, setGoal, later, signal);
      }
    };
    const onVisibility = () => {
      stop.current.abort();
      if (document.hidden) return;
      stop.current = new AbortController();
      begin();
    };
    setFollow(at === undefined && !gone);
    setGoal(undefined);
    begin();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      stop.current.abort();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [buffer]);
  const older = () => readOlder(containers, buffer, later, stop.current.signal);
  const newer = async () => {
    const last = await readNewer(containers, buffer, later, stop.current.signal);
    if (last === undefined || gone) return;
    buffer.future = { state: "live" };
    void followLog(containers, buffer, last, later, stop.current.signal);
    later();
  };

  const needle = opts.find.toLowerCase();
  const shown = useShown(buffer, opts, needle);
  const matches = needle === "" ? [] : shown.matches;
  const place = matches.length === 0 ? -1 : Math.min(found, matches.length - 1);
  const set = (more) => setOpts((o) => ({ ...o, ...more }));
  const step = (by) => {
    if (matches.length === 0) return;
    setFollow(false);
    setGoal(undefined);
    setFound((place + by + matches.length) % matches.length);
  };
  const fresh = buffer.total - seenTotal.current;
  if (follow) seenTotal.current = buffer.total;
  const toggle = (name) => {
    localStorage.setItem(`log-${name}`, opts[name] ? "0" : "1");
    set({ [name]: !opts[name] });
  };
  const live = () => {
    if (buffer.future.state === "live") setFollow(!follow);
    else goTo(undefined);
  };
  const recorded = state.session?.record && containers.length === 1;
  return html`<div class="log" onKeyDown=${(e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "f") live();
    else if (e.key === "w") toggle("wrap");
    else if (e.key === "t") toggle("times");
    else if (e.key === "J" && recorded) toggle("slider");
    else if (e.key === "n" || e.key === "N") step(e.key === "n" ? -1 : 1);
  }}>
    <${Toolbar} ...${{
    opts,
    set,
    toggle,
    search: { step, matches, place, needle, again: () => setFound(1e9) },
    follow,
    live,
    recorded: recorded ? containers[0] : undefined,
    save: () => save(buffer, containers),
  }} />
    ${
    recorded && opts.slider
      ? html`<${Slider} c=${containers[0]} at=${top?.time ?? at} goTo=${goTo} />`
      : ""
  }
    <${Lines}
      buffer=${buffer}
      shown=${shown}
      opts=${opts}
      needle=${needle}
      target=${goal ?? (place < 0 ? undefined : matches[place])}
      targetKey=${`${needle} ${found} ${goal}`}
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
      link=${(l) => lineLink(containers[l.from] ?? containers[0], l.time)}
      seen=${(l) => {
    // Once a second of the log is enough for whoever shows where one is.
    if (l?.time.slice(0, -9) !== top?.time.slice(0, -9) || l?.recorded !== top?.recorded) setTop(l);
  }}
      older=${older}
      newer=${newer}
    />
    <div class="foot" role="status">
      <span>${count(shown.list.length, "line")}${
    shown.list.length < buffer.lines.length ? ` of ${grouped(buffer.lines.length)}` : ""
  }</span>
      ${
    !follow && top?.recorded
      ? html`<span class="dim">${
        dateOf(Number(BigInt(top.time) / 1_000_000n))
      }, from the record</span>`
      : ""
  }
      ${
    buffer.skipped > 0
      ? html`<span class="warn">${
        grouped(buffer.skipped)
      } left out: they come faster than they can be shown</span>`
      : ""
  }
      ${buffer.problem ? html`<span class="bad">${buffer.problem}</span>` : ""}
      ${
    !follow && (fresh > 0 || buffer.future.state !== "live") && !gone
      ? html`<button class="fresh" onClick=${() =>
        buffer.future.state === "live" ? setFollow(true) : goTo(undefined)}>${
        buffer.future.state === "live" ? `+${grouped(fresh)} new` : "to what is written now"
      } <${Icon} name="down" /></button>`
      : ""
  }
    </div>
  </div>`;
}

/** What stands above the lines; `recorded` is the container, where the record has its past. */
function Toolbar({ opts, set, toggle, search, follow, live, recorded, save }) {
  const { step, matches, place, needle } = search;
  return html`<div class="bar" role="toolbar" aria-label="Log">
    <label class="field find"><${Icon} name="search" /><span class="hidden">Find in the log</span><input
      type="search"
      placeholder="Find"
      value=${opts.find}
      onInput=${(e) => {
    set({ find: e.currentTarget.value });
    search.again();
  }}
      onKeyDown=${(e) => {
    if (e.key === "Enter") step(e.shiftKey ? 1 : -1);
    e.stopPropagation();
    if (e.key === "Escape") e.currentTarget.blur();
  }}
    />${
    needle === ""
      ? ""
      : html`<span class="dim n" role="status">${
        matches.length === 0 ? "none" : `${grouped(place + 1)}/${grouped(matches.length)}`
      }</span>`
  }</label>
    ${
    needle === ""
      ? ""
      : html`<button aria-pressed=${opts.only} onClick=${() =>
        set({ only: !opts.only })}>only these</button>${
        recorded
          ? html`<a class="button" href=${`#/record?q=${encodeURIComponent(opts.find)}&in=${
            encodeURIComponent(keyOf(recorded))
          }`}>in the record</a>`
          : ""
      }`
  }
    <label class="field"><span class="hidden">Level</span><select value=${opts.level} onChange=${(
    e,
  ) => set({ level: e.currentTarget.value })}>
      <option value="">all levels</option>
      ${
    LEVELS.slice(0, 3).map((l) =>
      html`<option value=${l}>${
        l === "info" ? "info and above" : l === "warn" ? "warnings, errors" : "errors"
      }</option>`
    )
  }
    </select></label>
    <button aria-pressed=${opts.wrap} title="Wrap long lines (w)" onClick=${() =>
    toggle("wrap")}>wrap</button>
    <button aria-pressed=${opts.times} title="Show times (t)" onClick=${() =>
    toggle("times")}>times</button>
    ${
    recorded
      ? html`<button aria-pressed=${opts.slider} title="Go to a time (J)" onClick=${() =>
        toggle("slider")}>go to time</button>`
      : ""
  }
    <button aria-pressed=${follow} title="Follow (f)" onClick=${live}>${
    follow ? "following" : "follow"
  }</button>
    <button class="quiet" aria-label="Save what is here" title="Save what is here" onClick=${save}><${Icon} name="down" /></button>
  </div>`;
}

const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);

/** Follows what is written, from `last` (a time) on or from the last lines; comes back by itself. */
async function followLog(containers, buffer, last, later, signal) {
  for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
    const ask = new URLSearchParams({ follow: "1", tail: "500" });
    if (last !== undefined) {
      // What is known already is left out below.
      ask.set("since", `${last.slice(0, -9)}.${last.slice(-9)}`);
      ask.set("tail", "10000");
    }
    for (const c of containers) ask.append("container", `${c.host}/${c.id}`);
    try {
      for await (const { event, data } of events(`/logs?${ask}`, { signal })) {
        wait = 500;
        if (event === "lines") {
          if (last !== undefined) {
            data.lines = data.lines.filter((l) => BigInt(l.time) > BigInt(last) || l.mark);
          }
          buffer.add(data);
          last = data.lines.findLast((l) => !l.mark)?.time ?? last;
          buffer.last = last;
          buffer.problem = undefined;
        } else if (event === "problem") buffer.problem = data.message;
        else if (event === "end") {
          buffer.ended = true;
          return later();
        }
        later();
      }
    } catch (e) {
      if (signal.aborted) return;
      buffer.problem = e.message;
      later();
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** The lines around a time; without one, the last that there are. */
async function readAround(containers, buffer, at, setGoal, later, signal) {
  const now = `${serverNow()}000000`;
  buffer.future = { state: at === undefined ? "none" : "loading" };
  try {
    const [before, after] = await Promise.all([
      readLines(containers, { before: at ?? now }, PAGE, signal),
      at === undefined ? undefined : readLines(containers, { from: at }, PAGE, signal),
    ]);
    if (after !== undefined) buffer.after(after.lines);
    buffer.before(before.lines);
    buffer.past = { state: before.end ? "none" : "more" };
    if (after !== undefined) buffer.future = { state: "more" };
    setGoal(
      (after?.lines.length > 0 ? buffer.lines[before.lines.length] : buffer.lines.at(-1))?.id,
    );
  } catch (e) {
    if (signal.aborted) return;
    buffer.problem = e.message;
    buffer.future = { state: "none" };
  }
  later();
}

async function readOlder(containers, buffer, later, signal) {
  if (buffer.past.state !== "more" || buffer.lines.length === 0) return;
  if (-buffer.low > MAX_PAST) {
    buffer.past = {
      state: "none",
      problem: `${grouped(-buffer.low)} lines are held; go further back by the time`,
    };
    return later();
  }
  buffer.past = { state: "loading" };
  later();
  try {
    const got = await readLines(containers, { before: buffer.lines[0].time }, PAGE, signal);
    buffer.before(got.lines);
    buffer.past = { state: got.end || got.lines.length === 0 ? "none" : "more" };
  } catch (e) {
    buffer.past = signal.aborted ? { state: "more" } : { state: "none", problem: e.message };
  }
  later();
}

/** Reads on; where that reaches what is written now, gives the time up to which it is known. */
async function readNewer(containers, buffer, later, signal) {
  if (buffer.future.state !== "more") return undefined;
  buffer.future = { state: "loading" };
  later();
  const last = buffer.lines.at(-1)?.time ?? "0";
  try {
    const got = await readLines(containers, { from: String(BigInt(last) + 1n) }, PAGE, signal);
    buffer.after(got.lines);
    buffer.future = { state: got.end ? "none" : "more" };
    later();
    return got.end ? buffer.lines.at(-1)?.time : undefined;
  } catch (e) {
    buffer.future = { state: "more" };
    if (!signal.aborted) buffer.problem = e.message;
    later();
    return undefined;
  }
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

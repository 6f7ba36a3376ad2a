/** The page: where one is (in the address), the frame around, the keyboard, signing in and out. */
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";
import { act, ACTIONS, refusal } from "./act.js";
import { onSignedOut, session, signIn, signOut } from "./api.js";
import { List, LISTS } from "./lists.js";
import { askRemove, Menu } from "./plan.js";
import { ActButton, Side } from "./side.js";
import { changed, goLive, goQuiet, keyOf, say, state } from "./store.js";
import { Groups, Skeleton, Table, useRows } from "./table.js";
import { Copy, Dialog, Empty, Icon, isOpen, mayWrite, open, useChanges, useClock } from "./ui.js";
import { grouped, shortAge } from "./words.js";

/** `#/containers?q=web`, `#/c/HOST/NAME/log`, `#/images`. */
function readPlace() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const parts = path.split("/").filter((p) => p !== "").map(decode);
  const q = new URLSearchParams(query);
  const place = {
    view: "containers",
    opened: undefined,
    tab: "log",
    query: q.get("q") ?? "",
    group: q.get("show") ?? "",
    sort: q.get("sort") ?? localStorage.getItem("sort") ?? "name",
    host: q.get("host") ?? "",
    since: q.get("since") ?? undefined,
    merged: q.get("with")?.split(",") ?? [],
  };
  if (parts[0] === "c" && parts.length >= 3) {
    place.opened = { host: parts[1], name: parts[2] };
    place.tab = parts[3] ?? "log";
  } else if (Object.hasOwn(LISTS, parts[0] ?? "")) place.view = parts[0];
  return place;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function writePlace(place, replace) {
  const q = new URLSearchParams();
  if (place.query !== "") q.set("q", place.query);
  if (place.group !== "") q.set("show", place.group);
  if (place.host !== "") q.set("host", place.host);
  if (place.sort !== (localStorage.getItem("sort") ?? "name")) q.set("sort", place.sort);
  if (place.merged.length > 0) q.set("with", place.merged.join(","));
  const e = encodeURIComponent;
  const path = place.opened !== undefined
    ? `/c/${e(place.opened.host)}/${e(place.opened.name)}/${place.tab}`
    : `/${place.view}`;
  const text = q.toString();
  const to = `#${path}${text === "" ? "" : `?${text}`}`;
  // The order of rows is kept beside the address, so that the same address can mean another.
  if (to !== location.hash) {
    if (replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
  }
  dispatchEvent(new Event("hashchange"));
}

function usePlace() {
  const [place, set] = useState(readPlace);
  useEffect(() => {
    const read = () => set(readPlace());
    addEventListener("hashchange", read);
    addEventListener("popstate", read);
    return () => {
      removeEventListener("hashchange", read);
      removeEventListener("popstate", read);
    };
  }, []);
  const go = (more, replace = false) => writePlace({ ...readPlace(), ...more }, replace);
  return [place, go];
}

function useLook() {
  const [look, set] = useState(localStorage.getItem("look") ?? "");
  const dark = look === "" ? matchMedia("(prefers-color-scheme: dark)").matches : look === "dark";
  useEffect(() => {
    document.documentElement.dataset.look = dark ? "dark" : "light";
  }, [dark]);
  return [dark, () => {
    const next = dark ? "light" : "dark";
    localStorage.setItem("look", next);
    set(next);
  }];
}

function App() {
  useChanges();
  if (state.phase === "starting") return html`<p class="boot">dockerctl</p>`;
  if (state.phase === "signIn") return html`<${SignIn} />`;
  return html`<${Main} />`;
}

function SignIn() {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(state.signInProblem);
  const [busy, setBusy] = useState(false);
  useLook();
  return html`<main class="signin">
    <h1>dockerctl</h1>
    <p>Open the address that <code>dockerctl web</code> printed; it signs this browser in, once. Press Enter there for another one.</p>
    <form onSubmit=${async (e) => {
    e.preventDefault();
    setBusy(true);
    try {
      await enter({ token: token.trim() });
    } catch (e) {
      setWrong(e.message);
    }
    setBusy(false);
  }}>
      <label class="input"><span>Or the server's token</span><input type="password" autocomplete="off" value=${token} onInput=${(
    e,
  ) => setToken(e.currentTarget.value)} /></label>
      <button class="solid" disabled=${token.trim() === "" || busy}>Sign in</button>
    </form>
    ${wrong ? html`<p class="bad" role="alert">${wrong}</p>` : ""}
  </main>`;
}

async function enter(secret) {
  state.session = await signIn(secret);
  state.phase = "live";
  state.signInProblem = undefined;
  goLive();
  changed();
}

const VIEWS = [
  ["containers", "Containers"],
  ["images", "Images"],
  ["networks", "Networks"],
  ["volumes", "Volumes"],
  ["projects", "Projects"],
  ["hosts", "Hosts"],
];

function countOf(view) {
  if (view === "projects") return LISTS.projects.rows("").length;
  if (view === "containers") {
    return [...state.containers.values()].filter((c) => c.backupOf === undefined).length;
  }
  return state[view].size;
}

function Main() {
  const [place, go] = usePlace();
  const [dark, turn] = useLook();
  const [current, setCurrent] = useState("");
  const search = useRef();
  const { rows, memo } = useRows(place);
  const last = useRef();
  const opened = openedRow(place, last);
  const marked = [...state.marks].map((k) => state.containers.get(k)).filter((c) =>
    c !== undefined
  );
  const focus = state.containers.get(current) ?? (opened?.gone ? undefined : opened?.row);
  const targets = marked.length > 0 ? marked : focus ? [focus] : [];
  const openRow = (key, tab) => {
    const c = state.containers.get(key);
    if (c === undefined) return;
    go({
      opened: { host: c.host, name: c.name },
      tab: tab ?? (place.opened ? place.tab : "log"),
      merged: [],
    });
  };
  const close = () => go({ opened: undefined, merged: [] });
  useKeys({ place, go, rows, current, setCurrent, targets, openRow, close, search });
  // Keys act on what one looks at: the row of the pane, and the pane of the row.
  const openedKey = opened && !opened.gone ? keyOf(opened.row) : "";
  useEffect(() => {
    if (openedKey !== "") setCurrent(openedKey);
  }, [openedKey]);
  useEffect(() => {
    if (openedKey === "" || current === openedKey || place.merged.length > 0) return;
    const timer = setTimeout(() => {
      const c = state.containers.get(current);
      if (c !== undefined) go({ opened: { host: c.host, name: c.name } }, true);
    }, 150);
    return () => clearTimeout(timer);
  }, [current]);
  useEffect(() => {
    document.title = place.opened ? `${place.opened.name} · dockerctl` : "dockerctl";
  }, [place.opened?.name]);
  const merged = place.merged.map((k) => state.containers.get(k)).filter((c) => c !== undefined);
  const beside = merged.length > 1 ? merged : opened ? [opened.row] : [];
  const lost = [...state.hosts.values()].filter((h) => h.state === "lost");
  return html`<div class=${`frame${beside.length > 0 ? " beside" : ""}`}>
    <a class="skip" href="#main">To the list</a>
    <header class="top">
      <h1 class="brand"><a href="#/containers">dockerctl</a></h1>
      <label class="field search"><${Icon} name="search" /><span class="hidden">Filter</span><input
        ref=${search}
        type="search"
        placeholder=${`Filter ${place.view}`}
        value=${place.query}
        onInput=${(e) => go({ query: e.currentTarget.value }, true)}
        onKeyDown=${(e) => {
    if (e.key === "Escape") {
      if (place.query !== "") go({ query: "" }, true);
      e.currentTarget.blur();
    } else if (e.key === "Enter" || e.key === "ArrowDown") {
      e.preventDefault();
      e.currentTarget.blur();
      if (rows[0]) setCurrent(keyOf(rows[0]));
      document.querySelector(".table")?.focus();
    }
    e.stopPropagation();
  }}
      /><kbd>/</kbd></label>
      ${
    state.hosts.size > 1
      ? html`
        <label
          class="field"><span class="hidden">Host</span><select value=${place.host} onChange=${(
            e,
          ) => go({ host: e.currentTarget.value })}><option value="">all hosts</option>${[
            ...state.hosts.keys(),
          ].map((h) => html`<option>${h}</option>`)}</select></label>
      `
      : ""
  }
      <${Live} />
      ${
    mayWrite()
      ? ""
      : html`<span class="badge" title="Start it with --allow-write to change things">read-only</span>`
  }
      <button class="quiet" title="Go anywhere" onClick=${() =>
    palette({ openRow, turn })}><span class="hidden">Go anywhere: </span><kbd>Ctrl-K</kbd></button>
      <button class="quiet" aria-label=${dark ? "Light look" : "Dark look"} title=${
    dark ? "Light look" : "Dark look"
  } onClick=${turn}><${Icon} name=${dark ? "sun" : "moon"} /></button>
      <button class="quiet" aria-label="Sign out" title="Sign out" onClick=${leave}><${Icon} name="out" /></button>
    </header>
    <nav class="views" aria-label="Views">
      ${
    VIEWS.map(([id, title]) =>
      html`<a href=${`#/${id}`} aria-current=${
        place.view === id ? "page" : undefined
      }>${title} <small>${state.loaded ? grouped(countOf(id)) : ""}</small></a>`
    )
  }
    </nav>
    ${lost.map((h) => html`<${Lost} key=${h.name} host=${h} />`)}
    <main id="main" class="main">
      ${
    place.view !== "containers"
      ? html`<${List} key=${place.view} kind=${place.view} query=${place.query} />`
      : !state.loaded
      ? html`<${Skeleton} />`
      : html`<div class="tools">
          <${Groups} group=${place.group} setGroup=${(group) => go({ group })} />
          ${marked.length > 0 ? html`<${Marked} marked=${marked} go=${go} />` : ""}
        </div>
        ${
        rows.length === 0 ? html`<${Nothing} place=${place} go=${go} />` : html`
          <${Table}
            rows=${rows}
            memo=${memo}
            sort=${place.sort}
            setSort=${(sort) => {
              localStorage.setItem("sort", sort);
              go({ sort }, true);
              changed();
            }}
            current=${current}
            setCurrent=${setCurrent}
            opened=${openedKey}
            openRow=${openRow}
            why=${(key) => openRow(key, "log")}
          />
        `
      }`
  }
    </main>
    ${
    beside.length > 0
      ? opened?.gone && merged.length < 2
        ? html`
          <aside class="side" aria-label=${opened.row.name}>
            <header
              class="title"><button class="quiet back" onClick=${close}><${Icon} name="back" />Back</button><h2>${opened
                .row
                .name}</h2><button class="quiet last" aria-label="Close" onClick=${close}><${Icon} name="close" /></button></header>
            <${Empty} title="It is gone">
              <p>${opened.row.name} was removed, or has another name now.</p>
              <//>
              </aside>
        `
        : html`<${Side} containers=${beside} tab=${place.tab} setTab=${(tab) =>
          go({ tab })} close=${close} />`
      : ""
  }
    <${Footer} />
  </div>`;
}

/** The row that the address names; the last that was, while it is made anew. */
function openedRow(place, last) {
  const { opened } = place;
  if (opened === undefined || !state.loaded) return undefined;
  const row = [...state.containers.values()].find((c) =>
    c.host === opened.host && c.name === opened.name
  );
  if (row !== undefined) {
    last.current = row;
    return { row };
  }
  const before = last.current;
  if (before?.host === opened.host && before.name === opened.name) {
    return { row: before, gone: !state.runs.has(`${opened.host}/${opened.name}`) };
  }
  return {
    row: { host: opened.host, name: opened.name, id: "", state: "", ports: [] },
    gone: true,
  };
}

function Live() {
  const now = useClock(1_000);
  if (state.lostAt !== undefined) {
    return html`<span class="live bad" role="status">● the server of this page does not answer${
      state.retryAt > now ? `, again in ${Math.ceil((state.retryAt - now) / 1000)} s` : ""
    }</span>`;
  }
  const lost = [...state.hosts.values()].some((h) => h.state === "lost");
  return html`<span class=${`live ${
    lost ? "bad" : "ok"
  }`} role="status"><b aria-hidden="true">●</b> ${
    lost ? "engine away" : state.loaded ? "live" : "connecting"
  }</span>`;
}

/** An engine is away: what is shown is old, and says how old. */
function Lost({ host }) {
  const now = useClock(1_000);
  const since = useRef(Date.now());
  const again = host.retryAt ? Math.ceil((Date.parse(host.retryAt) - now) / 1000) : 0;
  return html`<div class="banner bad" role="alert">
    <b>The engine of ${host.name} does not answer.</b> <span>${host.error}</span>
    <span class="dim">What is shown is ${shortAge(now - since.current)} old; ${
    again > 0 ? `tried again in ${again} s` : "trying again"
  }.</span>
  </div>`;
}

function Nothing({ place, go }) {
  if (state.containers.size === 0) {
    const lost = [...state.hosts.values()].some((h) => h.state === "lost");
    if (lost) {
      return html`
        <${Empty} title="Nothing is known yet">
          <p>As soon as the engine answers, its containers are here.</p>
          <//>
      `;
    }
    return html`
      <${Empty} title="No container is here">
        <p>Start one in a terminal, and it appears here at once:</p>
        <p
          class="sample"><code>dockerctl run -d --name web -p 8080:80 nginx</code> <${Copy} text="dockerctl run -d --name web -p 8080:80 nginx" label="Copy the command" /></p>
        <//>
    `;
  }
  return html`
    <${Empty} title="Nothing matches">
      <p>${place.query === ""
        ? `No container is ${place.group}.`
        : html`No container with “${place.query}”${
          place.group === "" ? "" : ` is ${place.group}`
        }.`}</p>
      <p><button onClick=${() => go({ query: "", group: "", host: "" })}>Show all ${grouped(
        countOf("containers"),
      )}</button></p>
      <//>
  `;
}

/** What can be done to all that is marked. */
function Marked({ marked, go }) {
  const shown = ACTIONS.filter((a) => ["stop", "start", "restart", "remove"].includes(a.id));
  return html`<div class="marked" role="toolbar" aria-label="What is marked">
    <b>${marked.length} marked</b>
    ${shown.map((a) => html`<${ActButton} action=${a} containers=${marked} />`)}
    ${
    marked.length > 1 && marked.length <= 16
      ? html`<button onClick=${() =>
        go({
          opened: { host: marked[0].host, name: marked[0].name },
          tab: "log",
          merged: marked.map(keyOf),
        })}>Logs together</button>`
      : ""
  }
    <button aria-haspopup="menu" onClick=${() =>
    open((shut) =>
      html`<${Menu} containers=${marked} close=${shut} />`
    )}><${Icon} name="more" />More</button>
    <button class="quiet" onClick=${() => {
    state.marks.clear();
    changed();
  }}>Unmark</button>
  </div>`;
}

/** How the last thing went, and the same as a command. */
function Footer() {
  const [all, setAll] = useState(false);
  const m = state.messages[0];
  return html`<footer class="bottom">
    <div class="message" role="status" aria-live="polite">${
    m
      ? html`<b class=${m.role} aria-hidden="true">${
        m.role === "ok" ? "✓" : m.role === "bad" ? "✕" : "•"
      }</b> <span>${m.text}</span>`
      : html`
        <span
          class="keys"><kbd>/</kbd> filter <kbd>j</kbd><kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>space</kbd> mark <kbd>?</kbd> all keys</span>
      `
  }</div>
    ${
    m?.command
      ? html`
        <span
          class="command"><code>${m.command}</code><${Copy} text=${m
            .command} label="Copy the command" /></span>
      `
      : ""
  }
    ${
    state.messages.length > 1
      ? html`<button class="quiet" onClick=${() =>
        setAll(true)}>all ${state.messages.length}</button>`
      : ""
  }
    ${
    all
      ? html`
        <${Dialog} title="What was done" close=${() => setAll(false)}>
          <ul class="messages">${state.messages.map((x) =>
            html`<li><time>${new Date(x.at).toTimeString().slice(0, 8)}</time> <span class=${
              x.role === "ok" ? "" : x.role
            }>${x.text}</span></li>`
          )}</ul>
          <//>
      `
      : ""
  }
  </footer>`;
}

async function leave() {
  goQuiet();
  try {
    await signOut();
  } catch { /* the server is gone, and the session with it */ }
  location.hash = "";
  out();
}

function out() {
  goQuiet();
  state.session = undefined;
  state.phase = "signIn";
  state.loaded = false;
  for (const kind of ["containers", "images", "networks", "volumes", "hosts", "stats"]) {
    state[kind] = new Map();
  }
  state.marks.clear();
  open(undefined);
  changed();
}

const KEYS = [
  ["/", "filter"],
  ["j k ↓ ↑", "move"],
  ["g G", "first, last"],
  ["Enter", "open"],
  ["Esc", "back"],
  ["space", "mark"],
  ["*", "mark all that is shown"],
  ["u", "unmark"],
  ["x", "everything that can be done"],
  ["l i e E", "log, details, terminal, edit"],
  ["f w t", "log: follow, wrap, times"],
  ["Ctrl-K", "go anywhere"],
  ["?", "this list"],
];

function help() {
  open((close) =>
    html`
      <${Dialog} title="Keys" close=${close}>
        <dl class="keylist">${KEYS.map(([k, what]) =>
          html`
            <dt>${k.split(" ").map((w) =>
              html`
                <kbd>${w}</kbd>
              `
            )}</dt>
            <dd>${what}</dd>
          `
        )}${ACTIONS.map((a) =>
          html`
            <dt><kbd>${a.key}</kbd></dt>
            <dd>${a.label.toLowerCase()}${a.id === "pause" ? ", go on" : ""}${a.dangerous
              ? " (asks)"
              : ""}</dd>
          `
        )}</dl>
        <//>
    `
  );
}

/** The keyboard, in the screen's letters. */
function useKeys(at) {
  const now = useRef(at);
  now.current = at;
  useEffect(() => {
    const onKey = (e) => {
      const k = now.current;
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
        e.preventDefault();
        if (!isOpen()) palette(k);
        return;
      }
      if (
        e.ctrlKey || e.metaKey || e.altKey || isOpen() || document.querySelector("dialog[open]")
      ) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
      const button = /^(BUTTON|A)$/.test(e.target.tagName);
      if (button && (e.key === "Enter" || e.key === " ")) return;
      if (e.target.closest?.("[role=tablist]") && e.key.startsWith("Arrow")) return;
      if (press(e.key, k)) e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function press(key, k) {
  const { rows, current, setCurrent, targets, place } = k;
  const n = rows.findIndex((c) => keyOf(c) === current);
  const move = (to) => {
    const c = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (c !== undefined) setCurrent(keyOf(c));
    return true;
  };
  const action = ACTIONS.find((a) => a.key === key);
  if (action !== undefined && place.view === "containers") {
    if (targets.length === 0) return false;
    const can = targets.filter((c) => refusal(action, c) === undefined);
    if (can.length === 0) say("warn", refusal(action, targets[0]));
    else if (action.dangerous) askRemove(action, targets);
    else void act(action, can);
    return true;
  }
  switch (key) {
    case "/":
      k.search.current?.focus();
      k.search.current?.select();
      return true;
    case "?":
      help();
      return true;
    case "Escape":
      if (place.opened !== undefined) k.close();
      else if (place.query !== "" || place.group !== "") k.go({ query: "", group: "" });
      else if (state.marks.size > 0) {
        state.marks.clear();
        changed();
      } else return false;
      return true;
  }
  if (place.view !== "containers") return false;
  switch (key) {
    case "j":
    case "ArrowDown":
      return move(n + 1);
    case "k":
    case "ArrowUp":
      return move(n < 0 ? 0 : n - 1);
    case "PageDown":
      return move(n + 15);
    case "PageUp":
      return move(n - 15);
    case "g":
    case "Home":
      return move(0);
    case "G":
    case "End":
      return move(rows.length - 1);
    case "Enter":
      if (n >= 0) k.openRow(current);
      return n >= 0;
    case "l":
    case "i":
    case "e":
    case "E":
      if (n >= 0) k.openRow(current, { l: "log", i: "details", e: "terminal", E: "edit" }[key]);
      return n >= 0;
    case " ":
      if (n < 0) return false;
      if (!state.marks.delete(current)) state.marks.add(current);
      changed();
      return move(n + 1);
    case "*":
      for (const c of rows) state.marks.add(keyOf(c));
      changed();
      return true;
    case "u":
      state.marks.clear();
      changed();
      return true;
    case "x":
      if (targets.length > 0) open((shut) => html`<${Menu} containers=${targets} close=${shut} />`);
      return targets.length > 0;
  }
  return false;
}

/** Everything by its name. */
function palette({ openRow, turn }) {
  open((close) => html`<${Palette} close=${close} openRow=${openRow} turn=${turn} />`);
}

function Palette({ close, openRow, turn }) {
  const [query, set] = useState("");
  const [at, setAt] = useState(0);
  const all = [
    ...VIEWS.map(([id, title]) => ({
      text: `Go to ${title.toLowerCase()}`,
      run: () => location.hash = `#/${id}`,
    })),
    ...[...state.containers.values()].filter((c) => c.backupOf === undefined).map((c) => ({
      text: c.name,
      more: `${c.image} · ${c.state}`,
      run: () => openRow(keyOf(c)),
    })),
    { text: "Keys", run: help },
    ...(turn ? [{ text: "Turn between the light and the dark look", run: turn }] : []),
    { text: "Sign out", run: leave },
  ];
  const words = query.toLowerCase().split(/\s+/);
  const found = all.filter((x) =>
    words.every((w) => `${x.text} ${x.more ?? ""}`.toLowerCase().includes(w))
  ).slice(0, 12);
  const pick = (x) => {
    close();
    x?.run();
  };
  const chosen = Math.min(at, found.length - 1);
  return html`<${Dialog} title="Go to" close=${close}>
    <input
      class="big"
      type="text"
      role="combobox"
      aria-label="Containers, views, commands"
      aria-expanded="true"
      aria-controls="palette"
      aria-activedescendant=${chosen >= 0 ? `palette-${chosen}` : undefined}
      placeholder="A container, a view…"
      autofocus
      value=${query}
      onInput=${(e) => {
    set(e.currentTarget.value);
    setAt(0);
  }}
      onKeyDown=${(e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      setAt(Math.max(0, Math.min(found.length - 1, chosen + (e.key === "ArrowDown" ? 1 : -1))));
    } else if (e.key === "Enter") {
      e.preventDefault();
      pick(found[chosen]);
    }
  }}
    />
    <ul class="menu" role="listbox" id="palette" aria-label="Found">
      ${
    found.map((x, n) =>
      html`
        <li role="option" id=${`palette-${n}`} aria-selected=${n === chosen} class=${n === chosen
          ? "on"
          : ""}
          onClick=${() => pick(x)}><span>${x.text}</span>${x.more
            ? html`<small>${x.more}</small>`
            : ""}</li>
      `
    )
  }
    </ul>
    ${found.length === 0 ? html`<p class="hint">Nothing is called so.</p>` : ""}
  <//>`;
}

async function begin() {
  const root = document.getElementById("app");
  const over = document.createElement("div");
  over.id = "over";
  document.body.append(over);
  onSignedOut(out);
  const code = /^#code=([\w-]{8,100})$/.exec(location.hash)?.[1];
  // The code is not left in the history, nor for whoever looks over a shoulder.
  if (code !== undefined) history.replaceState(null, "", "#/containers");
  try {
    state.session = await session();
    if (state.session === undefined && code !== undefined) await enter({ code });
    state.phase = state.session === undefined ? "signIn" : "live";
  } catch (e) {
    state.phase = "signIn";
    state.signInProblem = e.message;
  }
  root.textContent = "";
  render(html`<${App} />`, root);
  goLive();
}

void begin();

/** The page: the frame around what one looks at. */
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";
import { mayBeKnown, onOtherTab, onSignedOut, session } from "./api.js";
import { Alerts } from "./alerts.js";
import { Header } from "./header.js";
import { useKeys } from "./keys.js";
import { List, LISTS } from "./lists.js";
import { Networks } from "./networks.js";
import { usePlace, VIEWS } from "./place.js";
import { Record } from "./record.js";
import { Side } from "./side.js";
import { enter, out, SignIn } from "./sign_in.js";
import { Footer, Lost, Marked, Nothing } from "./states.js";
import { changed, firing, goLive, keyOf, readRemoved, rowOf, state } from "./store.js";
import { Groups, Skeleton, Table, useRows } from "./table.js";
import { Empty, Icon, useChanges, useLook } from "./ui.js";
import { grouped } from "./words.js";

function App() {
  useChanges();
  if (state.phase === "starting") return html`<p class="boot">dockerctl</p>`;
  if (state.phase === "signIn") return html`<${SignIn} />`;
  return html`<${Main} />`;
}

/** The address says where one is: the focus alone goes there. */
function toMain(e) {
  e.preventDefault();
  const main = document.getElementById("main");
  (main.querySelector(".table, .list") ?? main).focus();
}

/** How many there are; nothing where that is not known beforehand. */
function countOf(view) {
  if (view === "projects") return LISTS.projects.rows("").length;
  if (view === "containers") {
    return [...state.containers.values()].filter((c) => c.backupOf === undefined).length;
  }
  if (view === "alerts") return state.alerts === undefined ? undefined : firing().length;
  return state[view]?.size;
}

/** Views that are there where something is recorded. */
const RECORDED = ["record", "alerts"];

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
  const focus = rowOf(current) ?? (opened?.gone ? undefined : opened?.row);
  const targets = marked.length > 0 ? marked : focus ? [focus] : [];
  const openRow = (key, tab) => {
    const c = rowOf(key);
    if (c === undefined) return;
    go({
      opened: { host: c.host, name: nameOf(c) },
      tab: tab ?? (place.opened ? place.tab : "log"),
      merged: [],
    });
  };
  const close = () => go({ opened: undefined, merged: [] });
  const setSort = (sort) => {
    localStorage.setItem("sort", sort);
    go({ sort }, true);
    changed();
  };
  const at = {
    place,
    go,
    rows,
    current,
    setCurrent,
    targets,
    openRow,
    close,
    search,
    setSort,
    turn,
  };
  useKeys(at);
  // Keys act on what one looks at: the row of the pane, and the pane of the row.
  const openedKey = opened && !opened.gone ? keyOf(opened.row) : "";
  useEffect(() => {
    if (openedKey !== "") setCurrent(openedKey);
  }, [openedKey]);
  useEffect(() => {
    if (openedKey === "" || current === openedKey || place.merged.length > 0) return;
    const timer = setTimeout(() => {
      const c = rowOf(current);
      if (c !== undefined) go({ opened: { host: c.host, name: nameOf(c) } }, true);
    }, 150);
    return () => clearTimeout(timer);
  }, [current]);
  useEffect(() => {
    document.title = place.opened ? `${place.opened.name} · dockerctl` : "dockerctl";
  }, [place.opened?.name]);
  const merged = place.merged.map((k) => state.containers.get(k)).filter((c) => c !== undefined);
  const beside = merged.length > 1 ? merged : opened ? [opened.row] : [];
  return html`<div class=${`frame${beside.length > 0 ? " beside" : ""}`}>
    <a class="skip" href="#main" onClick=${toMain}>To the list</a>
    <${Header} at=${at} dark=${dark} />
    <nav class="views" aria-label="Views">
      ${
    VIEWS.filter(([id]) => !RECORDED.includes(id) || state.session?.record).map(([id, title]) =>
      html`
        <a href=${`#/${id}`}
          aria-current=${place.view === id
            ? "page"
            : undefined}>${title} <small class=${id === "alerts" && firing().length > 0
            ? "bad"
            : ""}>${state.loaded && countOf(id) !== undefined
            ? grouped(countOf(id))
            : ""}</small></a>
      `
    )
  }
    </nav>
    <${Lost} />
    <main id="main" class="main" tabindex="-1">
      ${
    place.view === "record"
      ? html`<${Record} place=${place} go=${go} />`
      : place.view === "alerts"
      ? html`<${Alerts} query=${place.query} host=${place.host} />`
      : place.view === "networks"
      ? html`<${Networks} query=${place.query} host=${place.host} />`
      : place.view !== "containers"
      ? html`<${List} key=${place.view} kind=${place.view} query=${place.query} host=${place.host} />`
      : !state.loaded
      ? html`<${Skeleton} />`
      : html`<div class="tools">
          <${Groups} group=${place.group} setGroup=${(group) => go({ group })} />
          ${marked.length > 0 ? html`<${Marked} marked=${marked} go=${go} />` : ""}
        </div>
        ${
        rows.length === 0
          ? html`<${Nothing} place=${place} go=${go} all=${countOf("containers")} />`
          : html`
            <${Table}
              rows=${rows}
              memo=${memo}
              sort=${place.sort}
              setSort=${setSort}
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
        : html`<${Side} containers=${beside} place=${place} go=${go} close=${close} />`
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
  const gone =
    [...state.removed.values()].find((c) => c.host === opened.host && c.id === opened.name) ??
      [...state.removed.values()].find((c) => c.host === opened.host && c.name === opened.name);
  if (gone !== undefined && !state.runs.has(`${opened.host}/${opened.name}`)) return { row: gone };
  const before = last.current;
  if (before?.host === opened.host && before.name === opened.name) {
    return { row: before, gone: !state.runs.has(`${opened.host}/${opened.name}`) };
  }
  return {
    row: { host: opened.host, name: opened.name, id: "", state: "", ports: [] },
    gone: true,
  };
}

/** What a container is called in the address: several that are gone may have had one name. */
const nameOf = (c) => c.removedAt === undefined ? c.name : c.id;

/** The code of the address. It is not left in the history, nor for whoever looks over a shoulder. */
function takeCode() {
  const code = /^#code=([\w-]{8,100})$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, "", "#/containers");
  return code;
}

/** Goes on in a tab that showed the way in: by a code, or because another tab has signed in. */
async function again(code) {
  try {
    if (code !== undefined) await enter({ code });
    else {
      state.session = await session();
      if (state.session === undefined) return;
      state.signInProblem = undefined;
      state.phase = "live";
      goLive();
    }
    readRemoved();
  } catch (e) {
    state.signInProblem = e.message;
  }
  changed();
}

async function begin() {
  const root = document.getElementById("app");
  const over = document.createElement("div");
  over.id = "over";
  document.body.append(over);
  onSignedOut(() => {
    // Only who was signed in is told that it is over.
    if (state.session !== undefined) {
      state.signInProblem =
        "You are signed out: the session ended, or the server was started anew.";
    }
    out();
  });
  onOtherTab((known) => known ? void again() : out());
  const code = takeCode();
  // Put into the address bar of a tab that is open, an address does not load the document anew.
  addEventListener("hashchange", () => {
    const code = takeCode();
    if (code === undefined) return;
    dispatchEvent(new Event("popstate"));
    if (state.phase === "signIn") void again(code);
  });
  // Both are asked at once: one round less before the first rows.
  if (mayBeKnown() && code === undefined) goLive(true);
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
  readRemoved();
}

void begin();

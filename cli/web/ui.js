/** Small parts: icons of our own drawing, dialogs, menus, the line of a chart in a row. */
import { html, render, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { serverNow, state, subscribe } from "./store.js";

const PATHS = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4 14 14",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M10 3 5 8l5 5",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  sun:
    "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  out: "M6 2.5H3.5v11H6M9.5 5 13 8l-3.5 3M13 8H6",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  stop: "M4 4h8v8H4z",
  start: "M5 3.5 12 8l-7 4.5z",
  restart: "M12.5 8A4.5 4.5 0 1 1 11 4.6M11 2v3H8",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  remove: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  down: "M8 3v9M4 8.5 8 12.5l4-4",
};

/** An icon; never alone, a word or a label stands with it. */
export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d=${PATHS[name]} />
    </svg>
  `;
}

/** The head of a table: its columns' titles, and one for what can be done of a row. */
export function Heads({ titles, actions }) {
  return html`
    <thead>
      <tr>
        ${titles.map((title) => html`<th scope="col">${title}</th>`)}
        ${actions ? html`<th scope="col"><span class="hidden">Actions</span></th>` : ""}
      </tr>
    </thead>
  `;
}

/** Draws again whenever the state changed. */
export function useChanges() {
  const [, draw] = useState(0);
  useEffect(() => {
    // What came between the first picture and now.
    draw((n) => n + 1);
    return subscribe(() => draw((n) => n + 1));
  }, []);
}

/** Draws again every so often, for ages. */
export function useClock(ms) {
  const [, set] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || set((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return serverNow();
}

/** The last minute as a line; the number stands beside it. */
export function Spark({ points, of }) {
  const values = points.slice(-20).map(of);
  const most = Math.max(1, ...values);
  const step = 36 / 19;
  const from = 36 - (values.length - 1) * step;
  const d = values.map((v, n) =>
    `${n === 0 ? "M" : "L"}${(from + n * step).toFixed(1)} ${(13 - v / most * 12).toFixed(1)}`
  ).join("");
  return html`
    <svg class="spark" viewBox="0 0 36 14" aria-hidden="true">
      <path d=${d} />
    </svg>
  `;
}

/** Keeps the focus within, closes by Esc, gives the focus back. */
export function Dialog({ title, close, children, wide }) {
  const ref = useRef();
  useLayoutEffect(() => {
    const before = document.activeElement;
    ref.current.showModal();
    return () => before?.focus?.();
  }, []);
  return html`
    <dialog
      ref=${ref}
      class=${wide ? "wide" : ""}
      aria-label=${title}
      onCancel=${(e) => {
        e.preventDefault();
        close();
      }}
      onClick=${(e) => e.target === ref.current && close()}
    >
      <div class="dialog">
          <header>
            <h2>${title}</h2>
            <button class="quiet" aria-label="Close" onClick=${close}><${Icon} name="close" /></button>
          </header>
          ${children}
        </div>
    </dialog>
  `;
}

/** A place where nothing is: why, and what to do. */
export function Empty({ title, children }) {
  return html`<div class="empty"><h2>${title}</h2>${children}</div>`;
}

/** Copies a text and says so. */
export function Copy({ text, label }) {
  const [done, set] = useState(false);
  return html`
    <button
      class="quiet"
      title=${label}
      aria-label=${label}
      onClick=${async () => {
        try {
          await navigator.clipboard.writeText(text);
          set(true);
          setTimeout(() => set(false), 1_500);
        } catch { /* the browser does not let us */ }
      }}
    >${done ? "copied" : html`<${Icon} name="copy" />`}</button>
  `;
}

let overlay;
/** The element over the page that a dialog asked for; one at a time. */
export function open(make) {
  overlay = make === undefined ? undefined : make(() => open(undefined));
  render(overlay ?? null, document.getElementById("over"));
}
/** Whether something lies over the page. */
export const isOpen = () => overlay !== undefined;

/** Whether things can be changed here at all. */
export const mayWrite = () => state.session?.write === true;

/** Dark or light, as the system has it until somebody turns it. */
export function useLook() {
  const [look, set] = useState(localStorage.getItem("look") ?? "");
  const [, system] = useState();
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const turned = () => system(query.matches);
    query.addEventListener("change", turned);
    return () => query.removeEventListener("change", turned);
  }, []);
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

/** What is asked before something is lost, and the menu of everything that can be done. */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { act, ACTIONS, refusal } from "./act.js";
import { call, containerPath } from "./api.js";
import { keyOf, say, serverNow, state } from "./store.js";
import { Dialog, open } from "./ui.js";
import { decimalSize, stateOf } from "./words.js";

/** So many are counted: the engine walks through what each wrote. */
const COUNTED = 30;

/** What containers wrote outside of volumes, in bytes, by key, as it becomes known. */
function useWritten(containers, wanted) {
  const [sizes, set] = useState({});
  useEffect(() => {
    if (!wanted) return;
    const stop = new AbortController();
    for (const c of containers.slice(0, COUNTED)) {
      const at = `${containerPath(c)}?size=1`;
      call("GET", at, undefined, stop.signal).then(
        (d) => d.writtenBytes !== undefined && set((s) => ({ ...s, [keyOf(c)]: d.writtenBytes })),
        () => {},
      );
    }
    return () => stop.abort();
  }, []);
  return sizes;
}

/** Shows what would be done to which, and does it to what is left ticked. */
export function askRemove(action, containers) {
  open((close) => html`<${Plan} action=${action} containers=${containers} close=${close} />`);
}

function Plan({ action, containers, close }) {
  const [off, setOff] = useState(() => new Set());
  const rows = containers.map((c) => ({ c, why: refusal(action, c) }));
  const going = rows.filter((r) => r.why === undefined && !off.has(keyOf(r.c))).map((r) => r.c);
  const removes = action.id === "remove" || action.id === "forceRemove";
  const sizes = useWritten(containers, removes);
  const lost = going.map((c) => sizes[keyOf(c)]).filter((n) => n !== undefined);
  const list = useRef();
  // Enter must not press the button that nobody looked at.
  useEffect(() => list.current?.focus(), []);
  const now = serverNow();
  const what = action.label.toLowerCase();
  return html`<${Dialog} title=${`${action.label}: what ${
    action.dangerous ? "is lost" : "is done"
  }`} close=${close}>
    <ul class="plan" ref=${list} tabindex="-1">
      ${
    rows.map(({ c, why }) => {
      const key = keyOf(c);
      const s = stateOf(c, now);
      return html`
        <li class=${why ? "off" : ""}>
          <label><input type="checkbox" disabled=${why !== undefined} checked=${why === undefined &&
            !off.has(key)} onChange=${() =>
            setOff((o) => {
              const next = new Set(o);
              if (!next.delete(key)) next.add(key);
              return next;
            })} /><span class="mono">${c.name}</span></label>
          <span class="dim">${why ??
            `${s.text}${s.age ? `, ${s.age}` : ""}${
              sizes[key] === undefined ? "" : `, ${decimalSize(sizes[key])} of its own`
            }`}</span>
        </li>
      `;
    })
  }
    </ul>
    ${
    removes
      ? html`
        <p
          class="hint">Their files outside of volumes${lost.length > 0
            ? ` (${decimalSize(lost.reduce((a, b) => a + b, 0))})`
            : ""} and their logs at the engine go with them. Volumes stay${state.session?.record
            ? ", and so does what is recorded"
            : ""}.</p>
      `
      : ""
  }
    <footer>
      <button onClick=${close}>Leave ${containers.length === 1 ? "it" : "them"}</button>
      <button class=${action.dangerous ? "danger solid" : "solid"} disabled=${
    going.length === 0
  } onClick=${() => {
    close();
    void act(action, going);
  }}>${action.label} ${
    going.length === 1 && containers.length === 1 ? going[0].name : going.length
  }</button>
    </footer>
    <p class="hidden">${what}</p>
  <//>`;
}

/** Everything that can be done to some containers; what cannot says why. */
export function Menu({ containers, close }) {
  return html`
    <${Dialog} title=${containers.length === 1
      ? containers[0].name
      : `${containers.length} containers`} close=${close}>
      <ul class="menu">
          ${ACTIONS.map((a) => {
            const why = containers.map((c) => refusal(a, c));
            const all = why.every((w) => w !== undefined);
            const turned = containers.length === 1 ? a.turned?.(containers[0]) : undefined;
            return html`<li><button aria-disabled=${all} class=${
              a.dangerous ? "danger" : ""
            } onClick=${() => {
              if (all) return;
              close();
              if (a.dangerous || containers.length > 1) askRemove(a, containers);
              else void act(a, containers);
            }}><kbd>${a.key}</kbd><span>${(turned ?? a).label}</span>${
              all ? html`<small>${why[0]}</small>` : ""
            }</button></li>`;
          })}
        </ul>
      <//>
  `;
}

/** Asks before an image, a network or a volume goes; `used` says who uses it, which keeps it. */
export function askDelete({ kind, name, more, path, used }) {
  open((close) => html`<${Delete} ...${{ kind, name, more, path, used }} close=${close} />`);
}

function Delete({ kind, name, more, path, used, close }) {
  const list = useRef();
  // Enter must not press the button that nobody looked at.
  useEffect(() => list.current?.focus(), []);
  const go = async () => {
    close();
    try {
      await call("DELETE", path);
      say("ok", `removed ${name}`);
    } catch (e) {
      say("bad", `${name}: ${e.message}`);
    }
  };
  return html`<${Dialog} title=${`Remove the ${kind}`} close=${close}>
    <ul class="plan" ref=${list} tabindex="-1">
      <li class=${used ? "off" : ""}><span class="mono">${name}</span><span class="dim">${
    used ? `${used} uses it` : more
  }</span></li>
    </ul>
    ${
    kind === "volume"
      ? html`<p class="hint">All that is in it goes with it, and does not come back.</p>`
      : ""
  }
    <footer>
      <button onClick=${close}>Leave it</button>
      <button class="danger solid" disabled=${!!used} onClick=${go}>Remove ${
    name.slice(0, 60)
  }</button>
    </footer>
  <//>`;
}

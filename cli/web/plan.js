/** What is asked before something is lost, and the menu of everything that can be done. */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { act, ACTIONS, refusal } from "./act.js";
import { keyOf } from "./store.js";
import { Dialog, open } from "./ui.js";
import { stateOf } from "./words.js";

/** Shows what would be done to which, and does it to what is left ticked. */
export function askRemove(action, containers) {
  open((close) => html`<${Plan} action=${action} containers=${containers} close=${close} />`);
}

function Plan({ action, containers, close }) {
  const [off, setOff] = useState(() => new Set());
  const rows = containers.map((c) => ({ c, why: refusal(action, c) }));
  const going = rows.filter((r) => r.why === undefined && !off.has(keyOf(r.c))).map((r) => r.c);
  const list = useRef();
  // Enter must not press the button that nobody looked at.
  useEffect(() => list.current?.focus(), []);
  const now = Date.now();
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
          <span class="dim">${why ?? `${s.text}${s.age ? `, ${s.age}` : ""}`}</span>
        </li>
      `;
    })
  }
    </ul>
    ${
    action.id === "remove" || action.id === "forceRemove"
      ? html`
        <p
          class="hint">Their files outside of volumes and their logs at the engine go with them. Volumes stay.</p>
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

/** The difference that an edit makes, before anything is done. */
import { html } from "./vendor/preact.js";
import { quoted, sizeWords } from "./edit_form.js";
import { PlanLists } from "./planned.js";
import { Copy } from "./ui.js";

/** What would be different, as a table and as a `run` line. */
export function Shown({ plan, ask, go }) {
  const line = diffWords(plan.before, plan.after);
  const blocked = plan.problems.length > 0;
  const verb = plan.kind === "update"
    ? "Change"
    : plan.kind === "restore"
    ? "Go back with"
    : "Recreate";
  return html`<section class="difference" aria-label="What would be different">
    <h3>${
    plan.kind === "update"
      ? "It is changed where it runs"
      : plan.kind === "nothing"
      ? "Nothing is different"
      : plan.kind === "restore"
      ? "The one before comes back"
      : "It is made anew"
  }</h3>
    <table><tbody>${plan.differences.map((d) => html`<${Difference} text=${d} />`)}</tbody></table>
    <div class="runline"><code>${
    [{ is: "same", word: "docker" }, ...line].map((w) => [word(w), " "])
  }</code><${Copy} text=${`docker ${plan.after.join(" ")}`} label="Copy the new run line" /></div>
    <${PlanLists} plan=${plan} />
    ${
    plan.asksLayer
      ? html`
        <div
          class="bar"><button onClick=${() =>
            ask({ layer: "discard" })}>Discard these files</button><button onClick=${() =>
            ask({ layer: "commit" })}>Keep them in an image</button></div>
      `
      : ""
  }
    ${
    plan.kind === "nothing" ? "" : html`
      <div
        class="bar"><button class="solid" disabled=${blocked} onClick=${go}>${verb} ${plan
          .name}</button></div>
    `
  }
  </section>`;
}

function word({ is, word: text }) {
  if (is === "gone") return html`<del class="word">${text}</del>`;
  return is === "new"
    ? html`<ins class="word">${text}</ins>`
    : html`<span class="word">${text}</span>`;
}

/** The engine's names of fields, as the form calls them. */
const TITLES = {
  Binds: "Mounts",
  Cmd: "Command",
  Env: "Environment",
  ExposedPorts: "Ports it listens on",
  NanoCpus: "CPUs",
  MemorySwap: "Memory and swap",
  NetworkMode: "Network mode",
  PortBindings: "Ports",
  RestartPolicy: "Restart",
  WorkingDir: "Working directory",
};
/** Numbers of the engine as the form has them. */
const AMOUNTS = {
  Memory: sizeWords,
  MemorySwap: sizeWords,
  NanoCpus: (n) => String(n / 1e9),
};
/** Lists whose order is what they mean. */
const LINES = ["Cmd", "Entrypoint"];

/** A text, a list or an object of the engine as lines a person reads; undefined for another value. */
function listOf(name, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value === "number" && AMOUNTS[name]) {
    return [value > 0 ? AMOUNTS[name](value) : "none"];
  }
  if (typeof value === "string") return value === "" ? [] : [value];
  if (Array.isArray(value)) {
    return LINES.includes(name) ? [value.map(String).map(quoted).join(" ")] : value.map(String);
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (name === "RestartPolicy") return value.Name ? [value.Name] : [];
  return Object.entries(value).flatMap(([key, v]) => {
    if (name === "PortBindings") {
      return (v ?? []).map((b) =>
        `${b.HostIp ? `${b.HostIp}:` : ""}${b.HostPort}:${key.replace(/\/tcp$/, "")}`
      );
    }
    return typeof v === "string" ? `${key}=${v}` : key.replace(/\/tcp$/, "");
  });
}

/** One field: before and after; of lists only what goes and what comes. */
function Difference({ text }) {
  const [, field, before, after] = /^([^:]+): ([^]*) → ([^]*)$/.exec(text) ?? [, text, "", ""];
  const name = field.replace("HostConfig.", "");
  const [a, b] = [listOf(name, before) ?? [before], listOf(name, after) ?? [after]];
  const gone = a.filter((w) => !b.includes(w));
  const come = b.filter((w) => !a.includes(w));
  return html`
    <tr>
      <th scope="row">${Object.hasOwn(TITLES, name) ? TITLES[name] : name}</th>
      <td>${gone.map((w) =>
        html`
          <div>
            <del>${w}</del>
          </div>
        `
      )}</td>
      <td>${come.map((w) =>
        html`
          <div>
            <ins>${w}</ins>
          </div>
        `
      )}</td>
    </tr>
  `;
}

/** Words that stay, go and come, by the longest common part. */
function diffWords(a, b) {
  if (a.length * b.length > 250_000) return b.map((word) => ({ is: "same", word }));
  const size = a.map(() => new Uint16Array(b.length + 1));
  size.push(new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      size[i][j] = a[i] === b[j]
        ? size[i + 1][j + 1] + 1
        : Math.max(size[i + 1][j], size[i][j + 1]);
    }
  }
  const out = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ is: "same", word: a[i++] });
      j++;
    } else if (i < a.length && (j === b.length || size[i + 1][j] >= size[i][j + 1])) {
      out.push({ is: "gone", word: a[i++] });
    } else out.push({ is: "new", word: b[j++] });
  }
  return out;
}

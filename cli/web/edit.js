/** Editing a container: a form, the difference as it will be, then step by step to the end. */
import { html, useEffect, useMemo, useState } from "./vendor/preact.js";
import { call, events } from "./api.js";
import { READ_ONLY } from "./act.js";
import { useDetails } from "./details.js";
import { changed as draw, say, state } from "./store.js";
import { Copy, Empty, mayWrite } from "./ui.js";

const POLICIES = ["no", "always", "unless-stopped", "on-failure"];

/** What the form shows of a container. */
function formOf(d) {
  return {
    image: d.image,
    command: d.command.map(quoted).join(" "),
    env: d.env.join("\n"),
    ports: d.ports.map((p) =>
      `${p.ip ? `${p.ip.includes(":") ? `[${p.ip}]` : p.ip}:` : ""}${p.public}:${
        p.private.replace(/\/tcp$/, "")
      }`
    ).join("\n"),
    binds: d.binds.join("\n"),
    labels: Object.entries(d.labels).map(([k, v]) => `${k}=${v}`).join("\n"),
    memory: d.memory === 0 ? "" : sizeWords(d.memory),
    cpus: d.cpus === 0 ? "" : String(d.cpus),
    restartPolicy: d.restartPolicy,
  };
}

function sizeWords(bytes) {
  for (const [unit, size] of [["g", 2 ** 30], ["m", 2 ** 20], ["k", 2 ** 10]]) {
    if (bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

const quoted = (word) =>
  word !== "" && /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Words as a shell would split them, without anything that a shell would do. */
function wordsOf(text) {
  const words = [];
  let word = "";
  let begun = false;
  let quote = "";
  for (let n = 0; n < text.length; n++) {
    const ch = text[n];
    if (quote !== "") {
      if (ch === quote) quote = "";
      else if (ch === "\\" && quote === '"' && /["\\]/.test(text[n + 1] ?? "")) word += text[++n];
      else word += ch;
    } else if (ch === "'" || ch === '"') {
      quote = ch;
      begun = true;
    } else if (ch === "\\") {
      word += text[++n] ?? "";
      begun = true;
    } else if (/\s/.test(ch)) {
      if (begun) words.push(word);
      word = "";
      begun = false;
    } else {
      word += ch;
      begun = true;
    }
  }
  if (quote !== "") throw new Error("The command ends within a quotation");
  if (begun) words.push(word);
  return words;
}

const linesOf = (text) => text.split("\n").map((l) => l.trimEnd()).filter((l) => l !== "");

function portOf(line) {
  const m = /^(?:(\[[0-9a-fA-F:]+\]|[0-9.]+):)?(?:(\d*):)?(\d+(?:\/\w+)?)$/.exec(line.trim());
  if (m === null) throw new Error(`"${line}" is no port: 8080:80, 127.0.0.1:8080:80 or 53:53/udp`);
  return { ip: (m[1] ?? "").replace(/[[\]]/g, ""), public: m[2] ?? "", private: m[3] };
}

function sizeOf(text) {
  if (text.trim() === "") return 0;
  const m = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(text.trim());
  if (m === null) throw new Error(`"${text}" is no size: 256m or 1g`);
  return Math.round(
    Number(m[1]) * { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[m[2].toLowerCase()],
  );
}

/** Only what was changed. Throws what cannot be understood. */
function editsOf(before, after) {
  const edits = {};
  for (const [name, text] of Object.entries(after)) {
    if (text === before[name]) continue;
    switch (name) {
      case "command":
        edits.command = wordsOf(text);
        break;
      case "env":
      case "binds":
        edits[name] = linesOf(text);
        break;
      case "ports":
        edits.ports = linesOf(text).map(portOf);
        break;
      case "labels":
        edits.labels = Object.fromEntries(
          linesOf(text).map((l) => {
            const at = l.indexOf("=");
            return at < 0 ? [l, ""] : [l.slice(0, at), l.slice(at + 1)];
          }),
        );
        break;
      case "memory":
        edits.memory = sizeOf(text);
        break;
      case "cpus":
        if (text.trim() !== "" && !/^\d+(\.\d+)?$/.test(text.trim())) {
          throw new Error(`"${text}" is no number of CPUs`);
        }
        edits.cpus = Number(text.trim() || 0);
        break;
      default:
        edits[name] = text;
    }
  }
  return edits;
}

/** The form and all that follows from it. */
export function Edit({ c }) {
  const { details, problem } = useDetails(c);
  const original = useMemo(() => details && formOf(details), [details]);
  const [base, setBase] = useState();
  const [form, setForm] = useState();
  const [plan, setPlan] = useState();
  const [wrong, setWrong] = useState();
  // Its id changes while it is made anew; its name does not.
  const key = `${c.host}/${c.name}`;
  const run = state.runs.get(key);
  const setRun = (to) => {
    if (to === undefined) state.runs.delete(key);
    else state.runs.set(key, to);
    draw();
  };
  const [busy, setBusy] = useState(false);
  // What one typed stays, whatever the container does meanwhile.
  useEffect(() => {
    if (original && (form === undefined || same(form, base))) {
      setForm(original);
      setBase(original);
    }
  }, [original]);
  if (!mayWrite()) {
    return html`
      <${Empty} title="Nothing can be edited here">
        <p>${READ_ONLY}</p>
        <//>
    `;
  }
  const why = c.protected?.recreate;
  if (why) {
    return html`
      <${Empty} title=${`${c.name} is protected`}>
        <p>It may not be made anew: ${why}.</p>
        <//>
    `;
  }
  if (problem && !run) {
    return html`
      <${Empty} title="It cannot be edited">
        <p>${problem}</p>
        <//>
    `;
  }
  if (run) {
    return html`<${Run} run=${run} done=${() => {
      setRun(undefined);
      setPlan(undefined);
      setForm(undefined);
    }} />`;
  }
  if (!form || !base) return "";
  const set = (name) => (e) => {
    const { value } = e.currentTarget;
    setForm((f) => ({ ...f, [name]: value }));
    setPlan(undefined);
    setWrong(undefined);
  };
  const at = `/hosts/${encodeURIComponent(c.host)}/containers/${c.id}`;
  const ask = async (more = {}) => {
    setBusy(true);
    setWrong(undefined);
    try {
      setPlan(await call("POST", `${at}/plan`, { edits: editsOf(base, form), ...more }));
    } catch (e) {
      setWrong(e.message);
    } finally {
      setBusy(false);
    }
  };
  const go = async () => {
    const steps = [];
    const show = (more) => setRun({ name: plan.name, kind: plan.kind, steps: [...steps], ...more });
    show({});
    try {
      for await (const { event, data } of events(`/plans/${plan.id}/execute`, { method: "POST" })) {
        if (event === "step") {
          const known = steps.findIndex((s) => s.step === data.step);
          if (known < 0) steps.push(data);
          else steps[known] = { ...steps[known], ...data };
          show({});
        } else show({ [event]: data });
        if (event === "done") {
          say(
            "ok",
            `${plan.name} is well again${
              data.downMs === undefined
                ? ""
                : `, it was away for ${(data.downMs / 1000).toFixed(1)} s`
            }`,
          );
        }
        if (event === "failed") say("bad", `${plan.name}: ${data.message}`);
      }
    } catch (e) {
      show({ failed: { message: `${e.message}. The server goes on with it: look at the list` } });
    }
  };
  const changed = !same(form, base);
  const field = (name, title, hint, rows) => {
    const differs = form[name] !== base[name];
    return html`<label class=${`input${differs ? " differs" : ""}`}><span>${title}${
      differs
        ? html`
          <i>changed</i>
        `
        : ""
    }</span>
      ${
      rows
        ? html`<textarea rows=${rows} spellcheck="false" value=${form[name]} onInput=${
          set(name)
        }></textarea>`
        : html`<input spellcheck="false" value=${form[name]} onInput=${set(name)} />`
    }
      ${hint ? html`<small>${hint}</small>` : ""}</label>`;
  };
  const rows = (name) => Math.min(8, Math.max(2, form[name].split("\n").length));
  return html`<div class="scroll edit">
    <form onSubmit=${(e) => {
    e.preventDefault();
    if (changed) void ask();
  }}>
      ${field("image", "Image")}
      ${field("command", "Command", "The image's own where it is empty")}
      ${field("env", "Environment", "NAME=value, one a line", rows("env"))}
      <div class="pair">${field("ports", "Ports", "8080:80, one a line", rows("ports"))}${
    field("binds", "Mounts", "name:/path or /path:/path:ro", rows("binds"))
  }</div>
      <div class="pair three">${field("memory", "Memory", "256m, 1g; empty for none")}${
    field("cpus", "CPUs", "0.5; empty for all")
  }
        <label class=${`input${
    form.restartPolicy !== base.restartPolicy ? " differs" : ""
  }`}><span>Restart</span><select value=${form.restartPolicy} onChange=${set("restartPolicy")}>${
    POLICIES.map((p) => html`<option selected=${p === form.restartPolicy}>${p}</option>`)
  }</select></label></div>
      ${field("labels", "Labels", "name=value, one a line", rows("labels"))}
      <div class="bar">
        <button type="submit" class="solid" disabled=${!changed || busy}>${
    busy ? "Looking…" : "Show the difference"
  }</button>
        ${
    changed
      ? html`<button type="button" onClick=${() => {
        setForm(base);
        setPlan(undefined);
        setWrong(undefined);
      }}>Undo my changes</button>`
      : html`<span class="dim">Nothing is changed yet</span>`
  }
        <button type="button" class="quiet" onClick=${() =>
    ask({ edits: undefined, rollback: true })}>Go back to the one before</button>
      </div>
      ${wrong ? html`<p class="bad" role="alert">${wrong}</p>` : ""}
    </form>
    ${plan ? html`<${Shown} plan=${plan} ask=${ask} go=${go} />` : ""}
  </div>`;
}

const same = (a, b) => b !== undefined && Object.keys(a).every((k) => a[k] === b[k]);

function Shown({ plan, ask, go }) {
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
    ${
    plan.loses.length > 0
      ? html`
        <h4>Lost</h4>
        <ul class="warn">${plan.loses.map((l) => html`<li>${l}</li>`)}</ul>
      `
      : ""
  }
    ${
    plan.keeps.length > 0
      ? html`
        <h4>Kept</h4>
        <ul>${plan.keeps.map((l) => html`<li>${l}</li>`)}</ul>
      `
      : ""
  }
    ${
    plan.warnings.length > 0
      ? html`
        <h4>To know</h4>
        <ul>${plan.warnings.map((l) => html`<li>${l}</li>`)}</ul>
      `
      : ""
  }
    ${
    blocked
      ? html`
        <h4>In the way</h4>
        <ul class="bad">${plan.problems.map((l) => html`<li>${l}</li>`)}</ul>
      `
      : ""
  }
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

function listOf(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** One field: before and after; of lists only what goes and what comes. */
function Difference({ text }) {
  const [, name, before, after] = /^([^:]+): ([^]*) → ([^]*)$/.exec(text) ?? [, text, "", ""];
  const [a, b] = [listOf(before), listOf(after)];
  const lists = a !== undefined && b !== undefined;
  const gone = lists ? a.filter((w) => !b.includes(w)) : [before];
  const come = lists ? b.filter((w) => !a.includes(w)) : [after];
  return html`
    <tr>
      <th scope="row">${name.replace("HostConfig.", "")}</th>
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

function Run({ run, done }) {
  const over = run.done ?? run.failed;
  return html`<div class="scroll run" role="status" aria-live="polite">
    <h3>${
    run.done
      ? `${run.name} is well again`
      : run.failed
      ? `${run.name} could not be made anew`
      : `${run.name} is ${run.kind === "update" ? "changed" : "made anew"}…`
  }</h3>
    <ol class="steps">${
    run.steps.map((s) =>
      html`<li class=${s.state}><b aria-hidden="true">${
        s.state === "done" ? "✓" : s.state === "failed" ? "✕" : "…"
      }</b> ${s.text}${
        s.detail
          ? html`
            <small>${s.detail}</small>
          `
          : ""
      }</li>`
    )
  }</ol>
    ${run.failed ? html`<p class="bad">${run.failed.message}</p>` : ""}
    ${run.failed?.undone ? html`<p>${run.failed.undone}</p>` : ""}
    ${
    run.done?.backup
      ? html`
        <p
          class="hint">The old one is kept as <code>${run.done
            .backup}</code>; “Go back to the one before” brings it back.</p>
      `
      : ""
  }
    ${
    run.done?.warnings.length
      ? html`<ul class="warn">${run.done.warnings.map((w) => html`<li>${w}</li>`)}</ul>`
      : ""
  }
    ${
    over
      ? html`<div class="bar"><button class="solid" onClick=${done}>${
        run.done ? "Done" : "Back to the form"
      }</button></div>`
      : ""
  }
  </div>`;
}

/** Editing a container: a form, the difference as it will be, then step by step to the end. */
import { html, useEffect, useMemo, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { READ_ONLY } from "./act.js";
import { useDetails } from "./details.js";
import { Shown } from "./difference.js";
import { editsOf, formOf } from "./edit_form.js";
import { carryOut, Steps } from "./planned.js";
import { changed as draw, say, state } from "./store.js";
import { Empty, mayWrite } from "./ui.js";

const POLICIES = ["no", "always", "unless-stopped", "on-failure"];

/** The form and all that follows from it. */
export function Edit({ c }) {
  // Its id changes while it is made anew; its name does not.
  const key = `${c.host}/${c.name}`;
  const run = state.runs.get(key);
  // Meanwhile each of its ids may be gone by the time that it is asked for.
  const { details, problem } = useDetails(c, run === undefined);
  const original = useMemo(() => details && formOf(details), [details]);
  // What was there, and what it is to be: set together, so that neither is ever told by the other.
  const [{ base, form }, setForms] = useState({});
  const [plan, setPlan] = useState();
  const [wrong, setWrong] = useState();
  const setRun = (to) => {
    if (to === undefined) state.runs.delete(key);
    else state.runs.set(key, to);
    draw();
  };
  const [busy, setBusy] = useState(false);
  // What one typed stays, whatever the container does meanwhile. An effect comes after what it was
  // made for was drawn, and a key may have come between: the forms are asked as they are by then.
  useEffect(() => {
    if (original === undefined || run !== undefined) return;
    setForms((is) => same(is.form, is.base) ? { base: original, form: original } : is);
  }, [original, form === undefined, run === undefined]);
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
      // What could not be done may be mended and tried again.
      if (run.done) setForms({});
    }} />`;
  }
  if (!form || !base) return "";
  const set = (name) => (e) => {
    const { value } = e.currentTarget;
    setForms((is) => ({ ...is, form: { ...is.form, [name]: value } }));
    setPlan(undefined);
    setWrong(undefined);
  };
  const at = containerPath(c);
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
  const go = () =>
    carryOut(plan.id, (now) => {
      setRun({ name: plan.name, kind: plan.kind, ...now });
      if (now.done) {
        const { downMs } = now.done;
        const away = downMs === undefined
          ? ""
          : `, it was away for ${(downMs / 1000).toFixed(1)} s`;
        say("ok", `${plan.name} is well again${away}`);
      }
      if (now.failed) say("bad", `${plan.name}: ${now.failed.message}`);
    });
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
      ${
    field(
      "entrypoint",
      "Entrypoint",
      "The image's own where it is empty, none where it is ''",
      base.entrypoint.includes("\n") ? rows("entrypoint") : undefined,
    )
  }
      ${
    field(
      "command",
      "Command",
      "The image's own where it is empty, none beside an entrypoint of its own",
      // A line of input would lose the breaks of a script.
      base.command.includes("\n") ? rows("command") : undefined,
    )
  }
      <div class="pair">${
    field("user", "User", "name, 1000 or 1000:1000; empty for the image's own")
  }${field("workingDir", "Working directory", "/app; empty for the image's own")}</div>
      ${
    field(
      "env",
      "Environment",
      'NAME=value, one a line; "NAME=one\\ntwo" for a value of several lines',
      rows("env"),
    )
  }
      <div class="pair">${field("ports", "Ports", "8080:80, one a line", rows("ports"))}${
    field("binds", "Mounts", "name:/path or /path:/path:ro", rows("binds"))
  }</div>
      ${
    field(
      "networks",
      "Networks",
      "by name, one a line; none or host stands alone",
      rows("networks"),
    )
  }
      <div class="pair three">${field("memory", "Memory", "256m, 1g; empty for none")}${
    field("cpus", "CPUs", "0.5; empty for all")
  }
        <label class=${`input${
    form.restartPolicy !== base.restartPolicy ? " differs" : ""
  }`}><span>Restart${
    form.restartPolicy === base.restartPolicy ? "" : html`
      <i>changed</i>
    `
  }</span><select value=${form.restartPolicy} onChange=${set("restartPolicy")}>${
    POLICIES.map((p) => html`<option value=${p}>${p}</option>`)
  }</select></label></div>
      ${field("labels", "Labels", "name=value, one a line", rows("labels"))}
      <div class="bar">
        <button type="submit" class="solid" disabled=${!changed || busy}>${
    busy ? "Looking…" : "Show the difference"
  }</button>
        ${
    changed
      ? html`<button type="button" onClick=${() => {
        setForms({ base, form: base });
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

const same = (a, b) => a === b || Object.keys(a).every((k) => a[k] === b[k]);

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
    <${Steps} steps=${run.steps} />
    ${run.failed ? html`<p class="bad">${run.failed.message}</p>` : ""}
    ${
    run.failed?.undone && !run.failed.message.includes(run.failed.undone)
      ? html`<p>${run.failed.undone}</p>`
      : ""
  }
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

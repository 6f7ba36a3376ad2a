/** A plan of the server: shown, agreed to, carried out step by step. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, events } from "./api.js";
import { readRemoved, say } from "./store.js";
import { Dialog, open } from "./ui.js";
import { count } from "./words.js";

/** Carries a plan out; `show` is told `{ steps }`, at the end with `done` or `failed`. */
export async function carryOut(id, show) {
  const steps = [];
  const tell = (more) => show({ steps: [...steps], ...more });
  tell({});
  try {
    for await (const { event, data } of events(`/plans/${id}/execute`, { method: "POST" })) {
      if (event === "step") {
        const known = steps.findIndex((s) => s.step === data.step);
        if (known < 0) steps.push(data);
        else steps[known] = { ...steps[known], ...data };
        tell({});
      } else tell({ [event]: data });
    }
  } catch (e) {
    tell({ failed: { message: `${e.message}. The server goes on with it: look at the list` } });
  }
}

/** The steps as they are done. */
export function Steps({ steps }) {
  return html`<ol class="steps">${
    steps.map((s) =>
      html`<li class=${s.state}><b aria-hidden="true">${
        s.state === "done" ? "✓" : s.state === "failed" ? "✕" : "…"
      }</b> ${s.text} ${
        s.detail
          ? html`
            <small>${s.detail}</small>
          `
          : ""
      }</li>`
    )
  }</ol>`;
}

/** What is kept, lost, to be known and in the way. */
export function PlanLists({ plan, level = "h4" }) {
  const part = (title, lines, role) =>
    lines?.length > 0
      ? html`
        <${level}>${title}<//>
        <ul class=${role}>${lines.map((l) => html`<li>${l}</li>`)}</ul>
      `
      : "";
  return [
    part("Lost", plan.loses, "warn"),
    part("Kept", plan.keeps, ""),
    part("To know", plan.warnings, ""),
    part("In the way", plan.problems, "bad"),
  ];
}

/** Shows what `path` plans in a dialog; agreed to, it is carried out there. */
function askPlan(about) {
  open((close) => html`<${Planned} ...${about} close=${close} />`);
}

function Planned({ title, path, body, verb, done, danger, close }) {
  const [plan, setPlan] = useState();
  const [wrong, setWrong] = useState();
  const [run, setRun] = useState();
  useEffect(() => {
    const stop = new AbortController();
    call("POST", path, body, stop.signal).then(
      setPlan,
      (e) => stop.signal.aborted || setWrong(e.message),
    );
    return () => stop.abort();
  }, []);
  const go = async () => {
    await carryOut(plan.id, (now) => {
      setRun(now);
      if (now.done) {
        say("ok", done);
        for (const w of now.done.warnings ?? []) say("warn", w);
        readRemoved(1_000);
      }
      if (now.failed) say("bad", now.failed.message);
    });
  };
  const over = run?.done ?? run?.failed;
  const nothing = plan?.steps?.length === 0;
  return html`
    <${Dialog} title=${title} close=${close}>
      <div class="planned" role="status" aria-live="polite">
        ${wrong
          ? html`<p class="bad">${wrong}</p>`
          : plan === undefined
          ? html`<p class="hint">Looking…</p>`
          : ""}
        ${plan && run === undefined
          ? html`${
            plan.steps
              ? html`
                <p>${nothing
                  ? "Nothing is to be done."
                  : `${count(plan.steps.length, "step")}:`}</p>
                <ul class="plan">${plan.steps.map((s) =>
                  html`<li><span class="mono">${s.kind} ${s.subject}</span></li>`
                )}</ul>
              `
              : ""
          }<${PlanLists} plan=${plan} level="h3" />`
          : ""}
        ${run ? html`<${Steps} steps=${run.steps} />` : ""}
        ${run?.failed ? html`<p class="bad">${run.failed.message}</p>` : ""}
        </div>
      <footer>
          <button onClick=${close}>${over || wrong ? "Close" : "Leave it"}</button>
          ${run === undefined
            ? html`<button class=${`solid${danger ? " danger" : ""}`} disabled=${
              !plan || plan.problems.length > 0 || nothing
            } onClick=${go}>${verb}</button>`
            : ""}
        </footer>
      <//>
  `;
}

const at = (host) => `/hosts/${encodeURIComponent(host)}`;

/** Makes a removed container again. */
export function askUndo(c) {
  askPlan({
    title: `Make ${c.name} again`,
    path: `${at(c.host)}/containers/${c.id}/undo`,
    verb: `Make ${c.name} again`,
    done: `${c.name} is there again`,
  });
}

/** Takes a project down. */
export function askDown(host, name) {
  askPlan({
    title: `Take ${name} down`,
    path: `${at(host)}/projects/${encodeURIComponent(name)}/down`,
    body: {},
    verb: `Take ${name} down`,
    done: `${name} is down`,
    danger: true,
  });
}

/** The record: searched at the server, newest first; what is kept, and who is gone. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, events } from "./api.js";
import { containerLink } from "./place.js";
import { keyOf, serverNow, state } from "./store.js";
import { Empty, Heads } from "./ui.js";
import { count, dateOf, grouped, levelOf, plainOf, shortAge, shortSize } from "./words.js";

/** A search over much says nothing for so long at most (ms); the server ends it sooner. */
const SEARCH_SILENT = 90_000;

const DAYS = [["", "all of it"], ["1", "the last day"], ["7", "the last week"], [
  "31",
  "the last month",
]];
const COUNT = 500;
/** Somebody who types is let finish, milliseconds. */
const TYPING = 350;

/** What is found, as it comes; ended when something else is searched for, or nobody looks. */
function useSearch({ query, within, days }) {
  const [got, set] = useState();
  useEffect(() => {
    if (query.trim() === "") return set(undefined);
    const stop = new AbortController();
    const found = { lines: [], state: "searching", query };
    const tell = (more) =>
      stop.signal.aborted || set(Object.assign({}, Object.assign(found, more)));
    const timer = setTimeout(async () => {
      const regex = /^\/(.+)\/$/.exec(query.trim());
      const q = new URLSearchParams({ text: regex?.[1] ?? query.trim(), count: COUNT });
      if (regex) q.set("regex", "1");
      if (within !== "") q.set("container", within);
      if (days !== "") q.set("since", Math.floor(serverNow() / 1000) - days * 86_400);
      tell({});
      try {
        for await (
          const { event, data } of events(`/search?${q}`, {
            signal: stop.signal,
            silence: SEARCH_SILENT,
          })
        ) {
          if (event === "lines") tell({ lines: [...found.lines, ...data.lines] });
          else if (event === "searched") tell({ since: data.since });
          else if (event === "problem") tell({ problem: data.message, state: "ended" });
          else if (event === "end") tell({ ...data, state: "ended" });
        }
      } catch (e) {
        tell({ problem: e.message, state: "ended" });
      }
    }, TYPING);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, within, days]);
  return got;
}

/** Where a line that was found is, in its log. */
function linkOf(l, query) {
  const gone = !state.containers.has(`${l.host}/${l.id}`);
  const find = /^\/.*\/$/.test(query) ? "" : `&find=${encodeURIComponent(query)}`;
  return `${containerLink(l.host, gone ? l.id : l.name)}?at=${l.time}${find}`;
}

/** The view. */
export function Record({ place, go }) {
  const { query, within, days } = place;
  const found = useSearch(place);
  const [records, setRecords] = useState();
  useEffect(() => {
    const stop = new AbortController();
    call("GET", "/records", undefined, stop.signal).then(
      setRecords,
      (e) => stop.signal.aborted || setRecords({ problem: e.message }),
    );
    return () => stop.abort();
  }, []);
  if (records?.length === 0) {
    return html`
      <${Empty} title="Nothing is recorded yet">
        <p>A recorder keeps logs, stats and events of containers, also of those that are gone:</p>
        <p class="sample"><code>dockerctl record start</code></p>
        <//>
    `;
  }
  return html`<div class="record list" tabindex="0" role="region" aria-label="Record">
    <div class="tools">
      <label class="field"><span>in</span><select value=${within} onChange=${(e) =>
    go({ within: e.currentTarget.value }, true)}>
        <option value="">all containers</option>
        ${
    [...state.containers.values(), ...state.removed.values()].slice(0, 500).map((c) =>
      html`<option value=${keyOf(c)}>${c.name}${
        c.removedAt ? `, removed ${shortAge(serverNow() - Date.parse(c.removedAt))} ago` : ""
      }</option>`
    )
  }
      </select></label>
      <label class="field"><span>over</span><select value=${days} onChange=${(e) =>
    go({ days: e.currentTarget.value }, true)}>${
    DAYS.map(([id, title]) => html`<option value=${id}>${title}</option>`)
  }</select></label>
      <span class="dim" role="status">${statusOf(found, query)}</span>
      ${found?.problem ? html`<span class="bad">${found.problem}</span>` : ""}
    </div>
    ${
    query.trim() === ""
      ? html`<${About} records=${records} />`
      : html`<ol class="found">${
        (found?.lines ?? []).map((l) => {
          const plain = plainOf(l.text ?? "");
          return html`
            <li
              class=${levelOf(plain) ?? ""}><a href=${linkOf(l, query)}><time>${dateOf(
                Number(BigInt(l.time) / 1_000_000n),
              )}</time><b>${l.name}</b><span>${marked(plain.slice(0, 600), query)}</span></a></li>
          `;
        })
      }</ol>`
  }
  </div>`;
}

function statusOf(found, query) {
  if (query.trim() === "") {
    return "Type above to search all logs of the record; /…/ is an expression";
  }
  if (found === undefined) return "";
  const n = `${count(found.lines.length, "line")} found`;
  if (found.state === "searching") {
    return `${n}, ${
      found.since ? `searched back to ${dateOf(found.since * 1000).slice(0, 16)}…` : "searching…"
    }`;
  }
  if (found.problem) return n;
  return found.more ? `the newest ${grouped(found.lines.length)} lines; there are more` : n;
}

function marked(text, query) {
  const needle = query.trim().toLowerCase();
  const at = text.toLowerCase().indexOf(needle);
  if (at < 0 || text.toLowerCase().length !== text.length) return text;
  return [
    text.slice(0, at),
    html`<mark>${text.slice(at, at + needle.length)}</mark>`,
    text.slice(at + needle.length),
  ];
}

/** What is kept, and the containers that only the record knows. */
function About({ records }) {
  if (records === undefined) return "";
  if (records.problem) return html`<p class="hint bad">${records.problem}</p>`;
  const rows = [...state.removed.values()].slice(0, 500);
  return html`
    ${records.map((r) =>
      html`<p class="hint">${state.hosts.size > 1 ? `${r.host}: ` : ""}${
        r.from ? `from ${dateOf(Date.parse(r.from)).slice(0, 16)} on, ` : ""
      }${count(r.containers, "container")}, ${shortSize(r.bytes)}${
        r.recordingSince ? "" : ". Nobody records now: dockerctl record start"
      }${
        r.trouble
          ? html`
            <span class="bad">${r.trouble}</span>
          `
          : ""
      }${
        r.lacks
          ? html`
            <span class="warn">${r.lacks}</span>
          `
          : ""
      }</p>`
    )}
    ${rows.length === 0 ? html`<p class="hint">No container that was recorded is gone.</p>` : html`
      <table>
        <${Heads} titles=${["Removed", "When", "Ended", "Lines", "Image"]} />
        <tbody>${rows.map((c) =>
          html`
            <tr key=${keyOf(c)}>
              <th scope="row"><a href=${containerLink(c.host, c.id)}>${c.name}</a></th>
              <td data-title="When">${shortAge(serverNow() - Date.parse(c.removedAt))} ago</td>
              <td data-title="Ended" class=${c.exitCode ? "bad" : ""}>${c.oomKilled
                ? "out of memory"
                : c.exitCode === undefined
                ? ""
                : `exit ${c.exitCode}`}</td>
              <td data-title="Lines">${grouped(c.lines)}</td>
              <td data-title="Image" title=${c.image}>${c.image}</td>
            </tr>
          `
        )}</tbody>
      </table>
    `}
  `;
}

/** The hosts, where the screen shows several: how it stands with each. */
import { clockIsOff, twinWarning } from "../../../../core/fleet/facts.ts";
import { clockWords } from "../../../../core/fleet/state.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { fleetSlot, type HostRow, hostsOf } from "../../model/fleet.ts";
import { quiet } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { say } from "../../model/say.ts";
import type { ListPane } from "../../pane.ts";
import { focus } from "../../screen/focus.ts";
import { type Role, span } from "../../text/block.ts";
import { shortAge } from "../../text/human.ts";
import { colourRole } from "./host_column.ts";
import { type ListSpec, selectedItem } from "./list.ts";
import { listPane } from "./list_pane.ts";
import { cpusColumn, engineColumn, memoryColumn } from "./machine_columns.ts";
import { withList } from "./update.ts";

const ROLES: Readonly<Record<HostRow["state"], Role>> = {
  connecting: "dim",
  up: "ok",
  slow: "warn",
  down: "bad",
  refused: "bad",
};

/** `down 3m, again in 12s`. */
function stateWords(host: HostRow, model: Model): string {
  if (host.state === "up" || host.state === "connecting") return host.state;
  const since = shortAge(Math.max(0, (model.now - host.since) / 1000));
  const again = host.retryAt === undefined
    ? ""
    : `, again in ${shortAge(Math.max(0, (host.retryAt - model.now) / 1000))}`;
  return `${host.state} ${since}${again}`;
}

const hostsList: ListSpec<HostRow> = {
  id: "hosts",
  title: "Hosts",
  needs: "containers",
  empty: "One engine is shown. `dockerctl --hosts @all` shows several",
  items: hostsOf,
  key: (h) => h.name,
  name: (h) => h.name,
  text: (h) => `${h.name} ${h.endpoint} ${h.groups.map((g) => `@${g}`).join(" ")} ${h.state}`,
  status: (h) => h.state,
  dim: (h) => h.state === "down" || h.state === "refused",
  columns: [
    {
      id: "name",
      title: "NAME",
      width: 8,
      grows: 1,
      drop: 0,
      cell: (h) => span(sanitise(h.name), colourRole(h.colour)),
      sort: (h) => h.name,
    },
    {
      id: "state",
      title: "STATE",
      width: 10,
      grows: 2,
      drop: 1,
      cell: (h, m) => span(stateWords(h, m), ROLES[h.state]),
      sort: (h) => h.state,
    },
    {
      id: "containers",
      title: "RUN/ALL",
      width: 7,
      drop: 2,
      align: "right",
      cell: (h) => span(`${h.running}/${h.containers}`),
      sort: (h) => h.running,
    },
    engineColumn((h) => h.version, 4),
    cpusColumn(6),
    memoryColumn("size", 5),
    {
      id: "clock",
      title: "CLOCK",
      width: 6,
      drop: 7,
      cell: (h) => span(clockWords(h.clock), clockIsOff(h.clock) ? "warn" : "dim"),
      sort: (h) => Math.abs(h.clock?.ms ?? 0),
    },
    {
      id: "notes",
      title: "NOTES",
      width: 12,
      grows: 4,
      drop: 3,
      cell: (h) => span(notesOf(h), h.error === undefined ? "warn" : "bad"),
    },
  ],
};

function notesOf(host: HostRow): string {
  const notes = [
    ...(host.error === undefined ? [] : [reasonOf(host)]),
    ...(host.readOnly ? ["read-only"] : []),
    ...(host.twins.length === 0 ? [] : [`same engine id as ${host.twins.join(", ")}`]),
  ];
  return notes.join("; ");
}

/** Why it is down, without the words that are the same for all hosts. */
function reasonOf({ error = "" }: HostRow): string {
  const text = sanitise(error);
  const plain = text.replace(/^Cannot connect to the Docker daemon at \S+?(?:: |\. )/, "");
  return plain === "Is the docker daemon running?" ? "nobody answers there" : plain;
}

const base = listPane(hostsList, { key: "W", keys: [], enters: "containers", unmarked: true });

/** Says of a host what a person has to know, once. */
function warned(model: Model, before: readonly HostRow[], hosts: readonly HostRow[]): Model {
  let next = model;
  for (const host of hosts) {
    const known = before.find((h) => h.name === host.name);
    if (host.twins.length > 0 && (known?.twins.length ?? 0) === 0 && host.name < host.twins[0]) {
      next = say(next, { kind: "warn", text: twinWarning(host.name, host.twins) });
    }
    if (clockIsOff(host.clock) && !clockIsOff(known?.clock)) {
      const text = `${host.name}: its clock differs by ${clockWords(host.clock)}`;
      next = say(next, { kind: "warn", text });
    }
  }
  return next;
}

export const hostsPane: ListPane = {
  ...base,
  label: "hosts",
  take(model, msg) {
    const said = fleetSlot.heard(msg);
    if (said === undefined) return base.take?.(model, msg);
    const next = fleetSlot.with(model, said);
    return quiet(warned(next, hostsOf(model), said.hosts));
  },
  here(model, msg) {
    if (msg.type !== "enter") return base.here?.(model, msg);
    const host = selectedItem(model, hostsList);
    if (host === undefined) return quiet(model);
    return quiet(
      focus(withList(model, "containers", { filter: `host:${host.name}` }), "containers"),
    );
  },
};

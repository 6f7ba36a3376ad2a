/** The events of the engine, the newest first. */
import { sanitise } from "../../../format/sanitise.ts";
import type { ListSpec } from "./list.ts";
import { listPane } from "./list_pane.ts";
import type { EngineEventRow } from "../../model/objects.ts";
import { type Role, span } from "../../text/block.ts";
import { clock } from "../../text/human.ts";

const ROLES: Readonly<Record<string, Role>> = {
  start: "ok",
  unpause: "ok",
  create: "accent",
  pull: "accent",
  die: "warn",
  stop: "warn",
  kill: "warn",
  pause: "warn",
  oom: "bad",
  destroy: "bad",
  delete: "bad",
};

/** What an event was about, by name where it has one. */
export function eventSubject(e: EngineEventRow): string {
  return sanitise(e.attributes.name ?? e.id.replace(/^sha256:/, "").slice(0, 12));
}

export const eventsList: ListSpec<EngineEventRow> = {
  id: "events",
  title: "Events",
  needs: "containers",
  empty: "Nothing has happened in the last day",
  items: (m) => m.events,
  key: (e) => String(e.seq),
  name: eventSubject,
  text: (e) => `${e.type} ${e.action} ${eventSubject(e)} ${e.id.slice(0, 12)}`,
  labels: (e) => e.attributes,
  columns: [
    {
      id: "time",
      title: "TIME",
      width: 8,
      drop: 1,
      cell: (e, m) => span(clock(e.time.getTime(), m.utcOffset), "dim"),
      sort: (e) => e.seq,
    },
    {
      id: "type",
      title: "TYPE",
      width: 9,
      drop: 3,
      cell: (e) => span(sanitise(e.type)),
      sort: (e) => e.type,
    },
    {
      id: "action",
      title: "ACTION",
      width: 10,
      grows: 1,
      drop: 0,
      cell: (e) => {
        const action = sanitise(e.action);
        const code = e.attributes.exitCode;
        const text = code === undefined ? action : `${action} (${sanitise(code)})`;
        if (action.startsWith("health_status")) {
          return span(text, action.endsWith("unhealthy") ? "bad" : "ok");
        }
        return span(text, ROLES[e.action] ?? "text");
      },
      sort: (e) => e.action,
    },
    {
      id: "subject",
      title: "OF",
      width: 12,
      grows: 3,
      drop: 0,
      cell: (e) => span(eventSubject(e)),
      sort: (e) => eventSubject(e),
    },
  ],
};

export const eventsPane = listPane(eventsList, {
  key: "8",
  keys: [],
  enters: "details",
  unmarked: true,
  copies: (e) => [["name", eventsList.text(e)], ["id", eventsList.key(e)]],
});

/** The host of each row, where the screen shows several: a column, and names without it. */
import { sanitise } from "../../../format/sanitise.ts";
import { hostOf, hostsOf } from "../../model/fleet.ts";
import type { ListId, Model } from "../../model/model.ts";
import { type Role, type Span, span } from "../../text/block.ts";
import { shortAge } from "../../text/human.ts";
import type { Column } from "./list.ts";

/** The colours that a list of hosts may give, as the theme has them. */
const ROLES: Readonly<Record<string, Role>> = {
  red: "bad",
  green: "ok",
  yellow: "warn",
  blue: "accent",
  cyan: "accent",
  magenta: "mark",
};

/** How a host's name is coloured. */
export function colourRole(colour: string | undefined): Role {
  return ROLES[colour ?? ""] ?? "text";
}

/** The columns of a list over several hosts; as they are where there is one engine. */
export function withHosts<T>(
  model: Model,
  list: ListId,
  columns: readonly Column<T>[],
): readonly Column<T>[] {
  const hosts = hostsOf(model);
  if (hosts.length === 0 || list === "hosts" || list === "events") return columns;
  const colours = new Map(hosts.map((h) => [h.name, h.colour]));
  const host: Column<T> = {
    id: "host",
    title: "HOST",
    width: Math.min(16, Math.max(4, ...hosts.map((h) => h.name.length))),
    drop: 1,
    cell(item, m) {
      const { host = "", stale } = hostOf(item);
      if (stale === undefined) return span(sanitise(host), colourRole(colours.get(host)));
      const age = shortAge(Math.max(0, (m.now - stale) / 1000));
      return span(`${sanitise(host)} ${age}`, "dim");
    },
    sort: (item) => hostOf(item).host ?? "",
  };
  return [host, ...columns.map((column) => ({ ...column, cell: bare(column) }))];
}

/** A cell without the host that stands before a name. */
function bare<T>(column: Column<T>): (item: T, model: Model) => Span {
  return (item, model) => {
    const cell = column.cell(item, model);
    const { host } = hostOf(item);
    if (host === undefined || !cell.text.startsWith(`${host}/`)) return cell;
    return { ...cell, text: cell.text.slice(host.length + 1) };
  };
}

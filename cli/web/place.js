/** Where one is, as the address says it: it can be sent to somebody, and Back works. */
import { useEffect, useState } from "./vendor/preact.js";

/** What there is to look at, in the order of the bar: its name in the address, its title, its key. */
export const VIEWS = [
  ["containers", "Containers", "1"],
  ["images", "Images", "2"],
  ["networks", "Networks", "5"],
  ["volumes", "Volumes", "6"],
  ["projects", "Projects", "7"],
  ["devices", "Devices"],
  ["hosts", "Hosts", "W"],
  ["record", "Record", "8"],
  ["alerts", "Alerts"],
];

/** `#/containers?q=web`, `#/c/HOST/NAME/log`, `#/images`. */
function readPlace() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?", 2);
  const parts = path.split("/").filter((p) => p !== "").map(decode);
  const q = new URLSearchParams(query);
  const place = {
    view: "containers",
    opened: undefined,
    tab: "log",
    query: q.get("q") ?? "",
    group: q.get("show") ?? "",
    sort: q.get("sort") ?? localStorage.getItem("sort") ?? "name",
    host: q.get("host") ?? "",
    merged: q.get("with")?.split(",") ?? [],
    /** A time of the log, and what is found in it. */
    at: /^\d{1,20}$/.test(q.get("at") ?? "") ? q.get("at") : undefined,
    find: q.get("find") ?? "",
    /** A search of the record: in which container, over which days. */
    within: q.get("in") ?? "",
    days: q.get("days") ?? "",
  };
  if (parts[0] === "c" && parts.length >= 3) {
    place.opened = { host: parts[1], name: parts[2] };
    place.tab = parts[3] ?? "log";
  } else if (VIEWS.some(([id]) => id === parts[0])) place.view = parts[0];
  return place;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function writePlace(place, replace) {
  const q = new URLSearchParams();
  if (place.query !== "") q.set("q", place.query);
  if (place.group !== "") q.set("show", place.group);
  if (place.host !== "") q.set("host", place.host);
  if (place.sort !== (localStorage.getItem("sort") ?? "name")) q.set("sort", place.sort);
  if (place.merged.length > 0) q.set("with", place.merged.join(","));
  if (place.opened !== undefined && place.at !== undefined) q.set("at", place.at);
  if (place.opened !== undefined && place.find !== "") q.set("find", place.find);
  if (place.view === "record" && place.within !== "") q.set("in", place.within);
  if (place.view === "record" && place.days !== "") q.set("days", place.days);
  const e = encodeURIComponent;
  const path = place.opened !== undefined
    ? `/c/${e(place.opened.host)}/${e(place.opened.name)}/${place.tab}`
    : `/${place.view}`;
  const text = q.toString();
  const to = `#${path}${text === "" ? "" : `?${text}`}`;
  // The order of rows is kept beside the address, so that the same address can mean another.
  if (to !== location.hash) {
    if (replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
  }
  dispatchEvent(new Event("hashchange"));
}

/** The address of one part (`log`, `details`) of a container; `name` is its id where it is gone. */
export function containerLink(host, name, tab = "log") {
  return `#/c/${encodeURIComponent(host)}/${encodeURIComponent(name)}/${tab}`;
}

/** Where one is, and how to go elsewhere; `replace` leaves no trace in the history. */
export function usePlace() {
  const [place, set] = useState(readPlace);
  useEffect(() => {
    const read = () => set(readPlace());
    addEventListener("hashchange", read);
    addEventListener("popstate", read);
    return () => {
      removeEventListener("hashchange", read);
      removeEventListener("popstate", read);
    };
  }, []);
  const go = (more, replace = false) => {
    const at = more.opened !== undefined || more.tab !== undefined
      ? { at: undefined, find: "" }
      : {};
    writePlace({ ...readPlace(), ...at, ...more }, replace);
  };
  return [place, go];
}

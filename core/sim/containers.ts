/** Calls on simulated containers: list, inspect, create, start, stop, wait, remove and the rest. */
import { CONTAINER_FILTERS, inspectDoc, passes, summaryDoc } from "./container_docs.ts";
import { checkNameFree, createContainer } from "./create.ts";
import { labelsExcluded, labelsMatch, parseFilters, untilTime } from "./filters.ts";
import {
  cancelRestart,
  catchUp,
  removeContainer,
  startContainer,
  stopContainer,
  unpause,
  untilExit,
} from "./lifecycle.ts";
import type { Route } from "./route.ts";
import { parseSignal } from "./signals.ts";
import { isUp, type Sim, type SimContainer, words } from "./state.ts";
import { ApiError, type Doc, empty, flag, json, jsonBytes, readDoc, versionLess } from "./wire.ts";

/** Refuses, in the engine's words, unless it is up. */
export function mustRun(sim: Sim, c: SimContainer): void {
  if (!isUp(c)) throw new ApiError(409, words(sim, `container ${c.id} is not running`));
}

/** A number of the query, undefined where it is not given. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[-+]?\d+$/.test(text)) {
    throw new ApiError(500, `strconv.Atoi: parsing "${text}": invalid syntax`);
  }
  return Number(text);
}

function list(sim: Sim, query: URLSearchParams): SimContainer[] {
  const f = parseFilters(query.get("filters"), CONTAINER_FILTERS, sim);
  const limit = numberOf(query, "limit") ?? 0;
  let all = [...sim.containers.values()].sort((a, b) => b.created - a.created);
  for (const key of ["before", "since"] as const) {
    const ref = f.get(key)?.[0];
    if (ref === undefined) continue;
    const pivot = sim.container(ref);
    all = all.filter((c) =>
      key === "before" ? c.created < pivot.created : c.created > pivot.created
    );
  }
  const everything = flag(query, "all") || f.has("status") || limit > 0;
  all = all.filter((c) =>
    (everything || isUp(c) || c.status === "restarting") && passes(sim, c, f)
  );
  return limit > 0 ? all.slice(0, limit) : all;
}

function cannotRemove(sim: Sim, c: SimContainer, name: string): string {
  if (!versionLess(sim.settings.api, "1.44")) {
    const first = c.status === "paused" ? "unpause and then " : "";
    const slash = versionLess(sim.settings.api, "1.48") ? "/" : "";
    return `cannot remove container "${slash}${name}": container is ${c.status}: ${first}stop the container before removing or force remove`;
  }
  return c.status === "paused"
    ? `You cannot remove a paused container ${c.id}. Unpause and then stop the container before attempting removal or force remove`
    : `You cannot remove a ${c.status} container ${c.id}. Stop the container before attempting removal or force remove`;
}

/** `stop` and `restart` wait that long before they kill, in seconds. */
function stopTimeout(c: SimContainer, query: URLSearchParams): number {
  return numberOf(query, "t") ?? Number(c.config.StopTimeout ?? 10);
}

function stopSignal(c: SimContainer, query: URLSearchParams): string {
  const asked = query.get("signal");
  if (asked && !parseSignal(asked)) throw new ApiError(400, `invalid signal: ${asked}`);
  return asked || String(c.config.StopSignal ?? "SIGTERM");
}

/** The calls on containers that answer at once. */
export const containerRoutes: readonly Route[] = [
  [
    "GET",
    "/containers/json",
    (sim, req) =>
      json(
        list(sim, req.query).map((c) => summaryDoc(sim, c, req.version, flag(req.query, "size"))),
      ),
  ],
  ["POST", "/containers/create", async (sim, req) => {
    const body = await readDoc(req);
    const c = createContainer(sim, body, req.query.get("name") ?? "");
    return json({ Id: c.id, Warnings: [] }, 201);
  }],
  [
    "GET",
    "/containers/{}/json",
    (sim, req, [ref]) =>
      json(inspectDoc(sim, sim.container(ref), req.version, flag(req.query, "size"))),
  ],
  ["POST", "/containers/{}/start", (sim, _req, [ref]) => {
    const c = sim.container(ref);
    if (c.status === "paused") {
      throw new ApiError(409, "cannot start a paused container, try unpause instead");
    }
    if (isUp(c)) return empty(304);
    cancelRestart(c);
    startContainer(sim, c);
    return empty();
  }],
  ["POST", "/containers/{}/stop", async (sim, req, [ref]) => {
    const c = sim.container(ref);
    if (!isUp(c) && c.status !== "restarting") return empty(304);
    await stopContainer(sim, c, stopTimeout(c, req.query), stopSignal(c, req.query), req.signal);
    return empty();
  }],
  ["POST", "/containers/{}/restart", async (sim, req, [ref]) => {
    const c = sim.container(ref);
    const timeout = stopTimeout(c, req.query), signal = stopSignal(c, req.query);
    if (isUp(c) || c.status === "restarting") {
      const keep = c.hostConfig.AutoRemove;
      c.hostConfig.AutoRemove = false;
      try {
        await stopContainer(sim, c, timeout, signal, req.signal);
      } finally {
        c.hostConfig.AutoRemove = keep;
      }
    }
    startContainer(sim, c);
    sim.containerEvent(c, "restart");
    return empty();
  }],
  ["POST", "/containers/{}/kill", async (sim, req, [ref]) => {
    const told = req.query.get("signal") || "SIGKILL";
    const signal = parseSignal(told);
    if (!signal) {
      const old = versionLess(sim.settings.api, "1.44");
      throw new ApiError(
        400,
        old ? `Invalid signal: ${told}` : `cannot kill container: ${ref}: invalid signal: ${told}`,
      );
    }
    const c = sim.findContainer(ref);
    if (!c) {
      throw new ApiError(
        404,
        `${words(sim, "cannot")} kill container: ${ref}: No such container: ${ref}`,
      );
    }
    if (!isUp(c)) {
      throw new ApiError(
        409,
        `${words(sim, "cannot")} kill container: ${ref}: ${
          words(sim, "container")
        } ${c.id} is not running`,
      );
    }
    if (signal.number === 9 || signal.name === (c.config.StopSignal ?? "SIGTERM")) {
      c.stoppedByUser = true;
    }
    const exit = untilExit(c);
    sim.containerEvent(c, "kill", { signal: String(signal.number) });
    if (signal.number === 9 && c.status === "paused") unpause(sim, c, false);
    c.proc?.kill(signal.name);
    if (signal.number === 9) await exit;
    return empty();
  }],
  ["POST", "/containers/{}/pause", (sim, _req, [ref]) => {
    const c = sim.container(ref);
    mustRun(sim, c);
    if (c.status === "paused") throw new ApiError(409, `Container ${c.id} is already paused`);
    catchUp(sim, c);
    c.status = "paused";
    c.pausedAt = sim.now();
    sim.containerEvent(c, "pause");
    return empty();
  }],
  ["POST", "/containers/{}/unpause", (sim, _req, [ref]) => {
    const c = sim.container(ref);
    if (c.status !== "paused") throw new ApiError(500, `Container ${c.id} is not paused`);
    unpause(sim, c);
    return empty();
  }],
  ["POST", "/containers/{}/rename", (sim, req, [ref]) => {
    const c = sim.container(ref);
    const name = (req.query.get("name") ?? "").replace(/^\//, "");
    if (!name) {
      throw new ApiError(400, "Neither old nor new names may be empty");
    }
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) {
      throw new ApiError(
        400,
        `Error when allocating new name: Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
      );
    }
    if (name === c.name) {
      throw new ApiError(400, "Renaming a container with the same name as its current name");
    }
    try {
      checkNameFree(sim, name);
    } catch (e) {
      throw new ApiError(409, `Error when allocating new name: ${(e as Error).message}`);
    }
    const oldName = "/" + c.name;
    c.name = name;
    sim.containerEvent(c, "rename", { oldName });
    return empty();
  }],
  ["POST", "/containers/{}/update", async (sim, req, [ref]) => {
    const body = await readDoc(req);
    const c = sim.container(ref);
    if (Number(body.Memory) > 0 && Number(body.Memory) < 6 * 1024 * 1024) {
      throw new ApiError(400, "Minimum memory limit allowed is 6MB");
    }
    const policy = (body.RestartPolicy as Doc | undefined)?.Name;
    for (const [k, v] of Object.entries(body)) {
      if (k === "RestartPolicy" ? policy : v !== 0 && v !== null && v !== "") c.hostConfig[k] = v;
    }
    sim.containerEvent(c, "update");
    return json({ Warnings: null });
  }],
  ["POST", "/containers/{}/resize", (sim, req, [ref]) => {
    const size = (name: "h" | "w") => {
      const text = req.query.get(name) ?? "";
      if (!/^\d+$/.test(text)) {
        const word = name === "h" ? "height" : "width";
        throw new ApiError(400, `invalid resize ${word} "${text}": invalid syntax`);
      }
      return Number(text);
    };
    const h = size("h"), w = size("w");
    const c = sim.container(ref);
    mustRun(sim, c);
    c.proc?.resize(h, w);
    sim.containerEvent(c, "resize", { height: String(h), width: String(w) });
    return empty(200);
  }],
  ["POST", "/containers/{}/wait", (sim, req, [ref]) => {
    const condition = req.query.get("condition") || "not-running";
    if (!["not-running", "next-exit", "removed"].includes(condition)) {
      throw new ApiError(400, `invalid condition: "${condition}"`);
    }
    const c = sim.container(ref);
    const code = new Promise<number>((resolve) => {
      if (condition === "not-running") untilExit(c).then(resolve);
      else if (condition === "next-exit") c.onExit.add(resolve);
      else c.onRemove.add(resolve);
      req.signal.addEventListener("abort", () => {
        c.onExit.delete(resolve);
        c.onRemove.delete(resolve);
      });
    });
    const gone = new Promise<undefined>((resolve) => {
      req.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: (async function* () {
        const n = await Promise.race([code, gone]);
        const old = versionLess(req.version, "1.42");
        if (n !== undefined) yield jsonBytes({ ...(old && { Error: null }), StatusCode: n });
      })(),
    };
  }],
  ["DELETE", "/containers/{}", async (sim, req, [ref]) => {
    const c = sim.container(ref);
    if (isUp(c) || c.status === "restarting") {
      if (!flag(req.query, "force")) {
        throw new ApiError(409, cannotRemove(sim, c, ref.replace(/^\//, "")));
      }
      c.stoppedByUser = true;
      if (c.status === "restarting") cancelRestart(c);
      else {
        const exit = untilExit(c);
        sim.containerEvent(c, "kill", { signal: "9" });
        if (c.status === "paused") unpause(sim, c, false);
        c.proc?.kill("SIGKILL");
        await exit;
      }
    }
    // One with --rm went by itself when it ended.
    if (sim.containers.has(c.id)) removeContainer(sim, c, flag(req.query, "v"));
    return empty();
  }],
  ["POST", "/containers/prune", (sim, req) => {
    const f = parseFilters(req.query.get("filters"), ["label", "label!", "until"]);
    const until = f.get("until")?.[0];
    const limit = until === undefined ? Infinity : untilTime(until, sim.now());
    let space = 0;
    const deleted: string[] = [];
    for (const c of [...sim.containers.values()]) {
      if (!["created", "exited", "dead"].includes(c.status) || c.created > limit) continue;
      if (!labelsMatch(f, c.labels) || !labelsExcluded(f, c.labels)) continue;
      space += c.sizeRw;
      deleted.push(c.id);
      removeContainer(sim, c);
    }
    sim.event("container", "prune", "", { reclaimed: String(space) });
    return json({ ContainersDeleted: deleted.length ? deleted : null, SpaceReclaimed: space });
  }],
];

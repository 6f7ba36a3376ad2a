/** What can be done to containers: the screen's keys, words and reasons. */
import { call } from "./api.js";
import { changed, keyOf, say, state } from "./store.js";
import { isUp, shortAge } from "./words.js";

const running = (what) => (c) =>
  isUp(c) ? undefined : `${c.name} is not running, so there is nothing to ${what}`;

/** Every action: its key, its words, when it is refused, the call. */
export const ACTIONS = [
  {
    id: "stop",
    key: "s",
    label: "Stop",
    doing: "stopping",
    done: "stopped",
    command: "docker stop",
    guard: "stop",
    refuses: running("stop"),
  },
  {
    id: "start",
    key: "S",
    label: "Start",
    doing: "starting",
    done: "started",
    command: "docker start",
    refuses: (c) =>
      c.state === "paused"
        ? `${c.name} is paused: p goes on with it`
        : isUp(c)
        ? `${c.name} is running already`
        : undefined,
  },
  {
    id: "restart",
    key: "r",
    label: "Restart",
    doing: "restarting",
    done: "restarted",
    command: "docker restart",
    guard: "stop",
    refuses: () => undefined,
  },
  {
    id: "pause",
    key: "p",
    label: "Pause",
    doing: "pausing",
    done: "paused",
    command: "docker pause",
    guard: "stop",
    refuses: running("pause"),
    turned: (c) =>
      c.state === "paused"
        ? {
          id: "unpause",
          label: "Go on",
          doing: "resuming",
          done: "resumed",
          command: "docker unpause",
          guard: undefined,
        }
        : undefined,
  },
  {
    id: "remove",
    key: "d",
    label: "Remove",
    doing: "removing",
    done: "removed",
    command: "docker rm",
    dangerous: true,
    guard: "remove",
    refuses: (c) =>
      isUp(c) ? `${c.name} is running: stop it first (s), or force it (D)` : undefined,
  },
  {
    id: "forceRemove",
    key: "D",
    label: "Force remove",
    doing: "removing",
    done: "removed",
    command: "docker rm --force",
    dangerous: true,
    guard: "remove",
    refuses: () => undefined,
  },
  {
    id: "kill",
    key: "K",
    label: "Kill",
    doing: "killing",
    done: "killed",
    command: "docker kill",
    dangerous: true,
    guard: "stop",
    refuses: running("kill"),
  },
];

export const READ_ONLY = "This page only shows: start it with --allow-write to change things";

/** Why an action cannot be done to a container; undefined where it can. */
export function refusal(action, c) {
  if (!state.session?.write) return READ_ONLY;
  const host = state.hosts.get(c.host);
  if (host !== undefined && host.state !== "live") return `The engine of ${c.host} does not answer`;
  if (state.moving.has(keyOf(c))) return `${c.name} is ${state.moving.get(keyOf(c))} already`;
  const turned = action.turned?.(c) ?? action;
  const why = turned.guard && c.protected?.[turned.guard];
  if (why) return `${c.name} is protected by ${why}`;
  return action.refuses(c);
}

function request(id, c) {
  const at = `/hosts/${encodeURIComponent(c.host)}/containers/${c.id}`;
  if (id === "remove") return call("DELETE", at);
  if (id === "forceRemove") return call("DELETE", `${at}?force=1`);
  return call("POST", `${at}/${id}`);
}

/** Does it to some, at once, and says how it went. */
export async function act(action, containers) {
  const began = performance.now();
  const results = await Promise.all(containers.map(async (c) => {
    const key = keyOf(c);
    const { id, doing, done, command } = { ...action, ...action.turned?.(c) };
    state.moving.set(key, doing);
    changed();
    try {
      await request(id, c);
      return { c, done, command };
    } catch (e) {
      return { c, command, error: e.message };
    } finally {
      state.moving.delete(key);
      changed();
    }
  }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const good = results.filter((r) => r.error === undefined);
  for (const r of results) {
    if (r.error !== undefined) say("bad", `${r.c.name}: ${r.error}`);
  }
  if (good.length === 0) return;
  const names = good.map((r) => r.c.name);
  const shown = names.length > 3 ? `${names.length} containers` : names.join(", ");
  say("ok", `${good[0].done} ${shown} in ${seconds} s`, {
    command: `${good[0].command} ${names.join(" ")}`,
  });
  for (const r of good) state.marks.delete(keyOf(r.c));
}

/** What somebody who has no idea should know of how a container ended or fares. */
export function verdictOf(d, now) {
  const ago = (t) => t === undefined ? "" : `${shortAge(now - Date.parse(t))} ago`;
  if (d.oomKilled) {
    return {
      role: "bad",
      what: "It ran out of memory",
      why: d.memory > 0
        ? "The kernel ended it as it wanted more than its limit"
        : "The kernel ended it as the host had no memory left",
      next: d.memory > 0
        ? "Raise its memory limit under Edit"
        : "Give it a limit, or the host more memory",
    };
  }
  if (d.health?.status === "unhealthy") {
    return {
      role: "bad",
      what: `Its healthcheck fails, ${d.health.failingStreak} times in a row`,
      why: d.health.log.at(-1)?.output.trim().slice(0, 300) || "The check says nothing",
      next: "Read its log around the first failure",
    };
  }
  if (d.state === "restarting" || d.restartCount > 2 && d.running) {
    return {
      role: "warn",
      what: `It was started again ${d.restartCount} times`,
      why: d.exitCode === undefined
        ? "It ends soon after it starts"
        : `It ended with exit ${d.exitCode}`,
      next: "Read the last lines of its log",
    };
  }
  if (d.running || d.exitCode === undefined) return undefined;
  if (d.error) {
    return {
      role: "bad",
      what: "It could not be started",
      why: d.error,
      next: "Change that under Edit",
    };
  }
  const code = d.exitCode;
  if (code === 0 || d.finishedAt === undefined) return undefined;
  const known = {
    125: ["The engine could not run it", "Look at its command under Edit"],
    126: ["Its program may not be executed", "Look at its command under Edit"],
    127: ["Its program was not found", "Look at its command and image under Edit"],
    137: ["It was killed", "It was killed by somebody, or did not stop in time"],
    139: ["Its program crashed (segmentation fault)", "Look at the last lines of its log"],
    143: ["It was asked to stop, and did", "Nothing is wrong"],
  }[code];
  return {
    role: code === 143 ? "dim" : "bad",
    what: `${known?.[0] ?? "It ended with an error"} (exit ${code}, ${ago(d.finishedAt)})`,
    why: known?.[1] ?? "The program itself gave up",
    next: code === 143 ? "" : "Read the last lines of its log",
  };
}

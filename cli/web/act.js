/** What can be done to containers: the screen's keys, words and reasons. */
import { call, containerPath } from "./api.js";
import { changed, keyOf, say, state } from "./store.js";
import { isUp } from "./words.js";

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
  if (c.removedAt !== undefined) return `${c.name} is removed: only the record knows it`;
  if (!state.session?.write) return READ_ONLY;
  const host = state.hosts.get(c.host);
  if (host?.readOnly) return `${c.host} is read-only: nothing can be changed there`;
  if (host !== undefined && host.state !== "live") return `The engine of ${c.host} does not answer`;
  if (state.moving.has(keyOf(c))) return `${c.name} is ${state.moving.get(keyOf(c))} already`;
  const turned = action.turned?.(c) ?? action;
  const why = turned.guard && c.protected?.[turned.guard];
  if (why) return `${c.name} is protected by ${why}`;
  return action.refuses(c);
}

function request(id, c) {
  const at = containerPath(c);
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
  // One that was removed can be made again, where a record knows what it was.
  const removed = action.id === "remove" || action.id === "forceRemove";
  const done = removed && state.session?.record ? good.map((r) => r.c) : [];
  const names = good.map((r) => r.c.name);
  const shown = names.length > 3 ? `${names.length} containers` : names.join(", ");
  say("ok", `${good[0].done} ${shown} in ${seconds} s`, {
    command: `${good[0].command} ${names.join(" ")}`,
    ...(done.length === 1 && { undo: done[0] }),
  });
  for (const r of good) state.marks.delete(keyOf(r.c));
}

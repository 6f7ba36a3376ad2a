/** What can be done to containers. */
import { type Container, isUp, nameOf } from "../model/objects.ts";
import type { Action } from "./action.ts";
import { containerKind } from "./kinds.ts";

const of = containerKind;

/** Why what works on a container's process has nothing to work on. */
const down = (c: Container) => isUp(c) ? undefined : `${nameOf(c)} is not running`;

export const containerActions: readonly Action<Container>[] = [
  {
    id: "stop",
    of,
    keys: "s",
    hint: 1,
    label: "stop",
    doing: "stopping",
    done: "stopped",
    command: "docker stop",
    refuses: down,
    interrupts: isUp,
    run: (engine, id, _arg, signal) => engine.containers.stop(id, { signal }),
  },
  {
    id: "start",
    of,
    keys: "S",
    hint: 2,
    label: "start",
    doing: "starting",
    done: "started",
    command: "docker start",
    refuses: (c) =>
      c.state === "paused"
        ? `${nameOf(c)} is paused: p goes on with it`
        : isUp(c)
        ? `${nameOf(c)} is running already`
        : undefined,
    run: (engine, id, _arg, signal) => engine.containers.start(id, { signal }),
  },
  {
    id: "restart",
    of,
    keys: "r",
    hint: 3,
    label: "restart",
    doing: "restarting",
    done: "restarted",
    command: "docker restart",
    interrupts: isUp,
    run: (engine, id, _arg, signal) => engine.containers.restart(id, { signal }),
  },
  {
    id: "remove",
    of,
    keys: "d delete",
    hint: 4,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rm",
    keeps: { force: false },
    refuses: (c) =>
      isUp(c) ? `${nameOf(c)} is running: stop it first (s), or force it (D)` : undefined,
    run: (engine, id, _arg, signal) => engine.containers.remove(id, { signal }),
  },
  {
    id: "forceRemove",
    of,
    keys: "D",
    label: "force remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rm --force",
    keeps: { force: true },
    run: (engine, id, _arg, signal) => engine.containers.remove(id, { force: true, signal }),
  },
  {
    id: "kill",
    of,
    keys: "K",
    label: "kill",
    doing: "killing",
    done: "killed",
    dangerous: true,
    command: "docker kill",
    refuses: down,
    run: (engine, id, _arg, signal) => engine.containers.kill(id, { signal }),
  },
  {
    id: "pause",
    of,
    keys: "p",
    hint: 9,
    label: "pause",
    keyLabel: "pause, go on",
    doing: "pausing",
    done: "paused",
    command: "docker pause",
    refuses: (c) =>
      c.state === "restarting" ? `${nameOf(c)} is restarting: wait until it runs` : down(c),
    interrupts: (c) => c.state === "running",
    turned: (c) =>
      c.state === "paused"
        ? { doing: "resuming", done: "resumed", command: "docker unpause", arg: "unpause" }
        : undefined,
    run: (engine, id, arg, signal) =>
      arg === "unpause"
        ? engine.containers.unpause(id, { signal })
        : engine.containers.pause(id, { signal }),
  },
  {
    id: "rename",
    of,
    keys: "n",
    label: "rename",
    doing: "renaming",
    done: "renamed",
    command: "docker rename",
    ask: { label: (name) => `Rename ${name} to`, text: (name) => name },
    run: (engine, id, arg, signal) => engine.containers.rename(id, arg!, { signal }),
  },
  {
    id: "connect",
    of,
    keys: "",
    label: "connect a network",
    doing: "connecting",
    done: "connected",
    command: "docker network connect",
    each: true,
    run: (engine, id, arg, signal) => engine.networks.connect(arg!, id, { signal }),
  },
  {
    id: "disconnect",
    of,
    keys: "",
    label: "disconnect a network",
    doing: "disconnecting",
    done: "disconnected",
    command: "docker network disconnect",
    each: true,
    run: (engine, id, arg, signal) => engine.networks.disconnect(arg!, id, { signal }),
  },
];

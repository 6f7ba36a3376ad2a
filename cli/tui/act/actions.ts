import type { Model } from "../model/model.ts";
import { containerOf, isGone } from "../record/record.ts";
import {
  type Container,
  imageName,
  isUp,
  nameOf,
  type Project,
  projectsOf,
} from "../model/objects.ts";

export type ActionId =
  | "start"
  | "stop"
  | "restart"
  | "kill"
  | "pause"
  | "remove"
  | "forceRemove"
  | "rename"
  | "removeImage"
  | "forceRemoveImage"
  | "tag"
  | "connect"
  | "disconnect"
  | "removeNetwork"
  | "removeVolume";

/** Something that is done to an object. How it is done stands in effects.ts. */
export interface Action {
  readonly id: ActionId;
  readonly of: "containers" | "images" | "networks" | "volumes";
  /** On the key list: `stop`. */
  readonly label: string;
  /** In the row while it is on its way. */
  readonly doing: string;
  /** In the summary: `stopped`. */
  readonly done: string;
  /** Asked about first. */
  readonly dangerous?: boolean;
  /** The same on the command line, before the names. */
  readonly command: string;
  /** The command takes one object at a time, and the argument before it. */
  readonly each?: boolean;
  /** Why it cannot be done to a container now. */
  refuses?(c: Container): string | undefined;
}

const running = (what: string) => (c: Container) =>
  isUp(c) ? undefined : `${nameOf(c)} is not running, so there is nothing to ${what}`;

const actions: readonly Action[] = [
  {
    id: "start",
    of: "containers",
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
  },
  {
    id: "stop",
    of: "containers",
    label: "stop",
    doing: "stopping",
    done: "stopped",
    command: "docker stop",
    refuses: running("stop"),
  },
  {
    id: "restart",
    of: "containers",
    label: "restart",
    doing: "restarting",
    done: "restarted",
    command: "docker restart",
  },
  {
    id: "kill",
    of: "containers",
    label: "kill",
    doing: "killing",
    done: "killed",
    dangerous: true,
    command: "docker kill",
    refuses: running("kill"),
  },
  {
    id: "pause",
    of: "containers",
    label: "pause",
    doing: "pausing",
    done: "paused",
    command: "docker pause",
    refuses: running("pause"),
  },
  {
    id: "remove",
    of: "containers",
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rm",
    refuses: (c) =>
      isUp(c) ? `${nameOf(c)} is running: stop it first (s), or force it (D)` : undefined,
  },
  {
    id: "forceRemove",
    of: "containers",
    label: "force remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rm --force",
  },
  {
    id: "rename",
    of: "containers",
    label: "rename",
    doing: "renaming",
    done: "renamed",
    command: "docker rename",
  },
  {
    id: "connect",
    of: "containers",
    label: "connect a network",
    doing: "connecting",
    done: "connected",
    command: "docker network connect",
    each: true,
  },
  {
    id: "disconnect",
    of: "containers",
    label: "disconnect a network",
    doing: "disconnecting",
    done: "disconnected",
    command: "docker network disconnect",
    each: true,
  },
  {
    id: "removeImage",
    of: "images",
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rmi",
  },
  {
    id: "forceRemoveImage",
    of: "images",
    label: "force remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rmi --force",
  },
  {
    id: "tag",
    of: "images",
    label: "tag",
    doing: "tagging",
    done: "tagged",
    command: "docker tag",
  },
  {
    id: "removeNetwork",
    of: "networks",
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker network rm",
  },
  {
    id: "removeVolume",
    of: "volumes",
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker volume rm",
  },
];

const byId = new Map(actions.map((a) => [a.id, a]));

/** The action of this id. */
export function actionOf(id: ActionId): Action {
  return byId.get(id)!;
}

/** The ids in the focused list that an action goes to: what is marked, else what is selected. */
export function chosen(model: Model): readonly string[] {
  const state = model.lists[model.list];
  if (state.marks.size > 0) return [...state.marks];
  return state.selected === undefined ? [] : [state.selected];
}

/** The containers that are chosen: those of a project, where projects are. */
export function chosenContainers(model: Model): Container[] {
  const ids = new Set(chosen(model));
  if (model.list === "containers") return model.containers.filter((c) => ids.has(c.id));
  if (model.list !== "projects") return [];
  return projectsOf(model.containers).filter((p: Project) => ids.has(p.name))
    .flatMap((p) => [...p.containers]);
}

/** What a person calls an object. */
export function nameFor(model: Model, of: Action["of"], id: string): string {
  if (of === "containers") {
    const c = model.containers.find((c) => c.id === id);
    return c === undefined ? id.slice(0, 12) : nameOf(c);
  }
  if (of === "images") {
    const i = model.images.find((i) => i.id === id);
    return i === undefined ? id : imageName(i);
  }
  if (of === "networks") return model.networks.find((n) => n.id === id)?.name ?? id.slice(0, 12);
  return id;
}

/** The ids an action would go to, or why there are none. */
export function targetsOf(model: Model, action: Action): readonly string[] | string {
  if (model.readOnly) return "This is read-only: nothing can be changed from here";
  if (model.link.state !== "live") return "The engine does not answer, so nothing can be done now";
  if (action.of !== "containers") {
    const ids = chosen(model);
    return ids.length > 0 ? ids : "There is nothing to do this to";
  }
  const all = chosenContainers(model);
  if (all.length === 0) {
    const gone = containerOf(model, chosen(model)[0]);
    if (isGone(gone)) return `${nameOf(gone!)} was removed: only its record is left`;
    return "There is nothing to do this to";
  }
  const idle = all.filter((c) => model.pending[c.id] === undefined);
  if (idle.length === 0) return `${nameOf(all[0])} is ${model.pending[all[0].id]} already`;
  const able = idle.filter((c) => action.refuses?.(c) === undefined);
  if (able.length === 0) return action.refuses!(idle[0])!;
  return able.map((c) => c.id);
}

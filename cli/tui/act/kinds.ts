/** Kinds of objects that something can be done to: where they are found and what they are called. */
import type { ListId, Model } from "../model/model.ts";
import {
  type Container,
  type Image,
  imageName,
  nameOf,
  type Network,
  type Volume,
} from "../model/objects.ts";
import { type SwarmNode, swarmOf, type SwarmService, type SwarmStack } from "../model/swarm.ts";

/** A kind of objects, which the list of this id shows. */
export interface Kind<T = unknown> {
  readonly list: ListId;
  /** One of them: `container`. */
  readonly noun: string;
  /** All of them. */
  items(model: Model): readonly T[];
  /** What an item is known by. */
  key(item: T): string;
  /** What a person calls it. */
  name(item: T): string;
  /** Why nothing can be done to any of them now. */
  away?(model: Model): string | undefined;
}

export const containerKind: Kind<Container> = {
  list: "containers",
  noun: "container",
  items: (m) => m.containers,
  key: (c) => c.id,
  name: nameOf,
};

export const imageKind: Kind<Image> = {
  list: "images",
  noun: "image",
  items: (m) => m.images,
  key: (i) => i.id,
  name: imageName,
};

export const networkKind: Kind<Network> = {
  list: "networks",
  noun: "network",
  items: (m) => m.networks,
  key: (n) => n.id,
  name: (n) => n.name,
};

export const volumeKind: Kind<Volume> = {
  list: "volumes",
  noun: "volume",
  items: (m) => m.volumes,
  key: (v) => v.name,
  name: (v) => v.name,
};

/** Why nothing can be changed in the swarm now. */
const swarmAway = (m: Model) =>
  swarmOf(m).phase === "leaderless"
    ? "The swarm has no leader: nothing can be changed until it has one"
    : undefined;

export const serviceKind: Kind<SwarmService> = {
  list: "services",
  noun: "service",
  items: (m) => swarmOf(m).services,
  key: (s) => s.id,
  name: (s) => s.name,
  away: swarmAway,
};

export const nodeKind: Kind<SwarmNode> = {
  list: "nodes",
  noun: "node",
  items: (m) => swarmOf(m).nodes,
  key: (n) => n.id,
  name: (n) => n.label,
  away: swarmAway,
};

export const stackKind: Kind<SwarmStack> = {
  list: "stacks",
  noun: "stack",
  items: (m) => swarmOf(m).stacks,
  key: (s) => s.name,
  name: (s) => s.name,
  away: swarmAway,
};

/** What a person calls the object of this key; the start of the key where it is gone. */
export function nameFor<T>(model: Model, kind: Kind<T>, key: string): string {
  const item = kind.items(model).find((i) => kind.key(i) === key);
  return item === undefined ? key.replace(/^sha256:/, "").slice(0, 12) : kind.name(item);
}

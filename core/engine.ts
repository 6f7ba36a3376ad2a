/** An engine: all calls, bound to one transport. */
import { type Configs, configs } from "./configs/mod.ts";
import { type Containers, containers } from "./containers/mod.ts";
import { type Distribution, distribution } from "./distribution/mod.ts";
import { type Exec, exec } from "./exec/mod.ts";
import { type Images, images } from "./images/mod.ts";
import { type Networks, networks } from "./networks/mod.ts";
import { type Nodes, nodes } from "./nodes/mod.ts";
import { type Plugins, plugins } from "./plugins/mod.ts";
import { type Secrets, secrets } from "./secrets/mod.ts";
import { type Services, services } from "./services/mod.ts";
import { type Swarm, swarm } from "./swarm/mod.ts";
import { type System, system } from "./system/mod.ts";
import { type Tasks, tasks } from "./tasks/mod.ts";
import { guardTransport, type ProtectOptions } from "./protect/guard.ts";
import type { Transport } from "./transport/types.ts";
import { type Volumes, volumes } from "./volumes/mod.ts";

/**
 * Everything an engine can do, over one transport. Disposing it closes the transport. Every call
 * takes an AbortSignal as `signal` and fails with an EngineError, whose `code` says why.
 */
export interface Engine extends AsyncDisposable {
  /** The way to the engine. */
  readonly transport: Transport;
  /** Containers. */
  readonly containers: Containers;
  /** Images. */
  readonly images: Images;
  /** Networks. */
  readonly networks: Networks;
  /** Volumes. */
  readonly volumes: Volumes;
  /** Further processes in running containers. */
  readonly exec: Exec;
  /** The engine itself. */
  readonly system: System;
  /** The swarm that the engine is part of. */
  readonly swarm: Swarm;
  /** The swarm's nodes. */
  readonly nodes: Nodes;
  /** The swarm's services. */
  readonly services: Services;
  /** The swarm's secrets. */
  readonly secrets: Secrets;
  /** The swarm's configs. */
  readonly configs: Configs;
  /** The swarm's tasks. */
  readonly tasks: Tasks;
  /** The engine's own plugins. */
  readonly plugins: Plugins;
  /** What registries have. */
  readonly distribution: Distribution;
}

/** How an engine is opened. */
export interface EngineOptions {
  /**
   * Refuses what protected containers are protected from, for every call through this engine and
   * its transport. Unset: nothing is refused.
   */
  protect?: ProtectOptions;
}

/**
 * An engine over a transport that the caller made. Nothing is sent before the first call.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "./mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "GET /containers/json": { json: [] } }));
 * assert.deepEqual(await engine.containers.list({ all: true }), []);
 * ```
 */
export function createEngine(given: Transport, options: EngineOptions = {}): Engine {
  const transport = options.protect === undefined ? given : guardTransport(given, options.protect);
  // Each group is made when it is asked for: a command needs one or two of them.
  const made: { -readonly [K in keyof Engine]?: Engine[K] } = {};
  return {
    transport,
    get containers() {
      return made.containers ??= containers(transport);
    },
    get images() {
      return made.images ??= images(transport);
    },
    get networks() {
      return made.networks ??= networks(transport);
    },
    get volumes() {
      return made.volumes ??= volumes(transport);
    },
    get exec() {
      return made.exec ??= exec(transport);
    },
    get system() {
      return made.system ??= system(transport);
    },
    get swarm() {
      return made.swarm ??= swarm(transport);
    },
    get nodes() {
      return made.nodes ??= nodes(transport);
    },
    get services() {
      return made.services ??= services(transport);
    },
    get secrets() {
      return made.secrets ??= secrets(transport);
    },
    get configs() {
      return made.configs ??= configs(transport);
    },
    get tasks() {
      return made.tasks ??= tasks(transport);
    },
    get plugins() {
      return made.plugins ??= plugins(transport);
    },
    get distribution() {
      return made.distribution ??= distribution(transport);
    },
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

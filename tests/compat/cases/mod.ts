/** The list of what is compared. */
import type { Group } from "../types.ts";
import { usage } from "./usage.ts";
import { ps } from "./ps.ts";
import { images } from "./images.ts";
import { rm } from "./rm.ts";
import { stop } from "./stop.ts";
import { start } from "./start.ts";
import { kill } from "./kill.ts";
import { logs } from "./logs.ts";
import { run } from "./run.ts";
import { exec } from "./exec.ts";
import { system } from "./system.ts";
import { network } from "./network.ts";
import { volume } from "./volume.ts";
import { image } from "./image.ts";
import { container } from "./container.ts";
import { stack } from "./stack.ts";
import { swarm } from "./swarm.ts";
import { prune } from "./prune.ts";
import { oldApi } from "./old_api.ts";
import { config } from "./config.ts";
import { plugins } from "./plugins.ts";
import { context } from "./context.ts";

export const groups: readonly Group[] = [
  usage,
  ps,
  images,
  rm,
  stop,
  start,
  kill,
  logs,
  run,
  exec,
  system,
  network,
  volume,
  image,
  container,
  prune,
  swarm,
  stack,
  oldApi,
  config,
  context,
  plugins,
];

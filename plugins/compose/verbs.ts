/** The list of verbs. */
import { config } from "./config.ts";
import { down, kill, pause, restart, rm, start, stop, unpause } from "./down.ts";
import { build, pull, push } from "./image_verbs.ts";
import { cp, events, exec, run, stats } from "./into.ts";
import { logs } from "./logs.ts";
import { ps } from "./ps.ts";
import { images, ls, port, top, version, volumes } from "./show.ts";
import { create, plan, scale, up } from "./up.ts";
import type { Verb } from "./verb.ts";
import { wait } from "./wait.ts";

/** All verbs. */
export const verbs: readonly Verb[] = [
  build,
  config,
  cp,
  create,
  down,
  events,
  exec,
  images,
  kill,
  logs,
  ls,
  pause,
  plan,
  port,
  ps,
  pull,
  push,
  restart,
  rm,
  run,
  scale,
  start,
  stats,
  stop,
  top,
  unpause,
  up,
  version,
  volumes,
  wait,
];

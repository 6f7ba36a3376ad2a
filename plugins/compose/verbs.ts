/** The list of verbs. */
import { config } from "./config.ts";
import { down, kill, pause, restart, rm, start, stop, unpause } from "./down.ts";
import { build, pull, push } from "./image_verbs.ts";
import { cp, events, exec, run, stats } from "./into.ts";
import { logs } from "./logs.ts";
import { ps } from "./ps.ts";
import { attach, commit, exportVerb } from "./single.ts";
import { images, ls, port, top, version, volumes } from "./show.ts";
import { create, plan, scale, up } from "./up.ts";
import type { Verb } from "./verb.ts";
import { wait } from "./wait.ts";
import { watch } from "./watch.ts";

/** All verbs. */
export const verbs: readonly Verb[] = [
  attach,
  build,
  commit,
  config,
  cp,
  create,
  down,
  events,
  exec,
  exportVerb,
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
  watch,
];

/** Verbs of docker compose that are not there, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  bridge: "it turns compose files into those of other programs by images of Docker's",
  publish: "nothing here reads compose files from a registry; push images with compose push, " +
    "and keep the files where code is kept",
};

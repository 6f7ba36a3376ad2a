/**
 * The plugin behind `--demo`: the simulated engine of core/sim as `--host demo://`, with options:
 *
 * | option | means |
 * | --- | --- |
 * | `world=none` | no sample containers |
 * | `containers=500&running=50` | so many more, so many of them running |
 * | `logRate=10000&lineLength=200` | a container `flood` that writes so many lines a second |
 * | `hostile=1` | a container with hostile names, labels and lines |
 * | `api=1.41` | an older engine, down to 20.10 |
 * | `seed=2` | other ids and numbers |
 * | `logEntries=`, `logBytes=` | how much of each log is kept |
 *
 * The state is gone when the process ends. Nothing is stored, nothing is fetched.
 * @module
 */
import type { Plugin } from "../../cli/plugin/mod.ts";
import { parseOptions, SimEngine, SimTransport } from "../../core/sim/mod.ts";

export default {
  name: "demo",
  api: 1,
  summary: "A simulated engine with sample containers",
  endpoints: [{
    scheme: "demo",
    summary: "A simulated engine with a dozen sample containers",
    connect: (rest) => new SimTransport(new SimEngine(parseOptions(rest)), `demo://${rest}`),
  }],
} satisfies Plugin;

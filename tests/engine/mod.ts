/** The private Docker Engine that the tests and the benchmark run on. */
export { type Answer, call } from "./http.ts";
export { lines } from "./lines.ts";
export {
  atLeast,
  baseEnvironment,
  belongs,
  BINARY,
  type EngineContext,
  engineTest,
  type EngineTestOptions,
} from "./engine_case.ts";
export {
  type EngineInfo,
  type EngineOptions,
  type PrivateEngine,
  startEngine,
  temporaryFolder,
} from "./private_engine.ts";
export {
  cacheFolder,
  dockerClient,
  EngineUnavailable,
  NEWEST,
  type Release,
  releaseRoot,
  RELEASES,
  type Root,
} from "./root.ts";
export { type Output, run, type RunOptions } from "./run_command.ts";
export {
  ENGINES_VARIABLE,
  LEFT,
  type MissingEngine,
  PART_VARIABLE,
  PASS_VARIABLE,
  runningEngines,
  SCOPE_VARIABLE,
} from "./running.ts";

/** What tests/run.ts tells the tests that it starts, and how they read it. */
import type { EngineInfo } from "./private_engine.ts";
import type { Root } from "./root.ts";

/** An engine that was asked for and could not be had. */
export interface MissingEngine {
  release: Root;
  missing: string;
}

/** The variable by which tests/run.ts tells its tests which engines there are. */
export const ENGINES_VARIABLE = "DOCKERCTL_TEST_ENGINES";

/** Set to "unit" where engine tests are left to another pass of the runner. */
export const PASS_VARIABLE = "DOCKERCTL_TEST_PASS";

/** The engines that the runner asked for; empty without the runner, or with --no-engine. */
export function runningEngines(): (EngineInfo | MissingEngine)[] {
  const text = Deno.env.get(ENGINES_VARIABLE);
  return text ? JSON.parse(text) : [];
}

/** Set to "gate" where each test runs on the engines that it belongs to; else it runs on all. */
export const SCOPE_VARIABLE = "DOCKERCTL_TEST_SCOPE";

/** What stands before the name of a test that is left to --all. */
export const LEFT = "left to --all: ";

/** Set to "2/9" for the third of nine parts of a file's engine tests, which run as jobs of their own. */
export const PART_VARIABLE = "DOCKERCTL_TEST_PART";

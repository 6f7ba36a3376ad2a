/**
 * Projects: the files of the compose specification read, merged and checked; what they ask for
 * against what an engine has; the plan, and its execution.
 * @module
 */
export { loadProject, projectName } from "./load.ts";
export type { LoadOptions } from "./load.ts";
export type { ReadText } from "./read_files.ts";
export { readProjectText, textOf } from "./read_text.ts";
export { DEPRECATED as SWARM_DEPRECATED, IGNORED as SWARM_IGNORED } from "./swarm_keys.ts";
export { parseDotEnv } from "./dot_env.ts";
export { substitute } from "./interpolate.ts";
export { lineAndColumn, markedLine, ProjectError } from "./problem.ts";
export type { Place, SourceText } from "./problem.ts";
export { configDocument, configYaml } from "./config_document.ts";
export { desiredContainer, hashOf, stableJson } from "./desired.ts";
export type { DesiredContainer } from "./desired.ts";
export { isOneOff, LABEL } from "./labels.ts";
export { projectDrift } from "./project_drift.ts";
export type { ProjectDrift, ProjectDriftOptions } from "./project_drift.ts";
export { desiredGrounds } from "./drift.ts";
export type { DesiredGrounds } from "./drift.ts";
export { observeProject } from "./observe.ts";
export type { Observed, ObservedContainer } from "./observe.ts";
export { containerName, planImages, planUp, selectServices } from "./plan_up.ts";
export type { UpOptions } from "./plan_up.ts";
export { followedDependencies, labelledDependencies, planDown } from "./plan_down.ts";
export type { DownOptions } from "./plan_down.ts";
export type {
  DesiredServices,
  ProjectPlan,
  ProjectStep,
  ServiceWait,
  StepKind,
} from "./plan_types.ts";
export { checkPlanProtected } from "./check_protected.ts";
export { executeProject } from "./execute.ts";
export type { ExecuteProjectOptions, ProjectStepReport } from "./execute.ts";
export { imageOf, scaleOf } from "./model.ts";
export type * from "./model.ts";
export { runHooks, runPreStop } from "./hooks.ts";
export type { HookKind, RunHooksOptions } from "./hooks.ts";
export { waitFor } from "./wait_for.ts";
export type { Variables } from "./interpolate.ts";
export { parsePorts } from "./short_syntax.ts";
export type { PortForm, VolumeForm } from "./short_syntax.ts";
export type { Others, PutFile } from "./desired.ts";

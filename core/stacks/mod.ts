/**
 * Stacks: what a project's files ask of a swarm, and the labels by which it is found again.
 * @module
 */
export { IMAGE as STACK_IMAGE, NAMESPACE as STACK_NAMESPACE, stackLabels } from "./labels.ts";
export { serviceSpec, StackError, swarmPorts } from "./service_spec.ts";
export type { FileIds } from "./service_spec.ts";
export { stackFiles, stackNetworks } from "./resources.ts";
export type { StackFile } from "./resources.ts";
export { stackDocument } from "./document.ts";

/** The labels by which stacks are known on a swarm, as docker sets them. */

/** On everything of a stack: its name. */
export const NAMESPACE = "com.docker.stack.namespace";
/** On a service: its image as the file has it. */
export const IMAGE = "com.docker.stack.image";

/** Labels with the one that names the stack. */
export function stackLabels(
  stack: string,
  labels: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...labels, [NAMESPACE]: stack };
}

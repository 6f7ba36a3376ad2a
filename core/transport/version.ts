/** API versions: those we speak, and their order. */

/** The newest API version we speak; what is newer in an engine is asked for in this one. */
export const MAX_API_VERSION = "1.51";
/** The oldest API version we speak, which is also what engines since 25.0 accept. */
export const MIN_API_VERSION = "1.24";

/** Whether `text` is an API version: two numbers with a point between. */
export function isApiVersion(text: string): boolean {
  return /^\d{1,4}\.\d{1,4}$/.test(text);
}

/** Negative when `a` is older than `b`, 0 when they are the same, positive when newer. */
export function compareApiVersions(a: string, b: string): number {
  const [a1, a2] = a.split(".").map(Number);
  const [b1, b2] = b.split(".").map(Number);
  return a1 - b1 || a2 - b2;
}

/**
 * The version both sides use: the lower of ours and the engine's. An engine that does not tell
 * gets our newest, as moby's client has it.
 */
export function negotiate(engineVersion: string | undefined): string {
  if (engineVersion === undefined || !isApiVersion(engineVersion)) return MAX_API_VERSION;
  return compareApiVersions(engineVersion, MAX_API_VERSION) < 0 ? engineVersion : MAX_API_VERSION;
}

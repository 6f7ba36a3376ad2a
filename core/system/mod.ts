/** The calls about the engine itself, bound to it. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { checkAuth } from "./auth.ts";
import { diskUsage } from "./df.ts";
import { engineEvents } from "./events.ts";
import { engineInfo } from "./info.ts";
import { pingEngine } from "./ping.ts";
import { engineVersion } from "./version.ts";

/** The engine itself. */
export interface System {
  /** The engine's version: {@link engineVersion}. */
  readonly version: Bound<typeof engineVersion>;
  /** The engine and its host: {@link engineInfo}. */
  readonly info: Bound<typeof engineInfo>;
  /** Whether it is there: {@link pingEngine}. */
  readonly ping: Bound<typeof pingEngine>;
  /** What is used on disk: {@link diskUsage}. */
  readonly df: Bound<typeof diskUsage>;
  /** What happens: {@link engineEvents}. */
  readonly events: Bound<typeof engineEvents>;
  /** Whether a registry takes credentials: {@link checkAuth}. */
  readonly auth: Bound<typeof checkAuth>;
}

/** The group `engine.system`. */
export function system(transport: Transport): System {
  return bind(transport, {
    version: engineVersion,
    info: engineInfo,
    ping: pingEngine,
    df: diskUsage,
    events: engineEvents,
    auth: checkAuth,
  });
}

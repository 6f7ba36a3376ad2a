import type { RegistryAuth } from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";

/** What `run` and its kin take from the client's configuration. */
export interface ClientConfig {
  /** `detachKeys`, where set. */
  detachKeys?: string;
  /** Proxy variables for new containers, by upper-case name. */
  proxies: Readonly<Record<string, string>>;
  /** Who one is at the registry of an image. */
  authFor(image: string): Promise<RegistryAuth | undefined>;
}

/** Reads the configuration. */
export function clientConfig(_ctx: CommandContext): Promise<ClientConfig> {
  return Promise.resolve({ proxies: {}, authFor: () => Promise.resolve(undefined) });
}

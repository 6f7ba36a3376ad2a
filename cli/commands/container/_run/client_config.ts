/** What config.json says about new containers and detaching. */
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { configDir } from "../../../../core/config/paths.ts";
import type { RegistryAuth } from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { credentialsForImage } from "../../_lib/credentials.ts";

/** What `run` and its kin take from the client's configuration. */
export interface ClientConfig {
  /** `detachKeys`, where set. */
  detachKeys?: string;
  /** Proxy variables for new containers, by upper-case name. */
  proxies: Readonly<Record<string, string>>;
  /** Who one is at the registry of an image. */
  authFor(image: string): Promise<RegistryAuth | undefined>;
}

/** Variables that the keys of `proxies` stand for (docker/cli config/configfile/file.go). */
const PROXY_KEYS: Readonly<Record<string, string>> = {
  httpProxy: "HTTP_PROXY",
  httpsProxy: "HTTPS_PROXY",
  noProxy: "NO_PROXY",
  ftpProxy: "FTP_PROXY",
  allProxy: "ALL_PROXY",
};

/** Reads the configuration; `endpoint` chooses among its proxies. A broken file counts as empty. */
export async function clientConfig(ctx: CommandContext, endpoint = ""): Promise<ClientConfig> {
  const file = await readConfigFile(configDir({ env: ctx.env, configDir: ctx.global.config }));
  const chosen = file.proxies?.[endpoint] ?? file.proxies?.["default"] ?? {};
  const proxies: Record<string, string> = {};
  for (const [key, name] of Object.entries(PROXY_KEYS)) {
    const value = chosen[key];
    if (typeof value === "string" && value !== "") proxies[name] = value;
  }
  return {
    detachKeys: file.detachKeys || undefined,
    proxies,
    authFor: (image) => credentialsForImage(ctx, image),
  };
}

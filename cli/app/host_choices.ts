/** The engines that the full screen offers to go to (`H`). */
import { configDir } from "../../core/mod.ts";
import type { GlobalOptions } from "../spec/types.ts";
import type { HostChoice } from "../tui/model/hosts.ts";

const SAMPLES = "demo://";

/**
 * Several hosts or a server where the screen began on them, contexts that docker knows, the addresses that were on the screen since it opened (`been`), and
 * the engine of samples.
 */
export async function hostChoices(
  global: Pick<GlobalOptions, "config" | "hosts">,
  server: string | undefined,
  been: Iterable<string>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HostChoice[]> {
  const { listContexts } = await import("../../core/config/context_store.ts");
  const contexts = await listContexts(configDir({ env, configDir: global.config }));
  const detail = "where this screen began";
  return [
    ...(global.hosts === undefined ? [] : [{ hosts: global.hosts, detail }]),
    ...(server === undefined || global.hosts !== undefined ? [] : [{ server, detail }]),
    { context: "default", detail: "where docker looks when nobody says otherwise" },
    ...contexts.map((c) => ({ context: c.name, detail: c.host || c.description })),
    ...[...been].filter((host) => host !== SAMPLES)
      .map((host) => ({ host, detail: "was on this screen" })),
    { host: SAMPLES, detail: "sample containers, simulated" },
  ];
}

/** Connects to the engine that flags, environment and configuration name. */
import type { Engine, Transport } from "../../core/mod.ts";
import { sanitise } from "../format/sanitise.ts";
import type { PluginEndpoint } from "../plugin/contract/types.ts";
import { serverOf, serverOptions } from "../spec/server.ts";
import type { GlobalOptions } from "../spec/types.ts";

/** What the way to a host of the list has that a single engine's has not. */
export interface ConnectWay {
  /** Stands in the way to the engine, under the guard of what is protected. */
  wrap?(transport: Transport): Transport;
  /** How long a short answer may take until it begins and between its pieces; milliseconds. */
  callTimeout?: number;
  /** Called once, when the first request but the greeting is on its way. */
  onAsked?(): void;
}

/** What connecting needs beside the global flags. */
export interface ConnectDeps {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Endpoints of plugins; asked for only when a scheme is none of ours. */
  endpoints(): Promise<readonly PluginEndpoint[]>;
  /** What else the way there is to have. */
  way?: ConnectWay;
  /** Told of what a person should know: another socket is used, a broken config.json. */
  say(text: string): void;
}

/** Schemes that the engine's own transport knows. */
const OWN_SCHEMES = new Set(["unix", "tcp", "http", "https", "ssh", "fd", "npipe"]);

/** An engine's client as the global flags and the environment want it. Loads the transport. */
export async function connectEngine(global: GlobalOptions, deps: ConnectDeps): Promise<Engine> {
  const [{ createEngine }, { openTransport }] = await Promise.all([
    import("../../core/engine.ts"),
    import("../../core/config/open_transport.ts"),
  ]);
  const protect = {
    rules: async () => {
      const { loadProtectRules } = await import("../../core/protect/load_rules.ts");
      return await loadProtectRules(deps.env);
    },
    onSpared: (name: string, why: string) => deps.say(`Left ${sanitise(name)} alone: ${why}`),
  };
  const server = serverOf(global, deps.env);
  if (server !== undefined) {
    const { openServer } = await import("../../core/config/server.ts");
    const behind = (await openServer(serverOptions(server, global, deps.env))).engine();
    return createEngine(deps.way?.wrap?.(behind) ?? behind, { protect });
  }
  const transport = await openTransport({
    host: global.host,
    context: global.context,
    configDir: global.config,
    tls: global.tls,
    tlsVerify: global.tlsverify,
    tlsCaCert: global.tlscacert,
    tlsCert: global.tlscert,
    tlsKey: global.tlskey,
    env: deps.env,
    signal: deps.signal,
    schemes: await schemesFor(global.host ?? deps.env.DOCKER_HOST ?? "", deps),
    onNotice: deps.say,
    ...(deps.way?.callTimeout !== undefined && { callTimeout: deps.way.callTimeout }),
    onAsked: deps.way?.onAsked,
    onWarning: deps.say,
  });
  return createEngine(deps.way?.wrap?.(transport) ?? transport, { protect });
}

/** The plugins' schemes, if the host has one that is not ours. */
async function schemesFor(host: string, deps: ConnectDeps) {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(host.trim())?.[1];
  if (scheme === undefined || OWN_SCHEMES.has(scheme)) return undefined;
  const endpoints = await deps.endpoints();
  return Object.fromEntries(
    endpoints.map((e) => [e.scheme, (h: string) => e.connect(h.slice(e.scheme.length + 3))]),
  );
}

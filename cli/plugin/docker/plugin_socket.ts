/**
 * The socket by which a plugin of docker's learns that its caller is told to end: it connects when
 * it starts, and the end of the connection is the word (docker/cli cli-plugins/socket).
 */

/** Where a plugin finds the socket's address. */
export const PLUGIN_SOCKET = "DOCKER_CLI_PLUGIN_SOCKET";
/** A plugin connects once, its children perhaps once each; more are refused. */
const MAX_CONNECTIONS = 64;

/** Such a socket, listening. */
export interface PluginSocket extends Disposable {
  /** As Go writes addresses: `@name` is an abstract one, which no folder holds. */
  readonly address: string;
  /** Whether anyone listens for the word. */
  readonly heard: boolean;
  /** Ends every connection, and each that comes from now on. May be called again. */
  tellEnd(): void;
}

/** Opens one; undefined where that cannot be done: then a plugin gets signals alone. */
export function openPluginSocket(): PluginSocket | undefined {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const name = `docker_cli_${[...random].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
  let folder: string | undefined;
  let listener: Deno.UnixListener;
  let address = `@${name}`;
  try {
    if (Deno.build.os === "linux") {
      listener = Deno.listen({ transport: "unix", path: `\0${name}` });
    } else {
      folder = Deno.makeTempDirSync({ prefix: "dockerctl-" });
      address = `${folder}/plugin`;
      listener = Deno.listen({ transport: "unix", path: address });
    }
  } catch {
    remove(folder);
    return undefined;
  }
  const connections = new Set<Deno.UnixConn>();
  let open = true;
  void (async () => {
    for await (const conn of listener) {
      // One that was on its way when the word was given is to hear it, too.
      if (!open || connections.size >= MAX_CONNECTIONS) conn.close();
      else connections.add(conn);
    }
  })().catch(() => {/* closed */});
  // The plugin's end is the child's end, not this socket's: it keeps no process alive.
  listener.unref();
  const tellEnd = () => {
    if (!open) return;
    open = false;
    for (const conn of connections) conn.close();
  };
  return {
    address,
    get heard() {
      return connections.size > 0;
    },
    tellEnd,
    [Symbol.dispose]() {
      tellEnd();
      listener.close();
      remove(folder);
    },
  };
}

function remove(folder: string | undefined): void {
  if (folder === undefined) return;
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch { /* it is gone, or never was */ }
}

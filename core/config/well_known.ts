/** The places where engines are found without being told. */
import { EngineError } from "../errors.ts";
import { envOf, homeOf, type Surroundings } from "./paths.ts";

/** A socket that was tried, and what came of it. */
export interface TriedSocket {
  /** As a DOCKER_HOST string. */
  endpoint: string;
  /** Whose it is: `Docker`, `rootless Docker`, `Colima`, `podman`, … */
  of: string;
  /** Why it does not serve, in words. */
  reason: string;
  /** What the person can do, where we know. */
  hint?: string;
}

/**
 * No engine at the default socket nor at the well-known others. The message is docker's own of
 * the default socket.
 */
export class NoEngineError extends EngineError {
  /** Everything that was tried, the default socket first. */
  readonly tried: readonly TriedSocket[];

  /** From what the default socket answered, and what all of them did. */
  constructor(first: EngineError, tried: readonly TriedSocket[]) {
    super(first.message, {
      code: first.code,
      op: first.op,
      endpoint: first.endpoint,
      hint: first.hint,
      cause: first.cause,
    });
    this.tried = tried;
  }
}

/** Where engines other than the system's own listen, in the order in which they are tried. */
export function wellKnownSockets(s: Surroundings): { path: string; of: string }[] {
  const home = homeOf(s);
  const runtime = envOf(s).XDG_RUNTIME_DIR;
  const uid = Deno.build.os === "windows" ? null : Deno.uid();
  const list: [string | false | undefined, string][] = [
    [runtime && `${runtime}/docker.sock`, "rootless Docker"],
    [uid !== null && `/run/user/${uid}/docker.sock`, "rootless Docker"],
    [home && `${home}/.docker/run/docker.sock`, "Docker Desktop"],
    [home && `${home}/.docker/desktop/docker.sock`, "Docker Desktop"],
    [home && `${home}/.orbstack/run/docker.sock`, "OrbStack"],
    [home && `${home}/.rd/docker.sock`, "Rancher Desktop"],
    [home && `${home}/.colima/default/docker.sock`, "Colima"],
    [home && `${home}/.colima/docker/docker.sock`, "Colima"],
    [home && `${home}/.lima/default/sock/docker.sock`, "Lima"],
    [home && `${home}/.lima/docker/sock/docker.sock`, "Lima"],
    [runtime && `${runtime}/podman/podman.sock`, "podman"],
    ["/run/podman/podman.sock", "podman"],
    [home && `${home}/.local/share/containers/podman/machine/podman.sock`, "podman machine"],
  ];
  const seen = new Set<string>();
  return list.flatMap(([path, of]) => {
    if (!path || seen.has(path)) return [];
    seen.add(path);
    return [{ path, of }];
  });
}

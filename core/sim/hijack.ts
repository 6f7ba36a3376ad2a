/** The answer that turns a connection into bytes both ways. */
import { type SessionIo, type SimRequest, type SimResponse, versionLess } from "./wire.ts";

/** The answer that turns the connection over to `session`. */
export function hijacked(
  req: SimRequest,
  tty: boolean,
  session: (io: SessionIo) => Promise<void>,
): SimResponse {
  // Below 1.42 it always says raw, also when it is not.
  const kind = tty || versionLess(req.version, "1.42") ? "raw" : "multiplexed";
  const headers: Record<string, string> = {
    "content-type": `application/vnd.docker.${kind}-stream`,
  };
  if (req.upgrade) Object.assign(headers, { connection: "Upgrade", upgrade: "tcp" });
  return { status: req.upgrade ? 101 : 200, headers, session };
}

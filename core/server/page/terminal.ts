/** A terminal in a container over a WebSocket: bytes both ways, sizes as text. */
import { isEngineError } from "../../errors.ts";
import { refusal } from "../admission.ts";
import { runningReach } from "../engine_facts.ts";
import type { Route, RouteCall } from "../routes.ts";
import type { ApiAnswer } from "../types.ts";
import { admitSignedIn, PAGE_HEADERS } from "./rules.ts";
import { handshakeHeaders, handshakeProblem, WebSocketSession, WsProblem } from "./websocket.ts";

/** What is spoken over it; the token stands beside it in the list of subprotocols. */
export const TERMINAL_PROTOCOL = "dockerctl.terminal";

/** Nothing of it comes from the client: the best shell that is there. */
const SHELL = [
  "/bin/sh",
  "-c",
  "if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi",
];
const MAX_SIZE = 1_000;
/** Ctrl-C for what runs, Ctrl-D for the shell. */
const HANG_UP = Uint8Array.of(3, 4);

/** `{"resize": [columns, rows]}` */
function sizeOf(text: string): { width: number; height: number } | undefined {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    throw new WsProblem(1007, "a text is no JSON");
  }
  const size = (told as { resize?: unknown } | null)?.resize;
  if (!Array.isArray(size) || size.length !== 2) return undefined;
  const [width, height] = size;
  const fits = (n: unknown) => Number.isInteger(n) && (n as number) > 0 && (n as number) < MAX_SIZE;
  return fits(width) && fits(height) ? { width, height } : undefined;
}

const no = (status: number, message: string) => refusal(status, message, PAGE_HEADERS);

async function open(call: RouteCall): Promise<ApiAnswer> {
  const { sources, policy, request, params, query } = call;
  const problem = handshakeProblem(request);
  if (problem !== undefined) return no(400, problem);
  const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((p) =>
    p.trim()
  );
  if (!protocols.includes(TERMINAL_PROTOCOL)) return no(400, `only ${TERMINAL_PROTOCOL} is spoken`);
  const host = sources.manage!.host(params.host);
  if (host === undefined) return no(404, "there is no such host");
  if (host.readOnly) return no(403, `${host.name} is read-only: nothing is run there`);
  const { engine } = host;
  const signal = AbortSignal.any([call.signal, policy.page!.of(request)!.over.signal]);
  const found = await runningReach(engine.transport, params.id, signal);
  if (found.reach !== undefined && !policy.allowPrivileged) {
    return no(
      403,
      `this server runs nothing in a container that reaches its host, as this one does by ${found.reach} (--allow-privileged)`,
    );
  }
  const size = sizeOf(
    JSON.stringify({ resize: [Number(query.columns?.[0]), Number(query.rows?.[0])] }),
  ) ?? { width: 80, height: 24 };
  const { id } = await engine.exec.create(found.id, {
    cmd: SHELL,
    tty: true,
    attachStdin: true,
    env: ["TERM=xterm-256color"],
    consoleSize: size,
    signal,
  });
  const shell = await engine.exec.start(id, { tty: true, signal });
  return {
    status: 101,
    headers: handshakeHeaders(request, TERMINAL_PROTOCOL),
    done: () => shell.close(),
    session: async (io) => {
      const ws = new WebSocketSession(io);
      const over = () => shell.close();
      signal.addEventListener("abort", over, { once: true });
      let ended = false;
      const keys = (async () => {
        try {
          for await (const message of ws.messages()) {
            if (message.type === "binary") await shell.write(message.bytes);
            else {
              const to = sizeOf(message.text);
              // It may have ended at this moment.
              if (to) await engine.exec.resize(id, to, { signal }).catch(() => {});
            }
          }
        } catch (e) {
          if (e instanceof WsProblem) await ws.close(e.code, e.message).catch(() => {});
        }
        // The engine lets a process go on whose terminal is gone: it is asked to end, as by hand.
        if (!ended) await shell.write(HANG_UP).catch(() => {});
        shell.close();
      })();
      await engine.exec.resize(id, size, { signal }).catch(() => {});
      try {
        for await (const chunk of shell.output) await ws.send(chunk.data);
        ended = true;
        const state = await engine.exec.inspect(id, { signal });
        await ws.send(JSON.stringify({ exitCode: state.exitCode ?? null }));
        await ws.close(1000);
      } catch (e) {
        if (isEngineError(e)) await ws.close(1011, "the engine is gone").catch(() => {});
      } finally {
        shell.close();
      }
      signal.removeEventListener("abort", over);
      void keys;
    },
  };
}

/** The one call that becomes a WebSocket. */
export const TERMINAL_ROUTE: Route = {
  method: "GET",
  path: "/ui/v1/hosts/{host}/containers/{id}/terminal",
  id: "PageTerminal",
  summary: "Open a terminal in a container",
  access: "write",
  length: "stream",
  query: [
    { name: "columns", summary: "Its width", type: "integer" },
    { name: "rows", summary: "Its height", type: "integer" },
  ],
  admit: admitSignedIn,
  answer: { status: 101, summary: "A WebSocket: bytes of the terminal, sizes and the end as JSON" },
  handle: open,
};

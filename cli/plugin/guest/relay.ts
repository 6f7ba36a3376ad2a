/**
 * What runs in a plugin's process outside of the plugin's thread: it hands messages on, and ends
 * the process when dockerctl is gone, however busy the plugin is.
 */
import { keepSignals } from "../../../core/kept_signals.ts";
import { decode, encode, Frames, FROM_PLUGIN, TO_PLUGIN } from "../contract/codec.ts";
import { PROTOCOL, type Start } from "../contract/wire.ts";

/** Deno's own options of a worker; its types know them only with the flag. */
type WorkerOptions2 = { type: "module"; name: string };

/** The thread's module, and the folder of all that it imports itself. */
function guestModule(): { url: URL; root: string } {
  const source = import.meta.url.endsWith(".ts");
  // In the bundle both are entries, and lie side by side.
  const url = new URL(source ? "./main.ts" : "./main.js", import.meta.url);
  const root = new URL(source ? "../../../" : "../../", url);
  return { url, root: decodeURIComponent(root.pathname) };
}

/** Serves until dockerctl closes the pipe; gives the exit code. */
export async function relay(): Promise<number> {
  if (Deno.stdin.isTerminal()) return 64;
  keepSignals();
  try {
    // Where memory runs out, this goes first.
    Deno.writeTextFileSync("/proc/self/oom_score_adj", "1000");
  } catch { /* no Linux */ }
  let thread: Worker | undefined;
  let last: Promise<void> = Promise.resolve();
  const write = (frame: Uint8Array) => {
    last = last.then(() => writeAll(frame)).catch(() => {});
  };
  const frames = new Frames(TO_PLUGIN);
  const buffer = new Uint8Array(256 * 1024);
  for (;;) {
    const n = await Deno.stdin.read(buffer).catch(() => null);
    if (n === null) break;
    for (const frame of frames.take(buffer.slice(0, n))) {
      if (thread === undefined) thread = start(decode(frame, TO_PLUGIN) as Start, write);
      else thread.postMessage(frame, [frame.buffer]);
    }
  }
  return 0;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

function start(
  { name, permissions, read, write: writes, env: own }: Start,
  write: (f: Uint8Array) => void,
) {
  for (const [variable, value] of Object.entries(own)) Deno.env.set(variable, value);
  const { url, root } = guestModule();
  const { files, network, run, env } = permissions;
  const worker = new Worker(url, {
    type: "module",
    name: `plugin ${name}`,
    deno: {
      permissions: {
        read: files === true || [root, ...read],
        write: files === true || (writes.length > 0 ? [...writes] : false),
        net: network,
        run,
        env: run || env,
        sys: run,
        ffi: false,
        import: false,
      },
    },
  } as WorkerOptions2);
  // From now on this thread needs nothing: what the plugin may, the thread of its own may.
  for (const kind of ["run", "env", "net", "sys", "ffi", "write", "read", "import"] as const) {
    try {
      Deno.permissions.revokeSync({ name: kind } as Deno.PermissionDescriptor);
    } catch { /* not known to this runtime */ }
  }
  worker.onmessage = ({ data }) => {
    if (data instanceof Uint8Array) write(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    write(encode({ kind: "gone", message: String(event.message).slice(0, 1000) }, FROM_PLUGIN));
  };
  write(encode({ kind: "hello", protocol: PROTOCOL }, FROM_PLUGIN));
  return worker;
}

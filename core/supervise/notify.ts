/**
 * Tells systemd how a service is: a datagram to the socket that `NOTIFY_SOCKET` names
 * (sd_notify(3)). Deno opens no such socket, so libc does; where it cannot be called,
 * `systemd-notify` is run.
 */

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
/** Where `sun_path` begins, and how long it may be (unix(7)). */
const PATH_AT = 2;
const PATH_MAX = 107;

const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  sendto: { parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

/** A way to systemd. */
export interface Notifier {
  /** Sends variables as sd_notify(3) has them: `{ READY: "1", STATUS: "runs" }`. Never throws. */
  send(variables: Readonly<Record<string, string>>): Promise<void>;
  /** How often it wants to hear that we live (ms); undefined where it does not. */
  watchdog?: number;
}

/** The address of a socket by its path, or by a name that begins with `@`; undefined if too long. */
export function socketAddress(path: string): Uint8Array<ArrayBuffer> | undefined {
  const name = new TextEncoder().encode(path);
  if (name.length === 0 || name.length > PATH_MAX || !/^[/@]/.test(path)) return undefined;
  const abstract = path.startsWith("@");
  // A path ends with a zero byte, an abstract name begins with one and ends with the address.
  const address = new Uint8Array(PATH_AT + name.length + (abstract ? 0 : 1));
  new DataView(address.buffer).setUint16(0, AF_UNIX, true);
  address.set(name, PATH_AT);
  if (abstract) address[PATH_AT] = 0;
  return address;
}

/** One datagram by libc; false where that cannot be done. */
function sendDatagram(path: string, text: string): boolean {
  const address = socketAddress(path);
  if (address === undefined || Deno.build.os !== "linux") return false;
  for (const name of ["libc.so.6", `libc.musl-${Deno.build.arch}.so.1`]) {
    let libc;
    try {
      libc = Deno.dlopen(name, SYMBOLS);
    } catch {
      continue;
    }
    try {
      const fd = libc.symbols.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (fd < 0) return false;
      const data = new TextEncoder().encode(text);
      const sent = libc.symbols.sendto(
        fd,
        data,
        BigInt(data.length),
        0,
        address,
        address.length,
      );
      libc.symbols.close(fd);
      return Number(sent) === data.length;
    } finally {
      libc.close();
    }
  }
  return false;
}

/** The way to systemd that the environment names; undefined where nothing waits for word. */
export function openNotifier(
  env: Readonly<Record<string, string | undefined>>,
): Notifier | undefined {
  const socket = env["NOTIFY_SOCKET"];
  if (socket === undefined || socket === "") return undefined;
  const forUs = env["WATCHDOG_PID"] === undefined || env["WATCHDOG_PID"] === String(Deno.pid);
  const micros = forUs ? Number(env["WATCHDOG_USEC"] ?? 0) : 0;
  return {
    ...(micros > 0 && Number.isFinite(micros) && { watchdog: micros / 1000 }),
    async send(variables) {
      const words = Object.entries(variables).map(([key, value]) =>
        `${key}=${value.replace(/\s+/g, " ").slice(0, 1000)}`
      );
      if (sendDatagram(socket, words.join("\n"))) return;
      try {
        await new Deno.Command("systemd-notify", {
          args: [`--pid=${Deno.pid}`, ...words],
          env: { NOTIFY_SOCKET: socket },
          stdin: "null",
          stdout: "null",
          stderr: "null",
          signal: AbortSignal.timeout(5000),
        }).output();
      } catch { /* systemd learns it when we end */ }
    },
  };
}

/** Lets the steps of a build sign with an ssh agent of this machine (`RUN --mount=type=ssh`). */
import { connect, type Socket } from "node:net";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { GRPC_STATUS, type GrpcCall, GrpcError } from "./grpc.ts";
import { idOf } from "./secrets.ts";

/** Asked whether there is an agent (moby/buildkit session/sshforward). */
export const CHECK_AGENT = "/moby.sshforward.v1.SSH/CheckAgent";
/** One connection of a step to an agent, in messages of bytes. */
export const FORWARD_AGENT = "/moby.sshforward.v1.SSH/ForwardAgent";

/** What names the agent that is meant. */
const ID_HEADER = "buildkit.ssh.id";
const DEFAULT_ID = "default";

/** The largest message of an agent, in bytes (OpenSSH's own bound). */
const MAX_MESSAGE = 256 * 1024;
/** What a step may ask for: the list of keys, and a signature. Keys are not its to add or remove. */
const ALLOWED: ReadonlySet<number> = new Set([11, 13]);
/** `SSH_AGENT_FAILURE`, with its length. */
const FAILURE = Uint8Array.of(0, 0, 0, 1, 5);

/** Sockets of agents by id. */
export type Agents = Readonly<Record<string, string>>;

/** Answers whether there is an agent of that id. */
export async function checkAgent(call: GrpcCall, agents: Agents): Promise<void> {
  for await (const message of call.messages) {
    socketOf(agents, idOf(message));
    return await call.send(new Uint8Array());
  }
}

/** Carries the questions of a step to the agent, one after the other, and its answers back. */
export async function forwardAgent(call: GrpcCall, agents: Agents): Promise<void> {
  const path = socketOf(agents, call.metadata.get(ID_HEADER)?.[0] ?? "");
  const socket = await open(path, call.signal);
  const end = () => socket.destroy();
  call.signal.addEventListener("abort", end, { once: true });
  try {
    const answers = agentMessages(socket);
    for await (const question of agentMessages(bytesOf(call.messages))) {
      if (!ALLOWED.has(question[4])) {
        await call.send(wrapped(FAILURE));
        continue;
      }
      if (!socket.write(question)) await drained(socket);
      const { value, done } = await answers.next();
      if (done) return;
      await call.send(wrapped(value));
    }
  } finally {
    call.signal.removeEventListener("abort", end);
    socket.destroy();
  }
}

function socketOf(agents: Agents, id: string): string {
  const name = id === "" ? DEFAULT_ID : id;
  if (Object.hasOwn(agents, name)) return agents[name];
  throw new GrpcError(GRPC_STATUS.notFound, `unset ssh forward key ${name}`);
}

async function open(path: string, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connect({ path });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", (cause) => {
      reject(new GrpcError(GRPC_STATUS.unknown, `the ssh agent at ${path}: ${cause.message}`));
    });
  });
  // What goes wrong from here on ends the iteration over its bytes.
  socket.on("error", () => {});
  return socket;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("drain", resolve);
    socket.once("close", () => resolve());
  });
}

/** The messages of an agent's protocol, each with its length in front. */
async function* agentMessages(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array();
  for await (const piece of bytes) {
    const all = new Uint8Array(rest.length + piece.length);
    all.set(rest);
    all.set(piece, rest.length);
    rest = all;
    while (rest.length >= 5) {
      const size = new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (size === 0 || size > MAX_MESSAGE) {
        throw new GrpcError(GRPC_STATUS.unknown, "what was said to the ssh agent is no question");
      }
      if (rest.length < 4 + size) break;
      yield rest.subarray(0, 4 + size);
      rest = rest.subarray(4 + size);
    }
  }
}

async function* bytesOf(messages: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const message of messages) {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      if (field === 1 && type === 2) yield reader.bytes();
      else reader.skip(type, field);
    }
  }
}

function wrapped(bytes: Uint8Array): Uint8Array {
  return new BinaryWriter().uint32(1 << 3 | 2).bytes(bytes).finish();
}

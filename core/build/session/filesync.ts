/** Sends files to BuildKit by the protocol of its file synchronisation (tonistiigi/fsutil). */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { GRPC_STATUS, type GrpcCall, GrpcError } from "./grpc.ts";
import {
  isPlain,
  localBytes,
  localEntries,
  type LocalEntry,
  type LocalSource,
} from "./local_files.ts";

/** The call that BuildKit makes for each folder it wants. */
export const DIFF_COPY = "/moby.filesync.v1.FileSync/DiffCopy";

/** Kinds of packets. */
const STAT = 0;
const REQUEST = 1;
const DATA = 2;
const FIN = 3;
const ERROR = 4;

/**
 * Answers one call: every entry is told, the files that are asked for are sent. What they are asked
 * for by is their number in the list.
 */
export async function sendFiles(
  call: GrpcCall,
  sources: Readonly<Record<string, LocalSource>>,
): Promise<void> {
  const name = option(call, "dir-name")[0] ?? "";
  if (!Object.hasOwn(sources, name)) {
    throw new GrpcError(GRPC_STATUS.notFound, `no access to ${JSON.stringify(name)}`);
  }
  const source = sources[name];
  const files = new Map<number, LocalEntry>();
  const asked: number[] = [];
  let wake = Promise.withResolvers<void>();
  let over = false;
  const tell = async () => {
    let id = 0;
    const wanted = {
      exclude: option(call, "exclude-patterns"),
      include: option(call, "include-patterns"),
      follow: option(call, "followpaths"),
    };
    for await (const entry of localEntries(source, wanted)) {
      if (isPlain(entry.mode)) files.set(id, entry);
      id++;
      await call.send(packet(STAT, { stat: entry }));
    }
    await call.send(packet(STAT, {}));
  };
  const give = async () => {
    for (;;) {
      const id = asked.shift();
      if (id === undefined) {
        if (over) return;
        await wake.promise;
        wake = Promise.withResolvers();
        continue;
      }
      const entry = files.get(id);
      files.delete(id);
      if (entry === undefined) throw new Error(`there is no file ${id}`);
      for await (const data of entry.unreadable ? [] : localBytes(source, entry.path)) {
        if (data.length > 0) await call.send(packet(DATA, { id, data }));
      }
      await call.send(packet(DATA, { id }));
    }
  };
  const listen = async () => {
    try {
      for await (const message of call.messages) {
        const { type, id, text } = read(message);
        if (type === ERROR) throw new Error(text);
        if (type === FIN) return;
        if (type === REQUEST) {
          asked.push(id);
          wake.resolve();
        }
      }
      throw new Error("the engine ended the transfer early");
    } finally {
      over = true;
      wake.resolve();
    }
  };
  try {
    await Promise.all([tell(), give(), listen()]);
    await call.send(packet(FIN, {}));
  } catch (e) {
    const words = new TextEncoder().encode(e instanceof Error ? e.message : String(e));
    await call.send(packet(ERROR, { data: words })).catch(() => {});
    throw e;
  }
}

/** What the call is about; what is not ASCII comes escaped. */
function option(call: GrpcCall, name: string): string[] {
  const values = call.metadata.get(name) ?? [];
  const escaped = /^(1|t|true)$/i.test(call.metadata.get(`${name}-encoded`)?.[0] ?? "");
  if (!escaped) return [...values];
  return values.map((v) => {
    try {
      return decodeURIComponent(v.replaceAll("+", " "));
    } catch {
      return v;
    }
  });
}

function packet(
  type: number,
  { stat, id, data }: { stat?: LocalEntry; id?: number; data?: Uint8Array },
): Uint8Array {
  const writer = new BinaryWriter();
  if (type !== 0) writer.uint32(1 << 3).int32(type);
  if (stat !== undefined) writer.uint32(2 << 3 | 2).bytes(statMessage(stat));
  if (id) writer.uint32(3 << 3).uint32(id);
  if (data !== undefined) writer.uint32(4 << 3 | 2).bytes(data);
  return writer.finish();
}

/** Files belong to root, as in an archive of docker's. */
function statMessage(entry: LocalEntry): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(1 << 3 | 2).string(entry.path);
  writer.uint32(2 << 3).uint32(entry.mode);
  if (entry.size) writer.uint32(5 << 3).int64(entry.size);
  writer.uint32(6 << 3).int64(entry.modified);
  if (entry.target !== undefined) writer.uint32(7 << 3 | 2).string(entry.target);
  if (entry.device !== undefined) {
    writer.uint32(8 << 3).int64(entry.device.major);
    writer.uint32(9 << 3).int64(entry.device.minor);
  }
  return writer.finish();
}

function read(message: Uint8Array): { type: number; id: number; text: string } {
  const reader = new BinaryReader(message);
  const it = { type: STAT, id: 0, text: "" };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) it.type = reader.int32();
    else if (field === 3) it.id = reader.uint32();
    else if (field === 4) it.text = new TextDecoder().decode(reader.bytes()).slice(0, 1_000);
    else reader.skip(type, field);
  }
  return it;
}

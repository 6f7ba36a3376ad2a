/** BuildKit's own account of a build's steps, read from the stream that carries it. */
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { EngineError } from "../errors.ts";

/*
 * BuildKit's progress: moby.buildkit.v1.StatusResponse in protobuf (moby/buildkit
 * api/services/control/control.proto). Five messages with few fields are read by hand with the
 * wire reader of the official library; its generated code would need the .proto files and a step
 * of its own. Unknown fields are skipped, as protobuf wants it.
 */

/** A step of the build. It is told of several times, each time with what is known by then. */
export interface BuildVertex {
  /** What the other messages name it by: `sha256:…`. */
  digest: string;
  /** Digests of the steps it needs. */
  inputs: string[];
  /** `[2/3] RUN make`. */
  name: string;
  /** Its result was there already. */
  cached: boolean;
  /** Absent until it began. */
  started?: Date;
  /** Absent until it ended. */
  completed?: Date;
  /** What went wrong with it. */
  error?: string;
}

/** How far a part of a step is. */
export interface BuildStatus {
  /** What it is about: `sha256:…` of a layer, `transferring context:`. */
  id: string;
  /** Digest of the step. */
  vertex: string;
  /** A word or two beside the id. */
  name: string;
  /** Bytes, or a count. */
  current: number;
  /** 0 where nobody knows. */
  total: number;
  /** When this was so. */
  timestamp?: Date;
  /** Absent until it began. */
  started?: Date;
  /** Absent until it ended. */
  completed?: Date;
}

/** What a step wrote. */
export interface BuildLog {
  /** Digest of the step. */
  vertex: string;
  /** Where it was written. */
  stream: "stdout" | "stderr";
  /** Any piece of the output. */
  data: Uint8Array;
  /** When it was written. */
  timestamp?: Date;
}

/** What the builder has to say against a Dockerfile. */
export interface BuildWarning {
  /** Digest of the step. */
  vertex: string;
  /** One line. */
  short: string;
  /** More lines. */
  detail: string[];
  /** Where to read on. */
  url?: string;
}

/** One piece of news of BuildKit. */
export interface BuildTrace {
  /** Steps that are new or changed. */
  vertexes: BuildVertex[];
  /** Parts of steps that are new or changed. */
  statuses: BuildStatus[];
  /** What steps wrote. */
  logs: BuildLog[];
  /** What the builder warns of. */
  warnings: BuildWarning[];
}

/** Reads one message. Throws EngineError of code `protocol` for what is none. */
export function decodeTrace(bytes: Uint8Array): BuildTrace {
  const trace: BuildTrace = { vertexes: [], statuses: [], logs: [], warnings: [] };
  try {
    read(bytes, (field, reader) => {
      if (field === 1) trace.vertexes.push(vertex(reader.bytes()));
      else if (field === 2) trace.statuses.push(status(reader.bytes()));
      else if (field === 3) trace.logs.push(log(reader.bytes()));
      else if (field === 4) trace.warnings.push(warning(reader.bytes()));
      else return false;
      return true;
    });
  } catch (cause) {
    throw new EngineError("The engine sent build progress that cannot be read", {
      code: "protocol",
      op: "build image",
      cause,
    });
  }
  return trace;
}

/** Goes through the fields of a message; `take` reads one, or says false for one it does not know. */
function read(bytes: Uint8Array, take: (field: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (!take(field, reader)) reader.skip(type, field);
  }
}

function vertex(bytes: Uint8Array): BuildVertex {
  const it: BuildVertex = { digest: "", inputs: [], name: "", cached: false };
  read(bytes, (field, reader) => {
    if (field === 1) it.digest = reader.string();
    else if (field === 2) it.inputs.push(reader.string());
    else if (field === 3) it.name = reader.string();
    else if (field === 4) it.cached = reader.bool();
    else if (field === 5) it.started = timestamp(reader.bytes());
    else if (field === 6) it.completed = timestamp(reader.bytes());
    else if (field === 7) {
      const error = reader.string();
      if (error) it.error = error;
    } else return false;
    return true;
  });
  return it;
}

function status(bytes: Uint8Array): BuildStatus {
  const it: BuildStatus = { id: "", vertex: "", name: "", current: 0, total: 0 };
  read(bytes, (field, reader) => {
    if (field === 1) it.id = reader.string();
    else if (field === 2) it.vertex = reader.string();
    else if (field === 3) it.name = reader.string();
    else if (field === 4) it.current = Number(reader.int64());
    else if (field === 5) it.total = Number(reader.int64());
    else if (field === 6) it.timestamp = timestamp(reader.bytes());
    else if (field === 7) it.started = timestamp(reader.bytes());
    else if (field === 8) it.completed = timestamp(reader.bytes());
    else return false;
    return true;
  });
  return it;
}

function log(bytes: Uint8Array): BuildLog {
  const it: BuildLog = { vertex: "", stream: "stdout", data: new Uint8Array() };
  read(bytes, (field, reader) => {
    if (field === 1) it.vertex = reader.string();
    else if (field === 2) it.timestamp = timestamp(reader.bytes());
    else if (field === 3) it.stream = Number(reader.int64()) === 2 ? "stderr" : "stdout";
    else if (field === 4) it.data = reader.bytes();
    else return false;
    return true;
  });
  return it;
}

function warning(bytes: Uint8Array): BuildWarning {
  const text = (reader: BinaryReader) => new TextDecoder().decode(reader.bytes());
  const it: BuildWarning = { vertex: "", short: "", detail: [] };
  read(bytes, (field, reader) => {
    if (field === 1) it.vertex = reader.string();
    else if (field === 3) it.short = text(reader);
    else if (field === 4) it.detail.push(text(reader));
    else if (field === 5) {
      const url = reader.string();
      if (url) it.url = url;
    } else return false;
    return true;
  });
  return it;
}

/** google.protobuf.Timestamp; what a Date cannot hold of the nanoseconds is dropped. */
function timestamp(bytes: Uint8Array): Date {
  let seconds = 0;
  let nanos = 0;
  read(bytes, (field, reader) => {
    if (field === 1) seconds = Number(reader.int64());
    else if (field === 2) nanos = reader.int32();
    else return false;
    return true;
  });
  return new Date(seconds * 1000 + Math.floor(nanos / 1e6));
}

/** The news of a pull, push, load, import or classic build, one after the other. */
import { jsonLines } from "../stream/json_stream.ts";
import { compact } from "../_values.ts";
import { codeOfStatus, EngineError } from "../errors.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { Transport, WireRequest } from "../transport/types.ts";

/** One piece of news of a pull, push, load, import or classic build. */
export interface ProgressEvent {
  /** What it is about: a layer, a tag. */
  id?: string;
  /** `Downloading`, `Pull complete`, `latest: digest: sha256:… size: 528`. */
  status?: string;
  /** How far it is: bytes, unless `units` says otherwise. */
  progress?: { current: number; total?: number; units?: string };
  /** Output of a build or of load, with its line breaks. */
  stream?: string;
  /** Whom the status concerns, where the engine tells. */
  from?: string;
  /** A result, such as `{ ID: "sha256:…" }`. */
  aux?: unknown;
}

/** The engine's own form. */
export interface RawProgress {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number; units?: string } | null;
  stream?: string;
  from?: string;
  aux?: unknown;
  errorDetail?: { code?: number; message?: string } | null;
  error?: string;
}

/** Sends and gives the progress as it comes; an error in the stream is thrown. */
export function progressOf(
  transport: Transport,
  request: WireRequest,
): AsyncIterable<ProgressEvent> {
  return lazyIterable(async () => {
    const response = await transport.send({ ...request, kind: "stream" });
    return events(response.body, request.op, transport.endpoint);
  });
}

async function* events(
  body: AsyncIterable<Uint8Array>,
  op: string,
  endpoint: string,
): AsyncGenerator<ProgressEvent> {
  for await (const raw of jsonLines<RawProgress>(body, { op, endpoint })) {
    yield progressEvent(raw, op);
  }
}

/**
 * Normalises one object of a progress stream. Throws EngineError with the engine's words if it
 * tells of a failure: its code is that of the HTTP status the object names, else `engine`.
 */
export function progressEvent(raw: RawProgress, op: string): ProgressEvent {
  if (raw.errorDetail?.message || raw.error) {
    const code = raw.errorDetail?.code;
    throw new EngineError(raw.errorDetail?.message || raw.error!, {
      // A build puts the exit code of the failed step here.
      code: code !== undefined && code >= 400 && code < 600 ? codeOfStatus(code) : "engine",
      op,
      exitCode: code !== undefined && code > 0 && code < 256 ? code : undefined,
    });
  }
  const detail = raw.progressDetail;
  return compact<ProgressEvent>({
    id: raw.id || undefined,
    status: raw.status,
    progress: detail?.current === undefined
      ? undefined
      : compact({ current: detail.current, total: detail.total, units: detail.units }),
    stream: raw.stream,
    from: raw.from,
    aux: raw.aux,
  });
}

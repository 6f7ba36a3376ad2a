/** Hands BuildKit the secrets that steps mount (`RUN --mount=type=secret`). */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { EngineError } from "../../errors.ts";
import { GRPC_STATUS, type GrpcCall, GrpcError } from "./grpc.ts";

/** The call that BuildKit makes for each secret (moby/buildkit session/secrets). */
export const GET_SECRET = "/moby.buildkit.secrets.v1.Secrets/GetSecret";

/** The largest secret, in bytes: BuildKit's own bound. */
export const MAX_SECRET = 500 * 1024;

/** Secrets by their id. */
export type Secrets = Readonly<Record<string, string | Uint8Array>>;

/** Throws `bad_request` for a secret that BuildKit would not take. */
export function checkSecrets(secrets: Secrets): void {
  for (const [id, secret] of Object.entries(secrets)) {
    if (bytesOf(secret).length <= MAX_SECRET) continue;
    throw new EngineError(`The secret ${id} is larger than ${MAX_SECRET} bytes`, {
      code: "bad_request",
      op: "build image",
    });
  }
}

/** Answers with a secret; BuildKit goes on without one that is not there and not required. */
export async function getSecret(call: GrpcCall, secrets: Secrets): Promise<void> {
  for await (const message of call.messages) {
    const id = idOf(message);
    if (!Object.hasOwn(secrets, id)) {
      throw new GrpcError(GRPC_STATUS.notFound, `secret ${id} not found`);
    }
    const bytes = bytesOf(secrets[id]);
    return await call.send(new BinaryWriter().uint32(1 << 3 | 2).bytes(bytes).finish());
  }
}

/** The first field of a request, which is the id. */
export function idOf(message: Uint8Array): string {
  const reader = new BinaryReader(message);
  let id = "";
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === 2) id = reader.string();
    else reader.skip(type, field);
  }
  return id;
}

function bytesOf(secret: string | Uint8Array): Uint8Array {
  return typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
}

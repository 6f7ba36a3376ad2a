/** Tells BuildKit who one is at a registry. */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import type { RegistryAuth } from "../../images/registry_auth.ts";
import type { GrpcCall } from "./grpc.ts";

/** The call that BuildKit makes for each registry. */
export const CREDENTIALS = "/moby.filesync.v1.Auth/Credentials";

/** Docker Hub by the name of its registry, and by that of its login. */
const HUB = "registry-1.docker.io";
const HUB_LOGIN = "https://index.docker.io/v1/";

/** Answers with a name and a password, or with neither. An identity token stands for a password. */
export async function credentials(
  call: GrpcCall,
  authOf: (registry: string) => Promise<RegistryAuth | undefined>,
): Promise<void> {
  for await (const message of call.messages) {
    const host = hostOf(message);
    const auth = await authOf(host === HUB ? HUB_LOGIN : host);
    const writer = new BinaryWriter();
    const [name, secret] = auth?.identityToken
      ? ["", auth.identityToken]
      : [auth?.username ?? "", auth?.password ?? ""];
    if (name !== "") writer.uint32(1 << 3 | 2).string(name);
    if (secret !== "") writer.uint32(2 << 3 | 2).string(secret);
    return await call.send(writer.finish());
  }
}

function hostOf(message: Uint8Array): string {
  const reader = new BinaryReader(message);
  let host = "";
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) host = reader.string();
    else reader.skip(type, field);
  }
  return host;
}

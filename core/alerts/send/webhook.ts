/** Sending by webhook: one message, laid out as its service wants it. */
import { addressProblem, isHeaderText, type Way } from "../config/ways.ts";
import { readOwnText } from "../../own_path.ts";
import type { Notice } from "../types.ts";
import type { Resolve } from "./address.ts";
import { post } from "./post.ts";
import { partsOf, readSecret } from "./secrets.ts";
import { SendError } from "./send_error.ts";
import { payloadOf } from "./templates.ts";

/** No file of certificates is larger; bytes. */
const MAX_CA = 4 * 1024 * 1024;

/** What sending needs around it. */
export interface SendContext {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  resolve?: Resolve;
}

/** Tells a message by a webhook. The header `Idempotency-Key` is the same when it is sent again. */
export async function sendWebhook(
  way: Way & { kind: "webhook" },
  notice: Notice,
  { env, signal, resolve }: SendContext,
): Promise<void> {
  const address = readSecret(way.url, env);
  const wrong = addressProblem(address);
  if (wrong !== undefined) throw new SendError(`its address ${wrong}`);
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "idempotency-key": notice.id,
  };
  for (const [name, secret] of Object.entries(way.headers)) {
    const value = readSecret(secret, env);
    if (!isHeaderText(value)) throw new SendError(`the header ${name} has a line break in it`);
    headers[name] = value;
  }
  const { body, url = address } = payloadOf(way.template, notice, address);
  const secrets = [address, ...Object.values(way.headers).map((s) => readSecret(s, env))]
    .flatMap(partsOf);
  let ca: string | undefined;
  if (way.ca !== undefined) {
    try {
      ca = readOwnText(way.ca, MAX_CA, { what: "file" });
      if (ca === undefined) throw new Error("there is no such file");
    } catch (e) {
      throw new SendError(`its certificates cannot be read: ${(e as Error).message}`);
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  await post({ url, headers, body: bytes, ca, secrets, signal, resolve });
}

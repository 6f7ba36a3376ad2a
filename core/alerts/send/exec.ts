/** Programs of the person's own. */
import type { Way } from "../config/ways.ts";
import type { Notice } from "../types.ts";
import { runProgram } from "./run.ts";
import { jsonOf } from "./templates.ts";
import type { SendContext } from "./webhook.ts";

/**
 * Tells a message by a program: it gets the object as JSON on its stdin, and nothing of it as an
 * argument. HOME and USER are as the recorder has them.
 */
export async function sendExec(
  way: Way & { kind: "exec" },
  notice: Notice,
  { env, signal }: SendContext,
): Promise<void> {
  const stdin = new TextEncoder().encode(JSON.stringify(jsonOf(notice)) + "\n");
  const own = Object.fromEntries(
    ["HOME", "USER", "LANG", "TZ"].flatMap((n) => env[n] === undefined ? [] : [[n, env[n]!]]),
  );
  await runProgram(way.command, {
    stdin,
    env: { ...own, DOCKERCTL_ALERT_ID: notice.id },
    timeout: way.timeout,
    signal,
  });
}

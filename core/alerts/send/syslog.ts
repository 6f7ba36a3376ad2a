/** Messages in the system's log: the journal where there is one, else syslog. */
import type { Notice } from "../types.ts";
import { runProgram } from "./run.ts";
import type { SendContext } from "./webhook.ts";
import { detailsOf, titleOf } from "./words.ts";

const TIMEOUT = 10_000;
const PRIORITY = { info: "info", warning: "warning", critical: "crit" } as const;

/** Tells a message by logger, as one line. */
export async function sendSyslog(notice: Notice, { env, signal }: SendContext): Promise<void> {
  const level = notice.kind === "resolved" ? "notice" : PRIORITY[notice.severity];
  const line = [titleOf(notice), ...detailsOf(notice)].join(" · ");
  await runProgram(
    ["logger", "-t", "dockerctl-alert", "-p", `user.${level}`, "--", line],
    { ...(env["PATH"] !== undefined && { env: { PATH: env["PATH"] } }), timeout: TIMEOUT, signal },
  );
}

/** Telling a message by a way, whichever it is. */
import type { Way } from "../config/ways.ts";
import type { Notice } from "../types.ts";
import type { SendContext } from "./webhook.ts";

/** Tells it. Throws SendError, whose words hold no secret. */
export async function sendBy(way: Way, notice: Notice, context: SendContext): Promise<void> {
  switch (way.kind) {
    case "webhook":
      return await (await import("./webhook.ts")).sendWebhook(way, notice, context);
    case "exec":
      return await (await import("./exec.ts")).sendExec(way, notice, context);
    case "desktop":
      return await (await import("./desktop.ts")).sendDesktop(notice, context);
    case "syslog":
      return await (await import("./syslog.ts")).sendSyslog(notice, context);
    case "mail":
      return await (await import("./mail.ts")).sendMail(way, notice, context);
  }
}

/** Messages on the desktop. */
import type { Notice } from "../types.ts";
import { runProgram } from "./run.ts";
import type { SendContext } from "./webhook.ts";
import { detailsOf, titleOf } from "./words.ts";

const TIMEOUT = 10_000;
const MAX_BODY = 1_000;
const NEEDED = [
  "DBUS_SESSION_BUS_ADDRESS",
  "XDG_RUNTIME_DIR",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "HOME",
  "PATH",
];

/** Tells a message by notify-send, where there is one. Its body is markup: nothing of ours is. */
export async function sendDesktop(notice: Notice, { env, signal }: SendContext): Promise<void> {
  const body = detailsOf(notice).join("\n").slice(0, MAX_BODY).toWellFormed()
    .replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;" })[c] ?? "&gt;");
  const urgency = notice.kind === "resolved" || notice.severity === "info"
    ? "low"
    : notice.severity === "critical"
    ? "critical"
    : "normal";
  const own = NEEDED.flatMap((n) => env[n] === undefined ? [] : [[n, env[n]!]]);
  await runProgram(
    ["notify-send", `--urgency=${urgency}`, "--app-name=dockerctl", "--", titleOf(notice), body],
    { env: Object.fromEntries(own), timeout: TIMEOUT, signal },
  );
}

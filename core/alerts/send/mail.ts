/** Messages by mail, handed to the machine's sendmail. */
import { Buffer } from "node:buffer";
import { hostname } from "node:os";
import type { Way } from "../config/ways.ts";
import type { Notice } from "../types.ts";
import { runProgram } from "./run.ts";
import type { SendContext } from "./webhook.ts";
import { detailsOf, titleOf } from "./words.ts";

const TIMEOUT = 60_000;
const MAX_SUBJECT = 180;

/** Tells a message by mail. Whom to is an argument, so that no header can name others. */
export async function sendMail(
  way: Way & { kind: "mail" },
  notice: Notice,
  { signal }: SendContext,
): Promise<void> {
  const from = way.from === undefined ? [] : ["-f", way.from];
  await runProgram([way.sendmail, "-i", ...from, "--", ...way.recipients], {
    stdin: new TextEncoder().encode(mailOf(way, notice)),
    timeout: TIMEOUT,
    signal,
  });
}

/** The mail itself. What is not of our own making is encoded, and cannot begin a header. */
export function mailOf(way: Way & { kind: "mail" }, notice: Notice): string {
  const title = titleOf(notice);
  const subject = `[dockerctl] ${title.slice(0, MAX_SUBJECT).toWellFormed()}`;
  const body = [title, "", ...detailsOf(notice), ""].join("\n");
  const from = way.from ?? "";
  return [
    ...(from === "" ? [] : [`From: ${from}`]),
    `To: ${way.recipients.join(", ")}`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${new Date(notice.time).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${notice.id}@${hostname().replace(/[^A-Za-z0-9.-]/g, "") || "localhost"}>`,
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(body).toString("base64").replace(/.{76}/g, "$&\n"),
    "",
  ].join("\n");
}

/** As RFC 2047 has it, in words of at most 75 characters. */
function encodedWords(text: string): string {
  if (/^[ -~]*$/.test(text) && text.length < 70) return text;
  const words: string[] = [];
  let piece = "";
  for (const char of text) {
    if (Buffer.byteLength(piece + char) > 42) {
      words.push(piece);
      piece = "";
    }
    piece += char;
  }
  words.push(piece);
  return words.map((w) => `=?utf-8?B?${Buffer.from(w).toString("base64")}?=`).join("\n ");
}

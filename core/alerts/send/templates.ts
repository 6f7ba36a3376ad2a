/**
 * Messages as services want them. What comes from containers is text everywhere: no mention of
 * people or channels, no link, no markup, no header is made of it.
 */
import type { Template } from "../config/ways.ts";
import type { Notice, NoticeKind, Severity } from "../types.ts";
import { detailsOf, isoOf, titleOf } from "./words.ts";

/** A message for a webhook; `path` is set where another one than the address has is meant. */
export interface Payload {
  body: unknown;
  /** In place of the address's. */
  url?: string;
}

const PRIORITY: Readonly<Record<Severity, number>> = { info: 2, warning: 4, critical: 5 };
const COLOUR: Readonly<Record<Severity, number>> = {
  info: 0x3498db,
  warning: 0xf1c40f,
  critical: 0xe74c3c,
};
const GREEN = 0x2ecc71;
/** Discord takes no longer description, Slack no longer text, ntfy no longer message (bytes). */
const MAX_DISCORD = 3_500, MAX_SLACK = 2_900, MAX_NTFY = 3_500;

/** Lays out a message. */
export function payloadOf(template: Template, notice: Notice, url: string): Payload {
  switch (template) {
    case "json":
      return { body: jsonOf(notice) };
    case "ntfy":
      return ntfy(notice, url);
    case "slack":
      return { body: slack(notice) };
    case "discord":
      return { body: discord(notice) };
  }
}

/** The message as an object: what `exec` gets on its stdin, too. Times are texts in UTC. */
export function jsonOf(notice: Notice): Record<string, unknown> {
  const { firedAt, resolvedAt, time, since, first, last, to: _, ...rest } = notice;
  const proof = (p: typeof first) => p && { time: isoOf(p.time), text: p.text };
  return {
    ...rest,
    title: titleOf(notice),
    time: isoOf(time),
    since: isoOf(since),
    ...(firedAt !== undefined && { firedAt: isoOf(firedAt) }),
    ...(resolvedAt !== undefined && { resolvedAt: isoOf(resolvedAt) }),
    ...(first && { first: proof(first) }),
    ...(last && { last: proof(last) }),
  };
}

/** As JSON to the root, with the topic in it: nothing of it is in a header. */
function ntfy(notice: Notice, url: string): Payload {
  const address = new URL(url);
  const path = address.pathname.replace(/\/+$/, "").split("/");
  const topic = decodeURIComponent(path.pop() ?? "");
  address.pathname = path.join("/") + "/";
  const tags: Readonly<Record<NoticeKind, string>> = {
    firing: "rotating_light",
    again: "rotating_light",
    escalation: "loudspeaker",
    resolved: "white_check_mark",
    test: "test_tube",
  };
  return {
    url: address.href,
    body: {
      topic,
      title: titleOf(notice),
      message: cut(detailsOf(notice).join("\n"), MAX_NTFY),
      priority: notice.kind === "resolved" ? 2 : PRIORITY[notice.severity],
      tags: [tags[notice.kind]],
    },
  };
}

/** Plain text in blocks: Slack looks for no mention and no link in it. */
function slack(notice: Notice): unknown {
  const plain = (text: string) => ({
    type: "plain_text",
    text: cut(text, MAX_SLACK),
    emoji: false,
  });
  // `text` is for notifications, and is markup: `&`, `<` and `>` alone have a meaning there.
  const escaped = titleOf(notice).replace(
    /[&<>]/g,
    (c) => ({ "&": "&amp;", "<": "&lt;" })[c] ?? "&gt;",
  );
  return {
    text: cut(escaped, MAX_SLACK),
    mrkdwn: false,
    link_names: false,
    parse: "none",
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "section", text: plain(`${MARK[notice.kind]} ${titleOf(notice)}`) },
      { type: "section", text: plain(detailsOf(notice).join("\n")) },
    ],
  };
}

const MARK: Readonly<Record<NoticeKind, string>> = {
  firing: "🔴",
  again: "🔴",
  escalation: "📣",
  resolved: "🟢",
  test: "🧪",
};

/** Nobody is mentioned, whatever the text says, and markup is taken out of its sense. */
function discord(notice: Notice): unknown {
  return {
    content: "",
    allowed_mentions: { parse: [], users: [], roles: [], replied_user: false },
    embeds: [{
      title: cut(escapedMarkdown(titleOf(notice)), 250),
      description: cut(escapedMarkdown(detailsOf(notice).join("\n")), MAX_DISCORD),
      color: notice.kind === "resolved" ? GREEN : COLOUR[notice.severity],
      timestamp: new Date(notice.time).toISOString(),
    }],
  };
}

function escapedMarkdown(text: string): string {
  // A letter that is not seen parts a mention from what it would mean.
  return text.replace(/[\\`*_~|>#[\]()<-]/g, "\\$&").replace(/@/g, "@\u200b")
    .replace(/(https?):\/\//gi, "$1:\u200b//");
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most - 1).toWellFormed() + "…";
}

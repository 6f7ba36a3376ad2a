/** Tests of webhooks, against a receiver on the loopback. */
import assert from "node:assert/strict";
import { readAlertsConfig } from "../config/config.ts";
import type { Way } from "../config/ways.ts";
import { noticeWith } from "../testing/notice.ts";
import { Receiver } from "../testing/receiver.ts";
import { SendError } from "./send_error.ts";
import { sendWebhook } from "./webhook.ts";

const signal = new AbortController().signal;
const EVIL = "@everyone <!channel> <https://evil|click> [x](http://evil) `code`\r\nX-Evil: 1";

const notice = noticeWith({
  since: Date.UTC(2026, 10, 30, 11, 57),
  firedAt: Date.UTC(2026, 10, 30, 11, 57),
  count: 47,
  first: { time: Date.UTC(2026, 10, 30, 11, 57), text: EVIL },
  last: { time: Date.UTC(2026, 10, 30, 12), text: "<@U123> last & least" },
});

function wayOf(way: unknown): Way & { kind: "webhook" } {
  const { config, problems } = readAlertsConfig({ to: { ops: way } });
  assert.deepEqual(problems, []);
  return config.ways[0] as Way & { kind: "webhook" };
}

const send = (way: unknown, env = {}) => sendWebhook(wayOf(way), notice, { env, signal });

Deno.test("sendWebhook() sends JSON with an id that stays the same, and headers of the settings", async () => {
  await using receiver = new Receiver();
  const secret = await Deno.makeTempFile();
  await Deno.writeTextFile(secret, "Bearer s3cret\n", { mode: 0o600 });
  await send({
    webhook: { env: "HOOK" },
    headers: { authorization: { file: secret }, "x-team": "ops" },
  }, { HOOK: `${receiver.url}/a?b=c` });
  await Deno.remove(secret);
  const [got] = receiver.received;
  assert.equal(got.path, "/a?b=c");
  assert.equal(got.headers.get("idempotency-key"), notice.id);
  assert.equal(got.headers.get("authorization"), "Bearer s3cret");
  assert.equal(got.headers.get("x-team"), "ops");
  const [message] = receiver.messages;
  assert.deepEqual(
    [message.id, message.kind, message.rule, message.count, message.title, message.time],
    ["0123-firing", "firing", "errors", 47, "errors: web (47 in 3 min)", "2026-11-30T12:00:00Z"],
  );
});

Deno.test("Templates make no mention, link, markup or header of what a container wrote", async () => {
  await using receiver = new Receiver();
  for (const template of ["slack", "discord", "ntfy"]) {
    await send({ webhook: `${receiver.url}/sub/topic-1`, template });
  }
  const [slack, discord, ntfy] = receiver.messages;
  const { blocks } = slack as { blocks: { text: { type: string; text: string } }[] };
  assert.ok(blocks.every((b) => b.text.type === "plain_text"));
  assert.match(blocks[1].text.text, /First: 2026-11-30T11:57:00Z @everyone <!channel>/);
  assert.doesNotMatch(String(slack.text), /[<>]/);
  assert.deepEqual([slack.link_names, slack.parse], [false, "none"]);
  const { allowed_mentions, embeds, content } = discord as {
    allowed_mentions: { parse: string[] };
    embeds: { description: string }[];
    content: string;
  };
  assert.deepEqual([content, allowed_mentions.parse], ["", []]);
  assert.doesNotMatch(embeds[0].description, /@everyone|https?:\/\/|[^\\]\[x/);
  assert.deepEqual(
    [ntfy.topic, ntfy.priority, receiver.received[2].path],
    ["topic-1", 5, "/sub/"],
  );
  for (const { headers } of receiver.received) assert.equal(headers.get("x-evil"), null);
});

Deno.test("sendWebhook() follows redirects within bounds, and never to a link-local address", async () => {
  await using receiver = new Receiver();
  let hops = 0;
  receiver.answer = ({ path }) => {
    if (path === "/there") return new Response("ok");
    if (path === "/once") return Response.redirect(`${receiver.url}/there`, 307);
    if (path === "/metadata") {
      return Response.redirect("http://[::ffff:169.254.169.254]/latest/", 302);
    }
    if (path === "/file") {
      return new Response("", { status: 302, headers: { location: "file:///etc/passwd" } });
    }
    hops++;
    return Response.redirect(`${receiver.url}/loop`, 308);
  };
  await send({ webhook: `${receiver.url}/once` });
  assert.equal(receiver.messages.length, 1);
  const fails = (path: string, message: RegExp) =>
    assert.rejects(send({ webhook: receiver.url + path }), { message });
  await fails("/metadata", /link-local/);
  await fails("/file", /redirects to no address of the web/);
  await fails("/loop", /redirects more than 3 times/);
  assert.equal(hops, 4);
  await assert.rejects(send({ webhook: "http://169.254.169.254/latest/meta-data" }), /link-local/);
});

Deno.test("sendWebhook() says what went wrong without the secrets of the address", async () => {
  await using receiver = new Receiver();
  const way = {
    webhook: `${receiver.url}/hooks/T0SECRET0PATH?key=QUERYSECRET`,
    headers: { authorization: "Bearer HEADERSECRET" },
  };
  receiver.answer = ({ path, headers }) =>
    new Response(`no ${path} for ${headers.get("authorization")}`, {
      status: 429,
      headers: { "retry-after": "7" },
    });
  const error = await send(way).catch((e) => e);
  assert.ok(error instanceof SendError);
  assert.match(error.message, /^http:\/\/127\.0\.0\.1:\d+\/… answers 429/);
  assert.doesNotMatch(error.message, /SECRET/);
  assert.deepEqual([error.wait, error.refused], [7_000, false]);
  receiver.answer = () => new Response("bad", { status: 400 });
  assert.ok((await send(way).catch((e) => e)).refused);
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr as Deno.NetAddr;
  closed.close();
  const nobody = { ...way, webhook: `http://127.0.0.1:${port}/SECRETPATH` };
  const refused = await send(nobody).catch((e) => e);
  assert.match(refused.message, /^http:\/\/127\.0\.0\.1:\d+\/…: Connection refused/);
  await assert.rejects(
    send({ webhook: receiver.url, headers: { "x-a": { env: "EVIL" } } }, { EVIL: "a\r\nb: c" }),
    /line break/,
  );
});

Deno.test("sendWebhook() opens no pipe and no device in place of certificates", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const ca = `${dir}/ca.pem`;
    const way = { webhook: "https://127.0.0.1:1/", ca };
    await assert.rejects(send(way), /its certificates cannot be read: there is no such file/);
    await new Deno.Command("mkfifo", { args: ["-m", "600", ca] }).output();
    await assert.rejects(send(way), /its certificates cannot be read: .*is no plain file/);
    await assert.rejects(send({ ...way, ca: "/dev/zero" }), /certificates cannot be read/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

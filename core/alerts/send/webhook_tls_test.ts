/** Tests of webhooks over TLS with an authority of one's own. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { CA, CLIENT_CERT, SERVER_CERT, SERVER_KEY } from "../../transport/_test_certificates.ts";
import { noticeWith } from "../testing/notice.ts";
import { sendWebhook } from "./webhook.ts";

const { signal } = new AbortController();
const notice = noticeWith();

Deno.test("sendWebhook() trusts the authority of the settings, for the right name alone", async () => {
  const dir = await Deno.makeTempDir();
  let taken = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert: SERVER_CERT, key: SERVER_KEY, onListen: () => {} },
    async (request) => {
      const { id } = await request.json();
      if (id === notice.id) taken++;
      return new Response("ok");
    },
  );
  try {
    await Deno.writeTextFile(join(dir, "ca.pem"), CA);
    await Deno.writeTextFile(join(dir, "other.pem"), CLIENT_CERT);
    const send = (host: string, ca?: string) =>
      sendWebhook(
        {
          name: "ops",
          kind: "webhook",
          url: { text: `https://${host}:${server.addr.port}/hook/SECRET` },
          template: "json",
          headers: {},
          ...(ca !== undefined && { ca: join(dir, ca) }),
        },
        notice,
        { env: {}, signal },
      );
    await send("localhost", "ca.pem");
    assert.equal(taken, 1);
    for (
      const [host, ca] of [["localhost"], ["localhost", "other.pem"], ["127.0.0.1", "ca.pem"]]
    ) {
      await assert.rejects(send(host, ca), (e: Error) => {
        assert.match(e.message, /certificate/);
        assert.doesNotMatch(e.message, /SECRET/);
        return true;
      });
    }
    assert.equal(taken, 1);
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
});

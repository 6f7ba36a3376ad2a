/** The program on a terminal of another user, as after su or runuser: keys arrive, and it opens. */
import assert from "node:assert/strict";
import { BINARY } from "../../engine/mod.ts";
import { need } from "../../needs.ts";
import { Terminal } from "../container/_terminal.ts";

Deno.test({
  name: "the full screen opens on a terminal of another user, takes its keys and gives it back",
  // Only root may become somebody else.
  ignore: Deno.uid() !== 0,
  async fn() {
    need("script");
    const dir = await Deno.makeTempDir();
    await Deno.chmod(dir, 0o777);
    try {
      // What nobody may run: the binary's own folder is perhaps root's alone.
      await Deno.copyFile(BINARY, `${dir}/dockerctl`);
      await Deno.chmod(`${dir}/dockerctl`, 0o755);
      const line = `runuser -u nobody -- env HOME=${dir} ${dir}/dockerctl --demo`;
      const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", HOME: dir };
      await using terminal = await Terminal.start(line, { env, cwd: dir });
      await terminal.waitFor(/web/);
      await terminal.type("q");
      assert.equal(await terminal.exitCode, 0);
      const [opened, given] = ["h", "l"].map((end) => terminal.text.indexOf(`\x1b[?1049${end}`));
      assert.ok(
        opened >= 0 && given > opened,
        "the screen was opened, and the terminal given back",
      );
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

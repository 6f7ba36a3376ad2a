/** `compose up` without `-d`: which ends are ends. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf } from "./_project.ts";
import { started } from "./_started.ts";

engineTest(
  "compose up stays with what its policy starts again, until that ends, too",
  async (t) => {
    await using p = projectOf(t);
    const wait = "echo try; until rm /end 2> /dev/null; do sleep 0.1; done; exit 3";
    await p.write(
      `  again:\n    image: ${t.image}\n    command: ["sh", "-c", "${wait}"]\n` +
        "    restart: on-failure:1\n",
    );
    const { child, reading, told, wrote, said } = started(t, p.words, "up");
    try {
      await wrote("again-1  | try\n");
      await p.ok("exec", "-T", "again", "touch", "/end");
      await told("again-1 exited with code 3 (restarting)\n");
      await wrote("again-1  | try\n", 2);
      await p.ok("exec", "-T", "again", "touch", "/end");
      await told("again-1 exited with code 3\n");
      assert.equal((await child.status).code, 0, said());
    } finally {
      try {
        child.kill("SIGKILL");
      } catch { /* it has ended */ }
      await reading;
    }
  },
);

/** Settings that are no plain file are refused, and never opened. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { loadAlertsConfig } from "../alerts/config/config.ts";
import { loadProtectRules } from "../protect/load_rules.ts";
import { loadRecordConfig } from "../recorder/config.ts";
import { readSettingsText, settingsFile } from "./settings_file.ts";

Deno.test("settings that are a pipe or a folder hang nobody", async () => {
  const home = await Deno.makeTempDir();
  try {
    const env = { HOME: home };
    const file = settingsFile(env);
    await assert.rejects(readSettingsText(file), Deno.errors.NotFound);
    await Deno.mkdir(join(home, ".config/dockerctl"), { recursive: true });
    const { success } = await new Deno.Command("mkfifo", { args: ["-m", "600", file] }).output();
    assert.ok(success);
    await assert.rejects(readSettingsText(file), /it is no plain file/);
    const { problems } = await loadAlertsConfig(env);
    assert.match(problems[0].text, /cannot be read: it is no plain file/);
    assert.match((await loadRecordConfig(env)).problems[0], /no plain file/);
    await assert.rejects(loadProtectRules(env), /no plain file/);
    await Deno.remove(file);
    await Deno.mkdir(file);
    await assert.rejects(readSettingsText(file), /it is a folder/);
    await Deno.remove(file);
    await Deno.writeTextFile(file, "{}");
    assert.equal(await readSettingsText(file), "{}");
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

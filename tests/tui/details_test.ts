/** The details of images, networks and volumes beside their lists, and parts of a container's. */
import { driveDemo, selectRow } from "../driver/demo.ts";

Deno.test("runTui() shows what the selected image, network or volume is, without a key", async () => {
  for (const size of [{ columns: 80, rows: 24 }, { columns: 200, rows: 50 }]) {
    await using demo = await driveDemo(size);
    const { tui } = demo;
    await tui.press("5");
    await tui.see(/Details +blog_default/);
    await tui.see(/Subnet +172\.19\.0\.0\/16/);
    await tui.see(/Containers +[\w-]+ 172\.19\.0\.\d+/);
    await tui.press("2");
    await tui.see(/Details +app:2\.1/);
    await tui.see("Layer, newest first");
    await tui.see(/Used by +\w+/);
    await tui.press("6");
    await tui.see(/Used by +old-db \(exited\)/);
    // What was asked for by its key stays there.
    await tui.press("3");
    await tui.see(/3 Logs/);
  }
});

Deno.test("runTui() shows parts of a container's details by themselves", async () => {
  await using demo = await driveDemo({ columns: 80, rows: 24 });
  const { tui } = demo;
  await selectRow(tui, "db");
  await tui.press("i");
  await tui.see("Image ");
  await tui.press("]");
  await tui.see(/Details +db · env/);
  await tui.see("Image ", false);
  for (
    const [tab, says] of [
      ["mounts", "Mount "],
      ["ports", "Network "],
      ["labels", "com.docker.compose.project="],
      ["health", "Check "],
      ["raw", "Id: "],
    ]
  ) {
    await tui.press("]");
    await tui.see(`db · ${tab}`);
    await tui.see(says);
  }
  await tui.press("]");
  await tui.see("db ·", false);
  await tui.press("[");
  await tui.see("db · raw");
});

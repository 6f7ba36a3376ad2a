/** Opening an address in a browser. */

/** Opens an address with what the system has for it; fails with a sentence where it has nothing. */
export async function openUrl(url: string): Promise<void> {
  const command = Deno.build.os === "darwin" ? "open" : "xdg-open";
  try {
    const child = new Deno.Command(command, {
      args: [url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    const status = await child.status;
    if (!status.success) throw new Error(`${command} ended with ${status.code} for ${url}`);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) {
      throw new Error(`There is no ${command} here to open ${url} with`);
    }
    throw e;
  }
}

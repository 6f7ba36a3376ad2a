/** `swarm unlock`: unlock swarm. */
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";

/** The longest key that is read, in bytes. */
const MAX_KEY = 4096;

/** The key: asked for on a terminal, else the first line of stdin. */
async function keyOf(ctx: CommandContext): Promise<string> {
  const { stdin } = ctx.streams;
  if (stdin.isTerminal) return (await ctx.askSecret("Please enter unlock key")) ?? "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stdin.read(ctx.signal)) {
    text += decoder.decode(piece, { stream: true });
    if (text.includes("\n") || text.length > MAX_KEY) break;
  }
  return text.split("\n")[0].trim();
}

export const swarmUnlock = defineCommand({
  path: "swarm unlock",
  summary: "Unlock swarm",
  run: async (ctx) => {
    const engine = await ctx.engine();
    const { signal } = ctx;
    const state = (await engine.system.info({ signal })).Swarm?.LocalNodeState;
    if (state === "inactive" || state === undefined) {
      throw new ExitError(1, "Error: This node is not part of a swarm");
    }
    if (state !== "locked") throw new ExitError(1, "Error: swarm is not locked");
    await engine.swarm.unlock(await keyOf(ctx), { signal });
  },
});

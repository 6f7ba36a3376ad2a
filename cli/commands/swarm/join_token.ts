/** `swarm join-token`: manage join tokens. */
import { defineCommand, ExitError } from "../../spec/types.ts";

export const swarmJoinToken = defineCommand({
  path: "swarm join-token",
  summary: "Manage join tokens",
  usage: "[OPTIONS] (worker|manager)",
  args: [{ name: "role", complete: ["manager", "worker"] }],
  options: {
    quiet: { type: "boolean", short: "q", summary: "Only display token" },
    rotate: { type: "boolean", summary: "Rotate join token" },
  },
  run: async (ctx, { role, quiet, rotate }) => {
    if (role !== "worker" && role !== "manager") throw new ExitError(1, `unknown role ${role}`);
    const { stdout } = ctx.streams;
    const { signal } = ctx;
    const engine = await ctx.engine();
    if (rotate) {
      const { Version, Spec } = await engine.swarm.inspect({ signal });
      await engine.swarm.update(Version.Index, Spec, {
        rotateWorkerToken: role === "worker",
        rotateManagerToken: role === "manager",
        signal,
      });
      if (!quiet) await stdout.write(`Successfully rotated ${role} join token.\n\n`);
    }
    const { JoinTokens } = await engine.swarm.inspect({ signal });
    const token = role === "worker" ? JoinTokens.Worker : JoinTokens.Manager;
    if (quiet) {
      await stdout.write(token + "\n");
      return;
    }
    const info = await engine.system.info({ signal });
    const own = await engine.nodes.inspect(info.Swarm?.NodeID ?? "", { signal });
    const address = own.ManagerStatus?.Addr ?? info.Swarm?.NodeAddr ?? "";
    await stdout.write(
      `To add a ${role} to this swarm, run the following command:\n\n` +
        `    docker swarm join --token ${token} ${address}\n\n`,
    );
  },
});

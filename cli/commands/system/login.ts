/** `login`: authenticate to a registry. */
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { HUB, registryKey } from "../../../core/config/credentials.ts";
import { credentialsFor, keepCredentials, readSecret } from "../_lib/credentials.ts";

interface Input {
  server?: string;
  username?: string;
  password?: string;
  passwordStdin: boolean;
  given: ReadonlySet<string>;
}

/** The registry's key for what a person typed: without scheme and path. */
export function serverKey(server: string | undefined): string {
  if (!server) return HUB;
  const host = server.replace(/^https?:\/\//, "").split("/")[0];
  return registryKey(host);
}

/** Name and password: from flags, stdin, what was kept, or the person. */
async function credentials(
  ctx: CommandContext,
  key: string,
  input: Input,
): Promise<{ username: string; password: string; kept: boolean }> {
  const { stdin, stderr } = ctx.streams;
  if (input.passwordStdin) {
    return { username: input.username!, password: await readSecret(ctx), kept: false };
  }
  if (input.username && input.password) {
    return { username: input.username, password: input.password, kept: false };
  }
  if (!input.username && !input.password) {
    const known = await credentialsFor(ctx, key).catch(() => undefined);
    if (known?.username && known.password) {
      return { username: known.username, password: known.password, kept: true };
    }
  }
  if (!stdin.isTerminal) {
    throw new ExitError(1, "Error: Cannot perform an interactive login from a non TTY device");
  }
  if (key === HUB) {
    await stderr.write("Log in with your Docker ID to push and pull images from Docker Hub.\n");
  }
  const username = input.username ?? await ctx.askText("Username:") ?? "";
  if (username.trim() === "") throw new ExitError(1, "Error: username is required");
  const password = input.password ?? await ctx.askSecret("Password:") ?? "";
  if (password === "") throw new ExitError(1, "Error: password is required");
  return { username: username.trim(), password, kept: false };
}

export const login = defineCommand({
  path: "login",
  summary: "Authenticate to a registry",
  description: "Defaults to Docker Hub if no server is specified.",
  args: [{ name: "server", optional: true }],
  options: {
    password: {
      type: "string",
      short: "p",
      summary: "Password or Personal Access Token (PAT)",
    },
    "password-stdin": {
      type: "boolean",
      summary: "Take the Password or Personal Access Token (PAT) from stdin",
    },
    username: { type: "string", short: "u", summary: "Username" },
  },
  run: async (ctx, input) => {
    const { stdout, stderr } = ctx.streams;
    if (input.given.has("password")) {
      if (input.passwordStdin) {
        throw new ExitError(
          1,
          "conflicting options: cannot specify both --password and --password-stdin",
        );
      }
      await stderr.write(
        "WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n",
      );
      if (!input.password) throw new ExitError(1, "Error: password is empty");
    }
    if (input.passwordStdin && !input.username) {
      throw new ExitError(1, "the --password-stdin option requires --username to be set");
    }
    const key = serverKey(input.server);
    const { username, password, kept } = await credentials(ctx, key, input);
    if (kept) await stdout.write("Authenticating with existing credentials...\n");
    const engine = await ctx.engine();
    const { status, identityToken } = await engine.system.auth(
      { username, password, serverAddress: key },
      { signal: ctx.signal },
    );
    await keepCredentials(ctx, key, {
      username,
      password,
      identityToken: identityToken || undefined,
    });
    if (status) await stdout.write(status + "\n");
  },
});

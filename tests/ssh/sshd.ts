/** A real sshd on the loopback, as narrow as a test wants it, with `docker` being dockerctl itself. */
import { BINARY, run } from "../engine/mod.ts";
import { need } from "../needs.ts";

/** How the server is. */
export interface SshdOptions {
  /** Sessions in one connection; sshd's own default is 10. */
  maxSessions?: number;
  /** Logins that may be under way at once; sshd's own default is 10, some of them refused earlier. */
  maxStartups?: number;
  /** A process in whose network it listens: that of a private engine. */
  within?: number;
}

/** A server, and a client's files for it. */
export interface Sshd extends AsyncDisposable {
  /** `ssh://USER@127.0.0.1:PORT`, for a socket's path to follow. */
  host: string;
  /** The environment in which ssh finds its key and configuration. */
  env: Record<string, string>;
  /** The folder of ssh's configuration: `config` and `control` in it. */
  dir: string;
  /** Logs in by hand, as a person does, and leaves the master behind. */
  login(): Promise<void>;
  /** From now on nobody can log in any more. */
  lock(): Promise<void>;
  /** How many logins there were. */
  logins(): Promise<number>;
}

/** A port that was free a moment ago. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Starts one; needs root. */
export async function startSshd(
  { maxSessions = 10, maxStartups = 10, within }: SshdOptions = {},
): Promise<Sshd> {
  const sshd = need("sshd");
  const dir = await Deno.makeTempDir({ prefix: "sshd-" });
  const port = freePort();
  for (const name of ["host", "id"]) {
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${dir}/${name}`]);
  }
  await Deno.copyFile(`${dir}/id.pub`, `${dir}/authorized`);
  await Deno.mkdir(`${dir}/bin`);
  await Deno.writeTextFile(`${dir}/bin/docker`, `#!/bin/sh\nexec "${BINARY}" "$@"\n`, {
    mode: 0o755,
  });
  const server = `Port ${port}
ListenAddress 127.0.0.1
HostKey ${dir}/host
AuthorizedKeysFile ${dir}/authorized
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin yes
LogLevel VERBOSE
PidFile none
MaxSessions ${maxSessions}
MaxStartups ${maxStartups}
SetEnv PATH=${dir}/bin:/usr/bin:/bin
`;
  await Deno.writeTextFile(`${dir}/sshd_config`, server);
  await Deno.mkdir("/run/sshd", { recursive: true });
  const there = within === undefined ? [] : ["nsenter", "-t", String(within), "-n"];
  const [program, ...first] = [...there, sshd];
  const child = new Deno.Command(program, {
    args: [...first, "-D", "-f", `${dir}/sshd_config`, "-E", `${dir}/log`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const client = `Host *
  IdentityFile ${dir}/id
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile ${dir}/known
  LogLevel ERROR
`;
  await Deno.writeTextFile(`${dir}/config`, client);
  // ssh takes its home from the user's entry and not from HOME: a wrapper names the file.
  const wrapper = `#!/bin/sh\nexec /usr/bin/ssh -F ${dir}/config "$@"\n`;
  await Deno.writeTextFile(`${dir}/bin/ssh`, wrapper, { mode: 0o755 });
  const env = { HOME: dir, PATH: `${dir}/bin:/usr/bin:/bin` };
  const user = (await run(["id", "-un"])).stdout.trim();
  const log = async () => await Deno.readTextFile(`${dir}/log`).catch(() => "");
  while (!(await log()).includes("listening on")) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const words = ["-p", String(port), "-l", user];
  return {
    host: `ssh://${user}@127.0.0.1:${port}`,
    env,
    dir,
    async login() {
      const control = `${client}  ControlPath ${dir}/control\n`;
      await Deno.writeTextFile(`${dir}/config`, control);
      const args = ["-M", "-N", "-f", ...words, "127.0.0.1"];
      const { code } = await new Deno.Command(`${dir}/bin/ssh`, {
        args,
        env,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).output();
      if (code !== 0) throw new Error(`the master's login ended with ${code}`);
    },
    lock: () => Deno.writeTextFile(`${dir}/authorized`, ""),
    logins: async () => [...(await log()).matchAll(/Accepted publickey/g)].length,
    async [Symbol.asyncDispose]() {
      await run([`${dir}/bin/ssh`, "-O", "exit", ...words, "127.0.0.1"]).catch(() => {});
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(dir, { recursive: true });
    },
  };
}

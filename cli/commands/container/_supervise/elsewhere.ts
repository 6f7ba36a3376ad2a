/** Containers of other hosts, which a supervisor is not for. */
import { ExitError } from "../../../spec/types.ts";

/** Refuses `host/name`: what keeps a container up has to be there when the way to it is not. */
export function refuseElsewhere(container: string): void {
  const [host, name] = container.replace(/^\//, "").split("/", 2);
  if (name === undefined) return;
  throw new ExitError(
    1,
    `A supervisor belongs on the machine of its container, as it must act when the way there is ` +
      `cut: on ${host}, run "dockerctl unit install ${name}"`,
  );
}

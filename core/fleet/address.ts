/** Where the ports of a host are reached, by the endpoint that leads to its engine; pure. */

/**
 * A name or an IP address: `web1` of `ssh://me@web1:22`, `localhost` for what is on this machine.
 */
export function addressOf(endpoint: string): string {
  const found = /^(?:ssh|tcp|https?):\/\/(?:[^@/]*@)?(\[[0-9a-fA-F:.]+\]|[^:/?#]+)/.exec(endpoint);
  const host = found?.[1].replace(/^\[(.*)\]$/, "$1");
  return host === undefined || host === "0.0.0.0" ? "localhost" : host;
}

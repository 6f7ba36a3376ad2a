/** The addresses that an action may have opened. */

/**
 * An address of http or https in its plain form. Throws an Error with what is wrong with it: other
 * schemes start programs, open files, or are taken for options.
 */
export function webAddress(text: string): { url: string; host: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error("openUrl() wants a whole address");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error(`openUrl() opens http and https alone, not ${url.protocol.slice(0, 40)}`);
  }
  // `https://bank.example@evil.example` shows another host than it opens.
  if (url.username !== "" || url.password !== "") {
    throw new Error("openUrl() takes no user name and no password");
  }
  return { url: url.href, host: url.host };
}

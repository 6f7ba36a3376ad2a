/** What tests get of the environment of whoever starts them: nothing that could change a result. */
import { dirname } from "node:path";

/**
 * Passed on: programs are found, Deno finds its cache, packages are fetched as here. HOME, the
 * language, proxies, DOCKER_* and XDG_* are the person's own, and no test may notice them.
 */
const KEPT =
  /^(PATH|DENO_DIR|DENO_TLS_CA_STORE|DENO_CERT|DOCKERCTL_(TEST_.*|BIN|FUZZ|DEPS|DENORT)|UPDATE_GOLDEN|SEED)$|_CERTS?(_FILE|_DIR)?$|^npm_config_|^NPM_CONFIG_/;

/** The environment of every `deno test`; `home` is an empty folder. */
export function testEnvironment(
  env: Readonly<Record<string, string>>,
  home: string,
): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.test(name)));
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    DENO_DIR: `${env.XDG_CACHE_HOME || `${env.HOME ?? "/root"}/.cache`}/deno`,
    ...env.HOME ? { NPM_CONFIG_USERCONFIG: `${env.HOME}/.npmrc` } : {},
    ...kept,
    HOME: home,
    LANG: "C.UTF-8",
    TZ: "UTC",
    // A test that needs the terminal's nature makes its own terminal.
    TERM: "dumb",
    NO_COLOR: "1",
  };
}

/** Where Deno itself was found: tests may start it by its name. */
export function withDeno(path: string): string {
  const own = dirname(Deno.execPath());
  return path.split(":").includes(own) ? path : `${path}:${own}`;
}

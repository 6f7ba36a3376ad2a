/** What of a person's environment reaches the tests. */
import assert from "node:assert/strict";
import { testEnvironment, withDeno } from "./environment.ts";

Deno.test("testEnvironment() lets nothing of the person's own through", () => {
  const env = testEnvironment({
    PATH: "/bin",
    HOME: "/root",
    LANG: "de_DE.ISO-8859-1",
    LC_ALL: "tr_TR",
    TERM: "vt52",
    DOCKER_HOST: "tcp://10.0.0.1:1",
    DOCKER_CONTEXT: "prod",
    HTTP_PROXY: "http://127.0.0.1:9",
    XDG_CONFIG_HOME: "/etc/odd",
    TMUX: "/tmp/tmux",
    SSL_CERT_FILE: "/etc/ca.pem",
    DOCKERCTL_FUZZ: "2",
    DOCKERCTL_SERVER: "http://somewhere:1",
    npm_config_registry: "http://mirror",
  }, "/tmp/home");
  assert.deepEqual(env, {
    PATH: "/bin",
    HOME: "/tmp/home",
    LANG: "C.UTF-8",
    TZ: "UTC",
    TERM: "dumb",
    NO_COLOR: "1",
    DENO_DIR: "/root/.cache/deno",
    NPM_CONFIG_USERCONFIG: "/root/.npmrc",
    SSL_CERT_FILE: "/etc/ca.pem",
    DOCKERCTL_FUZZ: "2",
    npm_config_registry: "http://mirror",
  });
});

Deno.test("withDeno() adds Deno's own folder behind the others", () => {
  assert.match(withDeno("/bin"), /^\/bin:\/./);
  const once = withDeno("/bin");
  assert.equal(withDeno(once), once);
});

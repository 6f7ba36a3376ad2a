/** Command lines about docker's own plugins, compared with docker. */
import type { Group } from "../types.ts";

/** A plugin of docker's command line that says what it was given. */
const SAYS = `#!/bin/sh
case $1 in
docker-cli-plugin-metadata)
  echo '{"SchemaVersion":"0.1.0","Vendor":"Somebody","Version":"v1.2.3","ShortDescription":"Says"}'
  exit ;;
esac
echo "given: $*"
echo "host: $DOCKER_HOST, called: \${DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND:+yes}"
echo "builder: $BUILDX_BUILDER"
echo "and on stderr" >&2
[ "$2" = read ] && cat
case $* in *help*) exit 0 ;; esac
exit 7
`;
/** docker --debug speaks of its own tracing. */
const withoutTracing = (text: string) => text.replace(/^.*"otel error".*\n/m, "");
/** Docker without its buildx plugin calls its own builder deprecated. */
const withoutBuilder = (text: string) =>
  text.replace(/^DEPRECATED: The legacy builder[^]*?\n\n/, "");
const metadata = (text: string) => `#!/bin/sh\necho '${text}'\n`;

/** Docker's plugins below --config: run with the flags before them, refused where they are none. */
export const plugins: Group = {
  name: "plugins of docker",
  wholeProgram: true,
  files: {
    "cfg/cli-plugins/docker-says": SAYS,
    "cfg/cli-plugins/docker-mute": metadata(""),
    "cfg/cli-plugins/docker-anon": metadata('{"SchemaVersion":"0.1.0"}'),
    "cfg/cli-plugins/docker-late": metadata('{"SchemaVersion":"9.9.9","Vendor":"Somebody"}'),
    "cfg/cli-plugins/docker-ill": "#!/bin/sh\nexit 3\n",
    "cfg/cli-plugins/docker-plain": "SAYS",
    "cfg/cli-plugins/docker-two-words": SAYS,
    "cfg/cli-plugins/docker-volume": SAYS,
    "bx/cli-plugins/docker-buildx": SAYS,
    "far/config.json": '{"cliPluginsExtraDirs":["more"]}',
    "more/docker-says": SAYS,
  },
  cases: [
    "--config cfg says",
    "--config cfg says hello --flag -x -- 'two words' ''",
    { line: "--config cfg says read", stdin: "from stdin\n" },
    { line: "--config cfg --debug says x", normalise: withoutTracing },
    { line: "--config cfg --log-level warn --debug --tls=false says x", normalise: withoutTracing },
    "--config cfg --host unix:///nowhere says x",
    "--config cfg --context default says x",
    "--config far says x",
    "--config cfg mute",
    "--config cfg anon x",
    "--config cfg late x",
    "--config cfg ill x",
    "--config cfg plain x",
    "--config cfg two-words x",
    "--config cfg volume ls -q",
    "--config none says",
    "--config cfg says --help",
    "--config cfg says help",
    { line: "--config bx build --secret id=a -t x:1 .", before: [] },
    { line: "--config bx build -o out --builder other .", before: [] },
    { line: "--config bx image build --push .", before: [] },
    "--config bx builder frob -x",
    "--config bx buildx ls",
    { line: "build --push .", normalise: withoutBuilder },
    "--config cfg info --format '{{range .ClientInfo.Plugins}}{{.Name}} {{.Path}};{{end}}'",
  ],
};

/**
 * Command lines that docker and dockerctl must answer alike: stdout, stderr, exit code, and what
 * the engine holds afterwards. To add one: a line here. Words in braces stand for objects that the
 * test makes: {web} runs, {old} has ended, {made} was created, {img} is an image with the tags
 * {img} and {tag}, {net} and {vol} are a network and a volume.
 */

/** Lines that change nothing; both clients see the same engine. */
export const READING: readonly string[] = `
ps
ps -a
ps -aq
ps -a --no-trunc
ps -as
ps -l
ps -n 2
ps -n -1
ps -a --format json
ps -a --format raw
ps -aq --format raw
ps -a --format {{.Names}}
ps -a --format {{.ID}}|{{.Image}}|{{.Command}}|{{.Ports}}|{{.State}}|{{.Networks}}|{{.Mounts}}|{{.LocalVolumes}}
ps -a --format {{json_.}}
ps -a --format table_{{.ID}}\\t{{.Names|upper}}
ps -a --format table_{{.Label_"tier"}}\\t{{.Size}}
ps --format {{range_$i,_$e_:=_split_.Names_"-"}}{{$i}}{{$e}}{{end}}
ps --format {{.Bogus}}
ps --format {{
ps --format {{.ID}
ps --format {{foo_.ID}}
ps --format {{if_.ID}}
ps --format {{.ID.X}}
ps -q --format {{.Names}}
ps -f status=exited -a
ps -f name={web}
ps -f label=tier=front -a
ps -f name=none-such
ps -f status=bogus
ps -f bogus=1
ps -f name
ps --last x
ps --all=maybe
ps --bogus
ps -x
ps -aqx
ps -n
ps --filter
ps extra
ps -
ps -q=
ps ---x
ps --=x
container ls -a
container list -q
container ps -q
images
images -q
images -a
images --no-trunc
images --digests
images --format json
images --format raw
images --format {{.Repository}}:{{.Tag}}_{{.ID}}_{{.Size}}_{{.Digest}}
images --format table_{{.ID}}\\t{{.Tag|title}}
images none-such
images {img}
images -f dangling=true
images -f dangling=maybe
images -f reference={img}
images -f bogus=1
images a b
image ls -q
history {img}
history {img} --format json
history -q {img}
history --no-trunc -H=false {img}
history nope-such
history
inspect {web}
inspect {web} {old} nope-such
inspect nope-such
inspect {img}
inspect {net}
inspect {vol}
inspect --type container {img}
inspect --type image {web}
inspect --type volume {vol}
inspect --type bogus x
inspect -s {web}
inspect
container inspect {web}
image inspect {img} nope-such
network inspect {net}
volume inspect {vol} nope-such
inspect -f {{.State.Status}} {web} {old}
inspect -f {{.Bogus}} {web}
inspect -f {{.State.Bogus}} {web}
inspect -f {{.Config.Labels.tier}}|{{.Config.Labels.none}} {web}
inspect -f {{index_.Config.Labels_"tier"}} {web}
inspect -f {{json_.State}} {web}
inspect -f {{json_.Config.Labels}} {web}
inspect -f {{.HostConfig.Binds}}{{.Config.Entrypoint}}{{.Mounts}} {old}
inspect -f {{if_.State.Health}}y{{else}}n{{end}} {web}
inspect -f {{.State.Health.Status}} {web}
inspect -f {{range_.Config.Cmd}}[{{.}}]{{end}} {web}
inspect -f {{range_$k,$v_:=_.NetworkSettings.Networks}}{{$k}}={{$v.NetworkID}}{{end}} {web}
inspect -f {{len_.Name}}{{len_3}} {web}
inspect -f {{.State.ExitCode_|_printf_"%05d"}} {old}
inspect -f {{upper_1}} {web}
inspect -f {{template_"x"}} {web}
inspect -f {{end}} {web}
inspect -f {{range_.Mounts}} {web}
inspect -f {{1a}} {web}
inspect -f json {web}
image inspect -f {{.RepoTags}}{{.Config.Cmd}} {img}
volume inspect -f {{.Labels}}{{.Options}}{{.Name}} {vol}
network inspect -f {{.Driver}}{{.Labels}} {net}
port {web}
port {web} 80
port {web} x
port {web} 99999
port nope-such
diff {web}
diff nope-such
volume ls
volume ls -q
volume ls --format json
volume ls --format {{.Name}}_{{.Driver}}_{{.Label_"tier"}}
volume ls -f name={vol}
volume ls -f bogus=1
network ls
network ls -q
network ls --no-trunc
network ls --format json
network ls -f driver=bridge
network ls -f bogus=1
search
version --format {{.Server.Version}}
version --format {{json_.Server.Platform}}
version --format {{.Bogus}}
version --format {{
info --format {{.ServerVersion}}_{{.Swarm.LocalNodeState}}
info --format {{.Bogus}}
info --format {{
system df
system df --format json
system df --format {{.Type}}:{{.TotalCount}}
events --since 10m --until 0s --format {{
events --since bogus
events --since 1h --until 1h
context ls
context ls -q
context show
context inspect
context inspect nope
context use nope
context rm nope
context rm default
context create default
context create b@d
context create x1 --docker bogus=1
stop
stop nope-such nope-such2
stop -t x a
kill nope-such
kill -s BOGUS {web}
kill {old}
pause nope-such
pause {old}
unpause {web}
restart nope-such
rename nope-such other
rename a
rename {web} {old}
rm
rm nope-such
rm -f nope-such
rm {web}
rmi nope-such
rmi -f nope-such
rmi nope-such nope-such2
rmi
tag nope-such x
tag {img} BAD
tag {img}
network rm nope-such -f
network create
network create {net}
network create --gateway 1.2.3.4 x
network create --subnet 10.0.0.0/8 --gateway 11.0.0.1 x
network create --subnet bad x
network connect nope-such {web}
network connect {net} nope-such
network disconnect nope-such {web}
volume rm nope-such
volume rm -f nope-such
volume create --driver nope-such v
volume create a b
commit nope-such
commit
export nope-such -o /nonexistent/x
export {web} -o /tmp
save nope-such
save -o /nonexistent/x {img}
load -i /nonexistent/x
import /nonexistent/x
container prune --filter x -f
container prune --filter bogus=1 -f
container bogus
container stop
container --bogus
image stop
bogus
--bogus ps
-x
--host
--log-level bogus ps
-H a -c b ps
-c nope ps
help bogus
help run bogus
login --password-stdin
login localhost:1
logout localhost:1
pull BAD
pull -a a:b
pull a@sha256:x
push
pull
`.trim().split("\n");

/** Lines that change the engine: each client has objects of its own, of the same kind. */
export const CHANGING: readonly string[] = `
stop -t 0 {web}
stop -t 0 {web} {old} nope-such
stop {old}
restart -t 0 {web} {old}
kill {web}
kill -s CONT {web}
pause {web}
pause {web} {web}
rename {old} {old}-new
rename {web} /{web}-new
rm {old} {made}
rm -f {web} nope-such {old}
rm {web} {old}
rm -v {made}
container rm {old}
container remove {old}
tag {img} {tag}:second
rmi {tag}
rmi {tag} nope-such
rmi -f {tag}
image rm {tag}
image remove --no-prune {tag}
volume create {vol}-2
volume create {vol}-2 --label a=b --label c -o type=tmpfs -o device=tmpfs
volume rm {vol}
volume rm {vol} nope-such
network rm {net}
network rm -f {net} nope-such
network create {net}-2 --internal --label a=b
network create -d bridge --subnet 10.77.0.0/16 --gateway 10.77.0.9 --ip-range 10.77.5.0/24 {net}-3
network connect {net} {old}
network connect --alias a --alias b {net} {made}
container prune -f --filter label=owner={owner}
volume prune -f --filter label=owner={owner}
network prune -f --filter label=owner={owner}
commit -m hello -a me -c LABEL_x=y {old} {tag}:committed
import /dev/null {tag}:imported
`.trim().split("\n");

/** The words of a line; `_` inside of a word is a blank. */
export function wordsOf(line: string): string[] {
  return line.split(" ").map((word) => /[{]{2}|LABEL_/.test(word) ? unblank(word) : word);
}

function unblank(word: string): string {
  return word.replaceAll("_", " ");
}

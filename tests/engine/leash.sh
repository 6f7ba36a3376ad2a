#!/usr/bin/env bash
# Runs a command, without input, as long as our stdin is held open:   leash.sh COMMAND...
#
# When the other end of stdin goes, by a signal or a crash of its holder, the command and every
# process of its group are ended: asked first, and two seconds later not asked any more.
# The exit code is the command's. Start it by setsid, out of reach of the terminal's Ctrl-C.
set -um # -m: the command gets a process group of its own

"$@" </dev/null &
job=$!
{
  while read -r _; do :; done
  kill -TERM -- "-$job" 2>/dev/null
  sleep 2
  kill -KILL -- "-$job" 2>/dev/null
} <&0 &
watch=$!
exec 2>/dev/null # bash would announce each end
wait "$job"
status=$?
# What the command left running ends with it.
kill -KILL -- "-$job" "-$watch" 2>/dev/null
exit "$status"

#!/usr/bin/env bash
# kafka start|stop|status - one real Kafka 4.3.1 broker on loopback, for tests and for trying things out
#
#   ./dev kafka start     fetches the broker once (44 MB from Maven Central), starts it on a free port with an empty
#                         log, waits until it answers and prints the address; does nothing when it runs already
#   ./dev kafka stop      stops it and removes its log
#   ./dev kafka status    prints the address, or fails when it does not run
#
# Files are in .kafka/ of this checkout (another place: DEV_KAFKA_DIR): port, pid, broker.log, server.properties.
# A fixed port: DEV_KAFKA_PORT.
KAFKA_VERSION=4.3.1
KAFKA_JARS=$CACHE/kafka-$KAFKA_VERSION
KAFKA_DIR=${DEV_KAFKA_DIR:-$ROOT/.kafka}
KAFKA_START_SECONDS=90

# The pid in our file, if that process still is our broker and not a stranger with a reused number.
kafka_pid() {
  local pid
  [ -f "$KAFKA_DIR/pid" ] && pid=$(cat "$KAFKA_DIR/pid") && [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] &&
    tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "kafka.Kafka $KAFKA_DIR/server.properties" && echo "$pid"
}

free_port() {
  local port
  for _ in $(seq 200); do
    port=$((20000 + RANDOM % 12000)) # below the range from which the system takes ports for outgoing connections
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  fail "no free port between 20000 and 32000"
}

# Asks ApiVersions (version 0, correlation id 1, no client id) and wants the same correlation id back.
kafka_answers() {
  local answer
  answer=$({
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf '\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff' >&3
    timeout 5 head -c 8 <&3 | od -An -tx1 | tr -d ' \n'
  } 2>/dev/null) || return 1
  [ "${answer:8}" = 00000001 ]
}

kafka_fetch() {
  if compgen -G "$KAFKA_JARS/kafka_2.13-*.jar" >/dev/null; then return; fi
  say "fetching Kafka $KAFKA_VERSION from Maven Central to $KAFKA_JARS"
  mkdir -p "$CACHE"
  local fresh
  fresh=$(mktemp -d "$CACHE/fetch.XXXXXX")
  mvn -q -B -f "$ROOT/tests/kafka/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$fresh" </dev/null >&2 || {
    rm -rf "$fresh"
    fail "Maven could not fetch Kafka; is repo.maven.apache.org reachable?"
  }
  rm -rf "$KAFKA_JARS"
  mv "$fresh" "$KAFKA_JARS" # whole or not at all
}

kafka_configure() { # kafka_configure PORT CONTROLLER_PORT
  cat >"$KAFKA_DIR/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.1:$2
advertised.listeners=PLAINTEXT://127.0.0.1:$1
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=1@127.0.0.1:$2
log.dirs=$KAFKA_DIR/log
num.partitions=1
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
PROPERTIES
}

kafka_start() {
  local pid port
  if pid=$(kafka_pid); then
    port=$(cat "$KAFKA_DIR/port")
    echo "127.0.0.1:$port"
    return
  fi
  setup_for kafka
  kafka_fetch
  rm -rf "$KAFKA_DIR/log" "$KAFKA_DIR/pid"
  mkdir -p "$KAFKA_DIR"
  port=${DEV_KAFKA_PORT:-$(free_port)}
  kafka_configure "$port" "$(free_port)"
  local run=(java -Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$KAFKA_JARS/*")
  "${run[@]}" kafka.tools.StorageTool format -t avocet0tests0broker00A -c "$KAFKA_DIR/server.properties" \
    >"$KAFKA_DIR/broker.log" 2>&1 </dev/null ||
    { tail -n 20 "$KAFKA_DIR/broker.log" >&2 && fail "formatting the broker's log directory failed"; }
  setsid "${run[@]}" kafka.Kafka "$KAFKA_DIR/server.properties" >>"$KAFKA_DIR/broker.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$KAFKA_DIR/pid"
  echo "$port" >"$KAFKA_DIR/port"
  local end=$((SECONDS + KAFKA_START_SECONDS))
  until kafka_answers "$port"; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$KAFKA_DIR/broker.log" >&2 && fail "the broker ended; see $KAFKA_DIR/broker.log"; }
    [ $SECONDS -lt $end ] || fail "the broker did not answer within $KAFKA_START_SECONDS s; see $KAFKA_DIR/broker.log"
    sleep 0.1
  done
  disown
  echo "127.0.0.1:$port"
}

kafka_stop() {
  local pid
  if pid=$(kafka_pid); then
    kill "$pid"
    for _ in $(seq 100); do
      kafka_pid >/dev/null || break
      sleep 0.1
    done
    if kafka_pid >/dev/null; then kill -9 "$pid"; fi
  fi
  rm -rf "$KAFKA_DIR/log" "$KAFKA_DIR/pid" "$KAFKA_DIR/port"
}

case ${1:-} in
  start) kafka_start ;;
  stop) kafka_stop ;;
  status)
    kafka_pid >/dev/null || { say "the broker does not run (./dev kafka start)" && exit 1; }
    kafka_answers "$(cat "$KAFKA_DIR/port")" || fail "the broker runs (pid $(kafka_pid)) but does not answer"
    echo "127.0.0.1:$(cat "$KAFKA_DIR/port")"
    ;;
  *) misuse "kafka needs one of: start, stop, status" ;;
esac

// Names of properties that are the extension's own: neither the platform, nor Node, nor a row, nor a variable knows them, and no text names them. In the
// layer they are two letters, which saves 4 kB of what every function loads. A name that is missing here costs bytes; one too many would lose values
// without a word, so the list is by hand, and the layer's tests run what is built.
const OWN_NAMES = `
  accessKeyId amendmentOf answer appended askForCredentials attributeKey attributeRule callBytes callMs callRecords callTimeoutMs choices chunks
  closeAtMs closeUnseen columnStamp completeEvent countUnread credentials deployed documentsPerRecord doneAtMs doubtful dropCallsLeft drops early
  enabled endedAfterMs endedAtMs endedBy environment errors expectsContinue failedAtMs failures fallback firstEvent firstIndex fitting flushBytes
  flushIntervalMs followedAtMs forget forgotten fraction gapMs hasAmendments hasEntry hasNews hasOpen hasTelemetry hasTimeUntil hasTriedAgain initType
  inTurn invocationState invoked invokedAtMs isAfterEnd isAnswered isAwaitingStart isCalling isClosed isConcurrent isDone isDoubtful isFailing isFatal
  isFramed isFreshSocket isHttpTarget isKeptSocket isManaged isPart isRead isResource isSampled isServiceName isStarted isTaken isTimeout
  isUnreachable isWorthwhile isWriting isWritten jsonKey keepOnly keptBytes lambdaFirehose leaveDropRow leftOut leftOutOfSpan longestWaitMs
  malformed mapStamp maxAttributes maxValueBytes meaning memoryBytes memorySizeMb memoryUsedMb nextEvent notBeforeMs onRefused openCount
  openNames otlpPort outstanding overheadMs overridden ownerOf positive problems putBack putUnder queuedAtMs recordBytes records region
  registration releaseAtMs responseDurationMs responseLatencyMs restore rhythm rowOfInit runExtension runtimeOverheadMs sampleRate sampleRules
  sampling saveState secretAccessKey segment segments serveConnection serviceName sessionToken settings settle spoolBytes spoolFailed spoolFolder
  startedAtMs store storeStaged streamName takeEffects takeNews takeSpansBy targets telemetryHost telemetryPort tellDrops toldStartMs undelivered unsent
  unspooled userFitting verdict waitMs waitingBytes waitingMs waitingSinceMs written
`
  .trim()
  .split(/\s+/);

const SHORT = new Map(OWN_NAMES.map((name, i) => [name, `_${i.toString(36)}`]));

/** What terser has to be told: these properties, and no others. */
export function ownNames() {
  const regex = new RegExp(`^(?:${OWN_NAMES.join('|')})$`);
  const props = Object.fromEntries([...SHORT].map(([name, short]) => [`$${name}`, short]));
  return { properties: { regex, builtins: true }, nameCache: { props: { props } } };
}

/** Throws where a name is in no part, is a column's, or in quotes, which would still be asked for as it is. */
export function checkOwnNames(texts) {
  const all = [...texts].join('\n');
  const [, columnTable] = /"([^"(){};]*\bduration_nano\b[^"(){};]*)"/.exec(all);
  const columns = new Set(columnTable.match(/[\w.]+/g));
  for (const name of OWN_NAMES) {
    if (!new RegExp(String.raw`(?<![\w$])${name}(?![\w$])`).test(all)) throw new Error(`no property is called ${name}`);
    if (columns.has(name)) throw new Error(`${name} is a column`);
    if (new RegExp(`["'\`]${name}["'\`]`).test(all)) throw new Error(`${name} is named by a text`);
  }
}

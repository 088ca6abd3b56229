// How many connections senders and readers may hold: together never so many that log, lock and queries find no file to open any more.

/** Of 1,024 open files, which hosts allow that raise nothing, 1,000 idle senders left none: no span was taken until they went. */
export const KEPT_FOR_FILES = 256;

/** Of each of the two ports, where files are plenty. */
export const MAX_CONNECTIONS = 1024;

export interface ConnectionPlaces {
  /** On the port of OTLP. */
  readonly senders: number;
  /** On the port of the API and the page. */
  readonly readers: number;
}

/** `openFiles`: how many the process may have open, connections among them; `null` where nobody says. Of few, half are kept. */
export function connectionPlaces(openFiles: number | null): ConnectionPlaces {
  if (openFiles === null) return { senders: MAX_CONNECTIONS, readers: MAX_CONNECTIONS };
  const places = Math.max(openFiles - KEPT_FOR_FILES, openFiles >> 1);
  // Readers are people with a browser, senders are functions.
  const readers = Math.min(MAX_CONNECTIONS, places >> 2);
  return { senders: Math.min(MAX_CONNECTIONS, places - readers), readers };
}

/** Node has raised it to the most that it may. */
export function openFilesLimit(): number | null {
  const report: unknown = process.report?.getReport();
  const limit = (report as { readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } } } | undefined)
    ?.userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : null;
}

// How many connections senders may hold: never so many that log, lock and queries find no file to open any more.

/** Of 1,024 open files, which hosts allow that raise nothing, 1,000 idle senders left none: no span was taken until they went. */
export const KEPT_FOR_FILES = 256;

/** `openFiles`: how many the process may have open, connections among them; `null` where nobody says. Of few, half are kept. */
export function connectionLimit(maxConnections: number, openFiles: number | null): number {
  if (openFiles === null) return maxConnections;
  return Math.min(maxConnections, Math.max(openFiles - KEPT_FOR_FILES, openFiles >> 1));
}

/** Node has raised it to the most that it may. */
export function openFilesLimit(): number | null {
  const report: unknown = process.report?.getReport();
  const limit = (report as { readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } } } | undefined)
    ?.userLimits?.open_files?.soft;
  return typeof limit === 'number' ? limit : null;
}

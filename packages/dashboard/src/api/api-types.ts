// What the API takes and answers. Generated from packages/server/openapi.json: npm run generate.

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: "invalid_request" | "invalid_time" | "not_found" | "method_not_allowed" | "not_acceptable" | "trace_not_found" | "field_not_found" | "query_not_found" | "saved_not_found" | "saved_full" | "lake_read_only" | "unauthorized" | "forbidden_host" | "forbidden_origin" | "request_timeout" | "headers_too_large" | "body_too_large" | "unsupported_media_type" | "unsupported_encoding" | "internal" | "malformed_body" | "too_busy" | "disk_full" | "storage_unavailable" | "shutting_down" | "signal_not_supported" | "folder_locked" | "folder_read_only" | "folder_not_found" | "folder_version" | "precondition_failed" | "object_not_found" | "corrupt_file" | "bucket_not_found" | "aws_credentials_missing" | "aws_credentials_expired" | "aws_credentials_invalid" | "aws_access_denied" | "aws_region_wrong" | "node_too_old" | "stack_not_found" | "stack_protected" | "deploy_locked" | "deploy_failed" | "port_in_use" | "config_invalid" | "server_unreachable" | "ambiguous_attribute" | "query_too_large" | "query_too_deep" | "query_timeout" | "query_memory" | "result_not_read" | "query_canceled" | "budget_exceeded" | "scan_limit_exceeded" | "engine_failed" | "table_changed" | "engine_not_available" | "too_many_queries" | "SYNTAX_ERROR" | "NOT_SUPPORTED" | "PERMISSION_DENIED" | "COLUMN_NOT_FOUND" | "TABLE_NOT_FOUND" | "FUNCTION_NOT_FOUND" | "OPERATOR_NOT_FOUND" | "TYPE_NOT_FOUND" | "AMBIGUOUS_NAME" | "AMBIGUOUS_FUNCTION_CALL" | "TYPE_MISMATCH" | "INVALID_COLUMN_REFERENCE" | "MISMATCHED_COLUMN_ALIASES" | "DUPLICATE_NAMED_QUERY" | "DUPLICATE_COLUMN_NAME" | "MISSING_ORDER_BY" | "MISSING_OVER" | "FUNCTION_NOT_AGGREGATE" | "FUNCTION_NOT_WINDOW" | "MISSING_GROUP_BY" | "TOO_MANY_GROUPING_SETS" | "EXPRESSION_NOT_AGGREGATE" | "EXPRESSION_NOT_IN_DISTINCT" | "EXPRESSION_NOT_SCALAR" | "EXPRESSION_NOT_CONSTANT" | "NESTED_AGGREGATION" | "NESTED_WINDOW" | "INVALID_WINDOW_FRAME" | "DUPLICATE_WINDOW_NAME" | "INVALID_PARTITION_BY" | "INVALID_ORDER_BY" | "NULL_TREATMENT_NOT_ALLOWED" | "INVALID_WINDOW_REFERENCE" | "INVALID_LITERAL" | "INVALID_FUNCTION_ARGUMENT" | "INVALID_CAST_ARGUMENT" | "INVALID_ARGUMENTS" | "INVALID_LIMIT_CLAUSE" | "INVALID_ROW_FILTER" | "INVALID_PARAMETER_USAGE" | "INVALID_RECURSIVE_REFERENCE" | "MISSING_COLUMN_ALIASES" | "NUMERIC_VALUE_OUT_OF_RANGE" | "INVALID_PATH" | "DUPLICATE_PARAMETER_NAME" | "PATH_EVALUATION_ERROR" | "JSON_INPUT_CONVERSION_ERROR" | "JSON_OUTPUT_CONVERSION_ERROR" | "JSON_VALUE_RESULT_ERROR" | "DIVISION_BY_ZERO" | "SUBQUERY_MULTIPLE_ROWS" | "TOO_MANY_ARGUMENTS" | "QUERY_HAS_TOO_MANY_STAGES" | "GENERIC_USER_ERROR";
  hint: string;
  details: Record<string, unknown>;
  requestId: string;
};

export type QueryResult = {
  columns: readonly ({
    name: string;
    type: string;
  })[];
  rows: readonly (readonly (unknown)[])[];
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
  truncated?: true;
};

export type BackgroundQuery = {
  id: string;
  status: "running" | "succeeded" | "failed" | "canceled";
  sql: string;
  start: string;
  end: string;
  submittedAt: string;
  endedAt?: string;
  result?: QueryResult;
  error?: Problem;
};

export type Explanation = {
  columns: readonly ({
    name: string;
    type: string;
  })[];
  fields: readonly (string | null)[];
  url: string | null;
  files: readonly ({
    path: string;
    tier: "landing" | "tail" | "compacted";
    rows: number;
    sizeBytes: number;
  })[];
  leftOut: readonly ({
    reason: string;
    files: number;
    sizeBytes: number;
  })[];
  columnsRead: readonly ({
    name: string;
    files: number;
    estimatedBytes: number;
    usedFor: readonly (string)[];
  })[];
  bounds: readonly (string)[];
  sql: {
    duckdb: string;
    trino: string;
  };
  engine: "duckdb" | "athena" | "trino";
  estimatedBytes: number;
  estimatedUsd: {
    duckdb: number;
    athena: number;
  };
  notes: readonly (string)[];
};

export type StructuredExplanation = {
  files: number;
  estimatedBytes: number;
  engine: "duckdb" | "athena" | "trino";
  estimatedUsd: {
    duckdb: number;
    athena: number;
  };
  texts: readonly ({
    part: "table" | "other" | "series" | "heatmap";
    sql: string;
    files: number;
    estimatedBytes: number;
    engine: "duckdb" | "athena" | "trino";
    estimatedUsd: {
      duckdb: number;
      athena: number;
    };
  })[];
  notes: readonly (string)[];
};

export type StructuredAnswer = {
  sql: string;
  columns: readonly ({
    name: string;
    type: string;
  })[];
  rows: readonly (readonly (unknown)[])[];
  other: readonly (unknown)[] | null;
  otherGroups: number | null;
  series: {
    granularitySeconds: number;
    times: readonly (string)[];
    groups: readonly ({
      group: readonly (unknown)[] | null;
      values: Record<string, readonly (unknown)[]>;
    })[];
    sql: string;
  } | null;
  heatmaps: readonly ({
    column: string;
    scale: "log" | "linear";
    granularitySeconds: number;
    times: readonly (string)[];
    cells: readonly ({
      low: number;
      high: number;
    } | null)[];
    counts: readonly (readonly [number, number, number])[];
    sql: string;
  })[];
  url: string | null;
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
};

export type Comparison = {
  selected: {
    spans: number;
    sampledSpans: number;
  };
  baseline: {
    spans: number;
    sampledSpans: number;
  };
  fields: readonly ({
    field: string;
    role: "cause" | "outcome" | "selection" | "identifier";
    difference: number;
    sameAs: readonly (string)[];
    values: readonly ({
      kind: "value" | "range" | "missing" | "other";
      value?: string | number;
      low?: number;
      high?: number;
      values?: number;
      selected: number;
      baseline: number;
      selectedShare: number;
      baselineShare: number;
    })[];
  })[];
  sql: string;
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
};

export type TraceSummary = {
  traceId: string;
  rootName: string | null;
  rootService: string | null;
  services: readonly (string)[];
  start: string;
  startTimeUnixNano: string;
  durationNano: string | null;
  durationMs: number | null;
  spanCount: number;
  errorCount: number;
};

export type Span = {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  traceState: string | null;
  flags: string | null;
  name: string | null;
  kind: string | null;
  serviceName: string | null;
  scopeName: string | null;
  scopeVersion: string | null;
  statusCode: string | null;
  statusMessage: string | null;
  main: boolean;
  sampleRate: number | string | null;
  start: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  durationNano: string;
  durationMs: number;
  droppedAttributesCount: string | null;
  droppedEventsCount: string | null;
  droppedLinksCount: string | null;
  attributes: Record<string, string | number | boolean>;
  resourceAttributes: Record<string, string | number | boolean>;
  scopeAttributes: Record<string, string>;
  events: readonly ({
    timeUnixNano: string;
    name: string | null;
    attributes: Record<string, string>;
  })[];
  links: readonly ({
    traceId: string | null;
    spanId: string | null;
    traceState: string | null;
    attributes: Record<string, string>;
  })[];
};

export type Trace = {
  traceId: string;
  spans: readonly (Span)[];
  truncated?: true;
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
};

export type LeanTrace = {
  traceId: string;
  startTimeUnixNano: string;
  spans: {
    spanId: readonly (string)[];
    parentSpanId: {
      values: readonly (string | null)[];
      places: readonly (number)[];
    };
    startNano: readonly (number)[];
    durationNano: readonly (number)[];
    unfinished: readonly (number)[];
    name: {
      values: readonly (string | null)[];
      places: readonly (number)[];
    };
    serviceName: {
      values: readonly (string | null)[];
      places: readonly (number)[];
    };
    kind: {
      values: readonly (string | null)[];
      places: readonly (number)[];
    };
    statusCode: {
      values: readonly (string | null)[];
      places: readonly (number)[];
    };
    attributes: Record<string, {
      places: readonly (number)[];
      values: readonly (string | number | boolean)[];
    }>;
  };
  events: readonly ({
    place: number;
    startNano: number;
    name: string | null;
  })[];
  links: readonly ({
    place: number;
    traceId: string | null;
    spanId: string | null;
  })[];
  truncated?: true;
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
};

export type ErrorGroups = {
  errors: readonly ({
    group: string;
    type: string | null;
    message: string | null;
    state: "open" | "resolved" | "ignored" | "regressed";
    stateSince: string | null;
    count: number;
    firstSeen: string;
    lastSeen: string;
    services: readonly (string)[];
    functions: readonly (string)[];
    versions: readonly (string)[];
    counts: readonly (number)[];
    newest: {
      traceId: string;
      spanId: string;
      time: string;
      startTimeUnixNano: string;
      service: string | null;
      function: string | null;
      version: string | null;
      message: string | null;
      stack: string | null;
    };
  })[];
  granularitySeconds: number;
  times: readonly (string)[];
  truncated?: true;
  sql: string;
  stats: {
    elapsedMs: number;
    rows: number;
    bytesScanned: number;
    files: number;
    costUsd: number;
    engine: "duckdb" | "athena" | "trino";
    possibleDuplicates?: number | null;
    notes: readonly (string)[];
  };
};

export type Saved = {
  id: string;
  version: number;
  savedAt: string;
  kind: "query" | "board" | "history";
  name: string;
  query?: string;
  sql?: string;
  panels?: readonly ({
    name: string;
    query?: string;
    sql?: string;
    text?: string;
    view?: string;
    column: number;
    row: number;
    width: number;
    height: number;
  })[];
};

/** By method and path: what goes into the path and the query, the body, and what comes back. */
export interface Api {
  /** Run a query */
  'POST /api/v1/sql': {
    path: Record<never, never>;
    query: {
      format?: "json" | "ndjson" | "csv" | "arrow";
      trailer?: "true" | "false";
    };
    body: {
      sql: string;
      start?: string;
      end?: string;
      limit?: number;
      timeoutMs?: number;
      engine?: "auto" | "duckdb" | "athena" | "trino";
      duplicates?: "exact" | "fast";
      maxUsd?: number;
    };
    answer: QueryResult;
  };
  /** Show how a query would run, without running it */
  'POST /api/v1/sql/explain': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      sql: string;
      start?: string;
      end?: string;
      limit?: number;
      timeoutMs?: number;
      engine?: "auto" | "duckdb" | "athena" | "trino";
      duplicates?: "exact" | "fast";
      maxUsd?: number;
    };
    answer: Explanation;
  };
  /** Say what is wrong with a query, or how it would run */
  'POST /api/v1/sql/check': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      sql: string;
      start?: string;
      end?: string;
      limit?: number;
      timeoutMs?: number;
      engine?: "auto" | "duckdb" | "athena" | "trino";
      duplicates?: "exact" | "fast";
      maxUsd?: number;
    };
    answer: {
      problem: Problem | null;
      explanation: Explanation | null;
    };
  };
  /** Run a structured query */
  'POST /api/v1/query': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      calculations?: readonly ({
        op: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        scale?: "log" | "linear";
        buckets?: number;
      })[];
      filters?: readonly ({
        column: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
        value?: string | number | boolean | readonly (string | number | boolean)[];
      } | {
        filters: readonly (unknown)[];
        filterCombination: "AND" | "OR";
      })[];
      filterCombination?: "AND" | "OR";
      breakdowns?: readonly (string)[];
      orders?: readonly ({
        op?: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        order?: "ascending" | "descending";
      })[];
      havings?: readonly ({
        calculateOp: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=";
        value: number;
      })[];
      limit?: number;
      start?: string;
      end?: string;
      granularity?: "auto" | number;
      calculatedFields?: readonly ({
        name: string;
        expression: string;
      })[];
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    answer: StructuredAnswer;
  };
  /** Run a structured query that a link carries */
  'GET /api/v1/query': {
    path: Record<never, never>;
    query: {
      q: string;
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    body: undefined;
    answer: StructuredAnswer;
  };
  /** What a structured query would read and cost, without running it */
  'POST /api/v1/query/explain': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      calculations?: readonly ({
        op: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        scale?: "log" | "linear";
        buckets?: number;
      })[];
      filters?: readonly ({
        column: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
        value?: string | number | boolean | readonly (string | number | boolean)[];
      } | {
        filters: readonly (unknown)[];
        filterCombination: "AND" | "OR";
      })[];
      filterCombination?: "AND" | "OR";
      breakdowns?: readonly (string)[];
      orders?: readonly ({
        op?: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        order?: "ascending" | "descending";
      })[];
      havings?: readonly ({
        calculateOp: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=";
        value: number;
      })[];
      limit?: number;
      start?: string;
      end?: string;
      granularity?: "auto" | number;
      calculatedFields?: readonly ({
        name: string;
        expression: string;
      })[];
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    answer: StructuredExplanation;
  };
  /** Say what is wrong with a structured query, or what it would read and cost */
  'POST /api/v1/query/check': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      calculations?: readonly ({
        op: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        scale?: "log" | "linear";
        buckets?: number;
      })[];
      filters?: readonly ({
        column: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
        value?: string | number | boolean | readonly (string | number | boolean)[];
      } | {
        filters: readonly (unknown)[];
        filterCombination: "AND" | "OR";
      })[];
      filterCombination?: "AND" | "OR";
      breakdowns?: readonly (string)[];
      orders?: readonly ({
        op?: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        order?: "ascending" | "descending";
      })[];
      havings?: readonly ({
        calculateOp: "COUNT" | "RATE" | "ERROR_RATE" | "CONCURRENCY" | "SUM" | "AVG" | "MIN" | "MAX" | "COUNT_DISTINCT" | "P001" | "P01" | "P05" | "P10" | "P20" | "P25" | "P50" | "P75" | "P80" | "P90" | "P95" | "P99" | "P999" | "HEATMAP";
        column?: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=";
        value: number;
      })[];
      limit?: number;
      start?: string;
      end?: string;
      granularity?: "auto" | number;
      calculatedFields?: readonly ({
        name: string;
        expression: string;
      })[];
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    answer: {
      problem: Problem | null;
      explanation: StructuredExplanation | null;
    };
  };
  /** Compare two selections of spans over all their attributes */
  'POST /api/v1/compare': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      filters?: readonly ({
        column: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
        value?: string | number | boolean | readonly (string | number | boolean)[];
      } | {
        filters: readonly (unknown)[];
        filterCombination: "AND" | "OR";
      })[];
      filterCombination?: "AND" | "OR";
      selection: {
        preset?: "errors" | "slowest";
        filters?: readonly ({
          column: string;
          op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
          value?: string | number | boolean | readonly (string | number | boolean)[];
        } | {
          filters: readonly (unknown)[];
          filterCombination: "AND" | "OR";
        })[];
        filterCombination?: "AND" | "OR";
        box?: {
          start: string;
          end: string;
          column: string;
          low: number;
          high: number;
        };
      };
      baseline?: "rest" | "rest-of-all" | {
        preset?: "errors" | "slowest";
        filters?: readonly ({
          column: string;
          op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
          value?: string | number | boolean | readonly (string | number | boolean)[];
        } | {
          filters: readonly (unknown)[];
          filterCombination: "AND" | "OR";
        })[];
        filterCombination?: "AND" | "OR";
        box?: {
          start: string;
          end: string;
          column: string;
          low: number;
          high: number;
        };
      };
      fields?: readonly (string)[];
      start?: string;
      end?: string;
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    answer: Comparison;
  };
  /** List background queries of this server, newest first */
  'GET /api/v1/queries': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: {
      queries: readonly (BackgroundQuery)[];
    };
  };
  /** State of a background query, and its result once it has one */
  'GET /api/v1/queries/{id}': {
    path: {
      id: string;
    };
    query: Record<never, never>;
    body: undefined;
    answer: BackgroundQuery;
  };
  /** Cancel a query */
  'DELETE /api/v1/queries/{id}': {
    path: {
      id: string;
    };
    query: Record<never, never>;
    body: undefined;
    answer: BackgroundQuery;
  };
  /** Find traces, newest first, by one span that fits every condition */
  'GET /api/v1/traces': {
    path: Record<never, never>;
    query: {
      service?: string;
      name?: string;
      status?: string;
      minDurationMs?: number;
      maxDurationMs?: number;
      attribute?: string | readonly (string)[];
      start?: string;
      end?: string;
      limit?: number;
    };
    body: undefined;
    answer: {
      traces: readonly (TraceSummary)[];
      stats: {
        elapsedMs: number;
        rows: number;
        bytesScanned: number;
        files: number;
        costUsd: number;
        engine: "duckdb" | "athena" | "trino";
        possibleDuplicates?: number | null;
        notes: readonly (string)[];
      };
    };
  };
  /** All spans of a trace with every attribute, event and link */
  'GET /api/v1/traces/{traceId}': {
    path: {
      traceId: string;
    };
    query: {
      start?: string;
      end?: string;
    };
    body: undefined;
    answer: Trace;
  };
  /** All spans of a trace as columns: what a waterfall needs */
  'GET /api/v1/traces/{traceId}/spans': {
    path: {
      traceId: string;
    };
    query: {
      start?: string;
      end?: string;
    };
    body: undefined;
    answer: LeanTrace;
  };
  /** A span of a trace with every attribute, event and link */
  'GET /api/v1/traces/{traceId}/spans/{spanId}': {
    path: {
      traceId: string;
      spanId: string;
    };
    query: {
      start?: string;
      end?: string;
    };
    body: undefined;
    answer: Trace;
  };
  /** Services with their requests, errors and durations (of main spans) */
  'GET /api/v1/services': {
    path: Record<never, never>;
    query: {
      start?: string;
      end?: string;
    };
    body: undefined;
    answer: {
      services: readonly ({
        service: string | null;
        requests: number;
        errors: number;
        durationMs: {
          p50: number;
          p95: number;
          p99: number;
        };
        lastSeen: string;
      })[];
    };
  };
  /** Lambda functions with their requests, errors, cold starts and durations */
  'GET /api/v1/functions': {
    path: Record<never, never>;
    query: {
      start?: string;
      end?: string;
    };
    body: undefined;
    answer: {
      functions: readonly ({
        function: string;
        service: string | null;
        region: string | null;
        coldStarts: number;
        requests: number;
        errors: number;
        durationMs: {
          p50: number;
          p95: number;
          p99: number;
        };
        lastSeen: string;
      })[];
    };
  };
  /** What fails: spans with an error or an exception, by type and normal message */
  'GET /api/v1/errors': {
    path: Record<never, never>;
    query: {
      start?: string;
      end?: string;
      where?: string;
      q?: string;
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
      limit?: number;
      granularity?: "auto" | number;
    };
    body: undefined;
    answer: ErrorGroups;
  };
  /** Decide about a group of errors: open, resolved, ignored */
  'PUT /api/v1/errors/{group}': {
    path: {
      group: string;
    };
    query: Record<never, never>;
    body: {
      state: "open" | "resolved" | "ignored";
    };
    answer: {
      group: string;
      state: "open" | "resolved" | "ignored";
      stateSince: string | null;
    };
  };
  /** Spans by filters, newest first, with any columns */
  'GET /api/v1/events': {
    path: Record<never, never>;
    query: {
      start?: string;
      end?: string;
      where?: string;
      q?: string;
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
      fields?: string | readonly (string)[];
      limit?: number;
      cursor?: string;
    };
    body: undefined;
    answer: {
      columns: readonly ({
        name: string;
        type: string;
      })[];
      rows: readonly (readonly (unknown)[])[];
      cursor: string | null;
      sql: string;
      stats: {
        elapsedMs: number;
        rows: number;
        bytesScanned: number;
        files: number;
        costUsd: number;
        engine: "duckdb" | "athena" | "trino";
        possibleDuplicates?: number | null;
        notes: readonly (string)[];
      };
    };
  };
  /** The same, by a body: a question may be longer than an address */
  'POST /api/v1/events': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      start?: string;
      end?: string;
      filters?: readonly ({
        column: string;
        op: "=" | "!=" | ">" | ">=" | "<" | "<=" | "in" | "not-in" | "exists" | "does-not-exist" | "contains" | "does-not-contain" | "starts-with" | "does-not-start-with" | "ends-with" | "does-not-end-with" | "matches" | "does-not-match";
        value?: string | number | boolean | readonly (string | number | boolean)[];
      } | {
        filters: readonly (unknown)[];
        filterCombination: "AND" | "OR";
      })[];
      filterCombination?: "AND" | "OR";
      calculatedFields?: readonly ({
        name: string;
        expression: string;
      })[];
      fields?: readonly (string)[];
      limit?: number;
      cursor?: string;
      timeoutMs?: number;
      duplicates?: "exact" | "fast";
      engine?: "auto" | "duckdb" | "athena" | "trino";
      maxUsd?: number;
    };
    answer: {
      columns: readonly ({
        name: string;
        type: string;
      })[];
      rows: readonly (readonly (unknown)[])[];
      cursor: string | null;
      sql: string;
      stats: {
        elapsedMs: number;
        rows: number;
        bytesScanned: number;
        files: number;
        costUsd: number;
        engine: "duckdb" | "athena" | "trino";
        possibleDuplicates?: number | null;
        notes: readonly (string)[];
      };
    };
  };
  /** Attributes by name */
  'GET /api/v1/fields': {
    path: Record<never, never>;
    query: {
      search?: string;
      limit?: number;
    };
    body: undefined;
    answer: {
      fields: readonly ({
        key: string;
        description: string | null;
        levels: readonly ("span" | "resource" | "scope" | "event")[];
        sql: string;
        column: string | null;
        types: Record<string, number>;
        rows: number;
        distinct: number;
        top: readonly ({
          value: string;
          count: number;
        })[];
        firstSeen: string | null;
        lastSeen: string | null;
        bytes: number;
      })[];
      truncated?: true;
      spans: number;
    };
  };
  /** Values of an attribute in a range of time, the most frequent first */
  'GET /api/v1/fields/{key}/values': {
    path: {
      key: string;
    };
    query: {
      search?: string;
      start?: string;
      end?: string;
      limit?: number;
    };
    body: undefined;
    answer: {
      key: string;
      values: readonly ({
        value: string;
        count: number;
      })[];
    };
  };
  /** Questions that come with Tracelake, by name, as SQL */
  'GET /api/v1/questions': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: {
      questions: readonly ({
        name: string;
        title: string;
        description: string;
        sql: string;
      })[];
    };
  };
  /** What is kept in the lake, newest first: queries, boards, history */
  'GET /api/v1/saved': {
    path: Record<never, never>;
    query: {
      kind?: "query" | "board" | "history";
    };
    body: undefined;
    answer: {
      saved: readonly (Saved)[];
    };
  };
  /** Something kept in the lake */
  'GET /api/v1/saved/{id}': {
    path: {
      id: string;
    };
    query: Record<never, never>;
    body: undefined;
    answer: Saved;
  };
  /** Keep a query, a board or a line of history in the lake */
  'PUT /api/v1/saved/{id}': {
    path: {
      id: string;
    };
    query: Record<never, never>;
    body: {
      kind: "query" | "board" | "history";
      name: string;
      query?: string;
      sql?: string;
      panels?: readonly ({
        name: string;
        query?: string;
        sql?: string;
        text?: string;
        view?: string;
        column: number;
        row: number;
        width: number;
        height: number;
      })[];
    };
    answer: Saved;
  };
  /** Keep it no longer */
  'DELETE /api/v1/saved/{id}': {
    path: {
      id: string;
    };
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
  /** What came in and what lies in the lake */
  'GET /api/v1/stats': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: {
      ingest: {
        otlp: {
          requests: number;
          spans: number;
          rejectedSpans: number;
          bodyBytes: number;
          errors: Record<string, number>;
        };
        writer: Record<string, unknown>;
      } | null;
      lake: {
        landing: {
          files: number;
          rows: number;
          sizeBytes: number;
        };
        tail: {
          files: number;
          rows: number;
          sizeBytes: number;
        };
        compacted: {
          files: number;
          rows: number;
          sizeBytes: number;
        };
        minStartTimeUnixNano: string | null;
        maxStartTimeUnixNano: string | null;
        newestStartTimeUnixNano: string | null;
        days: readonly ({
          day: string;
          files: number;
          sizeBytes: number;
          rows: number;
          compactedRows: number;
        })[];
        notes: readonly (string)[];
        quarantined: {
          files: number;
          sizeBytes: number;
          paths: readonly (string)[];
        };
      };
      queries: {
        running: number;
        done: number;
        failed: number;
        left: number;
        started: number;
        bytesScanned: number;
        costUsd: number;
      };
    };
  };
  /** Whether the server is up and can take spans */
  'GET /api/v1/health': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: {
      status: "ok" | "failing" | "stopping";
      version: string;
      instance: string;
      trouble: {
        code: string;
        title: string;
        hint: string;
      } | null;
      otlpUrl: string | null;
    };
  };
  /** Give a token, and have it as a cookie: HttpOnly, Secure, SameSite=Strict, for twelve hours */
  'POST /api/v1/login': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: {
      token: string;
    };
    answer: undefined;
  };
  /** Forget the cookie */
  'POST /api/v1/logout': {
    path: Record<never, never>;
    query: Record<never, never>;
    body: undefined;
    answer: undefined;
  };
}

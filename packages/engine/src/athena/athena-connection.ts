// Which Athena is asked, and how much a query may cost there.

export interface AthenaConnection {
  /** It says where results lie, and how much one query may scan. */
  readonly workgroup: string;
  /** The Glue database of `spans_landing`. */
  readonly database: string;
  /** Default `AwsDataCatalog`. */
  readonly catalog?: string;
  /** What is estimated to cost more is refused, unless the request allows it. `null`: nothing is. */
  readonly maxUsd: number | null;
}

// The deployed lake as AWS describes it: plain data, so that what is wrong with it can be said without asking AWS.

export interface DeployedStream {
  readonly name: string;
  readonly status: string;
  /** `null` where it writes what it is given, as it is. */
  readonly conversion: StreamConversion | null;
  readonly bucket: string;
  readonly prefix: string;
  readonly bufferSeconds: number;
}

export interface StreamConversion {
  readonly database: string;
  readonly table: string;
  /** Of the OpenX SerDe; `null` for another one. */
  readonly caseInsensitive: boolean | null;
  readonly columnKeys: Readonly<Record<string, string>>;
}

export interface DeployedTable {
  readonly location: string;
  readonly partitionKeys: readonly string[];
  readonly serializationLibrary: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** What Lake Formation has to say about the table, where it says anything. */
export interface DeployedGrants {
  /** Whether its files are under Lake Formation's hand. */
  readonly isRegistered: boolean;
  /** Who gets rights on new tables of the database without being granted any; `null` where it is not said. */
  readonly defaultPrincipals: readonly string[] | null;
}

export interface DeployedFunction {
  readonly name: string;
  readonly layers: readonly string[];
  readonly streamName: string | null;
}

// What can go wrong with Athena, by script: calls that are refused or lost, executions that fail by themselves.

export type AthenaFault =
  /** 400: more calls a second than the account may make. */
  | { readonly kind: 'throttled' }
  /** 400: as many queries run and wait as the account may have. */
  | { readonly kind: 'queue-full' }
  | { readonly kind: 'internal-failure' }
  /** Any coded refusal: AccessDeniedException … */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly status?: number }
  /** What was asked is done, then the connection is reset. */
  | { readonly kind: 'reset-after' };

export interface FaultedAthenaCall {
  /** Of the calls of this operation, from 0. */
  readonly number: number;
  readonly operation: string;
}

export type AthenaFaultSource = (call: FaultedAthenaCall) => AthenaFault | undefined;

/** How an execution fails whatever its text says; after what it has read. */
export interface AthenaFailure {
  readonly reason: string;
  readonly category: 1 | 2 | 3;
  readonly type: number;
}

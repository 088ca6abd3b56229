// How long a command waits for AWS before it says so: for a connection, and for a byte. The SDK alone waits for ever.
export const AWS_PATIENCE = { requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 } } as const;

// Where a Trino is and who asks it.

export interface TrinoConnection {
  /** `https://trino.example:8443`, `http://127.0.0.1:8080` */
  readonly url: string;
  /** `null`: whoever the token says. */
  readonly user: string | null;
  readonly catalog: string;
  readonly schema: string;
  /** Sent over TLS, or to this machine, only; so is `token`. */
  readonly password?: string | null;
  /** A JSON Web Token; wins over a password. */
  readonly token?: string | null;
  /** PEM file of the authority that signed Trino's certificate, where the system does not know it. */
  readonly caFile?: string | null;
}

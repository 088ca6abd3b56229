// Binds a server to a port, with an error that says which flag chooses another.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TracelakeError } from '@tracelake/schema';

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The flag that sets the port, for the error: `--port`. */
  readonly flag: string;
}

/** Gives the bound port. Throws `port_in_use`, `config_invalid`. */
export function listen(server: Server, { host, port, flag }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(listenError(error, host, port, flag));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number, flag: string): Error {
  const details = { host, port, flag };
  if (error.code === 'EADDRINUSE') {
    return new TracelakeError('port_in_use', `Port ${port} of ${host} is in use by another program.`, {
      details,
      hint: `Choose another port with ${flag}; ${flag} 0 takes a free one.`,
    });
  }
  if (error.code === 'EACCES') {
    return new TracelakeError('config_invalid', `Port ${port} may not be opened by this user.`, {
      details,
      hint: `Choose a port above 1023 with ${flag}.`,
    });
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new TracelakeError('config_invalid', `${host} is not an address of this machine.`, {
      details,
      hint: 'Name an address of this machine with --host; 0.0.0.0 means all of them.',
    });
  }
  return error;
}

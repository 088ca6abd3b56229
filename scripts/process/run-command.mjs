// Runs a command to its end; what it says is told only when it fails.
import { spawn } from 'node:child_process';

/** Downloads of nearly a gigabyte. */
const TIMEOUT_MS = 40 * 60_000;

/** Throws an error with the last line of what it wrote. */
export function runCommand(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: TIMEOUT_MS });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', (error) => reject(new Error(`${command} cannot be run (${error.code})`)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code}: ${stderr.trim().split('\n').at(-1)}`));
    });
  });
}

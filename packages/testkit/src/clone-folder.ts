// The clone's own folder. The path is as true in a bundled benchmark, which lies three folders deep as well.
import { fileURLToPath } from 'node:url';

export const CLONE_FOLDER = fileURLToPath(new URL('../../../', import.meta.url));

// The process in the layer. Until `next` is asked nothing is loaded but sockets; everything else comes beside the function.
import { onPlatformGone, startUp } from './io/start-up.ts';

startUp(process.env).catch(onPlatformGone);

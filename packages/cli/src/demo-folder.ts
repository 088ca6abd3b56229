// Where the demo keeps its lake: a folder of its own, so that its shop never mixes with anybody's spans.

export const DEMO_FOLDER = '.tracelake-demo';

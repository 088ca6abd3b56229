// Loaded before a server (node --import): its own clock runs a hundred times as fast, so that grace periods of minutes end within a second or two.
const QUICKER = 100;

const now = performance.now.bind(performance);
performance.now = () => now() * QUICKER;

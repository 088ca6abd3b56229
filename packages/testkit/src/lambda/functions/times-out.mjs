// A function that says it has begun and never answers.
export function handler() {
  console.log('working');
  setInterval(() => {}, 1000);
  return new Promise(() => {});
}
